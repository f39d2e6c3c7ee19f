#include "cli/complain.h"
#include "cli/output.h"
#include "cli/plain_options.h"
#include "cli/verbs.h"
#include "drill/drill_suite.h"
#include "run/model_file.h"
#include "run/report_text.h"

#include <string.h>

#define DEFAULT_STACK "linux-6.18"
#define JOBS_MAX      256
#define INDENT	      22

struct drill_options {
	char *stack;
	char **defines;
	char **sets;
	char *format;
	int jobs;
	gboolean help;
	char **paths;
};

static const struct {
	const char *name;
	const char *help;
} helps[] = {
    {"--stack NAME", "TCP stack that is drilled: a name from 'twsim stacks' "
		     "or the path of an .ini file [" DEFAULT_STACK "]"},
    {"-D, --define NAME", "a name that #ifdef knows; may be repeated"},
    {"--set NAME=VALUE", "set one value of the stack, like "
			 "net.ipv4.tcp_rfc1337=1; 'twsim stacks --describe' "
			 "lists all; may be repeated"},
    {"--jobs N", "scripts at a time, 1 to 256 [as many as processors]; the "
		 "results are the same for any"},
    {"--format FORMAT", "text or tap [text]"},
    {"--help", "print this"},
};

void verb_drill_help(GString *to)
{
	g_string_append(
	    to,
	    "Plays scripts against a stack: at these times, these calls and "
	    "packets, and these\nanswers, in the notation of packetdrill. Of a "
	    "folder all *.pkt are taken. A script\nthat needs what is not "
	    "played is skipped, never passed.\nExit: 0 all that were not "
	    "skipped are ok; 1 one is not; 2 one is malformed.\n\nOptions:\n");
	for (size_t i = 0; i < G_N_ELEMENTS(helps); i++) {
		g_autofree char *label = g_strconcat("  ", helps[i].name, NULL);

		report_text_wrap(to, label, INDENT, helps[i].help);
	}
}

static bool set_all(struct model *model, char **sets)
{
	for (size_t i = 0; sets && sets[i]; i++) {
		g_autoptr(GError) error = NULL;
		g_auto(GStrv) parts = g_strsplit(sets[i], "=", 2);

		if (!parts[0] || !parts[1]) {
			complain("drill: --set: '%s' is no setting: NAME=VALUE "
				 "is expected",
				 sets[i]);
			return false;
		}
		if (!model_set(model, parts[0], parts[1], "--set", &error)) {
			complain("drill: --set: %s", error->message);
			return false;
		}
	}
	return true;
}

static enum exit_code tell(const struct drill_options *options,
			   const GPtrArray *results)
{
	g_autoptr(GString) text = g_string_new(NULL);
	unsigned malformed_n = drill_suite_count(results, DRILL_MALFORMED);
	enum exit_code code = EXIT_FINE;

	if (g_strcmp0(options->format, "tap") == 0)
		drill_suite_tap(text, results);
	else
		drill_suite_text(text, results);
	/* nothing was played, so there is nothing to tell */
	if (malformed_n < results->len)
		code = output_stdout(text->str);
	for (guint i = 0; i < results->len; i++) {
		const struct drill_result *result =
		    g_ptr_array_index(results, i);

		if (result->verdict.kind == DRILL_MALFORMED)
			complain("drill: %s", result->verdict.text);
	}
	if (code != EXIT_FINE)
		return code;
	if (malformed_n > 0)
		return EXIT_USAGE;
	return drill_suite_count(results, DRILL_NOT_OK) > 0 ? EXIT_BROKEN
							    : EXIT_FINE;
}

static enum exit_code drill(const struct drill_options *options,
			    const struct model *model)
{
	const struct drill_suite suite = {
	    .profile = model_values(model),
	    .defines = (const char *const *)options->defines,
	    .seed = 1,
	    .jobs = (unsigned)options->jobs,
	};
	g_autoptr(GError) error = NULL;
	GPtrArray *files = drill_suite_files(options->paths, &error);
	GPtrArray *results;
	enum exit_code code;

	if (!files) {
		complain("drill: %s", error->message);
		return EXIT_USAGE;
	}
	results = drill_suite_run(&suite, files);
	code = tell(options, results);
	g_ptr_array_unref(results);
	g_ptr_array_unref(files);
	return code;
}

static bool check_options(const struct drill_options *options)
{
	if (!options->paths) {
		complain("drill: no script; files or folders are expected");
		return false;
	}
	if (options->jobs < 1 || options->jobs > JOBS_MAX) {
		complain("drill: --jobs: %d is out of range: 1 to %d is "
			 "expected",
			 options->jobs, JOBS_MAX);
		return false;
	}
	if (options->format && strcmp(options->format, "tap") != 0 &&
	    strcmp(options->format, "text") != 0) {
		complain("drill: --format: '%s' is no format: text or tap is "
			 "expected",
			 options->format);
		return false;
	}
	return true;
}

static enum exit_code run(void *data)
{
	const struct drill_options *options = data;
	g_autoptr(GString) help = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	struct model *model;
	enum exit_code code;

	if (options->help) {
		verb_drill_help(help);
		return output_stdout(help->str);
	}
	if (!check_options(options))
		return EXIT_USAGE;
	model =
	    model_load(MODEL_STACK,
		       options->stack ? options->stack : DEFAULT_STACK, &error);
	if (!model) {
		complain("drill: --stack: %s", error->message);
		return EXIT_USAGE;
	}
	code =
	    set_all(model, options->sets) ? drill(options, model) : EXIT_USAGE;
	model_free(model);
	return code;
}

static void free_options(struct drill_options *options)
{
	g_free(options->stack);
	g_free(options->format);
	g_strfreev(options->defines);
	g_strfreev(options->sets);
	g_strfreev(options->paths);
}

enum exit_code verb_drill(int argc, char **argv)
{
	struct drill_options options = {.jobs = (int)g_get_num_processors()};
	const GOptionEntry entries[] = {
	    {"stack", 0, 0, G_OPTION_ARG_FILENAME, &options.stack, NULL, NULL},
	    {"define", 'D', 0, G_OPTION_ARG_STRING_ARRAY, &options.defines,
	     NULL, NULL},
	    {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.sets, NULL, NULL},
	    {"jobs", 0, 0, G_OPTION_ARG_INT, &options.jobs, NULL, NULL},
	    {"format", 0, 0, G_OPTION_ARG_STRING, &options.format, NULL, NULL},
	    {"help", 0, 0, G_OPTION_ARG_NONE, &options.help, NULL, NULL},
	    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY,
	     &options.paths, NULL, NULL},
	    G_OPTION_ENTRY_NULL,
	};
	enum exit_code code;

	options.jobs = MIN(options.jobs, JOBS_MAX);
	code = plain_options_run("drill", argc, argv, entries, run, &options);
	free_options(&options);
	return code;
}
