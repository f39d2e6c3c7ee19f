#include "world/formulas.h"

#include "stack.h"
#include "suite.h"

#include <math.h>

static struct profile linux_now;

static struct config config_with(const struct profile *profile)
{
	struct config config;

	config_init(&config);
	config.client = *profile;
	config.server = *profile;
	config.machine.connect_base_ns = 20 * NS_PER_US;
	return config;
}

/* QUESTIONS.md: 60 s, 30 000 ports */
START_TEST(erlang_b_of_the_famous_case)
{
	static const struct {
		double rate, percent;
	} rows[] = {{500, 0.459}, {505, 1.222}, {495, 0.053}};

	ck_assert_double_eq_tol(
	    100 * formulas_erlang_b(30000, rows[_i].rate * 60),
	    rows[_i].percent, 0.0005);
}
END_TEST

/* As it is defined: a^n/n! over the sum of a^k/k! */
START_TEST(erlang_b_is_the_quotient_of_sums)
{
	for (int n = 1; n < 60; n += 3)
		for (double a = 0.1; a < 100; a *= 1.7) {
			double term = 1, sum = 1;

			for (int k = 1; k <= n; k++) {
				term *= a / k;
				sum += term;
			}
			suite_assert(
			    fabs(formulas_erlang_b(n, a) - term / sum) < 1e-12);
		}
}
END_TEST

START_TEST(erlang_b_at_the_edges)
{
	ck_assert_double_eq(formulas_erlang_b(5, 0), 0);
	ck_assert_double_eq_tol(formulas_erlang_b(1, 1), 0.5, 1e-15);
	ck_assert_double_eq_tol(formulas_erlang_b(0, 3), 1, 1e-15);
	ck_assert_double_lt(formulas_erlang_b(30000, 1), 1e-200);
	ck_assert_double_gt(formulas_erlang_b(30000, 1e12), 0.99999);
	ck_assert_double_eq_tol(formulas_erlang_b(1000000, 1.1e6), 1 - 1 / 1.1,
				1e-4);
}
END_TEST

START_TEST(hold_is_the_life_of_a_port)
{
	struct config config = config_with(&linux_now);
	const int64_t open = 20 * NS_PER_US + 3 * config.rtt_ns;

	ck_assert_int_eq(formulas_nominal_hold_ns(&config), 60 * NS_PER_S);
	ck_assert_int_eq(formulas_hold_ns(&config), 62048 * NS_PER_MS + open);
	config.hold_ns = 5 * NS_PER_S;
	ck_assert_int_eq(formulas_nominal_hold_ns(&config), 65 * NS_PER_S);
	config.requests_n = 3;
	ck_assert_int_eq(formulas_hold_ns(&config),
			 67048 * NS_PER_MS + open + 2 * config.rtt_ns);
}
END_TEST

START_TEST(who_closes_decides_who_waits)
{
	struct config config = config_with(&linux_now);

	config.closer = CLOSER_BOTH;
	ck_assert_int_gt(formulas_hold_ns(&config), 60 * NS_PER_S);
	config.closer = CLOSER_SERVER;
	ck_assert_int_lt(formulas_hold_ns(&config), 10 * NS_PER_MS);
	config.closer = CLOSER_RST;
	ck_assert_int_lt(formulas_hold_ns(&config), 10 * NS_PER_MS);
}
END_TEST

/* What the simulator does when a wire of 100 ms is all that takes time. */
START_TEST(open_takes_a_trip_for_each_exchange)
{
	static const struct {
		enum closer closer;
		int64_t requests_n, answer_bytes, trips_n;
	} rows[] = {
	    {CLOSER_SERVER, 1, 26, 3}, {CLOSER_SERVER, 3, 26, 5},
	    {CLOSER_SERVER, 1, 0, 3},  {CLOSER_RST, 1, 26, 2},
	    {CLOSER_RST, 3, 26, 4},    {CLOSER_RST, 1, 0, 1},
	};
	struct config config = config_with(&linux_now);

	config.machine.connect_base_ns = 0;
	config.rtt_ns = 100 * NS_PER_MS;
	config.closer = (int)rows[_i].closer;
	config.requests_n = rows[_i].requests_n;
	config.answer_bytes = rows[_i].answer_bytes;
	ck_assert_int_eq(formulas_hold_ns(&config),
			 rows[_i].trips_n * config.rtt_ns);
}
END_TEST

START_TEST(death_row_is_at_most_its_length)
{
	struct config config = config_with(&linux_now);

	config.client.time_wait_hold = HOLD_DEATH_ROW;
	config.client.timer = TIMER_JIFFY;
	ck_assert_int_ge(formulas_hold_ns(&config), 60 * NS_PER_S);
	ck_assert_int_lt(formulas_hold_ns(&config), 60010 * NS_PER_MS);
}
END_TEST

START_TEST(reuse_shortens_the_hold_where_it_applies)
{
	struct config config = config_with(&linux_now);

	config.client.tcp_tw_reuse = 1;
	ck_assert_int_eq(formulas_nominal_hold_ns(&config), NS_PER_S);
	ck_assert_int_lt(formulas_hold_ns(&config), 1010 * NS_PER_MS);
	config.port_pick = PICK_BIND;
	ck_assert_int_ge(formulas_hold_ns(&config), 60 * NS_PER_S);
	config.port_pick = PICK_AUTOBIND;
	config.client.tcp_timestamps = false;
	ck_assert_int_ge(formulas_hold_ns(&config), 60 * NS_PER_S);
	config.client.tcp_timestamps = true;
	config.client.tcp_tw_reuse = 2;
	ck_assert_int_ge(formulas_hold_ns(&config), 60 * NS_PER_S);
	config.server_address = UINT32_C(0x7f000001);
	ck_assert_int_lt(formulas_hold_ns(&config), 1010 * NS_PER_MS);
	config.client.tcp_tw_reuse = 0;
	ck_assert_int_ge(formulas_hold_ns(&config), 60 * NS_PER_S);
}
END_TEST

START_TEST(ports_are_per_client_and_destination)
{
	struct config config = config_with(&linux_now);

	ck_assert_int_eq(formulas_ports_n(&config), 28232);
	config.clients_n = 3;
	config.servers_n = 5;
	config.server_ports_n = 7;
	ck_assert_int_eq(formulas_ports_n(&config), 28232 * 3 * 5 * 7);
	config.port_pick = PICK_BIND;
	ck_assert_int_eq(formulas_ports_n(&config), 28232 * 3);
}
END_TEST

/* The search by parity leaves the odd one out at the end of the range. */
START_TEST(odd_range_has_a_port_less_by_parity)
{
	struct config config = config_with(&linux_now);

	config.ports = (struct port_range){1001, 1003};
	ck_assert_int_eq(formulas_ports_n(&config), 2);
	ck_assert_double_eq_tol(formulas_cheap_rate_per_s(&config),
				formulas_max_rate_per_s(&config) / 2, 1e-12);
	config.port_pick = PICK_RANGE;
	ck_assert_int_eq(formulas_ports_n(&config), 3);
	config.port_pick = PICK_AUTOBIND;
	config.client.port_order = ORDER_RANDOM;
	ck_assert_int_eq(formulas_ports_n(&config), 3);
	config.client.port_order = ORDER_PARITY;
	config.ports = (struct port_range){1001, 1001};
	ck_assert_int_eq(formulas_ports_n(&config), 1);
	ck_assert_double_eq(formulas_cheap_rate_per_s(&config),
			    formulas_max_rate_per_s(&config));
}
END_TEST

/* FACTS: 470/s is the famous limit, 235/s the cheap one. */
START_TEST(rates_of_the_default_range)
{
	struct config config = config_with(&linux_now);

	ck_assert_double_eq_tol(formulas_nominal_rate_per_s(&config), 470.5,
				0.1);
	ck_assert_double_eq_tol(formulas_max_rate_per_s(&config), 455.0, 0.1);
	ck_assert_double_eq_tol(formulas_cheap_rate_per_s(&config), 227.5, 0.1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("formulas");

	linux_now = stack_load("linux-6.18");
	suite_add_loop(suite, erlang_b_of_the_famous_case, 3);
	suite_add(suite, erlang_b_is_the_quotient_of_sums);
	suite_add(suite, erlang_b_at_the_edges);
	suite_add(suite, hold_is_the_life_of_a_port);
	suite_add(suite, who_closes_decides_who_waits);
	suite_add_loop(suite, open_takes_a_trip_for_each_exchange, 6);
	suite_add(suite, death_row_is_at_most_its_length);
	suite_add(suite, reuse_shortens_the_hold_where_it_applies);
	suite_add(suite, ports_are_per_client_and_destination);
	suite_add(suite, odd_range_has_a_port_less_by_parity);
	suite_add(suite, rates_of_the_default_range);
	return suite_run(suite);
}
