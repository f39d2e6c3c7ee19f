#ifndef SERVER_PACE_H
#define SERVER_PACE_H

#include "base/rng.h"
#include "base/units.h"

/**
 * struct pace - When each connect is due, whatever became of earlier ones
 * @rate:	Mean rate
 * @arrivals:	How they are spread
 * @rng:	ARRIVALS_POISSON: the stream of the gaps
 * @k:		Connect that pace_next() gives next, from 0
 * @poisson_ns:	ARRIVALS_POISSON: instant of the last one
 */
struct pace {
	struct rate rate;
	struct arrivals arrivals;
	struct rng rng;
	uint64_t k;
	int64_t poisson_ns;
};

void pace_init(struct pace *pace, struct rate rate, struct arrivals arrivals,
	       uint64_t seed);

/**
 * pace_next() - Instant of the next connect, ns from the start
 *
 * Fixed: the k-th comes at exactly k * per_ns / n, rounded down, so that
 * nothing adds up. Equal seeds give equal instants, here and in the simulator
 * (world/workload.h), so that even random runs can be compared. NEVER_NS:
 * beyond what an instant can hold.
 */
int64_t pace_next(struct pace *pace);

#endif
