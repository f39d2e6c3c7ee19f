#include "pace.h"

#include "suite.h"

static const struct arrivals fixed = {.kind = ARRIVALS_FIXED};
static const struct arrivals poisson = {.kind = ARRIVALS_POISSON};

START_TEST(fixed_never_drifts)
{
	struct rate rate = {.n = 3, .per_ns = NS_PER_S};
	struct pace pace;

	pace_init(&pace, rate, fixed, 1);
	for (int64_t k = 0; k < 1000000; k++)
		suite_assert(pace_next(&pace) == k * NS_PER_S / 3);
}
END_TEST

START_TEST(fixed_far_away_is_never)
{
	struct rate rate = {.n = 1, .per_ns = DURATION_NS_MAX};
	struct pace pace;

	pace_init(&pace, rate, fixed, 1);
	pace.k = UINT64_MAX - 1;
	ck_assert_int_eq(pace_next(&pace), NEVER_NS);
}
END_TEST

START_TEST(onoff_keeps_the_mean_and_the_silence)
{
	struct rate rate = {.n = 10, .per_ns = NS_PER_S};
	struct arrivals onoff = {.kind = ARRIVALS_ONOFF,
				 .on_ns = 2 * NS_PER_S,
				 .off_ns = 3 * NS_PER_S};
	struct pace pace;
	int64_t at_ns = 0;
	int n = 0;

	pace_init(&pace, rate, onoff, 1);
	while ((at_ns = pace_next(&pace)) < 100 * NS_PER_S) {
		ck_assert_int_lt(at_ns % (5 * NS_PER_S), 2 * NS_PER_S);
		n++;
	}
	ck_assert_int_eq(n, 1000);
}
END_TEST

START_TEST(poisson_has_the_mean_and_depends_on_the_seed_alone)
{
	struct rate rate = {.n = 1000, .per_ns = NS_PER_S};
	struct pace a;
	struct pace b;
	struct pace c;
	int64_t last_ns = 0;
	int same = 0;

	pace_init(&a, rate, poisson, 1);
	pace_init(&b, rate, poisson, 1);
	pace_init(&c, rate, poisson, 2);
	for (int k = 0; k < 100000; k++) {
		int64_t at_ns = pace_next(&a);

		suite_assert(at_ns >= last_ns);
		suite_assert(at_ns == pace_next(&b));
		same += at_ns == pace_next(&c);
		last_ns = at_ns;
	}
	ck_assert_int_eq(same, 0);
	/* 100 s; three standard deviations are 0.95 s */
	ck_assert_int_gt(last_ns, 99 * NS_PER_S);
	ck_assert_int_lt(last_ns, 101 * NS_PER_S);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pace");

	suite_add(suite, fixed_never_drifts);
	suite_add(suite, fixed_far_away_is_never);
	suite_add(suite, onoff_keeps_the_mean_and_the_silence);
	suite_add(suite, poisson_has_the_mean_and_depends_on_the_seed_alone);
	return suite_run(suite);
}
