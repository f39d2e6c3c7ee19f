#include "host/portset.h"

#include "base/rng.h"
#include "suite.h"

/* Sizes around the edges of words and of words of words. */
static const uint32_t sizes[] = {1,   2,    3,	  63,	64,    65,    127,
				 128, 129,  130,  8191, 8192,  8193,  8194,
				 300, 8320, 8319, 4097, 28232, 65535, 65536};

/* The same set, one byte a port. */
struct naive {
	bool free[65536];
	uint32_t n;
	uint32_t free_n;
};

static uint32_t naive_next(const struct naive *naive, uint32_t from,
			   uint32_t to, uint32_t step)
{
	for (uint32_t i = from; i < to; i += step)
		if (naive->free[i])
			return i;
	return PORTSET_NONE;
}

static void expect_same(const struct portset *set, const struct naive *naive,
			struct rng *rng)
{
	uint32_t from = (uint32_t)rng_below(rng, naive->n);
	uint32_t to = (uint32_t)rng_below(rng, naive->n + 1);

	suite_assert(set->free_n == naive->free_n);
	suite_assert(portset_is_free(set, from) == naive->free[from]);
	suite_assert(portset_next(set, from, to) ==
		     naive_next(naive, from, to, 2));
	suite_assert(portset_next_any(set, from, to) ==
		     naive_next(naive, from, to, 1));
	suite_assert(portset_next(set, from, naive->n) ==
		     naive_next(naive, from, naive->n, 2));
}

static void change(struct portset *set, struct naive *naive, uint32_t port,
		   bool free)
{
	if (naive->free[port] != free)
		naive->free_n += free ? 1u : UINT32_MAX;
	naive->free[port] = free;
	if (free)
		portset_release(set, port);
	else
		portset_take(set, port);
}

/* Nearly full, so that the search has to go far, and back to empty. */
START_TEST(behaves_as_an_array_of_flags)
{
	static struct naive naive;
	struct portset set;
	struct rng rng;

	naive.n = naive.free_n = sizes[_i];
	for (uint32_t i = 0; i < naive.n; i++)
		naive.free[i] = true;
	rng_init(&rng, (uint64_t)_i, "portset");
	portset_init(&set, naive.n);
	for (uint32_t i = 0; i < naive.n; i++)
		if (rng_below(&rng, 100) < 98)
			change(&set, &naive, i, false);
	for (int step = 0; step < 1500; step++) {
		change(&set, &naive, (uint32_t)rng_below(&rng, naive.n),
		       rng_below(&rng, 2));
		expect_same(&set, &naive, &rng);
	}
	portset_fini(&set);
}
END_TEST

START_TEST(begins_all_free)
{
	struct portset set;

	portset_init(&set, sizes[_i]);
	ck_assert_uint_eq(set.free_n, sizes[_i]);
	for (uint32_t i = 0; i < sizes[_i]; i++)
		suite_assert(portset_is_free(&set, i));
	portset_fini(&set);
}
END_TEST

START_TEST(taking_twice_counts_once)
{
	struct portset set;

	portset_init(&set, 10);
	portset_take(&set, 3);
	portset_take(&set, 3);
	ck_assert_uint_eq(set.free_n, 9);
	portset_release(&set, 3);
	portset_release(&set, 3);
	ck_assert_uint_eq(set.free_n, 10);
	portset_fini(&set);
}
END_TEST

START_TEST(one_free_port_is_found_from_anywhere)
{
	struct portset set;
	const uint32_t n = 65536;

	portset_init(&set, n);
	for (uint32_t i = 0; i < n; i++)
		portset_take(&set, i);
	ck_assert_uint_eq(portset_next_any(&set, 0, n), PORTSET_NONE);
	for (uint32_t port = 1; port < n; port += 977) {
		portset_release(&set, port);
		suite_assert(portset_next_any(&set, 0, n) == port);
		suite_assert(portset_next(&set, port & 1, n) == port);
		suite_assert(portset_next(&set, ~port & 1, n) == PORTSET_NONE);
		suite_assert(portset_next(&set, port & 1, port) ==
			     PORTSET_NONE);
		portset_take(&set, port);
	}
	portset_fini(&set);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("portset");

	suite_add_loop(suite, behaves_as_an_array_of_flags,
		       suite_rows_n(sizes));
	suite_add_loop(suite, begins_all_free, suite_rows_n(sizes));
	suite_add(suite, taking_twice_counts_once);
	suite_add(suite, one_free_port_is_found_from_anywhere);
	return suite_run(suite);
}
