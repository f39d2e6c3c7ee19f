#include "host/callers.h"

#include "suite.h"
#include "world/world.h"

#include "stack.h"

/* Runs of the whole world: what a caller does shows in what begins when. */

static struct results run(int64_t threads_n, const char *rate)
{
	struct config config;
	struct results results;
	struct world *world;

	config_init(&config);
	config.client = stack_load("linux-6.18");
	config.server = stack_load("linux-6.18");
	config.ports = (struct port_range){.low = 1024, .high = 2023};
	config.duration_ns = 30 * NS_PER_S;
	config.client_threads_n = threads_n;
	config.machine.connect_base_ns = 20 * NS_PER_MS;
	ck_assert(units_parse_rate(rate, &config.rate));
	world = world_new(&config);
	while (world_advance(world, NEVER_NS))
		;
	world_results(world, &results);
	world_free(world);
	return results;
}

/* A call takes 20 ms: one thread makes 50 in a second. */
START_TEST(one_thread_keeps_up_with_less)
{
	struct results results = run(1, "30/s");

	ck_assert_uint_eq(results.attempted, 900);
	ck_assert_uint_eq(results.never_begun, 0);
	ck_assert_double_eq(results.client.late_max_s, 0);
}
END_TEST

START_TEST(one_thread_falls_behind_more)
{
	struct results results = run(1, "60/s");

	/* 30 s of 20 ms each, the first at 0; all others wait or begin late */
	ck_assert_uint_eq(results.attempted, 1500);
	ck_assert_uint_eq(results.never_begun, 300);
	ck_assert_double_gt(results.client.late_max_s, 4.9);
	ck_assert_double_lt(results.client.late_max_s, 5.1);
}
END_TEST

START_TEST(two_threads_do_twice_as_much)
{
	ck_assert_uint_eq(run(2, "60/s").never_begun, 0);
	ck_assert_uint_eq(
	    run(2, "120/s").attempted + run(2, "120/s").never_begun, 3600);
	ck_assert_uint_eq(run(2, "120/s").attempted, 3000);
}
END_TEST

START_TEST(as_many_as_needed_are_never_late)
{
	struct results results = run(0, "60/s");

	ck_assert_uint_eq(results.attempted, 1800);
	ck_assert_uint_eq(results.never_begun, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("callers");

	suite_add(suite, one_thread_keeps_up_with_less);
	suite_add(suite, one_thread_falls_behind_more);
	suite_add(suite, two_threads_do_twice_as_much);
	suite_add(suite, as_many_as_needed_are_never_late);
	return suite_run(suite);
}
