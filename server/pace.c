#include "pace.h"

#include "base/wide.h"

void pace_init(struct pace *pace, struct rate rate, struct arrivals arrivals,
	       uint64_t seed)
{
	*pace = (struct pace){.rate = rate, .arrivals = arrivals};
	rng_init(&pace->rng, seed, "world.arrivals");
}

static int64_t pace_fixed(struct rate rate, uint64_t k)
{
	u128 at_ns = (u128)k * (u128)rate.per_ns / rate.n;

	return at_ns < (u128)NEVER_NS ? (int64_t)at_ns : NEVER_NS;
}

/* Evenly in the time that is on, which is then cut up and spread. */
static int64_t pace_onoff(const struct pace *pace)
{
	int64_t on_ns = pace->arrivals.on_ns;
	int64_t period_ns = on_ns + pace->arrivals.off_ns;
	int64_t even_ns = pace_fixed(pace->rate, pace->k);
	int64_t burst_ns =
	    (int64_t)((u128)even_ns * (u128)on_ns / (u128)period_ns);

	if (even_ns == NEVER_NS)
		return NEVER_NS;
	return burst_ns / on_ns * period_ns + burst_ns % on_ns;
}

/* Gap by gap as the simulator does, so that equal seeds meet to the ns. */
static int64_t pace_poisson(struct pace *pace)
{
	double mean_ns = (double)pace->rate.per_ns / (double)pace->rate.n;
	double gap_ns = mean_ns * rng_exponential(&pace->rng);

	if (gap_ns >= (double)(NEVER_NS - pace->poisson_ns))
		return NEVER_NS;
	pace->poisson_ns += (int64_t)gap_ns;
	return pace->poisson_ns;
}

int64_t pace_next(struct pace *pace)
{
	int64_t at_ns = 0;

	switch (pace->arrivals.kind) {
	case ARRIVALS_FIXED:
		at_ns = pace_fixed(pace->rate, pace->k);
		break;
	case ARRIVALS_POISSON:
		at_ns = pace_poisson(pace);
		break;
	case ARRIVALS_ONOFF:
		at_ns = pace_onoff(pace);
		break;
	}
	pace->k++;
	return at_ns;
}
