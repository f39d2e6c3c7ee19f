#ifndef SERVER_LOAD_REPORT_H
#define SERVER_LOAD_REPORT_H

#include "load.h"
#include "run/atomic_file.h"
#include "tally.h"

#include <stdbool.h>

/**
 * load_report_or_die() - Write what the client found out
 * @results:	Named by the contract
 * @tally:	What the contract has no names for: lateness, errors by errno
 * @partial:	It was stopped before its end
 */
void load_report_or_die(const struct load_options *options,
			const struct results *results,
			const struct tally *tally, bool partial);

/**
 * load_histogram_or_die() - Write the times of connect() as columns
 * @file:	Open and empty; closed
 *
 * A line for each time at which anything was counted: connects that took that
 * long at most and longer than in the line before - from when they were begun,
 * and from when they were due - and connects that were begun that late.
 */
void load_histogram_or_die(struct atomic_file *file, const struct tally *tally);

#endif
