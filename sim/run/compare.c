#include "run/compare.h"

#include "run/report_csv.h"
#include "run/report_table.h"
#include "run/report_text.h"
#include "run/results_json.h"
#include "run/version.h"

#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

/* A column and the word below its name; the texts are new strings. */
struct column {
	const char *name;
	const char *part;
	char *(*text)(const struct results *results);
};

static char *first_failure(const struct results *results)
{
	return report_text_seconds(results->no_port_first_s);
}

double compare_failing_share(const struct results *results)
{
	uint64_t failed = results->no_port + results->refused +
			  results->timed_out + results->never_begun;

	return (double)failed / (double)MAX(results->attempted, 1);
}

static char *share_failing(const struct results *results)
{
	return report_text_share(compare_failing_share(results));
}

static char *client_time_wait(const struct results *results)
{
	return report_text_count(results->client.time_wait.peak);
}

static char *server_time_wait(const struct results *results)
{
	return report_text_count(results->server.time_wait.peak);
}

static char *client_memory(const struct results *results)
{
	return report_text_bytes((double)results->client.memory_bytes.peak);
}

static char *server_memory(const struct results *results)
{
	return report_text_bytes((double)results->server.memory_bytes.peak);
}

static char *connect_median(const struct results *results)
{
	return report_text_seconds(results->client.connect_p50_s);
}

static char *connect_99(const struct results *results)
{
	return report_text_seconds(results->client.connect_p99_s);
}

static char *capacity(const struct results *results)
{
	if (!(results->max_rate_per_s < REPORT_ENDLESS_PER_S))
		return g_strdup("no limit");
	return report_text_rate(results->max_rate_per_s);
}

static const struct column columns[] = {
    {"FIRST", "FAILURE", first_failure},
    {"CONNECTS", "FAILING", share_failing},
    {"TIME-WAIT", "CLIENT", client_time_wait},
    {"PEAK", "SERVER", server_time_wait},
    {"MEMORY", "CLIENT", client_memory},
    {"PEAK", "SERVER", server_memory},
    {"CONNECT()", "MEDIAN", connect_median},
    {"TAKES", "99 %", connect_99},
    {"CAPACITY", "OF PORTS", capacity},
};

/* "set client:net.ipv4.tcp_tw_reuse" is known by its last part. */
static char *heading(const char *name)
{
	const char *dot = strrchr(name, '.');

	return g_ascii_strup(dot ? dot + 1 : name, -1);
}

static void add_columns(struct libscols_table *table,
			const struct compare *compare)
{
	struct libscols_line *line;

	for (size_t i = 0; i < compare->names_n; i++) {
		g_autofree char *name = heading(compare->names[i]);

		scols_table_new_column(table, name, 0, 0);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
		scols_table_new_column(table, columns[i].name, 0,
				       SCOLS_FL_RIGHT);
	line = scols_table_new_line(table, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
		scols_line_set_data(line, compare->names_n + i,
				    columns[i].part);
}

static void add_row(struct libscols_table *table, const struct compare *compare,
		    const struct compare_row *row)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);

	for (size_t i = 0; i < compare->names_n; i++)
		scols_line_set_data(line, i, row->values[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
		g_autofree char *text = columns[i].text(row->results);

		scols_line_set_data(line, compare->names_n + i, text);
	}
}

char *compare_table_new(const struct compare *compare)
{
	struct libscols_table *table = scols_new_table();
	GString *to = g_string_new(NULL);
	char *text = NULL;

	scols_table_enable_noencoding(table, 1);
	scols_table_set_column_separator(table, "  ");
	add_columns(table, compare);
	for (size_t i = 0; i < compare->rows_n; i++)
		add_row(table, compare, &compare->rows[i]);
	if (scols_print_table_to_string(table, &text) == 0) {
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

		for (size_t i = 0; lines[i]; i++)
			if (*g_strchomp(lines[i]))
				g_string_append_printf(to, "%s\n", lines[i]);
	}
	free(text);
	scols_unref_table(table);
	return g_string_free(to, FALSE);
}

static JsonObject *compared_new(const struct compare *compare,
				const struct compare_row *row)
{
	JsonObject *object = json_object_new();

	for (size_t i = 0; i < compare->names_n; i++)
		json_object_set_string_member(object, compare->names[i],
					      row->values[i]);
	return object;
}

static JsonNode *run_new(const struct compare_row *row)
{
	g_autoptr(JsonObject) settings = scenario_json(row->scenario);
	const struct results_about about = {
	    .seed = (uint64_t)row->scenario->config.seed,
	    .deterministic = true,
	};

	return results_json_new(row->results, &about, settings);
}

static JsonObject *entry_new(const struct compare *compare,
			     const struct compare_row *row)
{
	JsonObject *entry = json_object_new();

	json_object_set_object_member(entry, "compared",
				      compared_new(compare, row));
	json_object_set_member(entry, "run", run_new(row));
	return entry;
}

static JsonNode *node_of(JsonObject *object)
{
	JsonNode *node = json_node_alloc();

	json_node_init_object(node, object);
	json_object_unref(object);
	return node;
}

JsonNode *compare_json_new(const struct compare *compare)
{
	JsonObject *root = json_object_new();
	JsonArray *runs = json_array_new();

	json_object_set_string_member(root, "schema", COMPARE_JSON_SCHEMA);
	json_object_set_string_member(root, "version", version_text);
	for (size_t i = 0; i < compare->rows_n; i++)
		json_array_add_object_element(
		    runs, entry_new(compare, &compare->rows[i]));
	json_object_set_array_member(root, "runs", runs);
	return node_of(root);
}

char *compare_jsonl_new(const struct compare *compare)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < compare->rows_n; i++) {
		JsonObject *entry = entry_new(compare, &compare->rows[i]);
		g_autoptr(JsonNode) node = NULL;
		g_autofree char *line = NULL;

		json_object_set_string_member(entry, "schema",
					      COMPARE_JSON_SCHEMA);
		node = node_of(entry);
		line = results_json_text(node, false);
		g_string_append(text, line);
	}
	return g_string_free(text, FALSE);
}

char *compare_csv_new(const struct compare *compare)
{
	GPtrArray *nodes =
	    g_ptr_array_new_with_free_func((GDestroyNotify)json_node_unref);
	char *text;

	for (size_t i = 0; i < compare->rows_n; i++)
		g_ptr_array_add(nodes,
				node_of(entry_new(compare, &compare->rows[i])));
	text = report_csv_new((JsonNode *const *)nodes->pdata, nodes->len);
	g_ptr_array_unref(nodes);
	return text;
}
