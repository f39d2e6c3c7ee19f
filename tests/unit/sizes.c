#include "host/sizes.h"

#include "base/rng.h"
#include "suite.h"

#include <math.h>

static const struct {
	int64_t least, mean, most;
} spreads[] = {
    {9000, 53096, 5000000}, {1, 10, 1000}, {100, 101, 200}, {100, 180, 200}};

/* The mean of quantiles in the middle of equal shares is that of the spread. */
START_TEST(mean_is_as_asked)
{
	const uint64_t n = 1000000;
	double sum = 0, off;
	struct sizes sizes;

	sizes_init(&sizes, spreads[_i].least, spreads[_i].mean,
		   spreads[_i].most);
	for (uint64_t i = 0; i < n; i++) {
		uint32_t octets =
		    sizes_draw(&sizes, UINT64_MAX / n * i + UINT64_MAX / n / 2);

		suite_assert(octets >= spreads[_i].least);
		suite_assert(octets <= spreads[_i].most);
		sum += octets;
	}
	off = fabs(sum / (double)n - (double)spreads[_i].mean);
	/* fractions are cut off */
	ck_assert_double_le(off, 0.5 + 0.01 * (double)spreads[_i].mean);
}
END_TEST

START_TEST(all_the_same_is_no_spread)
{
	struct sizes sizes;

	sizes_init(&sizes, 0, 26, 0);
	ck_assert_double_eq(sizes.alpha, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sizes");

	suite_add_loop(suite, mean_is_as_asked, suite_rows_n(spreads));
	suite_add(suite, all_the_same_is_no_spread);
	return suite_run(suite);
}
