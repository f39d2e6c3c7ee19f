#include "host/recycle.h"

#include "stack.h"
#include "suite.h"
#include "world/world.h"

/* Two clients in turn, ten connects a second for 20 s; the server closes. */
static struct results run(const char *stack, bool nat, bool recycle)
{
	struct config config;
	struct results results;
	struct world *world;

	config_init(&config);
	config.client = stack_load(stack);
	config.server = stack_load(stack);
	config.server.tcp_tw_recycle = recycle;
	config.clients_n = 2;
	config.nat = nat;
	config.closer = CLOSER_SERVER;
	config.rate.n = 10;
	config.duration_ns = 20 * NS_PER_S;
	world = world_new(&config);
	while (world_advance(world, NEVER_NS))
		;
	world_results(world, &results);
	world_free(world);
	ck_assert_uint_eq(results.completed, 200);
	return results;
}

static uint64_t refused(const struct results *results)
{
	return results->server.counter[COUNTER_PAWS_PASSIVE];
}

/* 60 s of memory: SYNs at 0, 3, 9, 21 and 45 s after the first are dropped. */
START_TEST(one_of_two_behind_a_nat_waits)
{
	struct results results = run("linux-2.6.32", true, true);

	ck_assert_uint_ge(refused(&results), 100);
	ck_assert_double_gt(results.client.connect_max_s, 45);
	ck_assert_double_lt(results.client.connect_p50_s, 94);
}
END_TEST

START_TEST(without_nat_nobody_waits)
{
	struct results results = run("linux-2.6.32", false, true);

	ck_assert_uint_eq(refused(&results), 0);
	ck_assert_double_lt(results.client.connect_max_s, 1);
}
END_TEST

START_TEST(without_recycle_nobody_waits)
{
	struct results results = run("linux-2.6.32", true, false);

	ck_assert_uint_eq(refused(&results), 0);
	ck_assert_uint_eq(results.server.time_wait.peak, 200);
}
END_TEST

/* 10 a second, each for 3.5 x 200 ms: seven or eight at once. */
START_TEST(time_waits_are_short)
{
	struct results results = run("linux-2.6.32", false, true);

	ck_assert_uint_ge(results.server.time_wait.peak, 7);
	ck_assert_uint_le(results.server.time_wait.peak, 8);
}
END_TEST

START_TEST(later_kernels_do_not_have_it)
{
	struct results results = run("linux-6.18", true, true);

	ck_assert_uint_eq(refused(&results), 0);
	ck_assert_uint_eq(results.server.time_wait.peak, 200);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recycle");

	suite_add(suite, one_of_two_behind_a_nat_waits);
	suite_add(suite, without_nat_nobody_waits);
	suite_add(suite, without_recycle_nobody_waits);
	suite_add(suite, time_waits_are_short);
	suite_add(suite, later_kernels_do_not_have_it);
	return suite_run(suite);
}
