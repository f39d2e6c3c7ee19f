#ifndef RUN_COMPARE_H
#define RUN_COMPARE_H

#include "base/results.h"
#include "run/scenario.h"

#include <glib.h>
#include <json-glib/json-glib.h>

/** The schema of the objects below; a change of a name changes the number */
#define COMPARE_JSON_SCHEMA "twsim.compare/1"

/**
 * struct compare_row - A run among others
 * @values:	What it has that others have not, by struct compare.names
 */
struct compare_row {
	const char *const *values;
	const struct scenario *scenario;
	const struct results *results;
};

/**
 * struct compare - Runs side by side
 * @names:	What differs between them: "stack", "rate"
 *
 * Wall time and memory of the program are in none of the texts, so that the
 * same settings give the same bytes.
 */
struct compare {
	const char *const *names;
	size_t names_n;
	const struct compare_row *rows;
	size_t rows_n;
};

/**
 * compare_failing_share() - Connects that came to nothing, of those due
 *
 * For whatever reason: no port, refused, given up, never begun.
 */
double compare_failing_share(const struct results *results);

/** compare_table_new() - (transfer full) a line for each run */
char *compare_table_new(const struct compare *compare);

/**
 * compare_json_new() - (transfer full) all runs in one object
 *
 * Member runs: objects with what differs (compared) and the run itself, as
 * results_json_new() makes it.
 */
JsonNode *compare_json_new(const struct compare *compare);

/** compare_jsonl_new() - (transfer full) the same objects, a line for each run
 */
char *compare_jsonl_new(const struct compare *compare);

/**
 * compare_csv_new() - (transfer full) a header and a line for each run
 *
 * Columns as in report_csv_new(), after those of what differs.
 */
char *compare_csv_new(const struct compare *compare);

#endif
