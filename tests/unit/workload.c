#include "world/workload.h"

#include "suite.h"

#include <math.h>

static const struct arrivals fixed = {.kind = ARRIVALS_FIXED};
static const struct arrivals poisson = {.kind = ARRIVALS_POISSON};

/* Ratios with no end of decimals, very slow, very fast, and beyond 32 bits. */
static const struct rate rates[] = {
    {500, NS_PER_S},
    {3, NS_PER_S},
    {7, 10},
    {1, 7 * NS_PER_S},
    {1, 24 * 3600 * NS_PER_S},
    {10000000, NS_PER_S},
    {213, 100 * NS_PER_S},
    {999999999989, 1000 * NS_PER_S + 7},
    {UINT64_C(10000000000000061), NS_PER_S * 1000000},
};

START_TEST(kth_of_a_fixed_rate_comes_exactly)
{
	struct rate rate = rates[_i];
	struct workload load;

	workload_init(&load, rate, fixed, 1);
	for (uint64_t k = 0; k < 300000; k++) {
		__extension__ unsigned __int128 at =
		    (unsigned __int128)k * (uint64_t)rate.per_ns / rate.n;

		if (at > (uint64_t)DURATION_NS_MAX)
			break;
		suite_assert(load.next_ns == (int64_t)at);
		workload_next(&load);
	}
}
END_TEST

static uint64_t arrivals_before(struct workload *load, int64_t to_ns)
{
	uint64_t n = 0;

	for (; load->next_ns < to_ns; workload_next(load))
		n++;
	return n;
}

START_TEST(bursts_keep_the_mean_and_the_silence)
{
	static const struct arrivals bursts[] = {
	    {ARRIVALS_ONOFF, 60 * NS_PER_S, 60 * NS_PER_S},
	    {ARRIVALS_ONOFF, 45 * NS_PER_S, 135 * NS_PER_S},
	    {ARRIVALS_ONOFF, 10 * NS_PER_S, 290 * NS_PER_S},
	    {ARRIVALS_ONOFF, 1, 2},
	};
	struct arrivals arrivals = bursts[_i];
	int64_t cycle = arrivals.on_ns + arrivals.off_ns, last = 0;
	struct rate rate = {450, NS_PER_S};
	struct workload load;

	workload_init(&load, rate, arrivals, 1);
	for (int i = 0; i < 300000; i++) {
		suite_assert(load.next_ns % cycle < arrivals.on_ns);
		suite_assert(load.next_ns >= last);
		last = load.next_ns;
		workload_next(&load);
	}
	if (cycle < NS_PER_S)
		return;
	workload_init(&load, rate, arrivals, 1);
	for (int64_t i = 1; i < 10; i++)
		ck_assert_uint_eq(arrivals_before(&load, i * cycle),
				  (uint64_t)(450 * cycle / NS_PER_S));
}
END_TEST

START_TEST(burst_is_even)
{
	struct arrivals arrivals = {ARRIVALS_ONOFF, 10 * NS_PER_S,
				    30 * NS_PER_S};
	struct rate rate = {1, NS_PER_S};
	struct workload load;

	workload_init(&load, rate, arrivals, 1);
	for (int64_t k = 0; k < 40; k++) {
		ck_assert_int_eq(load.next_ns, k * NS_PER_S / 4);
		workload_next(&load);
	}
	ck_assert_int_eq(load.next_ns, 40 * NS_PER_S);
}
END_TEST

/*
 * Poisson: gaps are exponential. Of n gaps the mean has the relative error
 * 1/sqrt(n); their square is 2, with an error of sqrt(20/n); a share of e^-1
 * is above the mean. Five standard deviations each.
 */
START_TEST(poisson_gaps_are_exponential)
{
	const int n = 200000;
	const double mean_ns = 2e6;
	struct workload load;
	double sum = 0, squares = 0, above = 0;
	int64_t last = 0;

	workload_init(&load, (struct rate){500, NS_PER_S}, poisson,
		      (uint64_t)_i);
	for (int i = 0; i < n; i++) {
		double gap = (double)(load.next_ns - last) / mean_ns;

		suite_assert(gap >= 0);
		sum += gap;
		squares += gap * gap;
		above += gap > 1;
		last = load.next_ns;
		workload_next(&load);
	}
	ck_assert_double_eq_tol(sum / n, 1, 5 / sqrt(n));
	ck_assert_double_eq_tol(squares / n, 2, 5 * sqrt(20.0 / n));
	ck_assert_double_eq_tol(above / n, exp(-1), 5 * 0.4823 / sqrt(n));
}
END_TEST

START_TEST(poisson_differs_by_seed_alone)
{
	struct workload a, b, other;
	int same_n = 0;

	workload_init(&a, rates[0], poisson, 1);
	workload_init(&b, rates[0], poisson, 1);
	workload_init(&other, rates[0], poisson, 2);
	for (int i = 0; i < 1000; i++) {
		ck_assert_int_eq(a.next_ns, b.next_ns);
		same_n += a.next_ns == other.next_ns;
		workload_next(&a);
		workload_next(&b);
		workload_next(&other);
	}
	ck_assert_int_le(same_n, 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("workload");

	suite_add_loop(suite, kth_of_a_fixed_rate_comes_exactly,
		       suite_rows_n(rates));
	suite_add_loop(suite, bursts_keep_the_mean_and_the_silence, 4);
	suite_add(suite, burst_is_even);
	suite_add_loop(suite, poisson_gaps_are_exponential, 5);
	suite_add(suite, poisson_differs_by_seed_alone);
	return suite_run(suite);
}
