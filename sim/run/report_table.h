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

/**
 * struct report_item - A part of the answer
 * @label:	"First failure"; "" goes on with the part before; NULL: a
 *		sentence
 */
struct report_item {
	const char *label;
	char *text;
};

/**
 * report_items_new() - The answer in words: sentences, the verdict first, then
 * what has a label
 *
 * Return:	(transfer full) array of struct report_item *
 */
GPtrArray *report_items_new(const struct report *report);

/** report_items_add() - One more; @label is a literal */
void report_items_add(GPtrArray *to, const char *label, const char *text);

/**
 * report_advice() - Add the changes that help, the best first
 *
 * By the formulas, so that they cost no simulation. Nothing is added where
 * there is nothing to help.
 */
void report_advice(GPtrArray *to, const struct report *report);

/** report_lacks_no_ports() - Is something else short, and ports are not? */
bool report_lacks_no_ports(const struct report *report);

/** report_holding() - Add what else ended, and what will end first */
void report_holding(GPtrArray *to, const struct report *report);

/** report_sides_n() - Numbers of each side that are reported */
size_t report_sides_n(void);

/** report_side_name() - "TIME-WAIT, peak" */
const char *report_side_name(size_t i);

/**
 * report_side_text() - (transfer full) the number
 * @side:	"client" or "server"
 */
char *report_side_text(const struct results *results, const char *side,
		       size_t i);

/**
 * report_table_new() - The words, then the numbers in aligned columns
 *
 * Return:	(transfer full) the text, no line wider than 100 columns
 */
char *report_table_new(const struct report *report);

#endif
