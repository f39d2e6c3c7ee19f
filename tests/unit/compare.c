#include "run/compare.h"

#include "suite.h"

#include <string.h>

static struct scenario scenario;
static struct results results[2];
static const char *const names[] = {"stack",
				    "set client:net.ipv4.tcp_tw_reuse"};
static const char *const values[2][2] = {{"linux-6.18", "0"}, {"a,\"b\"", "1"}};
static struct compare_row rows[2];
static const struct compare compare = {names, 2, rows, 2};

static void set_up(void)
{
	scenario_init(&scenario);
	ck_assert(scenario_load(&scenario, "linux-6.18", "linux-6.18",
				"cloud-vm", NULL));
	ck_assert(scenario_finish(&scenario, NULL));
	for (int i = 0; i < 2; i++) {
		results_init(&results[i]);
		results[i].attempted = 1000;
		results[i].wall_s = 1 + i;
		results[i].max_rate_per_s = 454;
		rows[i] =
		    (struct compare_row){values[i], &scenario, &results[i]};
	}
	results[1].no_port = 40;
	results[1].timed_out = 10;
	results[1].no_port_first_s = 60;
	results[1].client.time_wait.peak = 28232;
}

static void tear_down(void)
{
	scenario_fini(&scenario);
}

START_TEST(table_has_a_line_for_each)
{
	g_autofree char *text = compare_table_new(&compare);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	ck_assert_uint_eq(g_strv_length(lines), 5);
	ck_assert(g_str_has_prefix(lines[0], "STACK"));
	ck_assert_ptr_nonnull(strstr(lines[0], "TCP_TW_REUSE"));
	ck_assert_ptr_nonnull(strstr(lines[0], "CAPACITY"));
	ck_assert_ptr_nonnull(strstr(lines[1], "FAILURE"));
	ck_assert_ptr_nonnull(strstr(lines[2], " 0 % "));
	ck_assert_ptr_nonnull(strstr(lines[2], "454/s"));
	ck_assert_ptr_nonnull(strstr(lines[3], " 60 s "));
	ck_assert_ptr_nonnull(strstr(lines[3], " 5 % "));
	ck_assert_ptr_nonnull(strstr(lines[3], "28 232"));
}
END_TEST

START_TEST(all_failures_count)
{
	ck_assert_double_eq_tol(compare_failing_share(&results[1]), 0.05,
				1e-12);
	results[1].attempted = 0;
	results[1].no_port = results[1].timed_out = 0;
	ck_assert_double_eq_tol(compare_failing_share(&results[1]), 0, 1e-12);
}
END_TEST

START_TEST(json_says_what_differs)
{
	g_autoptr(JsonNode) node = compare_json_new(&compare);
	JsonObject *root = json_node_get_object(node);
	JsonArray *runs = json_object_get_array_member(root, "runs");
	JsonObject *entry, *compared, *run;

	ck_assert_str_eq(json_object_get_string_member(root, "schema"),
			 "twsim.compare/1");
	ck_assert_uint_eq(json_array_get_length(runs), 2);
	entry = json_array_get_object_element(runs, 1);
	compared = json_object_get_object_member(entry, "compared");
	ck_assert_str_eq(json_object_get_string_member(compared, "stack"),
			 "a,\"b\"");
	ck_assert_str_eq(json_object_get_string_member(
			     compared, "set client:net.ipv4.tcp_tw_reuse"),
			 "1");
	run = json_object_get_object_member(entry, "run");
	ck_assert_str_eq(json_object_get_string_member(run, "schema"),
			 "twsim.run/1");
	run = json_object_get_object_member(run, "engine");
	ck_assert(json_object_get_null_member(run, "wall_s"));
}
END_TEST

START_TEST(lines_of_json_are_whole)
{
	g_autofree char *text = compare_jsonl_new(&compare);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	ck_assert_uint_eq(g_strv_length(lines), 3);
	ck_assert_str_eq(lines[2], "");
	for (int i = 0; i < 2; i++) {
		g_autoptr(JsonNode) node = json_from_string(lines[i], NULL);

		ck_assert_ptr_nonnull(node);
		ck_assert_ptr_nonnull(strstr(lines[i], "\"twsim.compare/1\""));
	}
}
END_TEST

START_TEST(csv_has_one_header_and_no_timing)
{
	g_autofree char *text = compare_csv_new(&compare);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	ck_assert_uint_eq(g_strv_length(lines), 4);
	ck_assert(g_str_has_prefix(lines[0], "compared.stack,compared.set"));
	ck_assert_ptr_nonnull(strstr(lines[0], ",run.no_port.first_s,"));
	ck_assert_ptr_null(strstr(lines[0], "wall_s"));
	ck_assert(g_str_has_prefix(lines[1], "linux-6.18,0,"));
	ck_assert(g_str_has_prefix(lines[2], "\"a,\"\"b\"\"\",1,"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("compare");

	suite_add_fixture(suite, "table", table_has_a_line_for_each, set_up,
			  tear_down);
	suite_add_fixture(suite, "failures", all_failures_count, set_up,
			  tear_down);
	suite_add_fixture(suite, "json", json_says_what_differs, set_up,
			  tear_down);
	suite_add_fixture(suite, "jsonl", lines_of_json_are_whole, set_up,
			  tear_down);
	suite_add_fixture(suite, "csv", csv_has_one_header_and_no_timing,
			  set_up, tear_down);
	return suite_run(suite);
}
