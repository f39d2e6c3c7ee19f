#include "host/flights.h"

#include "base/rng.h"
#include "suite.h"

enum { FLIGHTS_N = 2000, BLOCK_N = 1 << FLIGHTS_BLOCK_BITS };

START_TEST(each_is_found_by_its_index)
{
	static struct flight *taken[FLIGHTS_N];
	struct flights flights;

	flights_init(&flights);
	ck_assert_uint_eq(flights.in_use_n, 0);
	for (uint32_t i = 0; i < FLIGHTS_N; i++) {
		taken[i] = flights_take(&flights);
		suite_assert(flights_at(&flights, taken[i]->index) == taken[i]);
		taken[i]->pair = i;
	}
	/* none was given twice, and none has moved */
	for (uint32_t i = 0; i < FLIGHTS_N; i++) {
		suite_assert(taken[i]->pair == i);
		suite_assert(flights_at(&flights, taken[i]->index) == taken[i]);
	}
	ck_assert_uint_eq(flights.in_use_n, FLIGHTS_N);
	ck_assert_uint_gt(flights.blocks_n * BLOCK_N, FLIGHTS_N);
	flights_fini(&flights);
}
END_TEST

/* A segment is drafted in it before it is taken: there must be one. */
START_TEST(next_one_is_always_there_and_is_taken)
{
	struct flights flights;

	flights_init(&flights);
	for (uint32_t i = 0; i < 3 * BLOCK_N; i++) {
		struct flight *next = flights_next(&flights);

		suite_assert(next != NULL);
		suite_assert(flights_next(&flights) == next);
		suite_assert(flights_take(&flights) == next);
	}
	ck_assert_ptr_nonnull(flights_next(&flights));
	flights_fini(&flights);
}
END_TEST

START_TEST(one_that_landed_is_used_first)
{
	struct flights flights;
	struct flight *a, *b;

	flights_init(&flights);
	a = flights_take(&flights);
	b = flights_take(&flights);
	ck_assert_ptr_ne(a, b);
	flights_free(&flights, a);
	ck_assert_uint_eq(flights.in_use_n, 1);
	ck_assert_ptr_eq(flights_next(&flights), a);
	ck_assert_ptr_eq(flights_take(&flights), a);
	flights_fini(&flights);
}
END_TEST

/* What is on its way stays as it was written, whatever comes and goes. */
START_TEST(random_coming_and_going)
{
	static struct flight *flying[FLIGHTS_N];
	static uint32_t mark[FLIGHTS_N];
	struct flights flights;
	struct rng rng;
	uint32_t n = 0;

	rng_init(&rng, (uint64_t)_i, "flights");
	flights_init(&flights);
	for (uint32_t step = 0; step < 30000; step++) {
		uint32_t at;

		if (n < FLIGHTS_N && rng_below(&rng, 9) < 5) {
			flying[n] = flights_take(&flights);
			flying[n]->seg.len = mark[n] = step;
			n++;
		} else if (n > 0) {
			at = (uint32_t)rng_below(&rng, n);
			suite_assert(flying[at]->seg.len == mark[at]);
			flights_free(&flights, flying[at]);
			n--;
			flying[at] = flying[n];
			mark[at] = mark[n];
		}
		suite_assert(flights.in_use_n == n);
	}
	/* as many blocks as were needed at once, and no more */
	ck_assert_uint_le(flights.blocks_n, FLIGHTS_N / BLOCK_N + 1);
	flights_fini(&flights);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("flights");

	suite_add(suite, each_is_found_by_its_index);
	suite_add(suite, next_one_is_always_there_and_is_taken);
	suite_add(suite, one_that_landed_is_used_first);
	suite_add_loop(suite, random_coming_and_going, 3);
	return suite_run(suite);
}
