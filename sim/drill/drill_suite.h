#ifndef RUN_DRILL_SUITE_H
#define RUN_DRILL_SUITE_H

#include "drill/drill_script.h"
#include "drill/drill_verdict.h"

#include "tcp/profile.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * struct drill_result - What came out of one file
 * @index:	Its place among the results
 * @script:	NULL if it is none
 * @length_ns:	How long it takes
 */
struct drill_result {
	char *file;
	guint index;
	struct drill_script *script;
	int64_t length_ns;
	struct drill_verdict verdict;
};

/** drill_play_fn - Plays a script of a suite; @result: in its place */
typedef void drill_play_fn(void *data, struct drill_result *result);

/**
 * struct drill_suite - What all scripts have together
 * @play:	Plays a script, in one of several threads; NULL: to a simulated
 *		host with this @profile and @seed
 * @data:	For @play
 * @profile:	The stack
 * @defines:	Names that #ifdef knows, NULL at the end; may be NULL
 * @seed:	Of the initial numbers of the stack
 * @jobs:	How many scripts at a time, at least 1
 */
struct drill_suite {
	drill_play_fn *play;
	void *data;
	const struct profile *profile;
	const char *const *defines;
	uint64_t seed;
	unsigned jobs;
};

/**
 * drill_suite_files() - Find the scripts
 * @paths:	Files; and folders, whose *.pkt are taken, sorted, at any depth
 *
 * Return:	(transfer full) of char *; NULL and a G_FILE_ERROR
 */
GPtrArray *drill_suite_files(char *const *paths,
			     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * drill_suite_run() - Run scripts, those that take longest first
 * @files:	char *
 *
 * Return:	(transfer full) of struct drill_result, in the order of @files
 *		whatever the number of jobs
 */
GPtrArray *drill_suite_run(const struct drill_suite *suite,
			   const GPtrArray *files);

/** drill_suite_count() - How many results have a verdict */
unsigned drill_suite_count(const GPtrArray *results,
			   enum drill_verdict_kind kind);

/** drill_suite_is_bad() - Is the verdict one that fails a suite? */
bool drill_suite_is_bad(const struct drill_verdict *verdict);

/** drill_suite_tap_text() - Append a text that stands in a line of TAP */
void drill_suite_tap_text(GString *to, const char *text);

/** drill_suite_text() - Append a line for each script, and what it is about */
void drill_suite_text(GString *to, const GPtrArray *results);

/** drill_suite_tap() - Append the same as TAP version 13 */
void drill_suite_tap(GString *to, const GPtrArray *results);

#endif
