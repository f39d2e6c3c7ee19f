#include "report_section.h"

#include "compare.h"
#include "markdown.h"

#include <math.h>

void report_section_init(struct report_section *section)
{
	*section = (struct report_section){.text = g_string_new(NULL),
					   .open = g_string_new(NULL)};
}

void report_section_fini(struct report_section *section)
{
	g_string_free(section->text, TRUE);
	g_string_free(section->open, TRUE);
}

void report_section_judge(struct report_section *section, bool agrees)
{
	*(agrees ? &section->agree_n : &section->differ_n) += 1;
	g_string_append(section->text, agrees ? " yes |\n" : " **no** |\n");
}

static void add_both(GString *to, JsonObject *simulated, JsonObject *real,
		     const char *path)
{
	g_string_append_c(to, ' ');
	markdown_number(to, compare_number(simulated, path));
	g_string_append(to, " / ");
	markdown_number(to, compare_number(real, path));
	g_string_append(to, " |");
}

/* Exhaustion */

static void open_row(GString *to, const char *trial, JsonObject *row)
{
	g_string_append_printf(to, "- %s: `%s` is ", trial,
			       markdown_member(row, "path"));
	markdown_number(to, compare_number(row, "simulated"));
	g_string_append(to, " simulated, ");
	markdown_number(to, compare_number(row, "real"));
	g_string_append(to, " real; ");
	markdown_number(to, compare_number(row, "allowed"));
	g_string_append(to, " apart is allowed\n");
}

/* How much of what is allowed */
static double strain(JsonObject *row)
{
	double allowed = compare_number(row, "allowed");
	double apart = fabs(compare_number(row, "difference"));

	return allowed > 0 && apart > 0 ? apart / allowed : 0;
}

/* (transfer none) The row that is nearest to a difference; NULL: all same */
static JsonObject *worst(JsonArray *rows)
{
	JsonObject *found = NULL;

	for (guint i = 0; i < json_array_get_length(rows); i++) {
		JsonObject *row = json_array_get_object_element(rows, i);

		if (strain(row) > (found ? strain(found) : 0))
			found = row;
	}
	return found;
}

static void add_worst(GString *to, JsonArray *rows)
{
	JsonObject *row = worst(rows);

	if (row)
		g_string_append_printf(to, " %s: %.7g, of %.7g |",
				       markdown_member(row, "path"),
				       fabs(compare_number(row, "difference")),
				       compare_number(row, "allowed"));
	else
		g_string_append(to, " nothing |");
}

static void add_trial(struct report_section *section, const char *plan,
		      JsonObject *trial)
{
	GString *to = section->text;
	JsonObject *simulated =
	    json_object_get_object_member(trial, "simulated");
	JsonObject *real = json_object_get_object_member(trial, "real");
	JsonArray *rows = json_object_get_array_member(trial, "rows");
	g_autofree char *name = g_strdup_printf(
	    "%s, %s/s, %s", plan, markdown_member(trial, "rate"),
	    markdown_member(trial, "port-pick"));

	g_string_append_printf(to, "| %s |", name);
	add_both(to, simulated, real, "connections.attempted");
	add_both(to, simulated, real, "connections.established");
	add_both(to, simulated, real, "connections.no_port");
	add_both(to, simulated, real, "no_port.first_s");
	add_both(to, simulated, real, "client.time_wait.peak");
	add_both(to, simulated, real, "server.time_wait.peak");
	add_both(to, simulated, real, "client.tw_reused");
	add_worst(to, rows);
	report_section_judge(section,
			     json_object_get_boolean_member(trial, "agrees"));
	for (guint i = 0; i < json_array_get_length(rows); i++) {
		JsonObject *row = json_array_get_object_element(rows, i);

		if (!json_object_get_boolean_member(row, "agrees"))
			open_row(section->open, name, row);
	}
}

void report_section_exhaust(struct report_section *section, JsonObject *job,
			    JsonObject *found)
{
	JsonArray *trials = json_object_get_array_member(found, "trials");

	if (section->text->len == 0)
		g_string_append(
		    section->text,
		    "| trial, simulated / real | connects due | established | "
		    "no port | first refusal at s | TIME-WAITs of the client "
		    "at most | of the server | reused | furthest apart | agree "
		    "|\n|---|--:|--:|--:|--:|--:|--:|--:|---|---|\n");
	for (guint i = 0; i < json_array_get_length(trials); i++)
		add_trial(section, markdown_member(job, "name"),
			  json_array_get_object_element(trials, i));
}

/* Memory */

static void add_load(struct report_section *section, JsonObject *load,
		     double tolerance)
{
	GString *to = section->text;
	double simulated = compare_number(load, "simulated_bytes_each");
	double real = compare_number(load, "real_bytes_each");
	bool agrees = json_object_get_boolean_member(load, "agrees");

	g_string_append_printf(to, "| %s |", markdown_member(load, "load"));
	markdown_cell(to, compare_number(load, "asked_n"));
	markdown_cell(to, compare_number(load, "simulated_n"));
	markdown_cell(to, compare_number(load, "real_n"));
	g_string_append_printf(to, " %.1f | %.1f | %+.2f %% | %.3g %% |",
			       simulated, real, 100 * (simulated / real - 1),
			       100 * tolerance);
	report_section_judge(section, agrees);
	if (!agrees)
		g_string_append_printf(section->open,
				       "- memory of %s: %.1f octets simulated, "
				       "%.1f real\n",
				       markdown_member(load, "load"), simulated,
				       real);
}

void report_section_memory(struct report_section *section, JsonObject *job,
			   JsonObject *found)
{
	JsonArray *loads = json_object_get_array_member(found, "loads");

	(void)job;
	g_string_append(section->text,
			"| what | asked for | simulated | real | octets for "
			"each, simulated | real | difference | tolerance | "
			"agree |\n|---|--:|--:|--:|--:|--:|--:|--:|---|\n");
	for (guint i = 0; i < json_array_get_length(loads); i++)
		add_load(section, json_array_get_object_element(loads, i),
			 compare_number(found, "tolerance"));
}
