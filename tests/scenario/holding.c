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

/* A pool of threads needs none for each; all descriptors are one process's.
 * What has to wait is served when others have gone. */
START_TEST(one_process_has_descriptors_for_so_many)
{
	struct results results;

	settings_run(&results, HELD "server-model=event limits.tasks=200 "
				    "limits.descriptors=300");
	ck_assert_uint_eq(results.server.accept_queue_peak, 200);
	ck_assert_uint_eq(results.completed, 500);
	settings_run(&results, HELD "server-model=fork limits.tasks=0 "
				    "limits.descriptors=300");
	ck_assert_uint_eq(results.server.accept_queue_peak, 0);
}
END_TEST

/* It holds one more than net.core.somaxconn: what else comes is dropped, and
 * comes again. */
START_TEST(accept_queue_has_an_end)
{
	struct results results;
	const uint64_t *counter = results.server.counter;

	settings_run(&results, HELD "limits.descriptors=300 "
				    "net.core.somaxconn=100");
	ck_assert_uint_eq(results.server.accept_queue_peak, 101);
	ck_assert_uint_ge(counter[COUNTER_LISTEN_DROPS], 99);
	ck_assert_uint_eq(counter[COUNTER_LISTEN_DROPS],
			  counter[COUNTER_LISTEN_OVERFLOWS]);
	ck_assert_uint_eq(results.client.counter[COUNTER_SYN_RETRANS],
			  counter[COUNTER_LISTEN_DROPS]);
	ck_assert_uint_eq(results.completed, 500);
}
END_TEST

/* Those who have asked before the queue is full have a SYN,ACK; by the time
 * their ACKs come, a round trip later, it is full. */
START_TEST(ack_finds_the_queue_full)
{
	struct results results;

	settings_run(&results, HELD "limits.descriptors=300 rtt=500ms "
				    "net.core.somaxconn=100");
	ck_assert_uint_eq(results.server.accept_queue_peak, 101);
	ck_assert_uint_gt(results.server.counter[COUNTER_LISTEN_DROPS],
			  results.client.counter[COUNTER_SYN_RETRANS]);
	ck_assert_uint_gt(results.server.counter[COUNTER_RETRANS_SEGS], 0);
	ck_assert_uint_eq(results.reset + results.timed_out, 0);
}
END_TEST

/* A connection that is reset keeps its place until the server finds out. */
START_TEST(dead_connections_keep_their_places)
{
	struct results results;

	settings_run(&results, "rate=100 duration=5s hold=1s clients=2 "
			       "close=rst limits.descriptors=1 "
			       "net.core.somaxconn=9");
	ck_assert_uint_eq(results.server.accept_queue_peak, 10);
}
END_TEST

/* Each has an end, with or without losses. */
START_TEST(who_waits_comes_to_an_end)
{
	struct results results;

	settings_run(&results,
		     "rate=1000 duration=5s hold=100ms clients=2 close=%s "
		     "limits.descriptors=50 loss=%s",
		     _i % 2 ? "server" : "client", _i / 2 ? "0.01" : "0");
	ck_assert_uint_gt(results.server.accept_queue_peak, 0);
	ck_assert_uint_eq(results.server.left_open + results.client.left_open,
			  0);
	ck_assert_uint_eq(results.completed + results.reset + results.timed_out,
			  5000);
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

/* Whoever leaves data unread, and whoever closes first: it is there while the
 * connection is held, all of it is read in the end, and nothing is reset. */
START_TEST(unread_data_waits_and_is_read)
{
	static const char *const ends[] = {"client", "server"};
	static const char *const closers[] = {"client", "server", "both"};
	struct results results;
	uint64_t waits = 500 * 300 * 1024;
	uint64_t here;

	settings_run(&results,
		     "rate=100 duration=5s hold=1min clients=2 close=%s "
		     "unread=300KiB unread-at=%s",
		     closers[_i / 2], ends[_i % 2]);
	ck_assert_uint_eq(results.completed, 500);
	here = results.client.waiting_bytes.peak +
	       results.server.waiting_bytes.peak;
	ck_assert_uint_le(here, waits);
	ck_assert_uint_ge(here, waits - waits / 50);
	ck_assert_uint_ge(results.client.tcp_memory_bytes.peak +
			      results.server.tcp_memory_bytes.peak,
			  here);
}
END_TEST

/* The peak of what waits is in the ledger, with what its buffers take. */
START_TEST(unread_data_is_in_the_ledger)
{
	struct results with, without;
	uint64_t more;

	settings_run(&without, HELD "server-model=event");
	settings_run(&with, HELD "server-model=event unread=10000");
	ck_assert_uint_eq(with.server.waiting_bytes.peak, 500 * 10000);
	more = with.server.memory_bytes.peak - without.server.memory_bytes.peak;
	ck_assert_uint_ge(more, 500 * (10000 + 512 + 576) - REQUEST_SLAB);
	ck_assert_uint_le(more, 500 * (10000 + 512 + 586) + 2 * 8192);
	/* 832 + 10000 octets are 3 pages */
	ck_assert_uint_eq(with.server.tcp_memory_bytes.peak, 500 * 3 * 4096);
}
END_TEST

/* A FIN that nobody acknowledges keeps its buffer for as long as it is sent. */
START_TEST(what_is_sent_again_keeps_its_buffer)
{
	struct results results;

	settings_run(&results, "rate=100 duration=5s close=client loss=0.3");
	ck_assert_uint_gt(results.client.tcp_memory_bytes.peak, 0);
	settings_run(&results, "rate=100 duration=5s close=client loss=0");
	ck_assert_uint_eq(results.client.tcp_memory_bytes.peak, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("holding");

	suite_add_loop(suite, strategies_differ_by_what_serves, 3);
	suite_add_loop(suite, too_few_tasks_turn_connections_away, 2);
	suite_add(suite, one_process_has_descriptors_for_so_many);
	suite_add(suite, accept_queue_has_an_end);
	suite_add(suite, ack_finds_the_queue_full);
	suite_add(suite, dead_connections_keep_their_places);
	suite_add_loop(suite, who_waits_comes_to_an_end, 4);
	suite_add(suite, limits_are_those_of_a_host);
	suite_add_loop(suite, unread_data_waits_and_is_read, 6);
	suite_add(suite, unread_data_is_in_the_ledger);
	suite_add(suite, what_is_sent_again_keeps_its_buffer);
	return suite_run(suite);
}
