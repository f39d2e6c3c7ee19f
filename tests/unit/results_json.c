#include "run/results_json.h"

#include "run/report_csv.h"
#include "suite.h"

#include <math.h>
#include <string.h>

static struct results results;

static JsonNode *make(bool deterministic)
{
	struct results_about about = {.seed = 7,
				      .deterministic = deterministic};
	g_autoptr(JsonObject) scenario = json_object_new();

	json_object_set_string_member(scenario, "text", "a,\"b\"");
	return results_json_new(&results, &about, scenario);
}

/* Written and read again. */
static JsonNode *round_trip(bool pretty)
{
	g_autoptr(JsonNode) node = make(false);
	g_autofree char *text = results_json_text(node, pretty);
	JsonNode *again;

	ck_assert(g_str_has_suffix(text, "\n"));
	ck_assert_int_eq(strchr(text, '\n') == text + strlen(text) - 1,
			 !pretty);
	again = json_from_string(text, NULL);
	ck_assert_ptr_nonnull(again);
	return again;
}

static JsonNode *at(JsonNode *node, const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path, ".", -1);

	for (size_t i = 0; parts[i]; i++) {
		ck_assert_msg(JSON_NODE_HOLDS_OBJECT(node), "%s", path);
		node = json_object_get_member(json_node_get_object(node),
					      parts[i]);
		ck_assert_msg(node, "%s", path);
	}
	return node;
}

START_TEST(partial_says_where_and_why)
{
	const struct results_about about = {
	    .partial = true, .stopped_by = "memory", .stopped_at_s = 83.5};
	g_autoptr(JsonObject) scenario = json_object_new();
	g_autoptr(JsonNode) partial = NULL;
	g_autoptr(JsonNode) whole = NULL;

	results_init(&results);
	partial = results_json_new(&results, &about, scenario);
	whole = make(false);
	ck_assert(json_node_get_boolean(at(partial, "partial")));
	ck_assert_str_eq(json_node_get_string(at(partial, "stopped_by")),
			 "memory");
	ck_assert_double_eq(json_node_get_double(at(partial, "stopped_at_s")),
			    83.5);
	ck_assert(!json_node_get_boolean(at(whole, "partial")));
	ck_assert(JSON_NODE_HOLDS_NULL(at(whole, "stopped_by")));
	ck_assert(JSON_NODE_HOLDS_NULL(at(whole, "stopped_at_s")));
}
END_TEST

START_TEST(every_row_is_there)
{
	size_t rows_n;
	const struct result_row *rows = results_rows(&rows_n);
	g_autoptr(JsonNode) node = NULL;

	results_init(&results);
	node = round_trip(_i);
	for (size_t i = 0; i < rows_n; i++) {
		JsonNode *value = at(node, rows[i].path);

		ck_assert(rows[i].type == RESULT_REAL
			      ? JSON_NODE_HOLDS_NULL(value)
			      : json_node_get_value_type(value) ==
				    G_TYPE_INT64);
	}
	ck_assert_str_eq(json_node_get_string(at(node, "schema")),
			 "twsim.run/1");
	ck_assert_int_eq(json_node_get_int(at(node, "seed")), 7);
}
END_TEST

static const double reals[] = {0,    0.1,  1e-9,  1e-300, 1e15,
			       1e17, 1e20, 1e300, 5e-300, 123456.789};

START_TEST(real_survives)
{
	g_autoptr(JsonNode) node = NULL;
	double real;

	results_init(&results);
	results.no_port_fraction = reals[_i];
	node = round_trip(false);
	real = json_node_get_double(at(node, "no_port.fraction"));
	ck_assert_double_le(fabs(real - reals[_i]), 1e-15 * reals[_i]);
}
END_TEST

START_TEST(what_is_no_number_is_null)
{
	g_autoptr(JsonNode) node = NULL;

	results_init(&results);
	results.max_rate_per_s = (double)INFINITY;
	results.no_port_fraction = (double)NAN;
	node = round_trip(false);
	ck_assert(JSON_NODE_HOLDS_NULL(at(node, "capacity.max_rate_per_s")));
	ck_assert(JSON_NODE_HOLDS_NULL(at(node, "no_port.fraction")));
}
END_TEST

START_TEST(what_nobody_counted_is_null)
{
	g_autoptr(JsonNode) node = NULL;

	results_init_unknown(&results);
	results.attempted = 0;
	node = round_trip(false);
	ck_assert(JSON_NODE_HOLDS_NULL(at(node, "connections.refused")));
	ck_assert(JSON_NODE_HOLDS_NULL(at(node, "no_port.fraction")));
	ck_assert_int_eq(json_node_get_int(at(node, "connections.attempted")),
			 0);
}
END_TEST

START_TEST(deterministic_has_no_timing)
{
	g_autoptr(JsonNode) node = NULL;

	results_init(&results);
	results.wall_s = 1;
	results.events_per_s = 2;
	results.events = 3;
	node = make(true);
	ck_assert(JSON_NODE_HOLDS_NULL(at(node, "engine.wall_s")));
	ck_assert(JSON_NODE_HOLDS_NULL(at(node, "engine.events_per_s")));
	ck_assert(JSON_NODE_HOLDS_NULL(at(node, "engine.peak_rss_bytes")));
	ck_assert_int_eq(json_node_get_int(at(node, "engine.events")), 3);
}
END_TEST

START_TEST(csv_has_a_value_for_each_name)
{
	g_autoptr(JsonNode) node = NULL;
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	results_init(&results);
	node = make(false);
	text = report_csv_new(&node, 1);
	lines = g_strsplit(text, "\n", -1);
	ck_assert_uint_eq(g_strv_length(lines), 3);
	ck_assert(g_str_has_prefix(lines[0],
				   "schema,version,seed,partial,stopped_by,"
				   "stopped_at_s,"
				   "scenario.text,connections.attempted,"));
	ck_assert_ptr_nonnull(
	    strstr(lines[1], ",7,false,,,\"a,\"\"b\"\"\",0,"));
	ck_assert_ptr_null(strstr(lines[0], "wall_s"));
	ck_assert_ptr_nonnull(strstr(lines[0], "client.time_wait.peak"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("results_json");

	suite_add_loop(suite, every_row_is_there, 2);
	suite_add_loop(suite, real_survives, suite_rows_n(reals));
	suite_add(suite, what_is_no_number_is_null);
	suite_add(suite, what_nobody_counted_is_null);
	suite_add(suite, deterministic_has_no_timing);
	suite_add(suite, partial_says_where_and_why);
	suite_add(suite, csv_has_a_value_for_each_name);
	return suite_run(suite);
}
