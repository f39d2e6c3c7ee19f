#include "cli/complain.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/quit.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "run/analytic.h"
#include "run/atomic_file.h"
#include "run/fitting.h"
#include "run/report_csv.h"
#include "run/report_table.h"
#include "run/report_text.h"
#include "run/results_json.h"
#include "run/rules_file.h"
#include "run/series_file.h"
#include "run/simulate.h"
#include "run/version.h"
#include "trace/recording.h"

#include <stdio.h>
#include <string.h>

/* What a run writes to, NULL where that is not wanted; and what stops it. */
struct sinks {
	struct series_file *series;
	struct atomic_file *output;
	struct recording *recording;
	struct rules *rules;
	const volatile sig_atomic_t *stop;
};

/* What came out; @limit: of memory, which may have ended it. */
struct found {
	struct results results;
	enum simulate_ending ending;
	struct memory_limit limit;
};

void verb_run_help(GString *to)
{
	usage_run(to);
}

static enum exit_code usage_error(GError *error)
{
	complain("%s", error->message);
	return EXIT_USAGE;
}

static enum exit_code runtime_error(GError *error)
{
	progress_erase();
	complain("%s", error->message);
	return EXIT_RUNTIME;
}

static void print_notes(const struct options *options)
{
	const GPtrArray *notes = options->scenario.notes;

	for (guint i = 0; !options->quiet && i < notes->len; i++)
		complain("note: %s", (char *)g_ptr_array_index(notes, i));
}

static void sinks_discard(struct sinks *sinks)
{
	g_clear_pointer(&sinks->series, series_file_discard);
	g_clear_pointer(&sinks->output, atomic_file_discard);
	g_clear_pointer(&sinks->recording, recording_discard);
	g_clear_pointer(&sinks->rules, rules_free);
}

/* What is done segment by segment; a million of them cost little, if nobody
 * asks for it nothing. */
static bool open_wire(struct sinks *sinks, const struct options *options,
		      GError **error)
{
	struct addresses addresses = addresses_of(&options->scenario.config);
	g_autoptr(GArray) rules = NULL;

	if (options->rules) {
		rules = rules_file_read(options->rules, error);
		if (!rules) {
			g_prefix_error(error, "--rules: ");
			return false;
		}
		sinks->rules = rules_new((const void *)rules->data, rules->len);
	}
	if (!options->trace && !options->pcap)
		return true;
	sinks->recording = recording_open(options->trace, options->pcap,
					  &addresses, options->at, error);
	return sinks->recording != NULL;
}

static bool sinks_open(struct sinks *sinks, const struct options *options,
		       GError **error)
{
	if (!open_wire(sinks, options, error))
		return false;
	if (options->series) {
		sinks->series = series_file_open(options->series, error);
		if (!sinks->series) {
			g_prefix_error(error, "--series: ");
			return false;
		}
	}
	if (options->output) {
		sinks->output = atomic_file_open(options->output, error);
		if (!sinks->output) {
			g_prefix_error(error, "--output: ");
			return false;
		}
	}
	return true;
}

static enum exit_code write_results(struct sinks *sinks, const char *text)
{
	g_autoptr(GError) error = NULL;
	struct atomic_file *output = g_steal_pointer(&sinks->output);

	if (!output)
		return output_stdout(text);
	if (!atomic_file_write(output, text, strlen(text), &error)) {
		atomic_file_discard(output);
		return runtime_error(error);
	}
	if (!atomic_file_commit(output, &error))
		return runtime_error(error);
	return EXIT_FINE;
}

static char *format_node(const struct options *options, JsonNode *node)
{
	if (options->format == FORMAT_CSV)
		return report_csv_new(&node, 1);
	return results_json_text(node, options->format == FORMAT_JSON);
}

static char *format_results(const struct options *options,
			    const struct found *found)
{
	const struct scenario *scenario = &options->scenario;
	const struct report report = {&scenario->config, &found->results,
				      scenario_unverified_n(scenario),
				      found->ending, found->limit};
	const struct results_about about = {
	    .seed = (uint64_t)scenario->config.seed,
	    .partial = found->ending != SIMULATE_WHOLE,
	    .stopped_by =
		found->ending == SIMULATE_NO_MEMORY ? "memory" : "signal",
	    .stopped_at_s = found->results.simulated_s,
	    .deterministic = options->deterministic,
	};
	g_autoptr(JsonObject) settings = NULL;
	g_autoptr(JsonNode) node = NULL;

	if (options->format == FORMAT_TABLE)
		return report_table_new(&report);
	settings = scenario_json(scenario);
	node = results_json_new(&found->results, &about, settings);
	return format_node(options, node);
}

static enum exit_code run_analytic(const struct options *options,
				   struct sinks *sinks)
{
	const struct scenario *scenario = &options->scenario;
	g_autoptr(JsonObject) settings = NULL;
	g_autoptr(JsonNode) node = NULL;
	g_autofree char *text = NULL;
	struct analytic analytic;

	analytic_init(&analytic, &scenario->config);
	if (options->format == FORMAT_TABLE) {
		text = analytic_text_new(&analytic, &scenario->config);
		return write_results(sinks, text);
	}
	settings = scenario_json(scenario);
	node = analytic_json_new(&analytic, settings);
	text = format_node(options, node);
	return write_results(sinks, text);
}

static void on_begin(struct world *world, void *data)
{
	const struct sinks *sinks = data;

	if (sinks->rules)
		world_rule(world, sinks->rules);
	if (sinks->recording)
		recording_attach(sinks->recording, world);
}

static bool on_sample(const struct sample *sample, void *data, GError **error)
{
	struct sinks *sinks = data;

	return series_file_add(sinks->series, sample, error);
}

static void on_progress(const struct simulate_progress *progress, void *data)
{
	(void)data;
	progress_show(progress);
}

static void print_timing(const struct options *options,
			 const struct results *results)
{
	g_autofree char *attempted = report_text_count(results->attempted);
	g_autofree char *events = report_text_count(results->events);
	g_autofree char *wall = report_text_seconds(results->wall_s);
	g_autofree char *memory =
	    report_text_bytes((double)results->peak_rss_bytes);

	if (options->quiet || options->format != FORMAT_TABLE)
		return;
	fprintf(stderr, "%s connects, %s events simulated in %s with %s\n",
		attempted, events, wall, memory);
}

static bool commit_recording(struct sinks *sinks, GError **error)
{
	bool cut;

	if (!sinks->recording)
		return true;
	if (!recording_commit(g_steal_pointer(&sinks->recording), &cut, error))
		return false;
	if (cut)
		complain("note: only the first %u segments are recorded",
			 RECORDING_SEGMENTS_MAX);
	return true;
}

static void complain_partial(const struct found *found)
{
	g_autofree char *at = report_text_seconds(found->results.simulated_s);
	g_autofree char *limit = memory_limit_text(&found->limit);

	if (found->ending == SIMULATE_NO_MEMORY)
		complain("stopped at %s of simulated time, with more memory "
			 "taken than %s: the results are partial",
			 at, limit);
	else
		complain("stopped at %s of simulated time: the results are "
			 "partial",
			 at);
}

/* What the exit code says, and why. */
static enum exit_code judge(const struct options *options,
			    const struct found *found)
{
	g_autofree char *why = NULL;

	if (found->ending != SIMULATE_WHOLE) {
		complain_partial(found);
		return EXIT_RUNTIME;
	}
	if (!options->fail_if ||
	    !fail_if_holds(options->fail_if, &found->results, &why))
		return EXIT_FINE;
	complain("--fail-if: %s", why);
	return EXIT_BROKEN;
}

static bool simulate_into(const struct options *options, struct sinks *sinks,
			  struct found *found, GError **error)
{
	struct simulate_watch watch = {
	    .sample_ns = sinks->series ? options->series_every_ns : 0,
	    .begin = on_begin,
	    .sample = on_sample,
	    .data = sinks,
	    .limit = &found->limit,
	    .stop = sinks->stop,
	};

	if (!options->quiet && progress_wanted())
		watch.progress = on_progress;
	return simulate(&options->scenario.config, &watch, &found->results,
			&found->ending, error);
}

static enum exit_code run_simulation(const struct options *options,
				     struct sinks *sinks,
				     const struct memory_limit *limit)
{
	struct found found = {.limit = *limit};
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	enum exit_code code;

	if (!simulate_into(options, sinks, &found, &error))
		return runtime_error(error);
	progress_erase();
	if (sinks->series &&
	    !series_file_commit(g_steal_pointer(&sinks->series), &error))
		return runtime_error(error);
	if (!commit_recording(sinks, &error))
		return runtime_error(error);
	text = format_results(options, &found);
	code = write_results(sinks, text);
	if (code != EXIT_FINE)
		return code;
	print_timing(options, &found.results);
	return judge(options, &found);
}

static enum exit_code load_and_run(struct options *options)
{
	struct sinks sinks = {NULL};
	g_autoptr(GError) error = NULL;
	struct memory_limit limit;
	enum exit_code code;

	if (!options_load(options, &error))
		return usage_error(error);
	limit = options_memory_limit(options);
	if (!options->analytic &&
	    !fitting_check(&options->scenario.config, &limit, &error))
		return usage_error(error);
	print_notes(options);
	sinks.stop = quit_flag();
	if (!sinks_open(&sinks, options, &error))
		code = usage_error(error);
	else if (options->analytic)
		code = run_analytic(options, &sinks);
	else
		code = run_simulation(options, &sinks, &limit);
	sinks_discard(&sinks);
	return code;
}

static enum exit_code print_help(void)
{
	g_autoptr(GString) text = g_string_new(NULL);

	usage_overview(text);
	usage_run(text);
	return output_stdout(text->str);
}

static enum exit_code print_version(void)
{
	g_autofree char *text = g_strdup_printf("twsim %s\n", version_text);

	return output_stdout(text);
}

enum exit_code verb_run(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	struct options options;
	enum exit_code code;

	options_init(&options);
	if (!options_parse(&options, argc, argv, &error))
		code = usage_error(error);
	else if (options.help)
		code = print_help();
	else if (options.version)
		code = print_version();
	else
		code = load_and_run(&options);
	options_fini(&options);
	return code;
}
