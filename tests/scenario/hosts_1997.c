#include "settings.h"
#include "suite.h"

#include <math.h>

/* What only hosts of 1997 have: a CPU that takes time, a list of PCBs, mbufs
 * with an end; and what a closed loop and the swap of TIME-WAIT make of it. */

/* Nothing but the CPUs takes time. */
#define CPU_ONLY "rtt=0s connect.base=0s answer=0B cpu.segment=1ms "

static void assert_near(double found, double expected, double share)
{
	if (fabs(found - expected) > share * expected)
		ck_abort_msg("%g is not near %g", found, expected);
}

/* SYN out, SYN in, SYN,ACK out, SYN,ACK in: 1 ms each */
START_TEST(a_segment_costs_its_host_time)
{
	struct results results;

	settings_run(&results, CPU_ONLY "rate=1 duration=10s");
	ck_assert_uint_eq(results.completed, 10);
	assert_near(results.client.connect_p50_s, 4e-3, 0.02);
	assert_near(results.client.connect_max_s, 4e-3, 0.02);
}
END_TEST

/* All SYNs come at 1 ms; the server needs 2 ms for each of them and what it
 * answers, so that the SYN,ACK of the last leaves after 1 + 2n ms. */
START_TEST(segments_wait_for_the_cpu_in_line)
{
	struct results results;

	settings_run(&results, CPU_ONLY
		     "closed-loop=50 clients=50 close=client duration=1ms");
	ck_assert_uint_eq(results.completed, 50);
	assert_near(results.client.connect_max_s, (1 + 2 * 50 + 1) * 1e-3,
		    0.02);
}
END_TEST

/* Without an answer a connection that the client closes has six segments, all
 * of them the server's to take or to send. */
START_TEST(a_busy_cpu_is_the_limit)
{
	struct results results;
	double segments;

	settings_run(&results, CPU_ONLY
		     "closed-loop=50 clients=50 duration=20s ports=60000");
	segments = (double)results.segments_sent / (double)results.attempted;
	ck_assert_double_gt(segments, 5.9);
	/* of each thread one, or the close of one, is not over at the end */
	ck_assert_double_ge((double)results.completed, 20000 / segments);
	ck_assert_double_le((double)results.completed,
			    20000 / segments + 2 * 50);
	assert_near(results.server.cpu_busy, 1, 0.01);
	ck_assert_double_lt(results.client.cpu_busy, 0.1);
}
END_TEST

START_TEST(application_and_octets_cost_time)
{
	struct results results;

	settings_run(&results,
		     "rtt=0s connect.base=0s cpu.segment=1ns closed-loop=5 "
		     "cpu.connection=10ms cpu.kilobyte=10ms answer=1KiB "
		     "duration=20s ports=60000");
	assert_near((double)results.completed / 20, 50, 0.02);
}
END_TEST

/* A SYN is compared with every TIME-WAIT of the server: from the first to the
 * last of 200 each takes 1 ms longer; what stops at its own does not. */
START_TEST(a_syn_is_compared_with_all)
{
	struct results results;

	settings_run(&results,
		     "rtt=0s connect.base=0s answer=0B cpu.segment=1ns "
		     "cpu.list-step=1ms server:demux.order=list close=server "
		     "rate=1 duration=50s");
	ck_assert_uint_eq(results.server.time_wait.peak, 50);
	assert_near(results.client.connect_max_s, 49e-3, 0.05);
	assert_near(results.client.connect_p50_s, 25e-3, 0.1);
}
END_TEST

START_TEST(no_cpu_is_no_time)
{
	struct results results;

	settings_run(&results, "rate=50 duration=10s");
	ck_assert(isnan(results.server.cpu_busy));
	ck_assert(isnan(results.client.cpu_busy));
}
END_TEST

/* 2 mbufs for each connection, and its TIME-WAIT */
static void run_pool(struct results *results, const char *pool,
		     const char *more)
{
	settings_run(results,
		     "stack=sunos-4.1.3 answer=0B rate=1 ports=1000 rtt=1ms "
		     "duration=50s %s %s",
		     pool, more);
}

START_TEST(a_server_without_mbufs_drops_syns)
{
	struct results results;

	run_pool(&results, "server:memory.mbufs=40", "close=server");
	ck_assert_uint_eq(results.server.time_wait.peak, 20);
	ck_assert_uint_eq(results.server.mbufs_peak, 40);
	ck_assert_uint_gt(results.server.no_memory, 0);
	ck_assert_uint_eq(results.no_memory, 0);
	ck_assert_uint_lt(results.completed, results.attempted + 1);
}
END_TEST

START_TEST(a_client_without_mbufs_cannot_connect)
{
	struct results results;

	run_pool(&results, "client:memory.mbufs=40", "close=client");
	ck_assert_uint_eq(results.client.time_wait.peak, 20);
	ck_assert_uint_eq(results.completed, 20);
	ck_assert_uint_eq(results.no_memory, 30);
	ck_assert_uint_eq(results.client.no_memory, 30);
	ck_assert_uint_eq(results.no_port, 0);
}
END_TEST

/* Half of the pool is text that nobody has read away from the writer: 4096
 * octets are 37 mbufs. */
START_TEST(text_takes_mbufs)
{
	struct results results;

	run_pool(&results, "", "answer=4096B close=client rtt=10ms");
	ck_assert_uint_eq(results.server.mbufs_peak, 2 + 37);
}
END_TEST

START_TEST(the_swap_moves_time_wait_to_the_client)
{
	struct results results;

	settings_run(&results, "client:time-wait.close-swap=yes close=server "
			       "rate=50 duration=20s");
	ck_assert_uint_eq(results.completed, 1000);
	ck_assert_uint_eq(results.client.time_wait.peak, 1000);
	ck_assert_uint_le(results.server.time_wait.peak, 1);
	ck_assert_uint_eq(results.client.counter[COUNTER_OUT_RSTS], 1000);
	ck_assert_double_lt(results.max_rate_per_s, 500);
}
END_TEST

/* A lost RST leaves both ends with TIME-WAIT: that is safe, says the draft. */
START_TEST(a_lost_rst_leaves_both_in_time_wait)
{
	struct results results;

	settings_run(&results, "client:time-wait.close-swap=yes close=server "
			       "rate=50 duration=20s loss=0.3");
	ck_assert_uint_gt(results.server.time_wait.at_end, 100);
	ck_assert_uint_gt(results.client.time_wait.at_end, 500);
}
END_TEST

/* Three round trips of 10 ms: connect, answer, close; the next connect comes
 * when the answer is there. */
START_TEST(a_closed_loop_waits_for_the_answer)
{
	struct results results;

	settings_run(&results,
		     "closed-loop=10 clients=2 rtt=10ms connect.base=0s "
		     "duration=20s close=client ports=60000");
	assert_near((double)results.attempted, 10 * 20 / 20e-3, 0.01);
	ck_assert_uint_eq(results.completed, results.attempted);
	ck_assert_uint_le(results.server.threads, 2 * 10);
}
END_TEST

START_TEST(a_closed_loop_tries_again_after_a_while)
{
	struct results results;

	settings_run(&results,
		     "closed-loop=1 ports=1 duration=10s retry=500ms");
	ck_assert_uint_eq(results.completed, 1);
	ck_assert_uint_eq(results.no_port, 20);
}
END_TEST

START_TEST(answers_of_many_sizes_arrive)
{
	struct results results;

	settings_run(&results, "rate=50 duration=20s answer=10KiB "
			       "answer-least=1KiB answer-most=1MiB rtt=1ms");
	ck_assert_uint_eq(results.completed, 1000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("hosts_1997");

	suite_add(suite, a_segment_costs_its_host_time);
	suite_add(suite, segments_wait_for_the_cpu_in_line);
	suite_add(suite, a_busy_cpu_is_the_limit);
	suite_add(suite, application_and_octets_cost_time);
	suite_add(suite, a_syn_is_compared_with_all);
	suite_add(suite, no_cpu_is_no_time);
	suite_add(suite, a_server_without_mbufs_drops_syns);
	suite_add(suite, a_client_without_mbufs_cannot_connect);
	suite_add(suite, text_takes_mbufs);
	suite_add(suite, the_swap_moves_time_wait_to_the_client);
	suite_add(suite, a_lost_rst_leaves_both_in_time_wait);
	suite_add(suite, a_closed_loop_waits_for_the_answer);
	suite_add(suite, a_closed_loop_tries_again_after_a_while);
	suite_add(suite, answers_of_many_sizes_arrive);
	return suite_run(suite);
}
