#include "cli/complain.h"
#include "cli/output.h"
#include "cli/plain_options.h"
#include "cli/progress.h"
#include "cli/quit.h"
#include "cli/sweeping.h"
#include "cli/verbs.h"
#include "run/paper.h"
#include "run/report_text.h"
#include "run/results_json.h"

#include <string.h>

#define INDENT 24

struct paper_options {
	char **sets;
	char *format;
	char *output;
	int jobs_n;
	gboolean quiet;
	gboolean help;
	char **words;
};

void verb_paper_help(GString *to)
{
	g_string_append(
	    to, "The measurements of Faber, Touch and Yue of 1997 "
		"(draft-faber-time-wait-avoidance-00):\nthroughput against "
		"TIME-WAITs, two web loads, and the wall of 60 connections "
		"per s,\neach cell as printed and as simulated.\n\n");
	report_text_wrap(to, "  --set NAME=VALUE", INDENT,
			 "set one value of the stack or the machine, as in "
			 "run: memory.mbufs=28800, or demux.order=hash; may be "
			 "repeated");
	report_text_wrap(to, "  --format FORMAT", INDENT,
			 "table, json or csv [table]");
	report_text_wrap(to, "  -o, --output FILE", INDENT,
			 "write it there, whole or not at all [standard "
			 "output]");
	report_text_wrap(to, "  --jobs N", INDENT,
			 "runs at a time; the results do not depend on it "
			 "[one on each processor]");
	report_text_wrap(to, "  --quiet", INDENT,
			 "no progress on standard error");
	report_text_wrap(to, "  --help", INDENT, "print this");
	g_string_append(to, "\nExit status: 0; 1 if a cell that is to be "
			    "explained is not within its tolerance.\n");
}

static char *text_of(const struct paper_options *options,
		     const struct paper *paper)
{
	g_autoptr(JsonNode) node = NULL;

	if (g_strcmp0(options->format, "csv") == 0)
		return paper_csv_new(paper);
	if (g_strcmp0(options->format, "json") != 0)
		return paper_table_new(paper);
	node = paper_json_new(paper);
	return results_json_text(node, true);
}

static void on_progress(const struct sweep_progress *progress, void *data)
{
	(void)data;
	progress_show_sweep(progress);
}

static enum exit_code write_out(const struct paper_options *options,
				const struct paper *paper,
				struct atomic_file *file)
{
	g_autofree char *text = text_of(options, paper);
	enum exit_code code = output_file("paper", file, text, strlen(text));
	unsigned off_n = paper_off_n(paper);

	if (code != EXIT_FINE || off_n == 0)
		return code;
	complain("paper: %u of the cells that are to be explained %s not "
		 "within the tolerance",
		 off_n, off_n == 1 ? "is" : "are");
	return EXIT_BROKEN;
}

static enum exit_code simulate_it(const struct paper_options *options,
				  struct atomic_file *file)
{
	struct sweep_watch watch = {
	    .threads_n = (unsigned)options->jobs_n,
	    .stop = quit_flag(),
	};
	g_autoptr(GError) error = NULL;
	enum exit_code code;
	struct paper *paper;

	if (!options->quiet && progress_wanted())
		watch.progress = on_progress;
	paper = paper_new(options->sets, &watch, &error);
	progress_erase();
	if (paper) {
		code = write_out(options, paper, file);
		paper_free(paper);
		return code;
	}
	if (file)
		atomic_file_discard(file);
	if (error) {
		complain("paper: %s", error->message);
		return EXIT_USAGE;
	}
	complain("paper: stopped: nothing is written");
	return EXIT_RUNTIME;
}

static bool format_is_right(const char *format)
{
	static const char *const formats[] = {"table", "json", "csv", NULL};

	if (!format || g_strv_contains(formats, format))
		return true;
	complain("paper: --format: '%s' is no format: one of table, json, csv "
		 "is expected",
		 format);
	return false;
}

static enum exit_code start(void *data)
{
	const struct paper_options *options = data;
	struct atomic_file *file = NULL;
	g_autoptr(GError) error = NULL;

	if (options->help) {
		g_autoptr(GString) text = g_string_new(NULL);

		verb_paper_help(text);
		return output_stdout(text->str);
	}
	if (options->words) {
		complain("paper: unexpected '%s': options begin with --",
			 options->words[0]);
		return EXIT_USAGE;
	}
	if (!format_is_right(options->format) ||
	    !sweeping_jobs_are_right("paper", options->jobs_n))
		return EXIT_USAGE;
	if (options->output) {
		file = atomic_file_open(options->output, &error);
		if (!file) {
			complain("paper: --output: %s", error->message);
			return EXIT_USAGE;
		}
	}
	return simulate_it(options, file);
}

enum exit_code verb_paper(int argc, char **argv)
{
	struct paper_options options = {0};
	const GOptionEntry entries[] = {
	    {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.sets, NULL, NULL},
	    {"format", 0, 0, G_OPTION_ARG_STRING, &options.format, NULL, NULL},
	    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, NULL,
	     NULL},
	    {"jobs", 0, 0, G_OPTION_ARG_INT, &options.jobs_n, NULL, NULL},
	    {"quiet", 0, 0, G_OPTION_ARG_NONE, &options.quiet, NULL, NULL},
	    {"help", 0, 0, G_OPTION_ARG_NONE, &options.help, NULL, NULL},
	    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY,
	     &options.words, NULL, NULL},
	    G_OPTION_ENTRY_NULL,
	};
	enum exit_code code;

	code = plain_options_run("paper", argc, argv, entries, start, &options);
	g_strfreev(options.sets);
	g_free(options.format);
	g_free(options.output);
	g_strfreev(options.words);
	return code;
}
