#ifndef RUN_REPORT_TABLE_H
#define RUN_REPORT_TABLE_H

#include "base/results.h"
#include "run/simulate.h"
#include "world/config.h"

#include <glib.h>
#include <stdbool.h>

/**
 * struct report - What a report is about
 * @unverified_n: Values of the models without a source
 * @ending:	Whether the run was whole
 * @memory_limit: What it could take, if it was stopped by that
 */
struct report {
	const struct config *config;
	const struct results *results;
	unsigned unverified_n;
	enum simulate_ending ending;
	struct memory_limit memory_limit;
};

/** No host makes so many connections: ports are no limit beyond it */
#define REPORT_ENDLESS_PER_S 1e6

/** enum report_verdict - The answer, in a word */
enum report_verdict {
	REPORT_HOLDS,
	REPORT_SLOW, /* nothing fails, but connect() became slow */
	REPORT_FAILS,
};

enum report_verdict report_verdict(const struct report *report);

/** report_words() - Append the answer in words, verdict first */
void report_words(GString *to, const struct report *report);

/**
 * report_advice() - Append the changes that help, the best first
 *
 * By the formulas, so that they cost no simulation. Nothing is appended where
 * there is nothing to help.
 */
void report_advice(GString *to, const struct report *report);

/**
 * report_table_new() - The words, then the numbers in aligned columns
 *
 * Return:	(transfer full) the text, no line wider than 100 columns
 */
char *report_table_new(const struct report *report);

#endif
