#include "versus.h"

#include "suite.h"

#include <string.h>

static struct drill_result real;
static struct versus versus;

static void set_up(void)
{
	memset(&real, 0, sizeof(real));
	real.file = g_strdup("x.pkt");
	drill_verdict_init(&real.verdict);
	drill_verdict_init(&versus.simulated);
	versus.real = &real;
}

static void tear_down(void)
{
	drill_verdict_fini(&real.verdict);
	drill_verdict_fini(&versus.simulated);
	g_free(real.file);
}

static void contradict(struct drill_verdict *verdict, unsigned line,
		       const char *actual)
{
	drill_verdict_set(verdict, DRILL_NOT_OK, "x.pkt:%u: wrong", line);
	verdict->line = line;
	drill_verdict_actual(verdict, actual);
}

static void expect(enum versus_outcome outcome)
{
	ck_assert_int_eq(versus_outcome(&versus), outcome);
	ck_assert_uint_eq(versus_count(&versus, 1, outcome), 1);
}

START_TEST(both_as_the_script_says)
{
	expect(VERSUS_AGREE);
}
END_TEST

START_TEST(only_one_as_the_script_says)
{
	contradict(&versus.simulated, 3, "> R 0:0(0)");
	expect(VERSUS_DIFFER);
	drill_verdict_fini(&versus.simulated);
	drill_verdict_init(&versus.simulated);
	contradict(&real.verdict, 3, "> R 0:0(0)");
	expect(VERSUS_DIFFER);
}
END_TEST

START_TEST(both_the_same_other_thing)
{
	contradict(&versus.simulated, 3, "> R 0:0(0)");
	contradict(&real.verdict, 3, "> R 0:0(0)");
	expect(VERSUS_AGREE);
}
END_TEST

START_TEST(both_another_thing)
{
	contradict(&versus.simulated, 3, "> R 0:0(0)");
	contradict(&real.verdict, 3, "> R. 0:0(0) ack 1");
	expect(VERSUS_DIFFER);
}
END_TEST

START_TEST(in_another_place)
{
	contradict(&versus.simulated, 3, "> R 0:0(0)");
	contradict(&real.verdict, 4, "> R 0:0(0)");
	expect(VERSUS_DIFFER);
}
END_TEST

START_TEST(one_in_kind_and_one_in_time)
{
	contradict(&versus.simulated, 3, "> R 0:0(0)");
	contradict(&real.verdict, 3, "> R 0:0(0)");
	real.verdict.time_only = true;
	expect(VERSUS_DIFFER);
}
END_TEST

START_TEST(what_was_skipped_is_not_compared)
{
	drill_verdict_set(&real.verdict, DRILL_SKIP, "it is long");
	expect(VERSUS_NOT_COMPARED);
	contradict(&versus.simulated, 3, "> R 0:0(0)");
	expect(VERSUS_NOT_COMPARED);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("versus");
	TCase *tcase = tcase_create("outcome");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, both_as_the_script_says);
	tcase_add_test(tcase, only_one_as_the_script_says);
	tcase_add_test(tcase, both_the_same_other_thing);
	tcase_add_test(tcase, both_another_thing);
	tcase_add_test(tcase, in_another_place);
	tcase_add_test(tcase, one_in_kind_and_one_in_time);
	tcase_add_test(tcase, what_was_skipped_is_not_compared);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
