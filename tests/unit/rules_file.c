#include "run/rules_file.h"

#include "base/units.h"
#include "scratch.h"
#include "suite.h"

#include <string.h>

static GArray *rules;

static void setup(void)
{
	rules = g_array_new(FALSE, FALSE, sizeof(struct rules_rule));
}

static void teardown(void)
{
	g_array_unref(rules);
}

static struct rules_rule read_one(const char *text)
{
	g_array_set_size(rules, 0);
	ck_assert(rules_file_line(rules, "f", 3, 1, text, NULL));
	ck_assert_uint_eq(rules->len, 1);
	return g_array_index(rules, struct rules_rule, 0);
}

static void assert_range(struct rules_range range, uint32_t low, uint32_t high)
{
	ck_assert_uint_eq(range.low, low);
	ck_assert_uint_eq(range.high, high);
}

START_TEST(rule_is_read)
{
	struct rules_rule rule = read_one("to-client FIN nth 1 drop");

	ck_assert(!rule.match.to_server);
	ck_assert_uint_eq(rule.match.with, SEG_FIN);
	ck_assert_uint_eq(rule.match.without, 0);
	assert_range(rule.match.nth, 1, 1);
	assert_range(rule.match.len, 0, UINT32_MAX);
	assert_range(rule.match.seq, 0, UINT32_MAX);
	ck_assert_int_eq(rule.deed, RULES_DROP);
	ck_assert_uint_eq(rule.line, 3);
}
END_TEST

START_TEST(every_deed_is_read)
{
	struct rules_rule rule;

	rule = read_one("to-server len>0 nth 2 duplicate after 500ms");
	ck_assert(rule.match.to_server);
	ck_assert_int_eq(rule.deed, RULES_DUPLICATE);
	ck_assert_int_eq(rule.ns, 500 * NS_PER_MS);
	rule = read_one("to-client ACK relseq 27 delay by 2s");
	ck_assert_int_eq(rule.deed, RULES_DELAY);
	ck_assert_int_eq(rule.ns, 2 * NS_PER_S);
	assert_range(rule.match.seq, 27, 27);
	rule = read_one("to-server RST hold until to-client SYN !ACK nth 2");
	ck_assert_int_eq(rule.deed, RULES_HOLD);
	ck_assert(!rule.until.to_server);
	ck_assert_uint_eq(rule.until.with, SEG_SYN);
	ck_assert_uint_eq(rule.until.without, SEG_ACK);
	assert_range(rule.until.nth, 2, 2);
}
END_TEST

static const struct {
	const char *text;
	uint32_t low, high;
} ranges[] = {
    {"len 26", 26, 26},	      {"len=26", 26, 26},	   {"len = 26", 26, 26},
    {"len>0", 1, UINT32_MAX}, {"len >= 7", 7, UINT32_MAX}, {"len<100", 0, 99},
    {"len<=100", 0, 100},
};

START_TEST(number_is_compared)
{
	g_autofree char *text =
	    g_strdup_printf("to-server %s drop", ranges[_i].text);

	assert_range(read_one(text).match.len, ranges[_i].low, ranges[_i].high);
}
END_TEST

START_TEST(nth_may_be_several)
{
	assert_range(read_one("to-server nth 2..4 drop").match.nth, 2, 4);
	assert_range(read_one("to-server nth 3.. drop").match.nth, 3,
		     UINT32_MAX);
}
END_TEST

START_TEST(case_and_blanks_do_not_matter)
{
	struct rules_rule rule =
	    read_one("\t TO-server  fin! psh  Drop # all of them");

	ck_assert_uint_eq(rule.match.with, SEG_FIN);
	ck_assert_uint_eq(rule.match.without, SEG_PSH);
}
END_TEST

START_TEST(empty_line_and_comment_are_no_rule)
{
	ck_assert(rules_file_line(rules, "f", 1, 1, "", NULL));
	ck_assert(rules_file_line(rules, "f", 1, 1, "  # FIN", NULL));
	ck_assert_uint_eq(rules->len, 0);
}
END_TEST

/* Column 5 is the first of the text. */
static const struct {
	const char *text, *at, *expected;
} faults[] = {
    {"drop", "f:3:5: 'drop'", "'to-client' or 'to-server'"},
    {"to-client", "f:3:14: the rule ends here", "'drop'"},
    {"to-client FINE drop", "f:3:15: 'FINE'", "a flag"},
    {"to-client ! drop", "f:3:17: 'drop'", "FIN, SYN"},
    {"to-client nth 0 drop", "f:3:19: '0'", "a number from 1"},
    {"to-client nth 4..2 drop", "f:3:19: '4..2'", "2..4"},
    {"to-client nth x drop", "f:3:19: 'x'", "a number from 1"},
    {"to-client len drop", "f:3:19: 'drop'", "a number from 0"},
    {"to-client len -1 drop", "f:3:19: '-1'", "a number from 0"},
    {"to-client len<0 drop", "f:3:19: '0'", "leaves something"},
    {"to-client relseq 4294967296 drop", "f:3:22: '4294967296'", "a number"},
    {"to-client duplicate", "f:3:24: the rule ends here", "'after'"},
    {"to-client duplicate by 1s", "f:3:25: 'by'", "'after'"},
    {"to-client delay by", "f:3:23: the rule ends here", "a time like"},
    {"to-client delay by abc", "f:3:24: 'abc'", "a time like"},
    {"to-client hold SYN", "f:3:20: 'SYN'", "'until'"},
    {"to-client hold until SYN", "f:3:26: 'SYN'", "'to-client'"},
    {"to-client hold until to-server drop", "f:3:36: 'drop'", "a condition"},
    {"to-client drop it", "f:3:20: 'it'", "nothing more"},
    {"to-client \303\244 drop", "f:3:15: ", "a flag"},
};

START_TEST(fault_is_told_with_its_place)
{
	g_autoptr(GError) error = NULL;

	ck_assert(!rules_file_line(rules, "f", 3, 5, faults[_i].text, &error));
	ck_assert_uint_eq(rules->len, 0);
	ck_assert_msg(g_str_has_prefix(error->message, faults[_i].at), "%s",
		      error->message);
	ck_assert_msg(strstr(error->message, faults[_i].expected) != NULL, "%s",
		      error->message);
	ck_assert(g_str_has_suffix(error->message, " is expected"));
}
END_TEST

START_TEST(long_word_is_a_fault)
{
	g_autofree char *x = g_strnfill(1000, 'x');

	ck_assert(!rules_file_line(rules, "f", 1, 1, x, NULL));
}
END_TEST

START_TEST(file_is_read_by_line)
{
	g_autoptr(GError) error = NULL;
	GArray *read;

	scratch_enter();
	read =
	    rules_file_read(scratch_file("good", "# two\n\nto-client FIN drop\n"
						 "to-server FIN drop\n"),
			    NULL);
	ck_assert_uint_eq(read->len, 2);
	ck_assert_uint_eq(g_array_index(read, struct rules_rule, 1).line, 4);
	g_array_unref(read);
	ck_assert_ptr_null(rules_file_read(
	    scratch_file("bad", "to-client FIN drop\nto-server\n"), &error));
	ck_assert_ptr_nonnull(strstr(error->message, "bad:2:10: "));
	ck_assert_ptr_null(rules_file_read(scratch_path("none"), NULL));
	scratch_leave();
}
END_TEST

static TCase *tcase_of(const char *name)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, setup, teardown);
	return tcase;
}

int main(void)
{
	Suite *suite = suite_create("rules_file");
	TCase *tcase = tcase_of("rules_file");

	tcase_add_test(tcase, rule_is_read);
	tcase_add_test(tcase, every_deed_is_read);
	tcase_add_loop_test(tcase, number_is_compared, 0, suite_rows_n(ranges));
	tcase_add_test(tcase, nth_may_be_several);
	tcase_add_test(tcase, case_and_blanks_do_not_matter);
	tcase_add_test(tcase, empty_line_and_comment_are_no_rule);
	tcase_add_loop_test(tcase, fault_is_told_with_its_place, 0,
			    suite_rows_n(faults));
	tcase_add_test(tcase, long_word_is_a_fault);
	tcase_add_test(tcase, file_is_read_by_line);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
