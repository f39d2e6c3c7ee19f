#include "run/paper.h"

#include "run/report_text.h"
#include "run/results_json.h"
#include "run/version.h"

#include <math.h>
#include <string.h>

#define FAILS "fails"

static const struct paper_cell *cell_at(const struct paper *paper, guint i)
{
	return &g_array_index(paper->cells, struct paper_cell, i);
}

/* As many digits behind the point as the draft prints. */
static char *number(const struct paper_cell *cell, double value)
{
	bool memory = strcmp(cell->column, "TCB KB") == 0;
	bool fine = strcmp(cell->table, "table 2") == 0 ||
		    (strcmp(cell->table, "table 3") == 0 &&
		     strcmp(cell->column, "Mb/s") == 0);

	if (isnan(value))
		return g_strdup(FAILS);
	return g_strdup_printf(fine && !memory ? "%.2f" : "%.1f", value);
}

static char *difference(const struct paper_cell *cell)
{
	double off = cell->simulated - cell->printed;

	if (isnan(off))
		return g_strdup("-");
	return g_strdup_printf("%+.1f %%", 100 * off / cell->printed);
}

static void append_line(GString *to, const struct paper_cell *cell)
{
	g_autofree char *printed = number(cell, cell->printed);
	g_autofree char *allowed = isnan(cell->printed)
				       ? g_strdup("-")
				       : number(cell, cell->tolerance);
	g_autofree char *simulated = number(cell, cell->simulated);
	g_autofree char *off = difference(cell);

	g_string_append_printf(
	    to, "  %-33s %-6s %7s %7s %9s %8s  %-6s  %s%s%s\n", cell->row,
	    cell->column, printed, allowed, simulated, off,
	    paper_is_within(cell) ? "yes" : "NO", paper_role_name(cell->role),
	    cell->note && cell->role == PAPER_CALIBRATES ? " " : "",
	    cell->note && cell->role == PAPER_CALIBRATES ? cell->note : "");
}

static void append_unexplained(GString *to, const struct paper *paper)
{
	const char *before = NULL;

	for (guint i = 0; i < paper->cells->len; i++) {
		const struct paper_cell *cell = cell_at(paper, i);
		g_autofree char *text = NULL;

		if (cell->role != PAPER_UNEXPLAINED || cell->note == before)
			continue;
		before = cell->note;
		text = g_strdup_printf("Not explained: %s, %s: %s.",
				       cell->table, cell->row, cell->note);
		g_string_append_c(to, '\n');
		report_text_wrap(to, "", 0, text);
	}
}

static void append_summary(GString *to, const struct paper *paper)
{
	unsigned n[3] = {0, 0, 0}, within[3] = {0, 0, 0};

	for (guint i = 0; i < paper->cells->len; i++) {
		const struct paper_cell *cell = cell_at(paper, i);

		n[cell->role]++;
		within[cell->role] += paper_is_within(cell);
	}
	g_string_append_printf(
	    to,
	    "\n%u cells: %u of %u predicted and %u of %u that calibrate a "
	    "constant are within\nthe tolerance, %u are not explained.\n",
	    paper->cells->len, within[PAPER_PREDICTED], n[PAPER_PREDICTED],
	    within[PAPER_CALIBRATES], n[PAPER_CALIBRATES],
	    n[PAPER_UNEXPLAINED]);
}

char *paper_table_new(const struct paper *paper)
{
	GString *to = g_string_new(NULL);
	const char *table = "";

	for (guint i = 0; i < paper->cells->len; i++) {
		const struct paper_cell *cell = cell_at(paper, i);

		if (strcmp(table, cell->table) != 0)
			g_string_append_printf(
			    to, "%s%-35s %-6s %7s %7s %9s %8s  WITHIN\n",
			    table[0] ? "\n" : "", cell->table, "", "PRINTED",
			    "ALLOWED", "SIMULATED", "OFF BY");
		table = cell->table;
		append_line(to, cell);
	}
	append_summary(to, paper);
	append_unexplained(to, paper);
	return g_string_free(to, FALSE);
}

static void append_csv_text(GString *to, const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text ? text : "", "\"", -1);
	g_autofree char *quoted = g_strjoinv("\"\"", parts);

	g_string_append_printf(to, "\"%s\"", quoted);
}

static void append_csv_number(GString *to, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	g_string_append_c(to, ',');
	if (!isnan(value))
		g_string_append(
		    to, g_ascii_formatd(text, sizeof(text), "%.9g", value));
}

char *paper_csv_new(const struct paper *paper)
{
	GString *to = g_string_new("table,row,column,printed,tolerance,"
				   "simulated,difference,within,role,note\n");

	for (guint i = 0; i < paper->cells->len; i++) {
		const struct paper_cell *cell = cell_at(paper, i);

		append_csv_text(to, cell->table);
		g_string_append_c(to, ',');
		append_csv_text(to, cell->row);
		g_string_append_c(to, ',');
		append_csv_text(to, cell->column);
		append_csv_number(to, cell->printed);
		append_csv_number(to, cell->tolerance);
		append_csv_number(to, cell->simulated);
		append_csv_number(to, cell->simulated - cell->printed);
		g_string_append_printf(
		    to, ",%s,", paper_is_within(cell) ? "true" : "false");
		append_csv_text(to, paper_role_name(cell->role));
		g_string_append_c(to, ',');
		append_csv_text(to, cell->note);
		g_string_append_c(to, '\n');
	}
	return g_string_free(to, FALSE);
}

static JsonObject *cell_json(const struct paper_cell *cell)
{
	JsonObject *object = json_object_new();

	json_object_set_string_member(object, "table", cell->table);
	json_object_set_string_member(object, "row", cell->row);
	json_object_set_string_member(object, "column", cell->column);
	results_json_set_real(object, "printed", cell->printed);
	results_json_set_real(object, "tolerance", cell->tolerance);
	results_json_set_real(object, "simulated", cell->simulated);
	results_json_set_real(object, "difference",
			      cell->simulated - cell->printed);
	json_object_set_boolean_member(object, "within", paper_is_within(cell));
	json_object_set_string_member(object, "role",
				      paper_role_name(cell->role));
	if (cell->note)
		json_object_set_string_member(object, "note", cell->note);
	else
		json_object_set_null_member(object, "note");
	return object;
}

JsonNode *paper_json_new(const struct paper *paper)
{
	JsonObject *root = json_object_new();
	JsonArray *cells = json_array_new();
	JsonNode *node = json_node_alloc();

	json_object_set_string_member(root, "schema", PAPER_JSON_SCHEMA);
	json_object_set_string_member(root, "version", version_text);
	for (guint i = 0; i < paper->cells->len; i++)
		json_array_add_object_element(cells,
					      cell_json(cell_at(paper, i)));
	json_object_set_array_member(root, "cells", cells);
	json_node_init_object(node, root);
	json_object_unref(root);
	return node;
}
