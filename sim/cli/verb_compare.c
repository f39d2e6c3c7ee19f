#include "cli/command.h"
#include "cli/complain.h"
#include "cli/output.h"
#include "cli/picture.h"
#include "cli/sweeping.h"
#include "cli/verbs.h"
#include "figure/tables.h"
#include "run/compare.h"
#include "run/report_text.h"
#include "run/results_json.h"

#include <string.h>

#define INDENT 24

static const char *const refused[] = {
    "series",	"series-every", "trace",	 "pcap", "at",
    "analytic", "version",	"deterministic", NULL};

/* @out: where the table goes to; NULL: standard output. */
struct comparing {
	struct variants variants;
	struct sweep_task *tasks;
	struct atomic_file *out;
	char *command;
	char *plot;
	int jobs_n;
};

void verb_compare_help(GString *to)
{
	g_string_append(
	    to,
	    "Every option of run that is given more than once is an axis, and "
	    "each value of one\nis combined with each of the others:\n\n"
	    "  twsim compare --stack linux-2.6.32 --stack linux-6.18 --rate "
	    "100 --rate 500\n"
	    "  twsim compare --set net.ipv4.tcp_tw_reuse=0 --set "
	    "net.ipv4.tcp_tw_reuse=1\n\n"
	    "Options of run ('twsim help run'), but of those that write "
	    "segments and series, and:\n");
	report_text_wrap(to, "  --plot FILE", INDENT,
			 "write a figure of it as well: .svg, .png, .txt, or "
			 ".tsv for its data");
	report_text_wrap(to, "  --jobs N", INDENT,
			 "runs at a time; the results do not depend on it "
			 "[one on each processor]");
	g_string_append(to, "\nExit status: as run; 1 if --fail-if holds for "
			    "any of the runs.\n");
}

static enum exit_code usage_error(const GError *error)
{
	complain("compare: %s", error->message);
	return EXIT_USAGE;
}

static const struct options *options_of(const struct comparing *comparing)
{
	return &variants_at(&comparing->variants, 0)->options;
}

static char *format(const struct comparing *comparing,
		    const struct compare *compare)
{
	g_autoptr(JsonNode) node = NULL;

	switch (options_of(comparing)->format) {
	case FORMAT_TABLE:
		break;
	case FORMAT_JSON:
		node = compare_json_new(compare);
		return results_json_text(node, true);
	case FORMAT_JSONL:
		return compare_jsonl_new(compare);
	case FORMAT_CSV:
		return compare_csv_new(compare);
	}
	return compare_table_new(compare);
}

static enum exit_code draw(const struct comparing *comparing,
			   const struct compare *compare)
{
	static const char *const none[] = {NULL};
	g_autofree char *table = NULL;
	g_auto(GStrv) labels = g_new0(char *, compare->rows_n + 1);
	struct gnuplot_picture picture = {
	    .script = "compare",
	    .title = "Runs side by side",
	    .command = comparing->command,
	};

	for (guint i = 0; i < compare->rows_n; i++)
		labels[i] = variants_label(&comparing->variants, i, none);
	table = tables_compare_new(compare, labels);
	picture.table = table;
	return picture_write("compare", &picture, comparing->plot);
}

/* A condition that holds for one run is told with what that run is. */
static enum exit_code judge(const struct comparing *comparing)
{
	static const char *const none[] = {NULL};
	enum exit_code code = EXIT_FINE;

	for (guint i = 0; i < comparing->variants.all->len; i++) {
		const struct fail_if *condition =
		    variants_at(&comparing->variants, i)->options.fail_if;
		g_autofree char *label =
		    variants_label(&comparing->variants, i, none);
		g_autofree char *why = NULL;

		if (!condition ||
		    !fail_if_holds(condition, &comparing->tasks[i].results,
				   &why))
			continue;
		complain("--fail-if: %s%s%s", label, label[0] ? ": " : "", why);
		code = EXIT_BROKEN;
	}
	return code;
}

static char **axis_names(const struct variants *variants)
{
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; i < variants->axes->len; i++) {
		const struct axis *axis = g_ptr_array_index(variants->axes, i);

		g_ptr_array_add(names, axis->name);
	}
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

static enum exit_code report(struct comparing *comparing)
{
	const struct variants *variants = &comparing->variants;
	g_autofree char **names = axis_names(variants);
	g_autofree struct compare_row *rows =
	    g_new(struct compare_row, variants->all->len);
	const struct compare compare = {
	    .names = (const char *const *)names,
	    .names_n = variants->axes->len,
	    .rows = rows,
	    .rows_n = variants->all->len,
	};
	g_autofree char *text = NULL;
	enum exit_code code;

	for (guint i = 0; i < compare.rows_n; i++) {
		const struct variant *variant = variants_at(variants, i);

		rows[i] = (struct compare_row){
		    .values = (const char *const *)variant->values->pdata,
		    .scenario = &variant->options.scenario,
		    .results = &comparing->tasks[i].results,
		};
	}
	text = format(comparing, &compare);
	code = output_file("compare", g_steal_pointer(&comparing->out), text,
			   strlen(text));
	if (code == EXIT_FINE && comparing->plot)
		code = draw(comparing, &compare);
	return code == EXIT_FINE ? judge(comparing) : code;
}

static enum exit_code load_and_run(struct comparing *comparing)
{
	struct variants *variants = &comparing->variants;
	g_autoptr(GError) error = NULL;
	const char *path;
	enum exit_code code;

	if (!variants_load(variants, &error))
		return usage_error(error);
	path = options_of(comparing)->output;
	if (comparing->plot &&
	    !picture_check("compare", "--plot", comparing->plot))
		return EXIT_USAGE;
	if (path) {
		comparing->out = atomic_file_open(path, &error);
		if (!comparing->out) {
			g_prefix_error(&error, "--output: ");
			return usage_error(error);
		}
	}
	sweeping_notes(variants);
	comparing->tasks = variants_tasks_new(variants);
	code = sweeping_run(variants, comparing->tasks, comparing->jobs_n);
	if (code == EXIT_FINE)
		code = report(comparing);
	variants_tasks_free(comparing->tasks, variants);
	return code;
}

static enum exit_code start(struct comparing *comparing)
{
	const struct variants *variants = &comparing->variants;
	g_autoptr(GString) text = g_string_new(NULL);

	if (variants_has(variants, "help")) {
		verb_compare_help(text);
		return output_stdout(text->str);
	}
	if (variants->words[0] && variants->words[1]) {
		complain("compare: unexpected '%s': options begin with --",
			 variants->words[1]);
		return EXIT_USAGE;
	}
	if (!sweeping_jobs_are_right("compare", comparing->jobs_n))
		return EXIT_USAGE;
	return load_and_run(comparing);
}

enum exit_code verb_compare(int argc, char **argv)
{
	struct comparing comparing = {.jobs_n = 0};
	const GOptionEntry more[] = {
	    {"plot", 0, 0, G_OPTION_ARG_FILENAME, &comparing.plot, NULL, NULL},
	    {"jobs", 0, 0, G_OPTION_ARG_INT, &comparing.jobs_n, NULL, NULL},
	    G_OPTION_ENTRY_NULL,
	};
	const struct variants_verb verb = {more, refused, true};
	g_autoptr(GError) error = NULL;
	enum exit_code code;

	variants_init(&comparing.variants);
	comparing.command = command_new(argc, argv);
	if (variants_read(&comparing.variants, argc, argv, &verb, &error))
		code = start(&comparing);
	else
		code = usage_error(error);
	atomic_file_discard(comparing.out);
	g_free(comparing.plot);
	g_free(comparing.command);
	variants_fini(&comparing.variants);
	return code;
}
