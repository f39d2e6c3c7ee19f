#include "run/results_json.h"

#include "run/version.h"

#include <math.h>
#include <string.h>

static const char *const timing_paths[] = {
    "engine.wall_s",
    "engine.events_per_s",
    "engine.peak_rss_bytes",
};

bool results_json_is_timing(const char *path)
{
	for (size_t i = 0; i < G_N_ELEMENTS(timing_paths); i++)
		if (strcmp(path, timing_paths[i]) == 0)
			return true;
	return false;
}

/* The object that a path lies in, made where it is missing. */
static JsonObject *object_at(JsonObject *object, char **parts)
{
	for (; parts[1]; parts++) {
		if (!json_object_has_member(object, parts[0]))
			json_object_set_object_member(object, parts[0],
						      json_object_new());
		object = json_object_get_object_member(object, parts[0]);
	}
	return object;
}

/* Digits and an exponent, but no point between them. */
static bool is_written_wrong(double real)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	g_ascii_dtostr(text, sizeof(text), real);
	return strchr(text, 'e') && !strchr(text, '.');
}

void results_json_set_real(JsonObject *object, const char *name, double real)
{
	if (!isfinite(real)) {
		json_object_set_null_member(object, name);
		return;
	}
	while (is_written_wrong(real))
		real = nextafter(real, 0);
	json_object_set_double_member(object, name, real);
}

static void set_value(JsonObject *object, const char *name,
		      const struct results *results,
		      const struct result_row *row)
{
	uint64_t count;

	if (row->type == RESULT_REAL) {
		results_json_set_real(object, name,
				      results_value(results, row));
		return;
	}
	memcpy(&count, (const char *)results + row->offset, sizeof(count));
	if (count == RESULT_UNKNOWN)
		json_object_set_null_member(object, name);
	else
		json_object_set_int_member(object, name, (gint64)count);
}

static void add_row(JsonObject *root, const struct results *results,
		    const struct results_about *about,
		    const struct result_row *row)
{
	g_auto(GStrv) parts = g_strsplit(row->path, ".", -1);
	JsonObject *object = object_at(root, parts);
	const char *name = parts[g_strv_length(parts) - 1];

	if (about->deterministic && results_json_is_timing(row->path))
		json_object_set_null_member(object, name);
	else
		set_value(object, name, results, row);
}

static void add_partial(JsonObject *root, const struct results_about *about)
{
	json_object_set_boolean_member(root, "partial", about->partial);
	if (about->partial)
		json_object_set_string_member(root, "stopped_by",
					      about->stopped_by);
	else
		json_object_set_null_member(root, "stopped_by");
	results_json_set_real(root, "stopped_at_s",
			      about->partial ? about->stopped_at_s
					     : (double)NAN);
}

JsonNode *results_json_new(const struct results *results,
			   const struct results_about *about,
			   JsonObject *scenario)
{
	JsonObject *root = json_object_new();
	const struct result_row *rows;
	size_t rows_n;

	json_object_set_string_member(root, "schema", RESULTS_JSON_SCHEMA);
	json_object_set_string_member(root, "version", version_text);
	json_object_set_int_member(root, "seed", (gint64)about->seed);
	add_partial(root, about);
	json_object_set_object_member(root, "scenario",
				      json_object_ref(scenario));
	rows = results_rows(&rows_n);
	for (size_t i = 0; i < rows_n; i++)
		add_row(root, results, about, &rows[i]);
	return json_node_init_object(json_node_alloc(), root);
}

char *results_json_text(JsonNode *node, bool pretty)
{
	g_autofree char *text = json_to_string(node, pretty);

	return g_strconcat(text, "\n", NULL);
}
