#include "base/rng.h"
#include "suite.h"

#include <math.h>
#include <string.h>

/* Sebastiano Vigna's C programs, as published, from these states. */
START_TEST(xoshiro256_is_that_of_its_authors)
{
	static const uint64_t expected[] = {
	    UINT64_C(41943041),
	    UINT64_C(58720359),
	    UINT64_C(3588806011781223),
	    UINT64_C(3591011842654386),
	    UINT64_C(9228616714210784205),
	    UINT64_C(9973669472204895162),
	    UINT64_C(14011001112246962877),
	    UINT64_C(12406186145184390807),
	    UINT64_C(15849039046786891736),
	    UINT64_C(10450023813501588000),
	};
	struct rng rng = {.s = {1, 2, 3, 4}};

	for (size_t i = 0; i < suite_rows_n(expected); i++)
		ck_assert_uint_eq(rng_u64(&rng), expected[i]);
}
END_TEST

START_TEST(hash_is_the_finaliser_of_splitmix64)
{
	static const uint64_t expected[] = {
	    UINT64_C(6457827717110365317),  UINT64_C(3203168211198807973),
	    UINT64_C(9817491932198370423),  UINT64_C(4593380528125082431),
	    UINT64_C(16408922859458223821),
	};
	uint64_t x = 1234567;

	for (size_t i = 0; i < suite_rows_n(expected); i++) {
		x += UINT64_C(0x9e3779b97f4a7c15);
		ck_assert_uint_eq(hash_u64(x), expected[i]);
	}
	ck_assert_uint_eq(hash_u64(0), 0);
}
END_TEST

START_TEST(text_is_hashed_by_fnv_1a)
{
	ck_assert_uint_eq(hash_text(""),
			  hash_u64(UINT64_C(0xcbf29ce484222325)));
	ck_assert_uint_eq(hash_text("a"),
			  hash_u64(UINT64_C(0xaf63dc4c8601ec8c)));
	ck_assert_uint_eq(hash_text("foobar"),
			  hash_u64(UINT64_C(0x85944171f73967e8)));
}
END_TEST

START_TEST(streams_repeat_and_differ)
{
	struct rng a, b, other_name, other_seed;

	rng_init(&a, 1, "loss");
	rng_init(&b, 1, "loss");
	rng_init(&other_name, 1, "jitter");
	rng_init(&other_seed, 2, "loss");
	ck_assert_mem_eq(&a, &b, sizeof(a));
	ck_assert_mem_ne(&a, &other_name, sizeof(a));
	ck_assert_mem_ne(&a, &other_seed, sizeof(a));
	for (int i = 0; i < 1000; i++) {
		uint64_t x = rng_u64(&a);

		ck_assert_uint_eq(x, rng_u64(&b));
		ck_assert_uint_ne(x, rng_u64(&other_name));
		ck_assert_uint_ne(x, rng_u64(&other_seed));
	}
}
END_TEST

/* A change here moves every result of every seed that was ever published. */
START_TEST(streams_stay_what_they_are)
{
	struct rng rng;

	rng_init(&rng, 1, "arrivals");
	ck_assert_uint_eq(rng_u64(&rng), UINT64_C(6235049208403008424));
	ck_assert_uint_eq(rng_u64(&rng), UINT64_C(11714635855889204336));
}
END_TEST

/*
 * Chi-square over 100 cells has mean 99 and standard deviation 14.1; beyond
 * 180 lies less than one in a million of what is uniform.
 */
START_TEST(below_is_uniform)
{
	enum { CELLS = 100, DRAWS = 1000000 };
	struct rng rng;
	uint32_t cell[CELLS] = {0};
	double chi_square = 0;

	rng_init(&rng, (uint64_t)_i, "uniform");
	for (int i = 0; i < DRAWS; i++) {
		uint64_t x = rng_below(&rng, CELLS);

		suite_assert(x < CELLS);
		cell[x]++;
	}
	for (int i = 0; i < CELLS; i++) {
		double off = cell[i] - (double)DRAWS / CELLS;

		chi_square += off * off * CELLS / DRAWS;
	}
	ck_assert_double_lt(chi_square, 180);
	ck_assert_double_gt(chi_square, 45);
}
END_TEST

/*
 * Of n = 3 * 2^62 a multiplication without rejection gives every third value
 * twice as often as the two others.
 */
START_TEST(below_is_uniform_for_a_large_range)
{
	enum { DRAWS = 300000 };
	const uint64_t n = UINT64_C(3) << 62;
	struct rng rng;
	uint32_t cell[3] = {0};

	rng_init(&rng, 7, "large");
	for (int i = 0; i < DRAWS; i++) {
		uint64_t x = rng_below(&rng, n);

		suite_assert(x < n);
		cell[x % 3]++;
	}
	/* six standard deviations of a binomial count: 6 * 258 */
	for (int i = 0; i < 3; i++)
		ck_assert_uint_lt(cell[i] - (DRAWS / 3 - 1550), 3100);
}
END_TEST

START_TEST(below_one_is_zero)
{
	struct rng rng;

	rng_init(&rng, 1, "one");
	for (int i = 0; i < 100; i++)
		ck_assert_uint_eq(rng_below(&rng, 1), 0);
}
END_TEST

START_TEST(below_zero_is_a_bug)
{
	struct rng rng;

	rng_init(&rng, 1, "none");
	rng_below(&rng, 0);
}
END_TEST

/* Bounds are six standard errors: of the mean and of the variance. */
START_TEST(unit_has_its_moments)
{
	enum { DRAWS = 1000000 };
	struct rng rng;
	double sum = 0, sum_squares = 0;

	rng_init(&rng, (uint64_t)_i, "unit");
	for (int i = 0; i < DRAWS; i++) {
		double x = rng_unit(&rng);

		suite_assert(x >= 0 && x < 1);
		sum += x;
		sum_squares += x * x;
	}
	ck_assert_double_eq_tol(sum / DRAWS, 0.5, 6 * 0.2887e-3);
	ck_assert_double_eq_tol(sum_squares / DRAWS, 1.0 / 3, 6 * 0.2981e-3);
}
END_TEST

START_TEST(exponential_has_its_moments)
{
	enum { DRAWS = 1000000 };
	struct rng rng;
	double sum = 0;
	uint32_t above_3_n = 0;

	rng_init(&rng, (uint64_t)_i, "exponential");
	for (int i = 0; i < DRAWS; i++) {
		double x = rng_exponential(&rng);

		suite_assert(isfinite(x) && x >= 0 && x < 37);
		sum += x;
		above_3_n += x > 3;
	}
	ck_assert_double_eq_tol(sum / DRAWS, 1, 6 * 1e-3);
	/* e^-3 of them, with six times the root of p (1 - p) / DRAWS */
	ck_assert_double_eq_tol((double)above_3_n / DRAWS, 0.049787, 1.31e-3);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rng");

	suite_add(suite, xoshiro256_is_that_of_its_authors);
	suite_add(suite, hash_is_the_finaliser_of_splitmix64);
	suite_add(suite, text_is_hashed_by_fnv_1a);
	suite_add(suite, streams_repeat_and_differ);
	suite_add(suite, streams_stay_what_they_are);
	suite_add_loop(suite, below_is_uniform, 5);
	suite_add(suite, below_is_uniform_for_a_large_range);
	suite_add(suite, below_one_is_zero);
	suite_add_abort(suite, below_zero_is_a_bug);
	suite_add_loop(suite, unit_has_its_moments, 5);
	suite_add_loop(suite, exponential_has_its_moments, 5);
	return suite_run(suite);
}
