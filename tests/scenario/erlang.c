#include "settings.h"
#include "suite.h"
#include "world/formulas.h"
#include "world/world.h"

#include <math.h>

/*
 * Poisson arrivals at P ports that are each held for a constant time are the
 * M/D/c/c queue, whose share of refusals is Erlang-B. Each load is run with
 * many seeds; the warm-up is thrown away. The mean over the seeds must have
 * Erlang-B in its 95 % confidence interval, and the interval must be narrow
 * enough to tell a hold that is wrong by one in fifty.
 */

enum { SEEDS_N = 30, PORTS_N = 100 };

#define WARM_UP_NS  (600 * NS_PER_S)
#define MEASURED_NS (6000 * NS_PER_S)
#define T_29	    2.045 /* Student, 29 degrees of freedom, 97.5 % */

static double refused_share(const struct config *config)
{
	struct world *world = world_new(config);
	struct sample first, last;

	world_advance(world, WARM_UP_NS);
	world_sample(world, &first);
	world_advance(world, WARM_UP_NS + MEASURED_NS);
	world_sample(world, &last);
	world_free(world);
	return (double)(last.no_port_n - first.no_port_n) /
	       (double)(last.attempted_n - first.attempted_n);
}

START_TEST(poisson_is_refused_as_erlang_says)
{
	static const double loads[] = {0.9, 0.95, 1, 1.05, 1.1};
	double sum = 0, squares = 0, mean, error, erlang, wrong, load;
	struct config config;

	settings_config(&config,
			"stack=rfc9293 msl=30s arrivals=poisson ports=%d "
			"rate=%.6f duration=%ds",
			PORTS_N, loads[_i] * PORTS_N / 60,
			(int)((WARM_UP_NS + MEASURED_NS) / NS_PER_S));
	for (int seed = 0; seed < SEEDS_N; seed++) {
		double share;

		config.seed = seed + 1;
		share = refused_share(&config);
		sum += share;
		squares += share * share;
	}
	mean = sum / SEEDS_N;
	error = sqrt((squares / SEEDS_N - mean * mean) / (SEEDS_N - 1));
	load = rate_per_s(config.rate) * ns_to_s(formulas_hold_ns(&config));
	erlang = formulas_erlang_b(PORTS_N, load);
	wrong = formulas_erlang_b(PORTS_N, load * 1.02);
	ck_assert_double_lt(fabs(mean - erlang), T_29 * error);
	ck_assert_double_gt(wrong - erlang, T_29 * error);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("erlang");

	suite_add_loop(suite, poisson_is_refused_as_erlang_says, 5);
	return suite_run(suite);
}
