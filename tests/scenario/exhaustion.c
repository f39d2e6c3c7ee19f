#include "settings.h"
#include "suite.h"
#include "world/world.h"

#include <math.h>

/* The main job: when do the client's ports run out, and what then? */

/* Ports and rate: until P/R the P first have their port, and none comes back
 * within the 60 s of TIME-WAIT. */
static const struct {
	int ports;
	double rate;
} famous[] = {
    {300, 5},	 {30000, 500}, {300, 5.1}, {300, 6},  {300, 10}, {3000, 51},
    {3000, 100}, {100, 1.7},   {7, 3},	   {1, 0.02}, {1, 1000}, {30000, 505},
};

START_TEST(first_refusal_is_at_ports_over_rate)
{
	double when = famous[_i].ports / famous[_i].rate;
	struct results results;

	settings_run(&results,
		     "port-pick=range ports=%d rate=%.2f duration=%.3fs",
		     famous[_i].ports, famous[_i].rate, when + 1);
	ck_assert_double_eq_tol(results.no_port_first_s, when, 1e-9);
	ck_assert_uint_eq(results.client.time_wait.peak,
			  (uint64_t)famous[_i].ports);
	ck_assert_uint_eq(results.client.ports_peak_in_use,
			  (uint64_t)famous[_i].ports);
}
END_TEST

/* 62.048 s is the longest that linux 6.18 keeps one. */
START_TEST(slow_enough_is_never_refused)
{
	struct results results;

	settings_run(&results,
		     "port-pick=range ports=300 rate=%s "
		     "duration=400s net.ipv4.tcp_tw_reuse=0",
		     _i ? "4.83" : "4.84");
	ck_assert_int_eq(results.no_port == 0, _i);
}
END_TEST

/* One in 200 below the capacity none is refused, as much above it some are. */
START_TEST(capacity_is_the_highest_rate_without_a_refusal)
{
	static const char *const runs[] = {
	    "port-pick=range ports=100",
	    "port-pick=autobind ports=100",
	    "port-pick=autobind ports=101",
	    "port-pick=bind ports=101",
	    "stack=rfc9293 msl=5s ports=100",
	    "ports=100 rtt=150ms msl=1s clock.timer=exact",
	    "ports=100 rtt=150ms close=server",
	    "ports=100 rtt=150ms close=rst requests-per-connection=3",
	    "ports=100 net.ipv4.tcp_tw_reuse=1 rtt=10ms",
	};
	struct results results;
	struct config config;
	double max;

	settings_config(&config, "%s duration=300s", runs[_i]);
	settings_run_config(&results, &config);
	max = results.max_rate_per_s;
	config.rate = (struct rate){.n = (uint64_t)(max * 0.995e6),
				    .per_ns = 1000000 * NS_PER_S};
	settings_run_config(&results, &config);
	ck_assert_uint_eq(results.no_port, 0);
	config.rate.n = (uint64_t)(max * 1.005e6);
	settings_run_config(&results, &config);
	ck_assert_uint_gt(results.no_port, 0);
}
END_TEST

/* Ten times the ports at ten times the rate is the same story, but for one
 * connect in each of the three rounds, and for what the wheel rounds. */
START_TEST(share_depends_on_ports_over_rate_alone)
{
	static const char *const stack[] = {"rfc9293 msl=30s", "linux-6.18"};
	static const double off[] = {3e-3, 5e-3};
	struct results small, large;

	for (int i = 0; i < 2; i++) {
		settings_run(&small,
			     "stack=%s port-pick=range ports=300 rate=%d",
			     stack[i], 6 + _i);
		settings_run(&large,
			     "stack=%s port-pick=range ports=3000 rate=%d0",
			     stack[i], 6 + _i);
		ck_assert_double_gt(small.no_port_fraction, 0.1);
		ck_assert_double_eq_tol(small.no_port_fraction,
					large.no_port_fraction, off[i]);
	}
}
END_TEST

/* The first odd port is taken when exactly 14 116 are in use: 28.232 s at
 * 500/s. A connect() that is due before has a cheap one. */
START_TEST(wall_is_at_half_of_the_range)
{
	struct results before, after;

	settings_run(&before, "duration=28.232s");
	ck_assert_uint_eq(before.attempted, 14116);
	ck_assert_uint_eq(before.client.ports_available, 28232);
	ck_assert(isnan(before.client.connect_dear_p50_s));
	ck_assert_double_lt(before.client.connect_max_s, 0.010);
	settings_run(&after, "duration=28.233s");
	ck_assert_uint_eq(after.attempted, 14117);
	/* half of the range is tried in vain: 14 116 times 336 ns and more */
	ck_assert_double_gt(after.client.connect_dear_p50_s, 14116 * 336e-9);
	ck_assert_double_lt(after.client.connect_dear_p50_s, 0.011);
	ck_assert_double_lt(after.client.connect_cheap_p50_s,
			    after.client.connect_dear_p50_s / 10);
}
END_TEST

START_TEST(no_wall_where_each_port_is_asked_for)
{
	struct results results;

	settings_run(&results, "duration=40s port-pick=range");
	ck_assert_uint_gt(results.client.time_wait.peak, 14116);
	ck_assert(isnan(results.client.connect_dear_p50_s));
	ck_assert_double_lt(results.client.connect_max_s, 0.001);
}
END_TEST

/* QUESTIONS: the same mean of 450/s on 28 232 ports, here a tenth of both;
 * three cycles, from when they repeat. */
START_TEST(bursts_break_every_formula)
{
	static const struct {
		const char *arrivals;
		int64_t cycle_s;
		double refused;
	} rows[] = {
	    {"fixed", 60, 0},
	    {"poisson", 60, 0},
	    {"onoff:30s/30s", 60, 0},
	    {"onoff:60s/60s", 120, 0.48},
	    {"onoff:45s/135s", 180, 0.65},
	    {"onoff:10s/290s", 300, 0.79},
	};
	int64_t cycle_ns = rows[_i].cycle_s * NS_PER_S;
	struct sample first, last;
	struct config config;
	struct world *world;

	settings_config(&config,
			"stack=rfc9293 msl=30s ports=2823 rate=45 "
			"arrivals=%s duration=%ds",
			rows[_i].arrivals, (int)(4 * rows[_i].cycle_s));
	world = world_new(&config);
	world_advance(world, cycle_ns);
	world_sample(world, &first);
	world_advance(world, 4 * cycle_ns);
	world_sample(world, &last);
	world_free(world);
	ck_assert_double_eq_tol(
	    (double)(last.no_port_n - first.no_port_n) /
		(double)(last.attempted_n - first.attempted_n),
	    rows[_i].refused, rows[_i].refused > 0 ? 0.01 : 1e-9);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("exhaustion");

	suite_add_loop(suite, first_refusal_is_at_ports_over_rate,
		       suite_rows_n(famous));
	suite_add_loop(suite, slow_enough_is_never_refused, 2);
	suite_add_loop(suite, capacity_is_the_highest_rate_without_a_refusal,
		       9);
	suite_add_loop(suite, share_depends_on_ports_over_rate_alone, 5);
	suite_add(suite, wall_is_at_half_of_the_range);
	suite_add(suite, no_wall_where_each_port_is_asked_for);
	suite_add_loop(suite, bursts_break_every_formula, 6);
	return suite_run(suite);
}
