#include "settings.h"
#include "suite.h"

/* Connections that are held: what they cost, and what a server that has too few
 * of something does. */

#define HELD "rate=100 duration=5s hold=1min clients=2 close=client "

/* models/stacks/linux-6.18.ini: of connection requests */
#define REQUEST_SLAB 4096

/* Beyond what a process, a thread or an entry costs, all cost the same. */
START_TEST(strategies_differ_by_what_serves)
{
	static const struct {
		const char *model;
		uint64_t bytes; /* models/machines/cloud-vm.ini */
	} rows[] = {
	    {"fork", 122 * 1024}, {"thread", 31 * 1024}, {"event", 192}};
	struct results pool, other;
	uint64_t more;

	settings_run(&pool, HELD "server-model=pool server.event-entry=0");
	settings_run(&other, HELD "server-model=%s", rows[_i].model);
	ck_assert_uint_eq(other.completed, 500);
	more = other.server.memory_bytes.peak - pool.server.memory_bytes.peak;
	/* the peak of the pool is before the last handshake is over */
	ck_assert_uint_le(more, 500 * rows[_i].bytes);
	ck_assert_uint_ge(more + REQUEST_SLAB, 500 * rows[_i].bytes);
}
END_TEST

START_TEST(too_few_tasks_turn_connections_away)
{
	static const char *const models[] = {"fork", "thread"};
	struct results results;

	settings_run(&results, HELD "server-model=%s limits.tasks=200",
		     models[_i]);
	ck_assert_uint_eq(results.completed, 200);
	ck_assert_uint_eq(results.server.unserved, 300);
	ck_assert_uint_eq(results.reset, 300);
	ck_assert_uint_eq(
	    _i == 0 ? results.server.processes : results.server.threads, 201);
}
END_TEST

/* A pool of threads needs none for each; all descriptors are one process's. */
START_TEST(one_process_has_descriptors_for_so_many)
{
	struct results results;

	settings_run(&results, HELD "server-model=event limits.tasks=200 "
				    "limits.descriptors=300");
	ck_assert_uint_eq(results.completed, 300);
	ck_assert_uint_eq(results.server.unserved, 200);
	settings_run(&results, HELD "server-model=fork limits.tasks=0 "
				    "limits.descriptors=300");
	ck_assert_uint_eq(results.server.unserved, 0);
}
END_TEST

/* Each server host has its own. */
START_TEST(limits_are_those_of_a_host)
{
	struct results results;

	settings_run(&results, HELD "servers=2 limits.tasks=200");
	ck_assert_uint_eq(results.completed, 400);
	ck_assert_uint_eq(results.server.unserved, 100);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("holding");

	suite_add_loop(suite, strategies_differ_by_what_serves, 3);
	suite_add_loop(suite, too_few_tasks_turn_connections_away, 2);
	suite_add(suite, one_process_has_descriptors_for_so_many);
	suite_add(suite, limits_are_those_of_a_host);
	return suite_run(suite);
}
