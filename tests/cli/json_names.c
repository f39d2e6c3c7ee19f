#include "suite.h"

#include <json-glib/json-glib.h>
#include <stdbool.h>

/*
 * The contract of `--format json`. N: a whole number; X: a number; Z: a number
 * or null; T: a text; O: an object; B: true or false; 0: null, as this run is
 * whole. More names may be there, none may go.
 */
static const struct {
	char type;
	const char *path;
} names[] = {
    {'T', "schema"},
    {'T', "version"},
    {'N', "seed"},
    {'B', "partial"},
    {'0', "stopped_by"},
    {'0', "stopped_at_s"},
    {'O', "scenario"},
    {'O', "scenario.client_stack"},
    {'O', "scenario.server_stack"},
    {'O', "scenario.machine"},
    {'N', "connections.attempted"},
    {'N', "connections.established"},
    {'N', "connections.completed"},
    {'N', "connections.no_port"},
    {'N', "connections.reset"},
    {'N', "connections.refused"},
    {'N', "connections.timed_out"},
    {'Z', "no_port.first_s"},
    {'X', "no_port.fraction"},
    {'N', "client.time_wait.peak"},
    {'X', "client.time_wait.mean"},
    {'N', "client.time_wait.at_end"},
    {'N', "client.ports.available"},
    {'N', "client.ports.peak_in_use"},
    {'N', "client.tw_reused"},
    {'N', "client.memory_bytes.peak"},
    {'X', "client.memory_bytes.mean"},
    {'N', "client.memory_bytes.at_end"},
    {'X', "client.connect_s.p50"},
    {'X', "client.connect_s.p99"},
    {'X', "client.connect_s.max"},
    {'N', "client.counters.TcpExtTW"},
    {'N', "server.time_wait.peak"},
    {'X', "server.time_wait.mean"},
    {'N', "server.time_wait.at_end"},
    {'N', "server.ports.available"},
    {'N', "server.ports.peak_in_use"},
    {'N', "server.tw_reused"},
    {'N', "server.memory_bytes.peak"},
    {'X', "server.memory_bytes.mean"},
    {'N', "server.memory_bytes.at_end"},
    {'Z', "server.connect_s.p50"},
    {'Z', "server.connect_s.p99"},
    {'Z', "server.connect_s.max"},
    {'N', "server.counters.TcpExtTW"},
    {'N', "server.processes"},
    {'N', "server.threads"},
    {'N', "segments.sent"},
    {'N', "segments.lost"},
    {'N', "segments.duplicated"},
    {'N', "segments.retransmitted"},
    {'N', "segments.rst"},
    {'X', "capacity.max_rate_per_s"},
    {'X', "capacity.cheap_rate_per_s"},
    {'N', "engine.events"},
    {'X', "engine.wall_s"},
    {'X', "engine.events_per_s"},
    {'X', "engine.simulated_s"},
    {'N', "engine.peak_rss_bytes"},
};

static JsonNode *root;

static void set_up(void)
{
	const char *const argv[] = {
	    g_getenv("TWSIM"), "--rate", "5",	     "--ports", "100",
	    "--duration",      "20s",	 "--format", "json",	NULL};
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) copy = g_strdupv((char **)(uintptr_t)argv);
	int status;

	ck_assert_msg(g_spawn_sync(NULL, copy, NULL, G_SPAWN_SEARCH_PATH, NULL,
				   NULL, &text, NULL, &status, &error),
		      "%s", error ? error->message : "");
	ck_assert_int_eq(status, 0);
	root = json_from_string(text, &error);
	ck_assert_ptr_nonnull(root);
}

static bool has_type(JsonNode *node, char type)
{
	GType is = JSON_NODE_HOLDS_VALUE(node) ? json_node_get_value_type(node)
					       : G_TYPE_INVALID;

	switch (type) {
	case 'N':
		return is == G_TYPE_INT64;
	case 'X':
		return is == G_TYPE_DOUBLE || is == G_TYPE_INT64;
	case 'Z':
		return JSON_NODE_HOLDS_NULL(node) || has_type(node, 'X');
	case 'B':
		return is == G_TYPE_BOOLEAN;
	case '0':
		return JSON_NODE_HOLDS_NULL(node);
	case 'T':
		return is == G_TYPE_STRING;
	case 'O':
		return JSON_NODE_HOLDS_OBJECT(node);
	default:
		return false;
	}
}

START_TEST(name_is_there_with_its_type)
{
	g_auto(GStrv) parts = g_strsplit(names[_i].path, ".", -1);
	JsonNode *node = root;

	for (size_t i = 0; parts[i]; i++) {
		node = json_object_get_member(json_node_get_object(node),
					      parts[i]);
		ck_assert_msg(node, "no %s", names[_i].path);
	}
	ck_assert_msg(has_type(node, names[_i].type), "type of %s",
		      names[_i].path);
}
END_TEST

START_TEST(engine_is_last_and_schema_first)
{
	JsonObject *object = json_node_get_object(root);
	g_autoptr(GList) members = json_object_get_members(object);

	ck_assert_str_eq(g_list_first(members)->data, "schema");
	ck_assert_str_eq(g_list_last(members)->data, "engine");
	ck_assert_str_eq(json_object_get_string_member(object, "schema"),
			 "twsim.run/1");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json_names");
	TCase *tcase = tcase_create("contract");

	tcase_add_unchecked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, name_is_there_with_its_type, 0,
			    (int)suite_rows_n(names));
	tcase_add_test(tcase, engine_is_last_and_schema_first);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
