#include "conversation.h"

#include "server.h"
#include "suite.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct server_options options = {
    .closer = SERVER_CLOSE_SERVER, .linger_s = -1, .timeout_ns = NS_PER_S / 4};

START_TEST(the_answer_is_a_line_of_26_octets)
{
	char answer[CONVERSATION_ANSWER_SIZE];

	setenv("TZ", "UTC0", 1);
	tzset();
	conversation_answer(answer, 1433376000);
	ck_assert_mem_eq(answer, "Thu Jun  4 00:00:00 2015\r\n", 26);
}
END_TEST

static enum conversation_end talk(const char *said, bool shut, size_t *got)
{
	char buf[64];
	enum conversation_end end;
	ssize_t n;
	int ends[2];

	ck_assert(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	ck_assert(send(ends[1], said, strlen(said), 0) >= 0);
	if (shut)
		shutdown(ends[1], SHUT_WR);
	end = conversation_run(&options, ends[0]);
	n = recv(ends[1], buf, sizeof(buf), 0);
	*got = n > 0 ? (size_t)n : 0;
	close(ends[1]);
	return end;
}

START_TEST(server_closes_first_whatever_the_client_says)
{
	size_t got;

	options.closer = SERVER_CLOSE_SERVER;
	ck_assert_int_eq(talk("", false, &got), CONVERSATION_CLOSED);
	ck_assert_uint_eq(got, 26);
	ck_assert_int_eq(talk("GET /\r\n", false, &got), CONVERSATION_CLOSED);
	ck_assert_uint_eq(got, 26);
}
END_TEST

START_TEST(server_waits_for_the_clients_close)
{
	size_t got;

	options.closer = SERVER_CLOSE_CLIENT;
	ck_assert_int_eq(talk("bye\r\n", true, &got), CONVERSATION_CLOSED);
	ck_assert_uint_eq(got, 26);
}
END_TEST

START_TEST(server_does_not_wait_for_ever)
{
	size_t got;

	options.closer = SERVER_CLOSE_CLIENT;
	ck_assert_int_eq(talk("", false, &got), CONVERSATION_TIMED_OUT);
}
END_TEST

START_TEST(a_client_that_is_gone_is_no_signal)
{
	int ends[2];

	options.closer = SERVER_CLOSE_SERVER;
	ck_assert(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	close(ends[1]);
	ck_assert_int_eq(conversation_run(&options, ends[0]),
			 CONVERSATION_RESET);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("conversation");

	suite_add(suite, the_answer_is_a_line_of_26_octets);
	suite_add(suite, server_closes_first_whatever_the_client_says);
	suite_add(suite, server_waits_for_the_clients_close);
	suite_add(suite, server_does_not_wait_for_ever);
	suite_add(suite, a_client_that_is_gone_is_no_signal);
	return suite_run(suite);
}
