#include "load_report.h"

#include "die.h"
#include "report.h"
#include "run/results_json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void set_seconds(JsonObject *object, const char *name, int64_t ns,
			bool known)
{
	if (known)
		json_object_set_double_member(object, name, ns_to_s(ns));
	else
		json_object_set_null_member(object, name);
}

static JsonObject *histogram_object(const struct histogram *h)
{
	JsonObject *object = json_object_new();

	json_object_set_int_member(object, "n", (gint64)h->n);
	set_seconds(object, "mean", h->n ? h->sum_ns / (int64_t)h->n : 0,
		    h->n > 0);
	set_seconds(object, "p50", histogram_quantile(h, 0.5), h->n > 0);
	set_seconds(object, "p99", histogram_quantile(h, 0.99), h->n > 0);
	set_seconds(object, "max", h->max_ns, h->n > 0);
	return object;
}

static JsonObject *errors_object(const struct tally *tally)
{
	JsonObject *object = json_object_new();

	for (int i = 0; i < TALLY_ERRNO_MAX; i++)
		if (tally->error[i] && strerrorname_np(i))
			json_object_set_int_member(object, strerrorname_np(i),
						   (gint64)tally->error[i]);
	return object;
}

static JsonObject *tally_object(const struct tally *tally)
{
	JsonObject *object = json_object_new();

	for (int i = TALLY_FAILED; i < TALLY_COUNTS_N; i++)
		json_object_set_int_member(
		    object, tally_count_name((enum tally_count)i),
		    (gint64)tally_get(tally, (enum tally_count)i));
	set_seconds(object, "no_port_due_s", tally->no_port_due_ns,
		    tally->no_port_due_ns != NEVER_NS);
	if (tally->first_dear_n == UINT64_MAX)
		json_object_set_null_member(object, "first_dear_after_n");
	else
		json_object_set_int_member(object, "first_dear_after_n",
					   (gint64)tally->first_dear_n);
	json_object_set_object_member(object, "lateness_s",
				      histogram_object(&tally->lateness));
	json_object_set_object_member(object, "call_s",
				      histogram_object(&tally->call));
	json_object_set_object_member(object, "no_port_call_s",
				      histogram_object(&tally->no_port_call));
	json_object_set_object_member(object, "errors", errors_object(tally));
	return object;
}

static void write_json(const struct load_options *options,
		       const struct results *results, const struct tally *tally,
		       bool partial)
{
	struct results_about about = {.seed = (uint64_t)options->seed,
				      .partial = partial,
				      .stopped_by = "signal",
				      .stopped_at_s = results->wall_s};
	size_t rows_n;
	const struct field *rows = load_rows(&rows_n);
	JsonObject *settings = report_settings_new(rows, rows_n, options);
	JsonNode *node = results_json_new(results, &about, settings);

	json_object_set_object_member(json_node_get_object(node), "tw-load",
				      tally_object(tally));
	json_object_unref(settings);
	report_write_or_die(options->output, node);
}

static void print_rows(FILE *out, const struct results *results)
{
	size_t rows_n;
	const struct result_row *rows = results_rows(&rows_n);

	for (size_t i = 0; i < rows_n; i++) {
		double value = results_value(results, &rows[i]);

		if (isnan(value) || value == 0)
			continue;
		fprintf(out, "%-34s %14.9g  %s\n", rows[i].path, value,
			rows[i].help);
	}
}

static void write_table(const struct load_options *options,
			const struct results *results,
			const struct tally *tally)
{
	const struct histogram *late = &tally->lateness;
	FILE *out = options->output ? fopen(options->output, "w") : stdout;

	if (!out)
		die_errno(DIE_RUNTIME, "%s", options->output);
	print_rows(out, results);
	fprintf(out,
		"begun late: half of the connects by more than %.6f s, "
		"1 %% by %.6f s, at most %.6f s\n",
		ns_to_s(histogram_quantile(late, 0.5)),
		ns_to_s(histogram_quantile(late, 0.99)), ns_to_s(late->max_ns));
	if (fflush(out) != 0 || (out != stdout && fclose(out) != 0))
		die_errno(DIE_RUNTIME, "cannot write the results");
}

void load_report_or_die(const struct load_options *options,
			const struct results *results,
			const struct tally *tally, bool partial)
{
	if (options->format == LOAD_JSON)
		write_json(options, results, tally, partial);
	else
		write_table(options, results, tally);
}
