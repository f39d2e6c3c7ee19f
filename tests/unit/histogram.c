#include "base/histogram.h"

#include "base/rng.h"
#include "suite.h"

#include <math.h>

static struct histogram h, other;

START_TEST(empty_gives_zero)
{
	histogram_init(&h);
	ck_assert_int_eq(histogram_quantile(&h, 0), 0);
	ck_assert_int_eq(histogram_quantile(&h, 0.5), 0);
	ck_assert_int_eq(histogram_quantile(&h, 1), 0);
}
END_TEST

START_TEST(small_values_are_exact)
{
	histogram_init(&h);
	for (int64_t v = 1; v <= 100; v++)
		histogram_add(&h, v < 64 ? v : 63);
	ck_assert_uint_eq(h.n, 100);
	ck_assert_int_eq(histogram_quantile(&h, 0), 1);
	ck_assert_int_eq(histogram_quantile(&h, 0.01), 1);
	ck_assert_int_eq(histogram_quantile(&h, 0.5), 50);
	ck_assert_int_eq(histogram_quantile(&h, 0.505), 51);
	ck_assert_int_eq(histogram_quantile(&h, 1), 63);
}
END_TEST

START_TEST(extremes_are_held)
{
	histogram_init(&h);
	histogram_add(&h, -5);
	histogram_add(&h, 0);
	histogram_add(&h, INT64_MAX);
	ck_assert_int_eq(histogram_quantile(&h, 0.5), 0);
	ck_assert_int_eq(histogram_quantile(&h, 0.9), INT64_MAX);
	ck_assert_int_eq(histogram_quantile(&h, 1), INT64_MAX);
	histogram_add(&h, INT64_MAX);
	ck_assert_int_eq(h.sum_ns, INT64_MAX);
}
END_TEST

static uint64_t counted_up_to(int64_t edge_ns)
{
	uint64_t n = 0;

	for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++)
		if (histogram_edge_ns(i) <= edge_ns)
			n += h.bucket[i];
	return n;
}

/* Of every magnitude: at least the value, at most 1/64 above it. */
START_TEST(edges_enclose_the_value)
{
	for (int shift = 0; shift < 63; shift++) {
		for (int64_t near = -2; near <= 2; near++) {
			int64_t v = (INT64_C(1) << shift) + near;
			int64_t edge;

			if (v < 0)
				continue;
			histogram_init(&h);
			histogram_add(&h, v);
			histogram_add(&h, INT64_MAX);
			edge = histogram_quantile(&h, 0.5);
			ck_assert_int_ge(edge, v);
			ck_assert_int_le(edge - v, v / 64);
			ck_assert_uint_eq(counted_up_to(edge), 1);
		}
	}
}
END_TEST

START_TEST(quantiles_of_an_exponential)
{
	static const double q[] = {0.01, 0.1, 0.5, 0.9, 0.99, 0.999};
	struct rng rng;

	histogram_init(&h);
	rng_init(&rng, 3, "histogram");
	for (int i = 0; i < 1000000; i++)
		histogram_add(&h, (int64_t)(1e9 * rng_exponential(&rng)));
	for (size_t i = 0; i < suite_rows_n(q); i++) {
		double expected_ns = -1e9 * log1p(-q[i]);
		/* the bucket, and six standard errors of the sample */
		double error =
		    1.0 / 64 + 6e-3 * sqrt(q[i] / (1 - q[i])) / -log1p(-q[i]);

		ck_assert_double_eq_tol((double)histogram_quantile(&h, q[i]),
					expected_ns, expected_ns * error);
	}
	ck_assert_double_eq_tol((double)h.sum_ns / 1e6, 1e9, 6e6);
}
END_TEST

START_TEST(merging_is_recording_both)
{
	static struct histogram both;
	struct rng rng;

	histogram_init(&h);
	histogram_init(&other);
	histogram_init(&both);
	rng_init(&rng, 4, "merge");
	for (int i = 0; i < 10000; i++) {
		int64_t v =
		    (int64_t)(rng_u64(&rng) >> rng_below(&rng, 50) >> 14);

		histogram_add(i % 3 ? &h : &other, v);
		histogram_add(&both, v);
	}
	histogram_merge(&h, &other);
	ck_assert_mem_eq(&h, &both, sizeof(h));
}
END_TEST

START_TEST(quantile_above_one_is_a_bug)
{
	histogram_init(&h);
	histogram_quantile(&h, 1.01);
}
END_TEST

START_TEST(quantile_nan_is_a_bug)
{
	histogram_init(&h);
	histogram_quantile(&h, (double)NAN);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("histogram");

	suite_add(suite, empty_gives_zero);
	suite_add(suite, small_values_are_exact);
	suite_add(suite, extremes_are_held);
	suite_add(suite, edges_enclose_the_value);
	suite_add(suite, quantiles_of_an_exponential);
	suite_add(suite, merging_is_recording_both);
	suite_add_abort(suite, quantile_above_one_is_a_bug);
	suite_add_abort(suite, quantile_nan_is_a_bug);
	return suite_run(suite);
}
