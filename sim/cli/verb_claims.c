#include "base/units.h"
#include "claims/claims_text.h"
#include "claims/trial.h"
#include "cli/complain.h"
#include "cli/output.h"
#include "cli/plain_options.h"
#include "cli/quit.h"
#include "cli/sweeping.h"
#include "cli/verbs.h"
#include "run/results_json.h"

#include <string.h>

enum claims_format {
	CLAIMS_TABLE,
	CLAIMS_JSON,
	CLAIMS_CSV,
	CLAIMS_MARKDOWN,
};

static const char *const format_names[] = {"table", "json", "csv", "markdown",
					   NULL};

struct claims_options {
	gboolean check;
	gboolean help;
	char *format;
	char **sets;
	char *max_memory;
	int jobs_n;
	char **names;
};

void verb_claims_help(GString *to)
{
	g_string_append(
	    to,
	    "Each claim of the text that twsim was made to check, with a "
	    "verdict that follows\nfrom experiments: with the kernel of its "
	    "time, and with that of today. N is the\nnumber of a claim, which "
	    "is then shown with its reasoning, its commands and its\nsegments; "
	    "FILE is one of your own, with a '/' in its name or .ini at its "
	    "end.\n\n"
	    "Options:\n"
	    "  --check                 1 if a verdict is not the recorded one, "
	    "or an aside does\n"
	    "                          not hold\n"
	    "  --format FORMAT         table, json, csv or markdown [table]\n"
	    "  --set NAME=VALUE        what if: laid over the settings of all "
	    "experiments, like\n"
	    "                          time-wait.duration=30s; may be "
	    "repeated\n"
	    "  --jobs N                runs at a time; the results do not "
	    "depend on it [one on\n"
	    "                          each processor]\n"
	    "  --max-memory BYTES      memory that the program may take [what "
	    "is free]\n"
	    "  --help                  print this\n\n"
	    "Exit status: 0 fine; 1 see --check; 2 bad usage or input; 3 a "
	    "failure while running\nor writing, or ^C.\n");
}

static enum exit_code usage_error(const GError *error)
{
	complain("claims: %s", error->message);
	return EXIT_USAGE;
}

static bool find_format(const char *name, enum claims_format *format)
{
	*format = CLAIMS_TABLE;
	if (!name)
		return true;
	for (unsigned i = 0; format_names[i]; i++) {
		if (strcmp(format_names[i], name) == 0) {
			*format = (enum claims_format)i;
			return true;
		}
	}
	complain("claims: --format: '%s' is no format: table, json, csv or "
		 "markdown is expected",
		 name);
	return false;
}

static char *format(const GPtrArray *claims, enum claims_format format,
		    bool alone)
{
	g_autoptr(JsonNode) node = NULL;

	switch (format) {
	case CLAIMS_JSON:
		node = claims_json_new(claims);
		return results_json_text(node, true);
	case CLAIMS_CSV:
		return claims_csv_new(claims);
	case CLAIMS_MARKDOWN:
		return claims_markdown_new(claims);
	case CLAIMS_TABLE:
		break;
	}
	return alone ? claims_text_new(g_ptr_array_index(claims, 0))
		     : claims_table_new(claims);
}

static enum exit_code check_asides(const struct claim *claim)
{
	enum exit_code code = EXIT_FINE;

	for (guint i = 0; i < claim->parts->len; i++) {
		const struct claim_part *part =
		    g_ptr_array_index(claim->parts, i);

		for (unsigned era = 0; part->aside && era < CLAIM_ERAS_N;
		     era++) {
			const struct evidence *evidence = part->of[era];

			if (!evidence || evidence->holds)
				continue;
			complain("claims: %s[%s] does not hold %s",
				 evidence->place, part->name,
				 claim_era_name((enum claim_era)era));
			code = EXIT_BROKEN;
		}
	}
	return code;
}

static enum exit_code check(const GPtrArray *claims)
{
	enum exit_code code = EXIT_FINE;

	for (guint i = 0; i < claims->len; i++) {
		const struct claim *claim = g_ptr_array_index(claims, i);

		if (check_asides(claim) != EXIT_FINE)
			code = EXIT_BROKEN;
		if (claim->verdict == claim->recorded)
			continue;
		complain("claims: %s:%u: verdict = %s, but '%s' follows from "
			 "the experiments",
			 ini_file_name(claim->ini), claim->recorded_line,
			 claim_verdict_name(claim->recorded),
			 claim_verdict_name(claim->verdict));
		code = EXIT_BROKEN;
	}
	return code;
}

static void free_claim(void *claim)
{
	claim_free(claim);
}

static GPtrArray *load(char *const *names, GError **error)
{
	GPtrArray *claims = g_ptr_array_new_with_free_func(free_claim);

	for (size_t i = 0; names[i]; i++) {
		struct claim *claim = claim_load(names[i], error);

		if (!claim) {
			g_ptr_array_unref(claims);
			return NULL;
		}
		g_ptr_array_add(claims, claim);
	}
	return claims;
}

static bool find_limit(const char *text, struct memory_limit *limit)
{
	int64_t bytes;

	*limit = memory_limit_find("");
	if (!text)
		return true;
	if (!units_parse_bytes(text, &bytes) || bytes == 0) {
		complain("claims: --max-memory: '%s' is no number of bytes "
			 "above 0, like 4096, 512MB or 64MiB",
			 text);
		return false;
	}
	*limit = memory_limit_given(bytes);
	return true;
}

static enum exit_code run(const struct claims_options *options,
			  enum claims_format as,
			  const struct memory_limit *limit)
{
	g_auto(GStrv) all = options->names ? NULL : claim_names();
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) claims =
	    load(options->names ? options->names : all, &error);
	const struct sweep_watch watch = {
	    .threads_n = (unsigned)options->jobs_n,
	    .limit = limit,
	    .stop = quit_flag(),
	};
	g_autofree char *text = NULL;
	enum exit_code code;

	if (!claims)
		return usage_error(error);
	switch (trial_of_all(claims, options->sets, &watch, &error)) {
	case TRIAL_WHOLE:
		break;
	case TRIAL_BAD_INPUT:
		return usage_error(error);
	case TRIAL_STOPPED:
		complain("claims: stopped: nothing is written");
		return EXIT_RUNTIME;
	}
	text = format(claims, as, options->names && !options->names[1]);
	code = output_stdout(text);
	return code == EXIT_FINE && options->check ? check(claims) : code;
}

static enum exit_code start(void *data)
{
	const struct claims_options *options = data;
	g_autoptr(GString) help = g_string_new(NULL);
	struct memory_limit limit;
	enum claims_format as;

	if (options->help) {
		verb_claims_help(help);
		return output_stdout(help->str);
	}
	if (!find_format(options->format, &as) ||
	    !find_limit(options->max_memory, &limit) ||
	    !sweeping_jobs_are_right("claims", options->jobs_n))
		return EXIT_USAGE;
	return run(options, as, &limit);
}

enum exit_code verb_claims(int argc, char **argv)
{
	struct claims_options options = {.jobs_n = 0};
	const GOptionEntry entries[] = {
	    {"check", 0, 0, G_OPTION_ARG_NONE, &options.check, NULL, NULL},
	    {"format", 0, 0, G_OPTION_ARG_STRING, &options.format, NULL, NULL},
	    {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.sets, NULL, NULL},
	    {"max-memory", 0, 0, G_OPTION_ARG_STRING, &options.max_memory, NULL,
	     NULL},
	    {"jobs", 0, 0, G_OPTION_ARG_INT, &options.jobs_n, NULL, NULL},
	    {"help", 0, 0, G_OPTION_ARG_NONE, &options.help, NULL, NULL},
	    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY,
	     &options.names, NULL, NULL},
	    G_OPTION_ENTRY_NULL,
	};
	enum exit_code code;

	code =
	    plain_options_run("claims", argc, argv, entries, start, &options);
	g_free(options.format);
	g_free(options.max_memory);
	g_strfreev(options.sets);
	g_strfreev(options.names);
	return code;
}
