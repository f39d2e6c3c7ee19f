#include "settings.h"
#include "suite.h"

#include <math.h>

/* net.ipv4.tcp_tw_reuse: who may, when, and what it buys */

static bool is_refused(double rate, int ports, int delay_ms)
{
	struct results results;

	settings_run(&results,
		     "port-pick=range ports=%d rate=%.3f duration=8s "
		     "net.ipv4.tcp_tw_reuse=1 net.ipv4.tcp_tw_reuse_delay=%d",
		     ports, rate, delay_ms);
	return results.no_port > 0;
}

START_TEST(highest_rate_is_ports_over_delay)
{
	static const struct {
		int ports, delay_ms;
	} rows[] = {{500, 1000}, {200, 500}, {1000, 2000}};
	double wanted = rows[_i].ports * 1000.0 / rows[_i].delay_ms;
	double low = wanted / 2, high = wanted * 2;

	ck_assert(!is_refused(low, rows[_i].ports, rows[_i].delay_ms));
	ck_assert(is_refused(high, rows[_i].ports, rows[_i].delay_ms));
	while (high - low > wanted / 1000) {
		double middle = (low + high) / 2;

		if (is_refused(middle, rows[_i].ports, rows[_i].delay_ms))
			high = middle;
		else
			low = middle;
	}
	ck_assert_double_eq_tol(low, wanted, wanted / 100);
	ck_assert_double_le(low, wanted);
}
END_TEST

static const struct {
	const char *settings;
	bool reused;
} who[] = {
    {"net.ipv4.tcp_tw_reuse=1", true},
    {"net.ipv4.tcp_tw_reuse=0", false},
    {"net.ipv4.tcp_tw_reuse=2", false},
    {"net.ipv4.tcp_tw_reuse=2 server-address=127.0.0.1", true},
    {"net.ipv4.tcp_tw_reuse=2 server-address=127.255.255.254", true},
    {"net.ipv4.tcp_tw_reuse=2 server-address=126.255.255.255", false},
    {"net.ipv4.tcp_tw_reuse=2 server-address=128.0.0.1", false},
    {"net.ipv4.tcp_tw_reuse=0 server-address=127.0.0.1", false},
    {"net.ipv4.tcp_tw_reuse=1 net.ipv4.tcp_timestamps=0", false},
    {"net.ipv4.tcp_tw_reuse=1 client:net.ipv4.tcp_timestamps=0", false},
    {"net.ipv4.tcp_tw_reuse=1 server:net.ipv4.tcp_timestamps=0", false},
    {"server:net.ipv4.tcp_tw_reuse=1 client:net.ipv4.tcp_tw_reuse=0", false},
    {"net.ipv4.tcp_tw_reuse=1 time-wait.reuse=never", false},
    {"net.ipv4.tcp_tw_reuse=1 time-wait.reuse=next-second", true},
    {"net.ipv4.tcp_tw_reuse=1 time-wait.reuse=second-after", true},
    {"net.ipv4.tcp_tw_reuse=1 port-pick=bind-no-port", true},
    {"net.ipv4.tcp_tw_reuse=1 port-pick=range", true},
};

START_TEST(who_may_take_over_a_time_wait)
{
	struct results results;

	settings_run(&results, "ports=20 rate=10 duration=20s %s",
		     who[_i].settings);
	ck_assert_uint_eq(results.attempted, 200);
	if (who[_i].reused) {
		ck_assert_uint_eq(results.no_port, 0);
		ck_assert_uint_ge(results.client.tw_reused, 180);
	} else {
		ck_assert_uint_eq(results.no_port, 180);
		ck_assert_uint_eq(results.client.tw_reused, 0);
	}
	ck_assert_uint_eq(results.client.counter[COUNTER_TW_RECYCLED],
			  results.client.tw_reused);
}
END_TEST

/* FACTS s3.7: with the search by parity the odd half is never needed. */
START_TEST(cheap_half_is_enough_when_it_ripens_in_time)
{
	struct results results;

	settings_run(&results, "ports=1000 rate=400 duration=30s "
			       "net.ipv4.tcp_tw_reuse=1");
	ck_assert_uint_eq(results.no_port, 0);
	ck_assert_uint_le(results.client.ports_peak_in_use, 500);
	ck_assert(isnan(results.client.connect_dear_p50_s));
}
END_TEST

/*
 * Three connects within a second, and three more 50 days later: each time the
 * first has the only port, and its TIME-WAIT is too young for the others. A
 * clock of 32 bits of ms would wrap in between.
 */
START_TEST(delay_is_kept_after_50_days)
{
	struct results results;
	struct config config;

	settings_config(&config,
			"ports=1 port-pick=range arrivals=onoff:1s/50d "
			"duration=51d net.ipv4.tcp_tw_reuse=1 "
			"time-wait.reuse=%s",
			_i ? "next-second" : "milliseconds");
	config.rate =
	    (struct rate){.n = 3, .per_ns = (50 * 24 * 3600 + 1) * NS_PER_S};
	settings_run_config(&results, &config);
	ck_assert_uint_eq(results.attempted, 6);
	ck_assert_uint_eq(results.no_port, 4);
	ck_assert_uint_eq(results.client.tw_reused, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reuse");

	suite_add_loop(suite, highest_rate_is_ports_over_delay, 3);
	suite_add_loop(suite, who_may_take_over_a_time_wait, suite_rows_n(who));
	suite_add(suite, cheap_half_is_enough_when_it_ripens_in_time);
	suite_add_loop(suite, delay_is_kept_after_50_days, 2);
	return suite_run(suite);
}
