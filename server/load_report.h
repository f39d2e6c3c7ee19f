#ifndef SERVER_LOAD_REPORT_H
#define SERVER_LOAD_REPORT_H

#include "load.h"
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

#endif
