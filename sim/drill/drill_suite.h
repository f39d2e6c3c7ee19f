#ifndef RUN_DRILL_SUITE_H
#define RUN_DRILL_SUITE_H

#include "drill/drill_verdict.h"

#include "tcp/profile.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * struct drill_result - What came out of one file
 */
struct drill_result {
	char *file;
	struct drill_verdict verdict;
};

/**
 * struct drill_suite - What all scripts have together
 * @profile:	The stack
 * @defines:	Names that #ifdef knows, NULL at the end; may be NULL
 * @seed:	Of the initial numbers of the stack
 * @jobs:	How many scripts at a time, at least 1
 */
struct drill_suite {
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
 * drill_suite_run() - Run scripts
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

/** drill_suite_text() - Append a line for each script, and what it is about */
void drill_suite_text(GString *to, const GPtrArray *results);

/** drill_suite_tap() - Append the same as TAP version 13 */
void drill_suite_tap(GString *to, const GPtrArray *results);

#endif
