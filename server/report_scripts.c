/* Sections of a report: scripts and scenarios, segment by segment. */
#include "compare.h"
#include "markdown.h"
#include "report_section.h"

#include <math.h>
#include <string.h>

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Drill */

/* "FOLDER/close.pkt:12: ..." of a file FOLDER/close.pkt */
static void add_verdict(GString *to, const char *side, JsonObject *verdict,
			const char *file)
{
	const char *text = markdown_member(verdict, "text");
	const char *actual = markdown_member(verdict, "actual");

	if (g_str_has_prefix(text, file))
		text += base_of(file) - file;
	g_string_append_printf(to, "; %s: ", side);
	markdown_text(to, text[0] ? text : "as the script says");
	if (actual[0]) {
		g_string_append(to, ", ");
		markdown_text(to, actual);
	}
}

static void open_script(GString *to, JsonObject *script)
{
	const char *file = markdown_member(script, "file");

	g_string_append(to, "- ");
	markdown_text(to, base_of(file));
	g_string_append_c(to, ':');
	markdown_number(to, compare_number(script, "line"));
	g_string_append(to, ": ");
	markdown_text(to, markdown_member(script, "event"));
	add_verdict(to, "simulated",
		    json_object_get_object_member(script, "simulated"), file);
	add_verdict(to, "real", json_object_get_object_member(script, "real"),
		    file);
	g_string_append_c(to, '\n');
}

static bool is_ok(JsonObject *script, const char *side)
{
	return strcmp(
		   markdown_member(json_object_get_object_member(script, side),
				   "verdict"),
		   "ok") == 0;
}

/* Of the side that did not play it */
static const char *reason_of(JsonObject *script)
{
	JsonObject *real = json_object_get_object_member(script, "real");
	const char *verdict = markdown_member(real, "verdict");
	bool played =
	    strcmp(verdict, "ok") == 0 || strcmp(verdict, "not ok") == 0;

	return markdown_member(
	    played ? json_object_get_object_member(script, "simulated") : real,
	    "text");
}

static void count_reason(GHashTable *reasons, const char *reason)
{
	g_hash_table_replace(
	    reasons, g_strdup(reason),
	    GUINT_TO_POINTER(
		GPOINTER_TO_UINT(g_hash_table_lookup(reasons, reason)) + 1));
}

/* Always in the same order */
static void open_reasons(GString *to, GHashTable *reasons)
{
	GList *names =
	    g_list_sort(g_hash_table_get_keys(reasons), (GCompareFunc)strcmp);

	for (GList *at = names; at; at = at->next) {
		g_string_append_printf(
		    to, "- %u not played: ",
		    GPOINTER_TO_UINT(g_hash_table_lookup(reasons, at->data)));
		markdown_text(to, at->data);
		g_string_append_c(to, '\n');
	}
	g_list_free(names);
}

void report_section_drill(struct report_section *section, JsonObject *job,
			  JsonObject *found)
{
	JsonArray *scripts = json_object_get_array_member(found, "scripts");
	GHashTable *reasons =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	unsigned as_told_n = 0;

	(void)job;
	for (guint i = 0; i < json_array_get_length(scripts); i++) {
		JsonObject *script = json_array_get_object_element(scripts, i);
		const char *outcome = markdown_member(script, "outcome");

		if (strcmp(outcome, "agree") == 0) {
			section->agree_n++;
			as_told_n += is_ok(script, "real");
		} else if (strcmp(outcome, "differ") == 0) {
			section->differ_n++;
			open_script(section->open, script);
		} else {
			section->untried_n++;
			count_reason(reasons, reason_of(script));
		}
	}
	open_reasons(section->open, reasons);
	g_hash_table_unref(reasons);
	g_string_append_printf(
	    section->text,
	    "| scripts | agree | of these as the script says | both otherwise "
	    "| differ | not played |\n|--:|--:|--:|--:|--:|--:|\n"
	    "| %u | %u | %u | %u | %u | %u |\n",
	    json_array_get_length(scripts), section->agree_n, as_told_n,
	    section->agree_n - as_told_n, section->differ_n,
	    section->untried_n);
}

/* Scenarios */

static const char *const ends[] = {"client", "server"};

static double furthest(JsonObject *scene)
{
	return fmax(compare_number(scene, "client.segments.apart_s_max"),
		    compare_number(scene, "server.segments.apart_s_max"));
}

/* Counters of an end that are not the same on both sides, and all */
static void count_counters(JsonObject *scene, const char *end, unsigned *same_n,
			   unsigned *all_n)
{
	JsonObject *object = json_object_get_object_member(scene, end);
	JsonObjectIter iter;
	JsonNode *node;

	json_object_iter_init(
	    &iter, json_object_get_object_member(object, "counters"));
	while (json_object_iter_next(&iter, NULL, &node)) {
		JsonObject *both = json_node_get_object(node);

		*all_n += 1;
		*same_n += json_object_get_int_member(both, "simulated") ==
			   json_object_get_int_member(both, "real");
	}
}

static void add_segments(GString *to, JsonObject *scene, const char *end)
{
	JsonObject *segments = json_object_get_object_member(
	    json_object_get_object_member(scene, end), "segments");

	g_string_append_printf(to, " %.0f / %.0f |",
			       compare_number(segments, "simulated_n"),
			       compare_number(segments, "real_n"));
}

static double used_n(JsonObject *scene, const char *end, const char *variant)
{
	g_autofree char *path =
	    g_strdup_printf("%s.segments.variants.%s", end, variant);
	double n = compare_number(scene, path);

	return isnan(n) ? 0 : n;
}

/* Which named cases it took to call them equal, and how often */
static void add_needed(GString *to, JsonObject *scene, JsonObject *meanings)
{
	JsonObjectIter iter;
	const char *name;

	json_object_iter_init(&iter, meanings);
	while (json_object_iter_next(&iter, &name, NULL)) {
		double n = 0;

		for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
			n += used_n(scene, ends[i], name);
		if (n > 0)
			g_string_append_printf(to, " %s %.0f", name, n);
	}
	g_string_append(to, " |");
}

static void add_scene(struct report_section *section, JsonObject *scene,
		      JsonObject *meanings)
{
	GString *to = section->text;
	unsigned same_n = 0;
	unsigned all_n = 0;

	g_string_append_printf(to, "| %s |",
			       markdown_member(scene, "scenario"));
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
		add_segments(to, scene, ends[i]);
	g_string_append_printf(to, " %.1f |", 1000 * furthest(scene));
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
		if (json_object_has_member(scene, ends[i]))
			count_counters(scene, ends[i], &same_n, &all_n);
	g_string_append_printf(to, " %u of %u |", same_n, all_n);
	add_needed(to, scene, meanings);
	report_section_judge(
	    section, strcmp(markdown_member(scene, "outcome"), "agrees") == 0);
}

static void open_scene(GString *to, JsonObject *scene)
{
	JsonArray *details = json_object_get_array_member(scene, "details");

	g_string_append_printf(to,
			       "- %s: ", markdown_member(scene, "scenario"));
	markdown_text(to, markdown_member(scene, "summary"));
	for (guint i = 0; i < json_array_get_length(details); i++) {
		g_string_append(to, "; ");
		markdown_text(to, json_array_get_string_element(details, i));
	}
	g_string_append_c(to, '\n');
}

static void add_variant(GString *to, JsonArray *scenes, const char *variant,
			const char *meaning)
{
	double n = 0;

	for (guint i = 0; i < json_array_get_length(scenes); i++)
		for (size_t j = 0; j < G_N_ELEMENTS(ends); j++)
			n += used_n(json_array_get_object_element(scenes, i),
				    ends[j], variant);
	g_string_append_printf(to, "| %s | %.0f | ", variant, n);
	markdown_text(to, meaning);
	g_string_append(to, " |\n");
}

static void add_variants(GString *to, JsonObject *found)
{
	JsonArray *scenes = json_object_get_array_member(found, "scenarios");
	JsonObject *meanings = json_object_get_object_member(found, "variants");
	JsonObjectIter iter;
	const char *name;
	JsonNode *node;

	g_string_append(to, "\n| named case | needed, times | "
			    "what |\n|---|--:|---|\n");
	json_object_iter_init(&iter, meanings);
	while (json_object_iter_next(&iter, &name, &node))
		add_variant(to, scenes, name, json_node_get_string(node));
}

static void add_objects(GString *to, JsonArray *rows)
{
	g_string_append(to, "\n| memory of one | simulated, octets | real | "
			    "agree |\n|---|--:|--:|---|\n");
	for (guint i = 0; i < json_array_get_length(rows); i++) {
		JsonObject *row = json_array_get_object_element(rows, i);

		g_string_append(to, "| ");
		markdown_text(to, markdown_member(row, "name"));
		g_string_append(to, " | ");
		markdown_number(to, compare_number(row, "simulated_bytes"));
		g_string_append(to, " | ");
		markdown_number(to, compare_number(row, "real_bytes"));
		g_string_append(to, json_object_get_boolean_member(row, "agree")
					? " | yes |\n"
					: " | **no** |\n");
	}
}

void report_section_run(struct report_section *section, JsonObject *job,
			JsonObject *found)
{
	JsonArray *scenes = json_object_get_array_member(found, "scenarios");

	(void)job;
	g_string_append(
	    section->text,
	    "| scenario, simulated / real | segments at the client | "
	    "at the server | instants apart by at most, ms | "
	    "counters the same | agree |\n"
	    "|---|--:|--:|--:|--:|---|\n");
	for (guint i = 0; i < json_array_get_length(scenes); i++) {
		JsonObject *scene = json_array_get_object_element(scenes, i);
		const char *outcome = markdown_member(scene, "outcome");

		if (strcmp(outcome, "skipped") == 0)
			section->untried_n++;
		else
			add_scene(
			    section, scene,
			    json_object_get_object_member(found, "variants"));
		if (strcmp(outcome, "agrees") != 0)
			open_scene(section->open, scene);
	}
	add_variants(section->text, found);
	add_objects(section->text,
		    json_object_get_array_member(found, "memory"));
}
