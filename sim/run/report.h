#ifndef RUN_REPORT_H
#define RUN_REPORT_H

#include "base/results.h"
#include "run/simulate.h"
#include "world/config.h"

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

/** report_broken_n() - Connections that broke; RST is none where it was asked
 * for */
uint64_t report_broken_n(const struct report *report);

/** report_connect_is_slow() - Did the search for a port make it so? */
bool report_connect_is_slow(const struct report *report);

#endif
