#ifndef HOST_GAUGE_H
#define HOST_GAUGE_H

#include "base/results.h"

#include <stdint.h>

/**
 * struct gauge - A quantity over simulated time
 * @value:	Now, below 2^63
 * @peak:	Most so far
 * @since_ns:	When it last changed
 * @sum:	Of value times ns, up to @since_ns
 */
struct gauge {
	uint64_t value;
	uint64_t peak;
	int64_t since_ns;
	double sum;
};

static inline void gauge_set(struct gauge *g, int64_t now_ns, uint64_t value)
{
	if (now_ns != g->since_ns) {
		g->sum +=
		    (double)(int64_t)g->value * (double)(now_ns - g->since_ns);
		g->since_ns = now_ns;
	}
	g->value = value;
	if (value > g->peak)
		g->peak = value;
}

/** gauge_level() - Peak, mean since 0 and present value */
static inline struct level gauge_level(const struct gauge *g, int64_t now_ns)
{
	double sum = g->sum + (double)g->value * (double)(now_ns - g->since_ns);

	return (struct level){
	    .peak = g->peak,
	    .mean = now_ns > 0 ? sum / (double)now_ns : 0,
	    .at_end = g->value,
	};
}

#endif
