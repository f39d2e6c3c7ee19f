#include "figure/tables.h"

#include "run/file_read.h"
#include "run/report_text.h"
#include "world/formulas.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define FIRST_COLUMNS "kind\tcurve\tt_s\t"

static uint64_t value_of(const struct sample *sample,
			 const struct figure_column *column)
{
	uint64_t value;

	memcpy(&value, (const char *)sample + column->offset, sizeof(value));
	return value;
}

static bool is_all_zero(const GArray *samples,
			const struct figure_column *column)
{
	for (guint i = 0; i < samples->len; i++)
		if (value_of(&g_array_index(samples, struct sample, i),
			     column) > 0)
			return false;
	return true;
}

/* "linux-6.18, client"; a lone curve of several runs has the run's name. */
static char *curve_name(const struct figure *figure,
			const struct figure_run *run,
			const struct figure_column *column)
{
	if (!run->label[0])
		return g_strdup(column->curve);
	if (!figure->columns[1].name)
		return g_strdup(run->label);
	return g_strdup_printf("%s, %s", run->label, column->curve);
}

static void write_curve(const struct figure *figure, GString *to,
			const struct figure_run *run,
			const struct figure_column *column)
{
	const GArray *samples = run->task->samples;
	g_autofree char *curve = curve_name(figure, run, column);

	for (guint i = 0; i < samples->len; i++) {
		const struct sample *sample =
		    &g_array_index(samples, struct sample, i);

		g_string_append_printf(to, "simulated\t%s\t%.9g\t%" PRIu64 "\n",
				       curve, ns_to_s(sample->t_ns),
				       value_of(sample, column));
	}
}

bool tables_over_time(const struct figure *figure, GString *to,
		      const struct figure_run *runs, size_t runs_n,
		      GError **error)
{
	const struct figure_column *column;

	(void)error;
	g_string_append_printf(to, FIRST_COLUMNS "%s\n", figure->unit);
	for (size_t i = 0; i < runs_n; i++)
		for (column = figure->columns; column->name; column++)
			if (runs_n == 1 ||
			    !is_all_zero(runs[i].task->samples, column))
				write_curve(figure, to, &runs[i], column);
	return true;
}

/* From the start to the end of all runs, once for each level. */
static void write_limit(GString *to, const char *words, double level_n,
			double end_s)
{
	g_autofree char *count = report_text_count((uint64_t)level_n);
	g_autofree char *name = g_strdup_printf("%s: %s", words, count);
	g_autofree char *key = g_strdup_printf("limit\t%s\t", name);

	if (strstr(to->str, key))
		return;
	g_string_append_printf(to, "%s0\t%.0f\n", key, level_n);
	g_string_append_printf(to, "%s%.9g\t%.0f\n", key, end_s, level_n);
}

static double end_s(const struct figure_run *runs, size_t runs_n)
{
	double end = 0;

	for (size_t i = 0; i < runs_n; i++) {
		const GArray *samples = runs[i].task->samples;

		if (samples->len > 0)
			end = MAX(end,
				  ns_to_s(g_array_index(samples, struct sample,
							samples->len - 1)
					      .t_ns));
	}
	return end;
}

double tables_cheap_ports_n(const struct config *config)
{
	double share =
	    formulas_cheap_rate_per_s(config) / formulas_max_rate_per_s(config);

	return floor((double)formulas_ports_n(config) * share + 0.5);
}

static void write_limits(GString *to, const struct figure_run *run,
			 double run_end_s)
{
	const struct config *config = &run->task->config;
	double all_n = (double)formulas_ports_n(config);
	double cheap_n = tables_cheap_ports_n(config);

	write_limit(to, "all ports", all_n, run_end_s);
	if (cheap_n < all_n)
		write_limit(to, "ports found quickly", cheap_n, run_end_s);
}

static char *refusal_text(const struct figure_run *run)
{
	return report_text_seconds(run->task->results.no_port_first_s);
}

/* At different times each is told with its run, else once. */
static bool refusals_differ(const struct figure_run *runs, size_t runs_n)
{
	g_autofree char *first = refusal_text(&runs[0]);

	for (size_t i = 1; i < runs_n; i++) {
		g_autofree char *text = refusal_text(&runs[i]);

		if (strcmp(text, first) != 0)
			return true;
	}
	return false;
}

static void write_refusals(GString *to, const struct figure_run *runs,
			   size_t runs_n)
{
	bool differ = refusals_differ(runs, runs_n);

	for (size_t i = 0; i < (differ ? runs_n : 1); i++) {
		double first_s = runs[i].task->results.no_port_first_s;
		g_autofree char *when = refusal_text(&runs[i]);

		if (isnan(first_s))
			continue;
		g_string_append_printf(
		    to,
		    "event\tfirst connect without a port: at "
		    "%s%s%s\t%.9g\t0\n",
		    when, differ ? ", " : "", differ ? runs[i].label : "",
		    first_s);
	}
}

bool tables_ports(const struct figure *figure, GString *to,
		  const struct figure_run *runs, size_t runs_n, GError **error)
{
	double end = end_s(runs, runs_n);

	if (!tables_over_time(figure, to, runs, runs_n, error))
		return false;
	for (size_t i = 0; i < runs_n; i++)
		write_limits(to, &runs[i], end);
	write_refusals(to, runs, runs_n);
	return true;
}

static bool bad_series(const char *path, const char *what, guint line,
		       GError **error)
{
	g_set_error(error, FIGURE_ERROR, FIGURE_ERROR_SERIES,
		    "%s:%u: %s; a series is expected, as --series writes it",
		    path, line, what);
	return false;
}

static int column_find(char **names, const char *name)
{
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

static bool is_number(const char *text, double *value)
{
	char *end;

	*value = g_ascii_strtod(text, &end);
	return end != text && *end == '\0' && isfinite(*value);
}

/* @any: is there anything but zeros, which say that a side is not known? */
static bool read_measured(GString *to, char **lines, int time, int value,
			  const char *curve, const char *path, bool *any,
			  GError **error)
{
	*any = false;
	for (guint i = 1; lines[i]; i++) {
		g_auto(GStrv) cells = NULL;
		double t_s, y;
		int n;

		if (!lines[i][0])
			continue;
		cells = g_strsplit(lines[i], "\t", -1);
		n = (int)g_strv_length(cells);
		if (time >= n || value >= n || !is_number(cells[time], &t_s) ||
		    !is_number(cells[value], &y))
			return bad_series(path, "no numbers", i + 1, error);
		*any |= y > 0;
		g_string_append_printf(to, "measured\tmeasured, %s\t%s\t%s\n",
				       curve, cells[time], cells[value]);
	}
	return true;
}

/* tw-load knows one side, and no memory: the columns that have something. */
static bool write_columns(const struct figure *figure, GString *to,
			  char **lines, const char *path, GError **error)
{
	g_auto(GStrv) names = g_strsplit(lines[0], "\t", -1);
	int time = column_find(names, "t_s");
	gsize before = to->len;

	if (time < 0)
		return bad_series(path, "no column t_s", 1, error);
	for (const struct figure_column *column = figure->columns; column->name;
	     column++) {
		int at = column_find(names, column->name);
		gsize length = to->len;
		bool any;

		if (at < 0)
			continue;
		if (!read_measured(to, lines, time, at, column->curve, path,
				   &any, error))
			return false;
		if (!any)
			g_string_truncate(to, length);
	}
	return to->len > before ||
	       bad_series(path, "nothing that this figure shows", 1, error);
}

bool tables_measured(const struct figure *figure, GString *to, const char *path,
		     GError **error)
{
	g_autofree char *text = file_read(path, NULL, error);
	g_auto(GStrv) lines = NULL;

	if (!text)
		return false;
	lines = g_strsplit(*text ? text : "\n", "\n", -1);
	return write_columns(figure, to, lines, path, error);
}
