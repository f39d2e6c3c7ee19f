#include "cli/command.h"
#include "cli/complain.h"
#include "cli/output.h"
#include "cli/picture.h"
#include "cli/sweeping.h"
#include "cli/verbs.h"
#include "figure/figure.h"
#include "figure/page.h"
#include "run/report_text.h"

#include <string.h>

#define INDENT 24

static const char *const refused[] = {
    "series",	"series-every",	 "trace",  "pcap",    "at",
    "analytic", "deterministic", "format", "version", NULL};

/* What the page shows; all of it from one run. */
static const char *const figures[] = {"time-wait", "ports", "memory-over-time"};
#define FIGURES_N G_N_ELEMENTS(figures)

struct reporting {
	struct variants variants;
	struct sweep_task *task;
	struct atomic_file *out;
	char *command;
};

void verb_report_help(GString *to)
{
	g_string_append(
	    to,
	    "Writes one HTML page about a run, for a ticket: the question, "
	    "the answer in words,\nthe figures, the numbers, the settings with "
	    "their sources. It needs nothing from\nelsewhere.\n\n"
	    "  twsim report --rate 500 --ports 30000 -o ticket.html\n\n"
	    "Options of run ('twsim help run'), but of those that write "
	    "segments, series and\nother formats; -o is necessary:\n");
	report_text_wrap(to, "  -o, --output FILE", INDENT,
			 "where the page is written, whole or not at all");
	g_string_append(to,
			"\nExit status: as run. Without gnuplot the page has "
			"no figures, and it is 3.\n");
}

static enum exit_code usage_error(const GError *error)
{
	complain("report: %s", error->message);
	return EXIT_USAGE;
}

static void pictures_clear(struct page_figure *pictures)
{
	for (size_t i = 0; i < FIGURES_N; i++) {
		union {
			const char *text;
			gpointer data;
		} svg = {pictures[i].svg};

		g_free(svg.data);
	}
}

/* That makes the same figure alone. */
static char *figure_command(const struct reporting *reporting,
			    const struct figure *figure)
{
	g_autofree char *run = given_command_new(reporting->variants.given);

	return g_strdup_printf("twsim plot %s%s", figure->name,
			       run + strlen("twsim"));
}

static char *draw(const struct reporting *reporting,
		  const struct figure *figure, GError **error)
{
	g_autofree char *command = figure_command(reporting, figure);
	static char *const none[] = {NULL};
	const struct figure_run run = {"", none, reporting->task};
	g_autofree char *table = figure_table_new(figure, &run, 1, NULL, error);
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *warning = NULL;
	gsize size;
	const char *data;

	if (!table)
		return NULL;
	bytes = gnuplot_draw(&(struct gnuplot_picture){.script = figure->name,
						       .title = figure->title,
						       .command = command,
						       .table = table},
			     GNUPLOT_SVG, &warning, error);
	if (!bytes)
		return NULL;
	if (warning)
		complain("report: note: %s", warning);
	data = g_bytes_get_data(bytes, &size);
	return g_strndup(data, size);
}

/* All of them or none. */
static bool draw_all(const struct reporting *reporting,
		     struct page_figure *pictures, GError **error)
{
	for (size_t i = 0; i < FIGURES_N; i++) {
		const struct figure *figure = figure_find(figures[i], error);

		if (!figure)
			return false;
		pictures[i].question = figure->question;
		pictures[i].svg = draw(reporting, figure, error);
		if (!pictures[i].svg)
			return false;
	}
	return true;
}

static enum exit_code judge(const struct reporting *reporting)
{
	const struct fail_if *condition =
	    variants_at(&reporting->variants, 0)->options.fail_if;
	g_autofree char *why = NULL;

	if (!condition ||
	    !fail_if_holds(condition, &reporting->task->results, &why))
		return EXIT_FINE;
	complain("--fail-if: %s", why);
	return EXIT_BROKEN;
}

static enum exit_code make_page(struct reporting *reporting)
{
	const struct variant *variant = variants_at(&reporting->variants, 0);
	struct page_figure pictures[FIGURES_N] = {{NULL, NULL}};
	g_autofree char *question =
	    given_command_new(reporting->variants.given);
	g_autoptr(GError) error = NULL;
	bool drawn = draw_all(reporting, pictures, &error);
	const struct page page = {
	    .question = question,
	    .command = reporting->command,
	    .scenario = &variant->options.scenario,
	    .results = &reporting->task->results,
	    .figures = pictures,
	    .figures_n = drawn ? FIGURES_N : 0,
	};
	g_autofree char *text = NULL;
	enum exit_code code = EXIT_RUNTIME;

	if (drawn ||
	    g_error_matches(error, GNUPLOT_ERROR, GNUPLOT_ERROR_MISSING)) {
		text = page_new(&page);
		code = output_file("report", g_steal_pointer(&reporting->out),
				   text, strlen(text));
	}
	pictures_clear(pictures);
	if (drawn)
		return code == EXIT_FINE ? judge(reporting) : code;
	complain("report: %s%s", error->message,
		 code == EXIT_FINE ? "; the page has no figures" : "");
	return EXIT_RUNTIME;
}

static bool open_page(struct reporting *reporting, GError **error)
{
	const char *path = variants_at(&reporting->variants, 0)->options.output;

	reporting->out = atomic_file_open(path, error);
	if (!reporting->out)
		g_prefix_error(error, "--output: ");
	return reporting->out != NULL;
}

static enum exit_code load_and_run(struct reporting *reporting)
{
	struct variants *variants = &reporting->variants;
	g_autoptr(GError) error = NULL;
	enum exit_code code;

	if (!variants_load(variants, &error))
		return usage_error(error);
	if (variants->axes->len > 0) {
		const struct axis *axis = g_ptr_array_index(variants->axes, 0);

		complain("report: --%s: given twice; once is expected",
			 axis->name);
		return EXIT_USAGE;
	}
	if (!open_page(reporting, &error))
		return usage_error(error);
	sweeping_notes(variants);
	reporting->task = variants_tasks_new(variants);
	reporting->task->sample_ns = figure_sample_ns(
	    figure_find(figures[0], NULL), &reporting->task->config);
	code = sweeping_run(variants, reporting->task, 1);
	if (code == EXIT_FINE)
		code = make_page(reporting);
	variants_tasks_free(reporting->task, variants);
	return code;
}

static enum exit_code start(struct reporting *reporting)
{
	const struct variants *variants = &reporting->variants;
	g_autoptr(GString) text = g_string_new(NULL);

	if (variants_has(variants, "help")) {
		verb_report_help(text);
		return output_stdout(text->str);
	}
	if (variants->words[0] && variants->words[1]) {
		complain("report: unexpected '%s': options begin with --",
			 variants->words[1]);
		return EXIT_USAGE;
	}
	if (!variants_has(variants, "output")) {
		complain("report: --output: it is not given; the file for the "
			 "page is expected, like -o ticket.html");
		return EXIT_USAGE;
	}
	return load_and_run(reporting);
}

enum exit_code verb_report(int argc, char **argv)
{
	struct reporting reporting = {.out = NULL};
	const struct variants_verb verb = {NULL, refused, false};
	g_autoptr(GError) error = NULL;
	enum exit_code code;

	variants_init(&reporting.variants);
	reporting.command = command_new(argc, argv);
	if (variants_read(&reporting.variants, argc, argv, &verb, &error))
		code = start(&reporting);
	else
		code = usage_error(error);
	atomic_file_discard(reporting.out);
	g_free(reporting.command);
	variants_fini(&reporting.variants);
	return code;
}
