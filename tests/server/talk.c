#include "talk.h"

#include "instant.h"
#include "server.h"
#include "suite.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct server_options options;

static void set_up(void)
{
	options = (struct server_options){
	    .closer = SERVER_CLOSE_SERVER,
	    .requests_n = 1,
	    .request_bytes = 4,
	    .answer_bytes = 26,
	    .linger_s = -1,
	    .timeout_ns = NS_PER_S / 4,
	};
}

static enum conversation_end serve(int fd, int64_t *answers_n)
{
	struct conversation talk;
	char *answer = malloc((size_t)options.answer_bytes);
	enum conversation_end end;

	conversation_begin(&talk, answer, &options, instant_now_ns());
	talk_through(&talk, fd);
	end = talk_end(&talk, fd);
	*answers_n = talk.answers_n;
	free(answer);
	return end;
}

/* All that the client says is there before the server begins. */
static enum conversation_end talk_with(const char *said, bool shut, size_t *got)
{
	char buf[256];
	enum conversation_end end;
	int64_t answers_n;
	ssize_t n;
	int ends[2];

	ck_assert(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	ck_assert(send(ends[1], said, strlen(said), 0) >= 0);
	if (shut)
		shutdown(ends[1], SHUT_WR);
	end = serve(ends[0], &answers_n);
	n = recv(ends[1], buf, sizeof(buf), 0);
	*got = n > 0 ? (size_t)n : 0;
	close(ends[1]);
	return end;
}

START_TEST(server_closes_first_whatever_the_client_says)
{
	size_t got;

	ck_assert_int_eq(talk_with("", false, &got), CONVERSATION_CLOSED);
	ck_assert_uint_eq(got, 26);
	ck_assert_int_eq(talk_with("GET /\r\n", false, &got),
			 CONVERSATION_CLOSED);
	ck_assert_uint_eq(got, 26);
}
END_TEST

START_TEST(requests_that_come_at_once_are_told_apart)
{
	size_t got;

	options.requests_n = 3;
	ck_assert_int_eq(talk_with("one.two.", false, &got),
			 CONVERSATION_CLOSED);
	ck_assert_uint_eq(got, 3 * 26);
}
END_TEST

START_TEST(server_waits_for_the_clients_close)
{
	size_t got;

	options.closer = SERVER_CLOSE_CLIENT;
	ck_assert_int_eq(talk_with("bye\r\n", true, &got), CONVERSATION_CLOSED);
	ck_assert_uint_eq(got, 26);
}
END_TEST

START_TEST(server_does_not_wait_for_ever)
{
	size_t got;

	options.closer = SERVER_CLOSE_CLIENT;
	ck_assert_int_eq(talk_with("", false, &got), CONVERSATION_TIMED_OUT);
	options.closer = SERVER_CLOSE_SERVER;
	options.requests_n = 2;
	ck_assert_int_eq(talk_with("", false, &got), CONVERSATION_TIMED_OUT);
	ck_assert_int_eq(talk_with("on", false, &got), CONVERSATION_TIMED_OUT);
}
END_TEST

START_TEST(nor_for_a_client_that_does_not_read)
{
	size_t got;

	options.answer_bytes = 1 << 20;
	ck_assert_int_eq(talk_with("", false, &got), CONVERSATION_TIMED_OUT);
}
END_TEST

START_TEST(a_client_that_is_gone_is_no_signal)
{
	int64_t answers_n;
	int ends[2];

	ck_assert(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	close(ends[1]);
	ck_assert_int_eq(serve(ends[0], &answers_n), CONVERSATION_RESET);
	ck_assert_int_eq(answers_n, 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    server_closes_first_whatever_the_client_says,
	    requests_that_come_at_once_are_told_apart,
	    server_waits_for_the_clients_close,
	    server_does_not_wait_for_ever,
	    nor_for_a_client_that_does_not_read,
	    a_client_that_is_gone_is_no_signal,
	};
	Suite *suite = suite_create("talk");

	suite_add_all(suite, tests, suite_rows_n(tests), set_up);
	return suite_run(suite);
}
