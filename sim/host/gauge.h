#ifndef HOST_GAUGE_H
#define HOST_GAUGE_H

#include "base/results.h"
#include "base/wide.h"

#include <stdint.h>

/**
 * struct gauge - A quantity over simulated time
 * @value:	Now, below 2^63
 * @peak:	Most so far
 * @moment:	Of its changes: each times the instant, ns
 *
 * What it was on the whole, value times ns, follows from the last two: had it
 * been as it is now from the start on, less what the changes came too late.
 */
struct gauge {
	uint64_t value;
	uint64_t peak;
	i128 moment;
};

static inline void gauge_set(struct gauge *g, int64_t now_ns, uint64_t value)
{
	g->moment += (i128)(int64_t)(value - g->value) * now_ns;
	g->value = value;
	if (value > g->peak)
		g->peak = value;
}

/** gauge_level() - Peak, mean since 0 and present value */
static inline struct level gauge_level(const struct gauge *g, int64_t now_ns)
{
	i128 whole = (i128)(int64_t)g->value * now_ns - g->moment;

	return (struct level){
	    .peak = g->peak,
	    .mean = now_ns > 0 ? (double)whole / (double)now_ns : 0,
	    .at_end = g->value,
	};
}

#endif
