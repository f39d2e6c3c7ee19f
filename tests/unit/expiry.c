#include "tcp/expiry.h"

#include "base/rng.h"
#include "stack.h"
#include "suite.h"

#include <string.h>

static struct profile wheel(int64_t hz, int64_t phase_ns)
{
	struct profile profile;

	memset(&profile, 0, sizeof(profile));
	profile.timer = TIMER_WHEEL;
	profile.hz = hz;
	profile.wheel_phase_ns = phase_ns;
	profile.time_wait_ns = 60 * NS_PER_S;
	return profile;
}

/* The levels of linux v6.18 kernel/time/timer.c, as its table gives them. */
static int64_t granule_ticks(int64_t ticks)
{
	static const struct {
		int64_t below, granule;
	} levels[] = {
	    {63, 1},
	    {504, 8},
	    {4032, 64},
	    {32256, 512},
	    {258048, 4096},
	    {2064384, 32768},
	    {16515072, 262144},
	    {INT64_MAX, 2097152},
	};
	size_t i = 0;

	while (ticks >= levels[i].below)
		i++;
	return levels[i].granule;
}

static const int64_t hz_of[] = {100, 250, 1000};

START_TEST(granule_is_that_of_the_level)
{
	int64_t hz = hz_of[_i];
	struct profile profile = wheel(hz, 0);
	int64_t tick = NS_PER_S / hz;

	for (int64_t ticks = 0; ticks < 3000000; ticks += 1 + ticks / 50)
		suite_assert(expiry_granule_ns(&profile, ticks * tick) ==
			     granule_ticks(ticks) * tick);
	/* the very edges */
	for (int64_t edge = 63; edge < 3000000; edge *= 8)
		for (int64_t t = edge - 1; t <= edge; t++)
			suite_assert(expiry_granule_ns(&profile, t * tick) ==
				     granule_ticks(t) * tick);
}
END_TEST

/* FACTS: TIME-WAIT of 60 s at the HZ that distributions choose */
START_TEST(granule_of_60_s)
{
	static const struct {
		int64_t hz, granule_ms;
	} rows[] = {{100, 5120}, {250, 2048}, {300, 1706}, {1000, 4096}};
	struct profile profile = wheel(rows[_i].hz, 0);
	int64_t late_ns = expiry_granule_ns(&profile, 60 * NS_PER_S);

	/* 1/300 s is no whole number of ns: 60 s are not a whole number */
	ck_assert_int_ge(late_ns, rows[_i].granule_ms * NS_PER_MS);
	ck_assert_int_le(late_ns, rows[_i].granule_ms * NS_PER_MS +
				      (rows[_i].hz == 300) * 4 * NS_PER_MS);
}
END_TEST

START_TEST(time_wait_ends_on_the_next_boundary)
{
	const int64_t granule = 2048 * NS_PER_MS;
	struct rng rng;

	rng_init(&rng, 3, "phase");
	for (int i = 0; i < 20000; i++) {
		int64_t phase = (int64_t)rng_below(&rng, 3600 * NS_PER_S);
		int64_t now = (int64_t)rng_below(&rng, 400 * NS_PER_S);
		struct profile profile = wheel(250, phase);
		int64_t end = expiry_time_wait_ns(&profile, now);

		suite_assert((end + phase) % granule == 0);
		suite_assert(end > now + 60 * NS_PER_S - 4 * NS_PER_MS);
		suite_assert(end - granule <= now + 60 * NS_PER_S);
	}
}
END_TEST

static struct profile random_profile(struct rng *rng)
{
	static const int64_t hz[] = {100, 250, 300, 1000};
	struct profile profile = wheel(
	    hz[rng_below(rng, 4)], (int64_t)rng_below(rng, 3600 * NS_PER_S));

	profile.timer = (int)rng_below(rng, TIMER_SLOW_TICK + 1);
	if (profile.timer == TIMER_EXACT && rng_below(rng, 2))
		profile.hz = 0;
	return profile;
}

/* 4.4BSD counts slow ticks, and the first may come at once. */
static int64_t early_ns(const struct profile *profile)
{
	return profile->timer == TIMER_SLOW_TICK ? 500 * NS_PER_MS : 0;
}

START_TEST(timers_are_late_by_a_granule_at_most)
{
	struct rng rng;

	rng_init(&rng, (uint64_t)_i, "late");
	for (int i = 0; i < 20000; i++) {
		struct profile profile = random_profile(&rng);
		int64_t now = (int64_t)rng_below(&rng, 1000 * NS_PER_S);
		int64_t delay = (int64_t)rng_below(
		    &rng, UINT64_C(1) << rng_below(&rng, 45));
		int64_t at = expiry_ns(&profile, now, delay);

		suite_assert(at >= now);
		suite_assert(at >= now + delay - early_ns(&profile));
		suite_assert(at <=
			     now + delay + expiry_granule_ns(&profile, delay));
	}
}
END_TEST

START_TEST(plan_gives_the_same)
{
	struct rng rng;

	rng_init(&rng, (uint64_t)_i, "plan");
	for (int i = 0; i < 20000; i++) {
		struct profile profile = random_profile(&rng);
		int64_t delay = (int64_t)rng_below(
		    &rng, UINT64_C(1) << rng_below(&rng, 45));
		struct expiry_plan plan = expiry_plan_of(&profile, delay);

		suite_assert(plan.delay_ns == delay);
		for (int k = 0; k < 5; k++) {
			int64_t now = (int64_t)rng_below(&rng, 1000 * NS_PER_S);

			suite_assert(expiry_planned_ns(&profile, now, &plan) ==
				     expiry_ns(&profile, now, delay));
		}
	}
}
END_TEST

START_TEST(who_sets_later_is_not_fired_earlier)
{
	struct rng rng;

	rng_init(&rng, (uint64_t)_i, "order");
	for (int i = 0; i < 50; i++) {
		struct profile profile = random_profile(&rng);
		int64_t delay = (int64_t)rng_below(
		    &rng, UINT64_C(1) << rng_below(&rng, 40));
		int64_t now = 0, last = 0, last_tw = 0;

		profile.time_wait_hold = (int)rng_below(&rng, 2);
		for (int k = 0; k < 300; k++) {
			int64_t at = expiry_ns(&profile, now, delay);
			int64_t tw = expiry_time_wait_ns(&profile, now);

			suite_assert(at >= last);
			suite_assert(tw >= last_tw);
			last = at;
			last_tw = tw;
			now += (int64_t)rng_below(
			    &rng, UINT64_C(1) << rng_below(&rng, 36));
		}
	}
}
END_TEST

/* FACTS: linux <= 4.0 ends TIME-WAIT after 52.5 s to 60 s. */
START_TEST(death_row_is_short_by_up_to_an_eighth)
{
	struct profile profile = wheel(250, 0);
	int64_t shortest = INT64_MAX, longest = 0;

	profile.timer = TIMER_JIFFY;
	profile.time_wait_hold = HOLD_DEATH_ROW;
	for (int64_t now = 0; now < 60 * NS_PER_S; now += 1234567) {
		int64_t ns = expiry_time_wait_ns(&profile, now) - now;

		suite_assert((now + ns) % (7500 * NS_PER_MS) == 0);
		shortest = ns < shortest ? ns : shortest;
		longest = ns > longest ? ns : longest;
	}
	ck_assert_int_gt(shortest, 52500 * NS_PER_MS);
	ck_assert_int_lt(shortest, 52502 * NS_PER_MS);
	ck_assert_int_eq(longest, 60 * NS_PER_S);
}
END_TEST

START_TEST(slow_tick_counts_half_seconds)
{
	struct profile profile = wheel(2, 0);

	profile.timer = TIMER_SLOW_TICK;
	ck_assert_int_eq(expiry_ns(&profile, 0, 60 * NS_PER_S), 60 * NS_PER_S);
	ck_assert_int_eq(expiry_ns(&profile, 1, 60 * NS_PER_S), 60 * NS_PER_S);
	ck_assert_int_eq(expiry_ns(&profile, 499 * NS_PER_MS, 60 * NS_PER_S),
			 60 * NS_PER_S);
	ck_assert_int_eq(expiry_ns(&profile, 500 * NS_PER_MS, 60 * NS_PER_S),
			 60500 * NS_PER_MS);
	ck_assert_int_eq(expiry_ns(&profile, 7, 0), 7);
}
END_TEST

START_TEST(jiffy_is_the_next_tick)
{
	struct profile profile = wheel(250, 0);

	profile.timer = TIMER_JIFFY;
	ck_assert_int_eq(expiry_ns(&profile, 1, 60 * NS_PER_S),
			 60004 * NS_PER_MS);
	profile.wheel_phase_ns = 3 * NS_PER_MS;
	ck_assert_int_eq(expiry_ns(&profile, 0, 60 * NS_PER_S),
			 60001 * NS_PER_MS);
}
END_TEST

START_TEST(exact_is_exact)
{
	struct profile profile = wheel(0, 12345);

	profile.timer = TIMER_EXACT;
	ck_assert_int_eq(expiry_ns(&profile, 17, 60 * NS_PER_S),
			 60 * NS_PER_S + 17);
	ck_assert_int_eq(expiry_time_wait_ns(&profile, 17), 60 * NS_PER_S + 17);
	ck_assert_int_eq(expiry_granule_ns(&profile, 60 * NS_PER_S), 0);
}
END_TEST

/* Between two ticks a time-out is rounded to the same instant. */
START_TEST(clock_stands_still_for_a_granule)
{
	static const char *const stacks[] = {"linux-6.18", "linux-2.6.32",
					     "freebsd", "sunos-4.1.3"};
	struct profile profile;
	int64_t clock_ns, late_ns;

	for (size_t i = 0; i < suite_rows_n(stacks); i++) {
		profile = stack_load(stacks[i]);
		profile.wheel_phase_ns = 0;
		clock_ns = expiry_clock_ns(&profile);
		ck_assert_int_gt(clock_ns, 1);
		late_ns = expiry_ns(&profile, 7 * clock_ns, NS_PER_S);
		ck_assert_int_eq(
		    expiry_ns(&profile, 8 * clock_ns - 1, NS_PER_S), late_ns);
	}
	profile = stack_load("rfc9293");
	ck_assert_int_eq(expiry_clock_ns(&profile), 1);
}
END_TEST

START_TEST(delays_are_rounded_up_to_ticks)
{
	struct profile profile = wheel(250, 0);

	ck_assert_int_eq(expiry_ceil_tick_ns(&profile, 0), 0);
	ck_assert_int_eq(expiry_ceil_tick_ns(&profile, 1), 4 * NS_PER_MS);
	ck_assert_int_eq(expiry_ceil_tick_ns(&profile, 4 * NS_PER_MS),
			 4 * NS_PER_MS);
	profile.hz = 0;
	ck_assert_int_eq(expiry_ceil_tick_ns(&profile, 123457), 123457);
}
END_TEST

/* The models say which of all this holds. */
START_TEST(models_choose_the_timer)
{
	struct profile linux_now = stack_load("linux-6.18");
	struct profile rfc = stack_load("rfc9293");

	ck_assert_int_eq(linux_now.timer, TIMER_WHEEL);
	ck_assert_int_eq(expiry_granule_ns(&linux_now, 60 * NS_PER_S),
			 2048 * NS_PER_MS);
	ck_assert_int_eq(expiry_time_wait_ns(&rfc, 1), 240 * NS_PER_S + 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("expiry");

	suite_add_loop(suite, granule_is_that_of_the_level, 3);
	suite_add_loop(suite, granule_of_60_s, 4);
	suite_add(suite, time_wait_ends_on_the_next_boundary);
	suite_add_loop(suite, timers_are_late_by_a_granule_at_most, 5);
	suite_add_loop(suite, plan_gives_the_same, 5);
	suite_add_loop(suite, who_sets_later_is_not_fired_earlier, 5);
	suite_add(suite, death_row_is_short_by_up_to_an_eighth);
	suite_add(suite, slow_tick_counts_half_seconds);
	suite_add(suite, jiffy_is_the_next_tick);
	suite_add(suite, exact_is_exact);
	suite_add(suite, clock_stands_still_for_a_granule);
	suite_add(suite, delays_are_rounded_up_to_ticks);
	suite_add(suite, models_choose_the_timer);
	return suite_run(suite);
}
