#include "settings.h"
#include "suite.h"
#include "world/world.h"

/*
 * Every way to close, every way to pick a port, every pair of stacks, over a
 * wire that loses one segment in twenty and shakes the rest: each connection
 * has an end, and when all is over nothing is held. must() inside the world
 * checks more of that.
 */

static const char *const closers[] = {"client", "server", "both", "rst"};
static const char *const picks[] = {"autobind", "range", "bind",
				    "bind-no-port"};
static const char *const stacks[] = {
    "stack=linux-6.18",
    "stack=rfc9293 msl=30s",
    "client-stack=linux-6.18 server-stack=rfc9293",
    "client-stack=rfc9293 server-stack=linux-6.18",
    "stack=linux-6.18 net.ipv4.tcp_tw_reuse=1",
    "stack=linux-6.18 net.ipv4.tcp_timestamps=0",
    "stack=linux-6.18 clock.timer=jiffy time-wait.hold=death-row",
    "stack=linux-6.18 clock.timer=slow-tick ports.order=sequential",
};
static const char *const plays[] = {
    "rtt=40ms",
    "rtt=300ms requests-per-connection=4 answer=20KiB",
    "rtt=1ms hold=2s clients=2 servers=2 server-ports=2",
    "rtt=10ms answer=0",
};

static uint64_t outcomes(const struct results *results)
{
	return results->completed + results->no_port + results->reset +
	       results->refused + results->timed_out +
	       results->client.left_open;
}

static void expect_nothing_left(const struct results *results,
				const struct sample *last)
{
	ck_assert_uint_eq(outcomes(results), results->attempted);
	ck_assert_uint_gt(results->segments_lost, 0);
	ck_assert_uint_lt(results->events, 400 * results->attempted);
	ck_assert_uint_eq(last->client_time_wait_n, 0);
	ck_assert_uint_eq(last->server_time_wait_n, 0);
	ck_assert_uint_eq(last->client_ports_n, results->client.left_open);
	if (results->client.left_open == 0)
		ck_assert_uint_eq(last->client_memory_bytes, 0);
	if (results->server.left_open == 0)
		ck_assert_uint_eq(last->server_memory_bytes, 0);
}

static void run(const char *closer, const char *pick, const char *stack,
		const char *play, uint64_t *left_open)
{
	struct results results;
	struct config config;
	struct world *world;
	struct sample last;

	settings_config(&config,
			"%s rate=10 ports=60 duration=6s loss=0.05 "
			"jitter=20ms close=%s port-pick=%s %s",
			stack, closer, pick, play);
	world = world_new(&config);
	ck_assert(!world_advance(world, NEVER_NS));
	world_sample(world, &last);
	world_results(world, &results);
	world_free(world);
	expect_nothing_left(&results, &last);
	*left_open += results.client.left_open + results.server.left_open;
}

/* A peer that gives up without a word is rare. */
START_TEST(every_connection_ends)
{
	const char *stack = stacks[(size_t)_i / suite_rows_n(plays)];
	const char *play = plays[(size_t)_i % suite_rows_n(plays)];
	uint64_t left_open = 0;

	for (size_t c = 0; c < suite_rows_n(closers); c++)
		for (size_t p = 0; p < suite_rows_n(picks); p++)
			run(closers[c], picks[p], stack, play, &left_open);
	ck_assert_uint_lt(left_open, 20);
}
END_TEST

/* Half of all segments: nearly nothing works, and still all of it ends. */
START_TEST(every_connection_ends_on_a_terrible_wire)
{
	struct results results;

	settings_run(&results,
		     "%s rate=50 duration=10s loss=0.5 jitter=1s close=%s",
		     stacks[_i], closers[_i % 4]);
	ck_assert_uint_eq(outcomes(&results), results.attempted);
}
END_TEST

/* What idles for a month, and what has no room, ends as well. */
START_TEST(connection_in_odd_circumstances_ends)
{
	static const char *const odd[] = {
	    "hold=30d",
	    "hold=60d close=server",
	    "hold=30d close=both stack=rfc9293",
	    "tcp.window=100 requests-per-connection=3 answer=1KiB",
	    "tcp.window=1 answer=100",
	    "tcp.mss=64 net.ipv4.tcp_timestamps=0 answer=10KiB",
	    "net.ipv4.tcp_fin_timeout=0",
	    "time-wait.duration=0s clock.hz=0",
	};
	struct results results;

	settings_run(&results, "rate=5 duration=2s %s", odd[_i]);
	ck_assert_uint_eq(results.attempted, 10);
	ck_assert_uint_eq(results.completed, 10);
	ck_assert_uint_eq(results.client.left_open, 0);
	ck_assert_uint_eq(results.server.left_open, 0);
	ck_assert_uint_eq(results.segments_retransmitted, 0);
}
END_TEST

START_TEST(dead_wire_times_out)
{
	struct results results;

	settings_run(&results, "rate=10 duration=5s loss=1");
	ck_assert_uint_eq(results.timed_out, 50);
	ck_assert_uint_eq(results.established, 0);
	/* a SYN and its ten retransmissions, 131 s; the granules of the wheel
	 * add up to less than 6 s */
	ck_assert_uint_eq(results.segments_sent, 50 * 11);
	ck_assert_double_ge(results.simulated_s, 4.9 + 131);
	ck_assert_double_lt(results.simulated_s, 4.9 + 131 + 6);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("matrix");

	suite_add_loop(suite, every_connection_ends,
		       suite_rows_n(stacks) * suite_rows_n(plays));
	suite_add_loop(suite, every_connection_ends_on_a_terrible_wire,
		       suite_rows_n(stacks));
	suite_add_loop(suite, connection_in_odd_circumstances_ends, 8);
	suite_add(suite, dead_wire_times_out);
	return suite_run(suite);
}
