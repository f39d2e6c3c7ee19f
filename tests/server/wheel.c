#include "wheel.h"

#include "base/rng.h"
#include "base/units.h"
#include "base/wide.h"
#include "suite.h"

static const struct {
	uint32_t rto_us;
	int64_t hz;
} time_outs[] = {
    {204000, 250}, {201000, 1000}, {210000, 100}, {203333, 300},
    {203334, 300}, {200000, 0},	   {208000, 0},	  {0, 0},
};

START_TEST(the_tick_shows_in_a_time_out)
{
	ck_assert_int_eq(wheel_hz_of_rto(time_outs[_i].rto_us),
			 time_outs[_i].hz);
}
END_TEST

static const int64_t ticks_per_s[] = {100, 250, 300, 1000};

/* Stamps as the kernel makes them, from a counter that we know. */
START_TEST(sights_close_in_on_the_origin)
{
	int64_t hz = ticks_per_s[_i];
	struct rng rng;

	rng_init(&rng, 1, "wheel");
	for (int i = 0; i < 1000; i++) {
		int64_t origin_ns = (int64_t)rng_below(&rng, NS_PER_S);
		int64_t at_ns =
		    (int64_t)(1 + rng_below(&rng, 600 * 86400)) * NS_PER_S;
		int64_t low_ns = INT64_MIN;
		int64_t high_ns = INT64_MAX;

		for (int j = 0; j < 64; j++) {
			struct wheel_sight sight = {.from_ns = at_ns,
						    .to_ns = at_ns + 20000};
			u128 since =
			    (u128)(at_ns + 10000 - origin_ns) * (u128)hz;
			uint64_t ticks = (uint64_t)(since / (u128)NS_PER_S);

			sight.stamp = (uint32_t)(ticks * 100 / (uint64_t)hz);
			wheel_narrow(&sight, hz, &low_ns, &high_ns);
			at_ns +=
			    1300 * NS_PER_US + (int64_t)rng_below(&rng, 200000);
		}
		suite_assert(low_ns <= origin_ns && origin_ns <= high_ns);
		suite_assert(high_ns - low_ns < 2 * NS_PER_MS);
	}
}
END_TEST

/* Seen in /proc/timer_list: "now at 2555867270733", "jiffies: 4295531201". */
START_TEST(the_phase_is_that_of_the_kernel)
{
	struct wheel wheel = {.hz = 250, .origin_ns = 243826000};
	int64_t phase_ns = wheel_phase_ns(&wheel, INT64_C(2555867270733));

	ck_assert_int_eq(phase_ns * 250 / NS_PER_S,
			 INT64_C(4295531201) % 32768);
}
END_TEST

START_TEST(the_phase_wraps)
{
	struct wheel wheel = {.hz = 250};
	int64_t span_ns = 32768 * (NS_PER_S / 250);

	for (int64_t at_ns = 0; at_ns < 3 * span_ns; at_ns += NS_PER_S) {
		int64_t phase_ns = wheel_phase_ns(&wheel, at_ns);

		ck_assert_int_ge(phase_ns, 0);
		ck_assert_int_lt(phase_ns, span_ns);
		ck_assert_int_eq(phase_ns,
				 wheel_phase_ns(&wheel, at_ns + span_ns));
	}
}
END_TEST

START_TEST(putting_off_keeps_the_phase)
{
	struct wheel wheel = {.hz = 250, .origin_ns = 12345};
	int64_t granule_ns = 2048 * NS_PER_MS;

	ck_assert_int_eq(wheel_put_off(&wheel, 5, 4), 5);
	ck_assert_int_eq(wheel_put_off(&wheel, 5, 5), 5);
	ck_assert_int_eq(wheel_put_off(&wheel, 5, 6), 5 + granule_ns);
	for (int64_t from_ns = 0; from_ns < 100 * NS_PER_S;
	     from_ns += 777 * NS_PER_MS) {
		int64_t at_ns = wheel_put_off(&wheel, 5, from_ns);

		ck_assert_int_ge(at_ns, from_ns);
		ck_assert_int_lt(at_ns, from_ns + granule_ns + 5);
		ck_assert_int_eq(wheel_phase_ns(&wheel, at_ns) % granule_ns,
				 wheel_phase_ns(&wheel, 5) % granule_ns);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("wheel");

	suite_add_loop(suite, the_tick_shows_in_a_time_out,
		       suite_rows_n(time_outs));
	suite_add_loop(suite, sights_close_in_on_the_origin,
		       suite_rows_n(ticks_per_s));
	suite_add(suite, the_phase_is_that_of_the_kernel);
	suite_add(suite, the_phase_wraps);
	suite_add(suite, putting_off_keeps_the_phase);
	return suite_run(suite);
}
