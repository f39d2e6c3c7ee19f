#ifndef WORLD_WORKLOAD_H
#define WORLD_WORKLOAD_H

#include "base/rng.h"
#include "base/units.h"

/**
 * struct workload - When connects are due
 * @rate:	Mean rate
 * @arrivals:	How they are spread
 * @rng:	Stream of ARRIVALS_POISSON
 * @next_ns:	When the next one is due
 * @step_ns, @step_rest: From one to the next, likewise
 * @whole_ns, @rest: ARRIVALS_FIXED and _ONOFF: the exact instant of the next
 *		one in the time that bursts take, whole ns and @rest / rate.n
 */
struct workload {
	struct rate rate;
	struct arrivals arrivals;
	struct rng rng;
	int64_t next_ns;
	int64_t step_ns;
	uint64_t step_rest;
	int64_t whole_ns;
	uint64_t rest;
};

/** workload_init() - The first is due at 0; Poisson: after a random gap */
void workload_init(struct workload *load, struct rate rate,
		   struct arrivals arrivals, uint64_t seed);

/** workload_next() - Move on to the next; load->next_ns says when it is due */
void workload_next(struct workload *load);

#endif
