#include "settings.h"
#include "suite.h"

/* Who closes first decides where TIME-WAITs are, and what goes over the wire.
 */

static const char *const closers[] = {"client", "server", "both", "rst"};

/* Segments of a connection, measured on linux 6.18: SYN, SYN,ACK, ACK, the
 * answer and its ACK; the ACK of the first FIN rides on the second. Two FINs
 * that cross need an ACK each; a RST needs none. */
START_TEST(segments_of_a_connection)
{
	static const uint64_t segments[] = {8, 8, 9, 6};
	struct results results;

	settings_run(&results, "rate=50 duration=20s close=%s", closers[_i]);
	ck_assert_uint_eq(results.attempted, 1000);
	ck_assert_uint_eq(results.segments_sent, 1000 * segments[_i]);
	ck_assert_uint_eq(results.segments_retransmitted, 0);
	ck_assert_uint_eq(results.segments_rst, _i == 3 ? 1000 : 0);
}
END_TEST

START_TEST(time_wait_is_with_who_closes_first)
{
	static const struct {
		uint64_t client, server, completed;
	} rows[] = {
	    {1000, 0, 1000}, {0, 1000, 1000}, {1000, 1000, 1000}, {0, 0, 0}};
	struct results results;

	settings_run(&results, "rate=50 duration=20s close=%s", closers[_i]);
	ck_assert_uint_eq(results.client.counter[COUNTER_TW], rows[_i].client);
	ck_assert_uint_eq(results.server.counter[COUNTER_TW], rows[_i].server);
	ck_assert_uint_eq(results.client.time_wait.peak, rows[_i].client);
	ck_assert_uint_eq(results.server.time_wait.peak, rows[_i].server);
	ck_assert_uint_eq(results.completed, rows[_i].completed);
	ck_assert_uint_eq(results.reset, 1000 - rows[_i].completed);
}
END_TEST

/* Each SYN of a port that is used again reopens the TIME-WAIT of the server. */
START_TEST(server_that_closes_first_throttles_nobody)
{
	static const struct {
		int ports, rate;
	} rows[] = {{300, 5}, {300, 10}, {300, 1000}, {30000, 500}, {10, 500}};
	struct results results;

	settings_run(&results, "close=server ports=%d rate=%d duration=70s",
		     rows[_i].ports, rows[_i].rate);
	ck_assert_uint_eq(results.no_port, 0);
	ck_assert_uint_eq(results.completed, results.attempted);
	ck_assert_uint_eq(results.client.time_wait.peak, 0);
	ck_assert_uint_le(results.server.time_wait.peak,
			  (uint64_t)rows[_i].ports);
	if (rows[_i].ports < 5 * rows[_i].rate)
		ck_assert_uint_gt(results.server.tw_reopened, 0);
}
END_TEST

/* FACTS s3.6: limit 5, 20 closes */
START_TEST(buckets_overflow)
{
	static const char *const side[] = {"client", "server"};
	struct results results;
	const struct side_results *closer =
	    _i ? &results.server : &results.client;

	settings_run(&results,
		     "rate=20 duration=1s close=%s "
		     "net.ipv4.tcp_max_tw_buckets=5",
		     side[_i]);
	ck_assert_uint_eq(results.attempted, 20);
	ck_assert_uint_eq(results.completed, 20);
	ck_assert_uint_eq(closer->time_wait.peak, 5);
	ck_assert_uint_eq(closer->counter[COUNTER_TW], 5);
	ck_assert_uint_eq(closer->counter[COUNTER_TIME_WAIT_OVERFLOW], 15);
}
END_TEST

/* The limit is of a host: ten clients have ten times the room. */
START_TEST(buckets_are_per_host)
{
	struct results results;

	settings_run(&results, "rate=20 duration=5s clients=10 "
			       "client:net.ipv4.tcp_max_tw_buckets=5");
	ck_assert_uint_eq(results.client.time_wait.peak, 50);
	ck_assert_uint_eq(results.client.counter[COUNTER_TIME_WAIT_OVERFLOW],
			  50);
}
END_TEST

/* FACTS s3.11: 256 B on the server, with the bind buckets 512 B on the client
 */
START_TEST(memory_of_time_waits)
{
	struct results results;
	uint64_t bytes;

	settings_run(&results,
		     "rate=1000 duration=16s port-pick=range close=%s",
		     closers[_i]);
	bytes = _i ? results.server.memory_bytes.at_end
		   : results.client.memory_bytes.at_end;
	ck_assert_uint_ge(bytes, 16000 * (_i ? 256 : 512));
	ck_assert_uint_le(bytes, 16000 * (_i ? 256 : 512) + 200000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("closers");

	suite_add_loop(suite, segments_of_a_connection, 4);
	suite_add_loop(suite, time_wait_is_with_who_closes_first, 4);
	suite_add_loop(suite, server_that_closes_first_throttles_nobody, 5);
	suite_add_loop(suite, buckets_overflow, 2);
	suite_add(suite, buckets_are_per_host);
	suite_add_loop(suite, memory_of_time_waits, 2);
	return suite_run(suite);
}
