#include "exchange.h"

#include "load.h"
#include "suite.h"

static struct load_options options;
static struct exchange exchange;

static void set_up(void)
{
	options = (struct load_options){
	    .closer = LOAD_CLOSE_CLIENT,
	    .requests_n = 1,
	    .request_bytes = 4,
	    .answer_bytes = 6,
	};
}

START_TEST(an_answer_may_come_in_parts)
{
	exchange_begin(&exchange, &options);
	ck_assert_int_eq(exchange.state, EXCHANGE_READS);
	ck_assert_uint_eq(exchange_wants(&exchange, &options), 6);
	exchange_read(&exchange, &options, "noon", 4);
	ck_assert_uint_eq(exchange_wants(&exchange, &options), 2);
	exchange_read(&exchange, &options, "\r\n", 2);
	ck_assert_int_eq(exchange.state, EXCHANGE_CLOSES);
	ck_assert_uint_eq(exchange.answers_n, 1);
}
END_TEST

START_TEST(requests_follow_answers)
{
	options.requests_n = 2;
	exchange_begin(&exchange, &options);
	exchange_read(&exchange, &options, "noon\r\n", 6);
	ck_assert_int_eq(exchange.state, EXCHANGE_ASKS);
	ck_assert_uint_eq(exchange_wants(&exchange, &options), 4);
	exchange_sent(&exchange, &options, 3);
	ck_assert_int_eq(exchange.state, EXCHANGE_ASKS);
	exchange_sent(&exchange, &options, 1);
	ck_assert_int_eq(exchange.state, EXCHANGE_READS);
	exchange_read(&exchange, &options, "noon\r\n", 6);
	ck_assert_int_eq(exchange.state, EXCHANGE_CLOSES);
	ck_assert_uint_eq(exchange.answers_n, 2);
}
END_TEST

START_TEST(who_closes)
{
	static const struct {
		enum load_close closer;
		int64_t hold_ns;
		enum exchange_state state;
	} rows[] = {
	    {LOAD_CLOSE_CLIENT, 0, EXCHANGE_CLOSES},
	    {LOAD_CLOSE_CLIENT, 9, EXCHANGE_HOLDS},
	    {LOAD_CLOSE_SERVER, 0, EXCHANGE_FOLLOWS},
	    {LOAD_CLOSE_SERVER, 9, EXCHANGE_FOLLOWS},
	    {LOAD_CLOSE_BOTH, 0, EXCHANGE_CLOSES},
	    {LOAD_CLOSE_BOTH, 9, EXCHANGE_HOLDS},
	    {LOAD_CLOSE_RST, 0, EXCHANGE_CLOSES},
	    {LOAD_CLOSE_RST, 9, EXCHANGE_HOLDS},
	};

	for (size_t i = 0; i < suite_rows_n(rows); i++) {
		options.closer = rows[i].closer;
		options.hold_ns = rows[i].hold_ns;
		exchange_begin(&exchange, &options);
		exchange_read(&exchange, &options, "noon\r\n", 6);
		ck_assert_int_eq(exchange.state, rows[i].state);
	}
}
END_TEST

START_TEST(the_servers_close_ends_it)
{
	options.hold_ns = 9;
	exchange_begin(&exchange, &options);
	exchange_read(&exchange, &options, "noon\r\n", 6);
	exchange_read(&exchange, &options, "", 0);
	ck_assert_int_eq(exchange.state, EXCHANGE_CLOSES);
}
END_TEST

START_TEST(bad_answers)
{
	exchange_begin(&exchange, &options);
	exchange_read(&exchange, &options, "noon", 4);
	exchange_read(&exchange, &options, "", 0);
	ck_assert_int_eq(exchange.state, EXCHANGE_BAD);

	exchange_begin(&exchange, &options);
	exchange_read(&exchange, &options, "noon??", 6);
	ck_assert_int_eq(exchange.state, EXCHANGE_BAD);

	options.closer = LOAD_CLOSE_SERVER;
	exchange_begin(&exchange, &options);
	exchange_read(&exchange, &options, "noon\r\n", 6);
	exchange_read(&exchange, &options, "!", 1);
	ck_assert_int_eq(exchange.state, EXCHANGE_BAD);
}
END_TEST

START_TEST(no_answer_is_waited_for)
{
	options.answer_bytes = 0;
	exchange_begin(&exchange, &options);
	ck_assert_int_eq(exchange.state, EXCHANGE_CLOSES);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
	    an_answer_may_come_in_parts,
	    requests_follow_answers,
	    who_closes,
	    the_servers_close_ends_it,
	    bad_answers,
	    no_answer_is_waited_for,
	};
	Suite *suite = suite_create("exchange");

	suite_add_all(suite, tests, suite_rows_n(tests), set_up);
	return suite_run(suite);
}
