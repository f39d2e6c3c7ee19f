#include "host/gauge.h"

#include "base/units.h"
#include "suite.h"

START_TEST(mean_is_that_over_time)
{
	struct gauge gauge = {0};
	struct level level;

	gauge_set(&gauge, 10, 4);
	gauge_set(&gauge, 30, 1);
	level = gauge_level(&gauge, 100);
	ck_assert_uint_eq(level.peak, 4);
	ck_assert_uint_eq(level.at_end, 1);
	ck_assert_double_eq_tol(level.mean, (20 * 4 + 70 * 1) / 100.0, 1e-12);
	level = gauge_level(&gauge, 30);
	ck_assert_double_eq_tol(level.mean, 80 / 30.0, 1e-12);
}
END_TEST

START_TEST(nothing_is_nothing)
{
	struct gauge gauge = {0};
	struct level level = gauge_level(&gauge, 0);

	ck_assert_uint_eq(level.peak, 0);
	ck_assert_double_eq(level.mean, 0);
	gauge_set(&gauge, 0, 3);
	level = gauge_level(&gauge, 0);
	ck_assert_uint_eq(level.peak, 3);
	ck_assert_double_eq(level.mean, 0);
}
END_TEST

START_TEST(what_lasts_no_time_is_a_peak_but_no_mean)
{
	struct gauge gauge = {0};

	gauge_set(&gauge, 5, 9);
	gauge_set(&gauge, 5, 0);
	ck_assert_uint_eq(gauge_level(&gauge, 10).peak, 9);
	ck_assert_double_eq(gauge_level(&gauge, 10).mean, 0);
}
END_TEST

/* 256 GB over 100 days is beyond 2^64 byte-ns, and still right to 12 digits. */
START_TEST(sum_does_not_overflow)
{
	struct gauge gauge = {0};
	uint64_t value = UINT64_C(256) << 30;

	gauge_set(&gauge, 0, value);
	for (int64_t day = 1; day <= 100; day++)
		gauge_set(&gauge, day * 24 * 3600 * NS_PER_S, value);
	ck_assert_double_eq_tol(gauge_level(&gauge, DURATION_NS_MAX).mean /
				    (double)value,
				1, 1e-12);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("gauge");

	suite_add(suite, mean_is_that_over_time);
	suite_add(suite, nothing_is_nothing);
	suite_add(suite, what_lasts_no_time_is_a_peak_but_no_mean);
	suite_add(suite, sum_does_not_overflow);
	return suite_run(suite);
}
