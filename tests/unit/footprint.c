#include "world/footprint.h"

#include "base/units.h"
#include "host/twtable.h"
#include "stack.h"
#include "suite.h"

static struct config config;

static void set_up(void)
{
	config_init(&config);
	config.client = stack_load("linux-6.18");
	config.server = config.client;
	config.rate = (struct rate){10000, NS_PER_S};
	config.clients_n = 100;
}

static void tear_down(void)
{
}

/* Little's law, with what the timer wheel adds to 60 s. */
START_TEST(timewaits_are_rate_times_time)
{
	int64_t least = 10000 * 60 * (int64_t)sizeof(struct tw_entry);
	int64_t bytes = footprint_of(&config).timewaits_bytes;

	ck_assert_int_ge(bytes, least);
	ck_assert_int_le(bytes, least * 11 / 10);
	config.closer = CLOSER_RST;
	ck_assert_int_lt(footprint_of(&config).timewaits_bytes, 1 << 20);
}
END_TEST

START_TEST(timewaits_are_no_more_than_ports)
{
	config.clients_n = 1;
	config.ports = (struct port_range){10000, 19999};
	ck_assert_int_lt(footprint_of(&config).timewaits_bytes,
			 (10000 + 3 * TW_BLOCK_ENTRIES) *
			     (int64_t)(sizeof(struct tw_entry) + 1));
}
END_TEST

START_TEST(timewaits_are_no_more_than_buckets)
{
	config.closer = CLOSER_SERVER;
	config.server.tcp_max_tw_buckets = 5000;
	ck_assert_int_lt(footprint_of(&config).timewaits_bytes, 1 << 20);
}
END_TEST

START_TEST(bursts_need_as_much_as_their_peak)
{
	int64_t even = footprint_of(&config).sockets_bytes;

	config.hold_ns = 5 * NS_PER_S;
	even = footprint_of(&config).sockets_bytes;
	config.arrivals =
	    (struct arrivals){ARRIVALS_ONOFF, 5 * NS_PER_S, 15 * NS_PER_S};
	ck_assert_int_ge(footprint_of(&config).sockets_bytes, even * 39 / 10);
	ck_assert_int_le(footprint_of(&config).sockets_bytes, even * 41 / 10);
}
END_TEST

static int64_t grown(void (*grow)(void))
{
	int64_t before = footprint_bytes(&config);

	grow();
	return footprint_bytes(&config) - before;
}

static void more_rate(void)
{
	config.rate.n *= 3;
}

static void more_time(void)
{
	config.duration_ns *= 3;
}

static void more_clients(void)
{
	config.clients_n *= 3;
}

static void more_loss(void)
{
	config.loss += 0.1;
}

static void more_hold(void)
{
	config.hold_ns += 10 * NS_PER_S;
}

START_TEST(more_needs_more)
{
	config.duration_ns = 10 * NS_PER_S;
	ck_assert_int_gt(grown(more_rate), 0);
	ck_assert_int_gt(grown(more_time), 0);
	ck_assert_int_gt(grown(more_clients), 0);
	ck_assert_int_gt(grown(more_loss), 0);
	ck_assert_int_gt(grown(more_hold), 0);
}
END_TEST

START_TEST(largest_is_no_overflow)
{
	config.rate = (struct rate){10000000, NS_PER_S};
	config.duration_ns = DURATION_NS_MAX;
	config.hold_ns = DURATION_NS_MAX;
	config.rtt_ns = 60 * NS_PER_S;
	config.jitter_ns = 60 * NS_PER_S;
	config.loss = 1;
	config.requests_n = 1000000;
	config.client_threads_n = 1;
	config.machine.connect_probe_ns = NS_PER_MS;
	ck_assert_int_gt(footprint_bytes(&config), INT64_C(1) << 40);
}
END_TEST

START_TEST(least_is_little)
{
	config.rate = (struct rate){1, 1000000 * NS_PER_S};
	config.duration_ns = NS_PER_MS;
	config.clients_n = 1;
	config.rtt_ns = 0;
	config.ports = (struct port_range){1024, 1024};
	ck_assert_int_gt(footprint_bytes(&config), 0);
	ck_assert_int_lt(footprint_bytes(&config), 4 << 20);
}
END_TEST

#define ADD(test) suite_add_fixture(suite, #test, test, set_up, tear_down)

int main(void)
{
	Suite *suite = suite_create("footprint");

	ADD(timewaits_are_rate_times_time);
	ADD(timewaits_are_no_more_than_ports);
	ADD(timewaits_are_no_more_than_buckets);
	ADD(bursts_need_as_much_as_their_peak);
	ADD(more_needs_more);
	ADD(largest_is_no_overflow);
	ADD(least_is_little);
	return suite_run(suite);
}
