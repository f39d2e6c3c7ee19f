#include "run/report_csv.h"

#include "run/results_json.h"

#include <string.h>

struct lines {
	GString *names;
	GString *values;
};

static void append_field(GString *line, const char *text)
{
	if (line->len > 0)
		g_string_append_c(line, ',');
	if (!strpbrk(text, ",\"\n")) {
		g_string_append(line, text);
		return;
	}
	g_string_append_c(line, '"');
	for (; *text; text++) {
		if (*text == '"')
			g_string_append_c(line, '"');
		g_string_append_c(line, *text);
	}
	g_string_append_c(line, '"');
}

/* As in JSON, but a text without its quotes and null as nothing. */
static char *scalar_text(JsonNode *node)
{
	if (JSON_NODE_HOLDS_NULL(node))
		return g_strdup("");
	if (json_node_get_value_type(node) == G_TYPE_STRING)
		return json_node_dup_string(node);
	return json_to_string(node, FALSE);
}

static void add_object(struct lines *lines, const char *prefix,
		       JsonObject *object);

static void add_member(struct lines *lines, const char *path, JsonNode *node)
{
	g_autofree char *text = NULL;

	if (JSON_NODE_HOLDS_OBJECT(node)) {
		add_object(lines, path, json_node_get_object(node));
		return;
	}
	/* in a comparison the run is a level down */
	if (results_json_is_timing(g_str_has_prefix(path, "run.") ? path + 4
								  : path))
		return;
	text = scalar_text(node);
	append_field(lines->names, path);
	append_field(lines->values, text);
}

static void add_object(struct lines *lines, const char *prefix,
		       JsonObject *object)
{
	JsonObjectIter iter;
	const char *name;
	JsonNode *node;

	json_object_iter_init_ordered(&iter, object);
	while (json_object_iter_next_ordered(&iter, &name, &node)) {
		g_autofree char *path =
		    prefix[0] ? g_strconcat(prefix, ".", name, NULL)
			      : g_strdup(name);

		add_member(lines, path, node);
	}
}

char *report_csv_new(JsonNode *const *nodes, size_t nodes_n)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < nodes_n; i++) {
		struct lines lines = {g_string_new(NULL), g_string_new(NULL)};

		add_object(&lines, "", json_node_get_object(nodes[i]));
		if (i == 0)
			g_string_append_printf(text, "%s\n", lines.names->str);
		g_string_append_printf(text, "%s\n", lines.values->str);
		g_string_free(lines.names, TRUE);
		g_string_free(lines.values, TRUE);
	}
	return g_string_free(text, FALSE);
}
