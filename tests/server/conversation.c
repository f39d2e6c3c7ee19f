#include "conversation.h"

#include "server.h"
#include "suite.h"

#include <errno.h>
#include <string.h>

#define HOLD_NS	   (5 * NS_PER_S)
#define TIMEOUT_NS NS_PER_S

static struct server_options options;
static struct conversation talk;
static char answer[64];

static void set_up(void)
{
	options = (struct server_options){
	    .closer = SERVER_CLOSE_SERVER,
	    .requests_n = 1,
	    .request_bytes = 26,
	    .answer_bytes = 26,
	    .timeout_ns = TIMEOUT_NS,
	};
}

static void begin(int64_t now_ns)
{
	conversation_begin(&talk, answer, &options, now_ns);
}

static void send_answer(int64_t now_ns)
{
	size_t size;

	ck_assert_int_eq(talk.state, CONVERSATION_ANSWERS);
	conversation_rest(&talk, &size);
	conversation_sent(&talk, size, now_ns);
}

START_TEST(the_answer_is_a_line_of_26_octets)
{
	char line[30];

	setenv("TZ", "UTC0", 1);
	tzset();
	conversation_answer(line, 26, 1433376000);
	ck_assert_mem_eq(line, "Thu Jun  4 00:00:00 2015\r\n", 26);
	conversation_answer(line, 30, 1433376000);
	ck_assert_mem_eq(line, "Thu Jun  4 00:00:00 2015    \r\n", 30);
	conversation_answer(line, 5, 1433376000);
	ck_assert_mem_eq(line, "Thu\r\n", 5);
	conversation_answer(line, 1, 1433376000);
	ck_assert_mem_eq(line, "\n", 1);
}
END_TEST

START_TEST(server_closes_after_its_answer)
{
	begin(0);
	send_answer(0);
	ck_assert_int_eq(talk.state, CONVERSATION_OVER);
	ck_assert_int_eq(talk.end, CONVERSATION_CLOSED);
	ck_assert_int_eq(talk.answers_n, 1);
}
END_TEST

START_TEST(server_holds_from_the_last_answer)
{
	options.hold_ns = HOLD_NS;
	begin(0);
	send_answer(7);
	ck_assert_int_eq(talk.state, CONVERSATION_HOLDS);
	ck_assert_int_eq(talk.until_ns, 7 + HOLD_NS);
	conversation_heard(&talk, 10, 8);
	ck_assert_int_eq(talk.until_ns, 7 + HOLD_NS);
	conversation_expired(&talk);
	ck_assert_int_eq(talk.state, CONVERSATION_OVER);
	ck_assert_int_eq(talk.end, CONVERSATION_CLOSED);
}
END_TEST

START_TEST(a_client_that_closes_ends_the_hold)
{
	options.hold_ns = HOLD_NS;
	begin(0);
	send_answer(0);
	conversation_heard(&talk, 0, 1);
	ck_assert_int_eq(talk.state, CONVERSATION_OVER);
	ck_assert_int_eq(talk.end, CONVERSATION_CLOSED);
}
END_TEST

START_TEST(both_close_when_the_client_has_the_answer)
{
	options.closer = SERVER_CLOSE_BOTH;
	options.rtt_ns = 100;
	begin(0);
	send_answer(0);
	ck_assert_int_eq(talk.state, CONVERSATION_HOLDS);
	ck_assert_int_eq(talk.until_ns, 50);
	options.rtt_ns = 0;
	begin(0);
	send_answer(0);
	ck_assert_int_eq(talk.state, CONVERSATION_OVER);
}
END_TEST

START_TEST(server_waits_for_the_clients_close)
{
	static const int closers[] = {SERVER_CLOSE_CLIENT, SERVER_CLOSE_RST};

	options.closer = closers[_i];
	options.hold_ns = HOLD_NS;
	begin(0);
	send_answer(0);
	ck_assert_int_eq(talk.state, CONVERSATION_PARTS);
	ck_assert_int_eq(talk.until_ns, HOLD_NS + TIMEOUT_NS);
	conversation_heard(&talk, 5, 1);
	ck_assert_int_eq(talk.state, CONVERSATION_PARTS);
	conversation_heard(&talk, 0, 2);
	ck_assert_int_eq(talk.end, CONVERSATION_CLOSED);
}
END_TEST

START_TEST(each_request_has_an_answer)
{
	options.requests_n = 3;
	begin(0);
	for (int i = 0; i < 2; i++) {
		send_answer(0);
		ck_assert_int_eq(talk.state, CONVERSATION_LISTENS);
		ck_assert_uint_eq(conversation_hears(&talk), 26);
		conversation_heard(&talk, 20, 0);
		ck_assert_int_eq(talk.state, CONVERSATION_LISTENS);
		ck_assert_uint_eq(conversation_hears(&talk), 6);
		conversation_heard(&talk, 6, 0);
	}
	send_answer(0);
	ck_assert_int_eq(talk.state, CONVERSATION_OVER);
	ck_assert_int_eq(talk.answers_n, 3);
}
END_TEST

START_TEST(an_answer_may_leave_in_parts)
{
	size_t size;

	begin(0);
	conversation_sent(&talk, 20, 0);
	ck_assert_int_eq(talk.state, CONVERSATION_ANSWERS);
	ck_assert_ptr_eq(conversation_rest(&talk, &size), answer + 20);
	ck_assert_uint_eq(size, 6);
	conversation_sent(&talk, 6, 0);
	ck_assert_int_eq(talk.state, CONVERSATION_OVER);
}
END_TEST

/* Octet by octet, a client could else keep a connection for ever. */
START_TEST(a_slow_client_gets_no_more_time)
{
	options.requests_n = 2;
	begin(0);
	conversation_sent(&talk, 25, TIMEOUT_NS - 1);
	ck_assert_int_eq(talk.until_ns, TIMEOUT_NS);
	send_answer(100);
	ck_assert_int_eq(talk.until_ns, TIMEOUT_NS + 100);
	conversation_heard(&talk, 1, TIMEOUT_NS);
	ck_assert_int_eq(talk.until_ns, TIMEOUT_NS + 100);
	conversation_expired(&talk);
	ck_assert_int_eq(talk.end, CONVERSATION_TIMED_OUT);
}
END_TEST

START_TEST(no_answer_at_all)
{
	options.answer_bytes = 0;
	begin(0);
	ck_assert_int_eq(talk.state, CONVERSATION_OVER);
	options.closer = SERVER_CLOSE_CLIENT;
	begin(0);
	ck_assert_int_eq(talk.state, CONVERSATION_PARTS);
}
END_TEST

START_TEST(errors_have_a_meaning)
{
	static const struct {
		int error;
		enum conversation_end end;
	} rows[] = {
	    {ECONNRESET, CONVERSATION_RESET},
	    {EPIPE, CONVERSATION_RESET},
	    {ETIMEDOUT, CONVERSATION_TIMED_OUT},
	    {EHOSTUNREACH, CONVERSATION_FAILED},
	};

	for (size_t i = 0; i < suite_rows_n(rows); i++) {
		begin(0);
		conversation_failed(&talk, rows[i].error);
		ck_assert_int_eq(talk.state, CONVERSATION_OVER);
		ck_assert_int_eq(talk.end, rows[i].end);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    the_answer_is_a_line_of_26_octets,
	    server_closes_after_its_answer,
	    server_holds_from_the_last_answer,
	    a_client_that_closes_ends_the_hold,
	    both_close_when_the_client_has_the_answer,
	    each_request_has_an_answer,
	    an_answer_may_leave_in_parts,
	    a_slow_client_gets_no_more_time,
	    no_answer_at_all,
	    errors_have_a_meaning,
	};
	Suite *suite = suite_create("conversation");
	TCase *waits = tcase_create("server_waits_for_the_clients_close");

	suite_add_all(suite, tests, suite_rows_n(tests), set_up);
	tcase_add_checked_fixture(waits, set_up, NULL);
	tcase_add_loop_test(waits, server_waits_for_the_clients_close, 0, 2);
	suite_add_tcase(suite, waits);
	return suite_run(suite);
}
