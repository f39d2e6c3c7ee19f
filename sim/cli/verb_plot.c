#include "cli/command.h"
#include "cli/complain.h"
#include "cli/output.h"
#include "cli/picture.h"
#include "cli/sweeping.h"
#include "cli/verbs.h"
#include "figure/figure.h"
#include "run/report_text.h"

#include <string.h>

#define INDENT	24
#define ALL	"all"
#define ALL_END ".svg"

static const char *const refused[] = {
    "series",	     "series-every", "trace",	"pcap",	   "at", "analytic",
    "deterministic", "format",	     "fail-if", "version", NULL};

struct plotting {
	int argc;
	char **argv;
	gboolean list;
	char *measured;
	int jobs_n;
};

/* "--rate 100, 200; --duration 2min" */
static void append_defaults(GString *to, const char *text)
{
	g_auto(GStrv) defaults = g_strsplit(text, " ", -1);
	g_autofree char *before = g_strdup("");

	for (guint i = 0; defaults[i]; i++) {
		g_auto(GStrv) parts = g_strsplit(defaults[i], "=", 2);

		if (strcmp(parts[0], before) == 0)
			g_string_append_printf(to, ", %s", parts[1]);
		else
			g_string_append_printf(to, "%s--%s %s", i ? "; " : "",
					       parts[0], parts[1]);
		g_free(before);
		before = g_strdup(parts[0]);
	}
}

/* A figure, its question, and the options that hold unless they are given. */
static void list(GString *to)
{
	for (const struct figure *figure = figure_all(); figure->name;
	     figure++) {
		g_autofree char *label = g_strconcat("  ", figure->name, NULL);
		g_autoptr(GString) text = g_string_new(figure->question);

		g_string_append(text, " [");
		append_defaults(text, figure->defaults);
		g_string_append_c(text, ']');
		report_text_wrap(to, label, INDENT, text->str);
	}
}

void verb_plot_help(GString *to)
{
	g_string_append(
	    to,
	    "Draws a figure from fresh runs, by gnuplot: as text, or to a "
	    "file.\n\n"
	    "  twsim plot ports --rate 400 --arrivals poisson -o ports.svg\n"
	    "  twsim plot time-wait --close client --close server\n"
	    "  twsim plot all -o FOLDER\n\nFigures:\n");
	list(to);
	g_string_append(
	    to, "\nOptions of run ('twsim help run'), but of those that write "
		"segments, series and\nresults. What is given more than once "
		"is a curve each; what\nis in brackets holds unless you give "
		"it. And:\n");
	report_text_wrap(to, "  -o, --output FILE", INDENT,
			 ".svg, .png, .txt, or .tsv for the data alone; of "
			 "all, a folder [text on standard output]");
	report_text_wrap(to, "  --measured FILE", INDENT,
			 "lay a series over it, as tw-load and twsim write it "
			 "with --series: time-wait, ports, memory-over-time");
	report_text_wrap(to, "  --jobs N", INDENT,
			 "runs at a time [one on each processor]");
	report_text_wrap(to, "  --list", INDENT,
			 "the figures, and the question that each answers");
	g_string_append(to, "\nWithout gnuplot, the data is written instead: "
			    "to FILE with .tsv at its end, or to\nstandard "
			    "output. The exit status is then 3.\n");
}

static enum exit_code usage_error(const GError *error)
{
	complain("plot: %s", error->message);
	return EXIT_USAGE;
}

/* A figure's default does not hold if the user says something of the kind. */
static bool is_given(const struct variants *variants, const char *assignment)
{
	g_auto(GStrv) parts = g_strsplit(assignment, "=", 2);

	if (variants_has(variants, parts[0]))
		return true;
	return strcmp(parts[0], "stack") == 0 &&
	       (variants_has(variants, "client-stack") ||
		variants_has(variants, "server-stack") ||
		variants_has(variants, "this-host"));
}

static void add_defaults(struct variants *variants, const struct figure *figure)
{
	g_auto(GStrv) defaults = g_strsplit(figure->defaults, " ", -1);
	g_autoptr(GPtrArray) absent = g_ptr_array_new();

	/* all of them first: a default may be there more than once */
	for (guint i = 0; defaults[i]; i++)
		if (!is_given(variants, defaults[i]))
			g_ptr_array_add(absent, defaults[i]);
	for (guint i = 0; i < absent->len; i++)
		variants_add(variants, absent->pdata[i]);
	variants_last(variants, figure->axes);
}

static enum exit_code draw(const struct plotting *plotting,
			   const struct variants *variants,
			   const struct sweep_task *tasks,
			   const struct figure *figure, const char *path)
{
	guint n = variants->all->len;
	g_autofree struct figure_run *runs = g_new0(struct figure_run, n);
	g_auto(GStrv) labels = g_new0(char *, n + 1);
	g_autofree char *command = command_new(plotting->argc, plotting->argv);
	g_autofree char *table = NULL;
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < n; i++) {
		labels[i] = variants_label(variants, i, figure->axes);
		runs[i] = (struct figure_run){
		    .label = labels[i],
		    .settings = variants_at(variants, i)->settings,
		    .task = &tasks[i],
		};
	}
	table = figure_table_new(figure, runs, n, plotting->measured, &error);
	if (!table)
		return usage_error(error);
	return picture_write("plot",
			     &(struct gnuplot_picture){.script = figure->name,
						       .title = figure->title,
						       .command = command,
						       .table = table},
			     path);
}

static enum exit_code run_and_draw(const struct plotting *plotting,
				   const struct variants *variants,
				   const struct figure *figure,
				   const char *path)
{
	struct sweep_task *tasks = variants_tasks_new(variants);
	enum exit_code code = EXIT_FINE;

	for (guint i = 0; i < variants->all->len; i++)
		tasks[i].sample_ns = figure_sample_ns(figure, &tasks[i].config);
	if (!figure->own_runs)
		code = sweeping_run(variants, tasks, plotting->jobs_n);
	if (code == EXIT_FINE)
		code = draw(plotting, variants, tasks, figure, path);
	variants_tasks_free(tasks, variants);
	return code;
}

/* What is given, with the defaults of the figure. */
static enum exit_code plot(const struct plotting *plotting,
			   const struct variants *given,
			   const struct figure *figure, const char *path)
{
	struct variants variants;
	g_autoptr(GError) error = NULL;
	enum exit_code code;

	variants_init(&variants);
	given_copy(variants.given, given->given);
	add_defaults(&variants, figure);
	if (!variants_load(&variants, &error)) {
		code = usage_error(error);
	} else {
		sweeping_notes(&variants);
		code = run_and_draw(plotting, &variants, figure, path);
	}
	variants_fini(&variants);
	return code;
}

static enum exit_code plot_one(const struct plotting *plotting,
			       const struct variants *given, const char *name)
{
	const char *path = variants_value(given, "output");
	g_autoptr(GError) error = NULL;
	const struct figure *figure = figure_find(name, &error);

	if (!figure)
		return usage_error(error);
	if (plotting->measured && !figure->columns) {
		complain("plot: --measured: %s is no figure over time: "
			 "time-wait, ports or memory-over-time is expected",
			 name);
		return EXIT_USAGE;
	}
	if (path && !picture_check("plot", "--output", path))
		return EXIT_USAGE;
	if (g_strcmp0(plotting->measured, "-") == 0) {
		complain("plot: --measured: '-' is standard input; a file is "
			 "expected");
		return EXIT_USAGE;
	}
	if (plotting->measured &&
	    !figure_measured_check(figure, plotting->measured, &error)) {
		g_prefix_error(&error, "--measured: ");
		return usage_error(error);
	}
	return plot(plotting, given, figure, path);
}

static enum exit_code plot_all(const struct plotting *plotting,
			       const struct variants *given)
{
	const char *folder = variants_value(given, "output");
	enum exit_code code = EXIT_FINE;

	if (!folder || !g_file_test(folder, G_FILE_TEST_IS_DIR)) {
		complain("plot: --output: %s%s%s; the folder for all figures "
			 "is expected",
			 folder ? "'" : "", folder ? folder : "it is not given",
			 folder ? "' is no folder" : "");
		return EXIT_USAGE;
	}
	if (plotting->measured) {
		complain("plot: --measured: not all figures are over time: "
			 "time-wait, ports or memory-over-time is expected");
		return EXIT_USAGE;
	}
	for (const struct figure *figure = figure_all();
	     figure->name && code == EXIT_FINE; figure++) {
		g_autofree char *file =
		    g_strconcat(figure->name, ALL_END, NULL);
		g_autofree char *path = g_build_filename(folder, file, NULL);

		code = picture_check("plot", "--output", path)
			   ? plot(plotting, given, figure, path)
			   : EXIT_USAGE;
	}
	return code;
}

static enum exit_code start(const struct plotting *plotting,
			    const struct variants *given)
{
	g_autoptr(GString) text = g_string_new(NULL);
	char **words = given->words;

	if (variants_has(given, "help")) {
		verb_plot_help(text);
		return output_stdout(text->str);
	}
	if (plotting->list) {
		list(text);
		return output_stdout(text->str);
	}
	if (!words[0] || !words[1]) {
		complain("plot: a figure is expected; 'twsim plot --list' "
			 "lists all");
		return EXIT_USAGE;
	}
	if (words[2]) {
		complain("plot: unexpected '%s': one figure is expected",
			 words[2]);
		return EXIT_USAGE;
	}
	if (!sweeping_jobs_are_right("plot", plotting->jobs_n))
		return EXIT_USAGE;
	if (strcmp(words[1], ALL) == 0)
		return plot_all(plotting, given);
	return plot_one(plotting, given, words[1]);
}

enum exit_code verb_plot(int argc, char **argv)
{
	struct plotting plotting = {.argc = argc, .argv = argv};
	const GOptionEntry more[] = {
	    {"list", 0, 0, G_OPTION_ARG_NONE, &plotting.list, NULL, NULL},
	    {"measured", 0, 0, G_OPTION_ARG_FILENAME, &plotting.measured, NULL,
	     NULL},
	    {"jobs", 0, 0, G_OPTION_ARG_INT, &plotting.jobs_n, NULL, NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct variants_verb verb = {more, refused, true};
	struct variants given;
	g_autoptr(GError) error = NULL;
	enum exit_code code;

	variants_init(&given);
	if (variants_read(&given, argc, argv, &verb, &error))
		code = start(&plotting, &given);
	else
		code = usage_error(error);
	g_free(plotting.measured);
	variants_fini(&given);
	return code;
}
