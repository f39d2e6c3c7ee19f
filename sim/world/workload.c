#include "world/workload.h"

#include <string.h>

static bool is_evenly_spread(const struct workload *load)
{
	return load->arrivals.kind != ARRIVALS_POISSON;
}

/* The k-th of n in per_ns: no rounding adds up, however large k is. */
static void step_exactly(struct workload *load)
{
	load->whole_ns += load->step_ns;
	load->rest += load->step_rest;
	if (load->rest >= load->rate.n) {
		load->rest -= load->rate.n;
		load->whole_ns++;
	}
}

/*
 * In bursts the mean is kept: time is that of an even rate, squeezed by
 * on / (on + off), and the silences are put in between.
 */
static int64_t in_bursts(const struct workload *load)
{
	int64_t on_ns = load->arrivals.on_ns;
	int64_t cycle_ns = on_ns + load->arrivals.off_ns;
	int64_t cycles = load->whole_ns / cycle_ns;
	double within = (double)(load->whole_ns % cycle_ns);

	return cycles * cycle_ns +
	       (int64_t)(within * (double)on_ns / (double)cycle_ns);
}

static int64_t random_gap_ns(struct workload *load)
{
	double mean_ns = (double)load->rate.per_ns / (double)load->rate.n;
	double gap_ns = mean_ns * rng_exponential(&load->rng);

	return gap_ns < (double)DURATION_NS_MAX ? (int64_t)gap_ns
						: DURATION_NS_MAX;
}

void workload_init(struct workload *load, struct rate rate,
		   struct arrivals arrivals, uint64_t seed)
{
	memset(load, 0, sizeof(*load));
	load->rate = rate;
	load->arrivals = arrivals;
	load->step_ns = (int64_t)((uint64_t)rate.per_ns / rate.n);
	load->step_rest = (uint64_t)rate.per_ns % rate.n;
	rng_init(&load->rng, seed, "world.arrivals");
	if (!is_evenly_spread(load))
		load->next_ns = random_gap_ns(load);
}

void workload_next(struct workload *load)
{
	switch (load->arrivals.kind) {
	case ARRIVALS_FIXED:
		step_exactly(load);
		load->next_ns = load->whole_ns;
		return;
	case ARRIVALS_ONOFF:
		step_exactly(load);
		load->next_ns = in_bursts(load);
		return;
	case ARRIVALS_POISSON:
		load->next_ns += random_gap_ns(load);
		return;
	}
}
