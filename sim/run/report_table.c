#include "run/report_table.h"

#include "run/report_text.h"
#include "run/report_words.h"

#include <libsmartcols.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define INDENT 17

static struct libscols_table *table_new(const char *const *names)
{
	struct libscols_table *table = scols_new_table();

	scols_table_enable_noencoding(table, 1);
	scols_table_set_column_separator(table, "  ");
	for (size_t i = 0; names[i]; i++)
		scols_table_new_column(table, names[i], 0,
				       i == 0 ? 0 : SCOLS_FL_RIGHT);
	return table;
}

/* Takes the texts. */
static void add_line(struct libscols_table *table, const char *name,
		     char **texts, size_t texts_n)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);

	scols_line_set_data(line, 0, name);
	for (size_t i = 0; i < texts_n; i++) {
		scols_line_set_data(line, i + 1, texts[i]);
		g_free(texts[i]);
	}
}

/* Each line two blanks in, without blanks at its end. */
static void print_table(GString *to, struct libscols_table *table)
{
	char *text = NULL;

	if (scols_print_table_to_string(table, &text) == 0) {
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

		for (size_t i = 0; lines[i]; i++) {
			g_strchomp(lines[i]);
			if (lines[i][0])
				g_string_append_printf(to, "  %s\n", lines[i]);
		}
	}
	free(text);
	scols_unref_table(table);
	g_string_append_c(to, '\n');
}

static void print_connections(GString *to, const struct results *results)
{
	static const char *const names[] = {
	    "CONNECTS", "DUE",	   "ESTABLISHED", "COMPLETED", "NO PORT",
	    "RESET",	"REFUSED", "TIMED OUT",	  NULL};
	struct libscols_table *table = table_new(names);
	char *texts[] = {
	    report_text_count(results->attempted),
	    report_text_count(results->established),
	    report_text_count(results->completed),
	    report_text_count(results->no_port),
	    report_text_count(results->reset),
	    report_text_count(results->refused),
	    report_text_count(results->timed_out),
	};

	add_line(table, "", texts, G_N_ELEMENTS(texts));
	print_table(to, table);
}

static void print_segments(GString *to, const struct results *results)
{
	static const char *const names[] = {"SEGMENTS",	  "SENT",	"LOST",
					    "DUPLICATED", "SENT AGAIN", "RST",
					    NULL};
	struct libscols_table *table = table_new(names);
	char *texts[] = {
	    report_text_count(results->segments_sent),
	    report_text_count(results->segments_lost),
	    report_text_count(results->segments_duplicated),
	    report_text_count(results->segments_retransmitted),
	    report_text_count(results->segments_rst),
	};

	add_line(table, "", texts, G_N_ELEMENTS(texts));
	print_table(to, table);
}

enum side_unit { UNIT_COUNT, UNIT_MEAN, UNIT_BYTES, UNIT_S };

static const struct {
	const char *name;
	const char *path; /* behind "client." and "server." */
	enum side_unit unit;
} side_lines[] = {
    {"TIME-WAIT, peak", "time_wait.peak", UNIT_COUNT},
    {"TIME-WAIT, mean", "time_wait.mean", UNIT_MEAN},
    {"TIME-WAIT, at the end", "time_wait.at_end", UNIT_COUNT},
    {"TIME-WAIT, reused", "tw_reused", UNIT_COUNT},
    {"TIME-WAIT, reopened", "tw_reopened", UNIT_COUNT},
    {"ports, available", "ports.available", UNIT_COUNT},
    {"ports, peak in use", "ports.peak_in_use", UNIT_COUNT},
    {"kernel memory, peak", "memory_bytes.peak", UNIT_BYTES},
    {"kernel memory, mean", "memory_bytes.mean", UNIT_BYTES},
    {"connect(), median", "connect_s.p50", UNIT_S},
    {"connect(), 99 %", "connect_s.p99", UNIT_S},
    {"connect(), longest", "connect_s.max", UNIT_S},
    {"processes, peak", "processes", UNIT_COUNT},
    {"threads, peak", "threads", UNIT_COUNT},
};

size_t report_sides_n(void)
{
	return G_N_ELEMENTS(side_lines);
}

const char *report_side_name(size_t i)
{
	return side_lines[i].name;
}

char *report_side_text(const struct results *results, const char *side,
		       size_t i)
{
	g_autofree char *path =
	    g_strconcat(side, ".", side_lines[i].path, NULL);
	const struct result_row *row = results_row_find(path);
	double value = row ? results_value(results, row) : (double)NAN;

	if (isnan(value))
		return g_strdup("-");
	switch (side_lines[i].unit) {
	case UNIT_COUNT:
		return report_text_count((uint64_t)value);
	case UNIT_MEAN:
		return report_text_real(value);
	case UNIT_BYTES:
		return report_text_bytes(value);
	case UNIT_S:
		return report_text_seconds(value);
	}
	return g_strdup("-");
}

static void print_sides(GString *to, const struct results *results)
{
	static const char *const names[] = {"SIDE", "CLIENT", "SERVER", NULL};
	struct libscols_table *table = table_new(names);

	for (size_t i = 0; i < G_N_ELEMENTS(side_lines); i++) {
		char *texts[] = {report_side_text(results, "client", i),
				 report_side_text(results, "server", i)};

		add_line(table, side_lines[i].name, texts, 2);
	}
	print_table(to, table);
}

/* Sentences, an empty line, then what has a label, two blanks in. */
static void print_words(GString *to, const struct report *report)
{
	g_autoptr(GPtrArray) items = report_words_new(report);
	bool is_first = true;

	for (guint i = 0; i < items->len; i++) {
		const struct report_item *item = g_ptr_array_index(items, i);
		g_autofree char *label = NULL;

		if (item->label && is_first) {
			g_string_append_c(to, '\n');
			is_first = false;
		}
		label = g_strconcat(item->label ? "  " : "", item->label, NULL);
		report_text_wrap(to, label, item->label ? INDENT : 0,
				 item->text);
	}
}

char *report_table_new(const struct report *report)
{
	GString *to = g_string_new(NULL);

	print_words(to, report);
	g_string_append_c(to, '\n');
	print_connections(to, report->results);
	print_sides(to, report->results);
	print_segments(to, report->results);
	g_string_truncate(to, to->len - 1);
	return g_string_free(to, FALSE);
}
