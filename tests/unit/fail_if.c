#include "run/fail_if.h"

#include "suite.h"

#include <stdbool.h>
#include <string.h>

static struct results results;

static void set_up(void)
{
	results_init(&results);
	results.no_port = 5;
	results.no_port_fraction = 0.05;
	results.client.time_wait.peak = 20000;
	results.client.memory_bytes.peak = 1 << 20;
	results.max_rate_per_s = 470.5;
}

static const struct {
	const char *text;
	bool holds;
} good[] = {
    {"no_port.fraction>0.01", true},
    {"no_port.fraction > 5%", false},
    {"no_port.fraction >= 5%", true},
    {" connections.no_port == 5 ", true},
    {"connections.no_port != 5", false},
    {"connections.no_port = 5", true},
    {"connections.no_port", true},
    {"connections.reset", false},
    {"client.time_wait.peak >= 20k", true},
    {"client.time_wait.peak < 2e4", false},
    {"client.time_wait.peak<=20000", true},
    {"client.memory_bytes.peak >= 1MiB", true},
    {"max_rate_per_s < 500/s", true},
    {"connections.reset > 0 or connections.no_port > 4", true},
    {"connections.reset > 0 and connections.no_port > 4", false},
    {"connections.reset>0||connections.no_port>4", true},
    /* 'and' binds closer */
    {"connections.no_port or connections.reset and refused", true},
    {"(connections.no_port or connections.reset) and refused", false},
    {"((connections.no_port))&&client.time_wait.peak>1", true},
    /* what did not happen compares with nothing */
    {"no_port.first_s < 60s", false},
    {"no_port.first_s >= 60s", false},
    {"no_port.first_s != 1", false},
};

START_TEST(condition_is_judged)
{
	g_autoptr(GError) error = NULL;
	struct fail_if *condition = fail_if_parse(good[_i].text, &error);
	g_autofree char *why = NULL;

	ck_assert_msg(condition, "%s", error ? error->message : "");
	set_up();
	ck_assert_int_eq(fail_if_holds(condition, &results, &why),
			 good[_i].holds);
	ck_assert_int_eq(why != NULL, good[_i].holds);
	fail_if_free(condition);
}
END_TEST

static const struct {
	const char *text;
	const char *message;
} bad[] = {
    {"", "at the end: a result, like no_port.fraction, is expected"},
    {"5 > 3", "at '5 > 3': a result, like no_port.fraction, is expected"},
    {"no_port.fraction >", "at the end: a number is expected"},
    {"no_port.fraction > x", "at 'x': a number is expected"},
    {"no_port.fraction > nan", "at 'nan': a number is expected"},
    {"no_port.fraction > 1 2",
     "at '2': 'and', 'or' or a comparison is expected"},
    {"(no_port.fraction > 1", "at the end: ')' is expected"},
    {"no_port.fraction > 1 and",
     "at the end: a result, like no_port.fraction, is expected"},
    {"no_port.frction > 1",
     "no result is named 'no_port.frction'; near: no_port.fraction or "
     "no_port.first_s"},
    {"time_wait.peak > 1",
     "'time_wait.peak' may be 'client.time_wait.peak' or "
     "'server.time_wait.peak': the whole path is expected"},
};

START_TEST(bad_condition_is_refused)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(fail_if_parse(bad[_i].text, &error));
	ck_assert_str_eq(error->message, bad[_i].message);
}
END_TEST

START_TEST(deep_nesting_is_refused)
{
	char text[1000];

	memset(text, '(', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ck_assert_ptr_null(fail_if_parse(text, NULL));
}
END_TEST

START_TEST(reason_has_the_value)
{
	struct fail_if *condition =
	    fail_if_parse("no_port.fraction > 1% or connections.reset", NULL);
	g_autofree char *why = NULL;

	set_up();
	ck_assert(fail_if_holds(condition, &results, &why));
	ck_assert_str_eq(why, "no_port.fraction > 1% (it is 0.05)");
	fail_if_free(condition);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fail_if");

	suite_add_loop(suite, condition_is_judged, suite_rows_n(good));
	suite_add_loop(suite, bad_condition_is_refused, suite_rows_n(bad));
	suite_add(suite, deep_nesting_is_refused);
	suite_add(suite, reason_has_the_value);
	return suite_run(suite);
}
