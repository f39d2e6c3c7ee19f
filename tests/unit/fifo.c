#include "base/fifo.h"

#include "base/rng.h"
#include "suite.h"

START_TEST(numbers_come_out_as_they_went_in)
{
	struct fifo fifo = {0};
	struct rng rng;
	uint64_t in_n = 0, out_n = 0;

	rng_init(&rng, 1, "fifo");
	for (int i = 0; i < 10000; i++) {
		uint64_t in = rng_below(&rng, 30);
		uint64_t out = rng_below(&rng, 30);

		for (uint64_t k = 0; k < in; k++)
			fifo_push(&fifo, in_n++);
		for (uint64_t k = 0; k < out && fifo.n > 0; k++) {
			ck_assert_uint_eq(fifo_oldest(&fifo), out_n);
			ck_assert_uint_eq(fifo_pop(&fifo), out_n++);
		}
		ck_assert_uint_eq(fifo.n, in_n - out_n);
	}
	fifo_fini(&fifo);
	ck_assert_uint_eq(fifo.n, 0);
}
END_TEST

/* Wherever in the ring they are: three have left it before. */
START_TEST(one_may_take_the_place_of_another)
{
	struct fifo fifo = {0};

	for (uint64_t i = 0; i < 16; i++)
		fifo_push(&fifo, i);
	for (uint64_t i = 0; i < 3; i++)
		fifo_pop(&fifo);
	for (uint64_t i = 16; i < 19; i++)
		fifo_push(&fifo, i);
	fifo_replace(&fifo, 5, 500);
	fifo_replace(&fifo, 17, UINT64_MAX);
	for (uint64_t i = 3; i < 19; i++)
		ck_assert_uint_eq(fifo_pop(&fifo), i == 5    ? 500
						   : i == 17 ? UINT64_MAX
							     : i);
	fifo_fini(&fifo);
}
END_TEST

START_TEST(nothing_comes_out_of_nothing)
{
	struct fifo fifo = {0};

	fifo_pop(&fifo);
}
END_TEST

START_TEST(what_is_not_there_has_no_place)
{
	struct fifo fifo = {0};

	fifo_push(&fifo, 1);
	fifo_replace(&fifo, 2, 3);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fifo");

	suite_add(suite, numbers_come_out_as_they_went_in);
	suite_add(suite, one_may_take_the_place_of_another);
	suite_add_abort(suite, nothing_comes_out_of_nothing);
	suite_add_abort(suite, what_is_not_there_has_no_place);
	return suite_run(suite);
}
