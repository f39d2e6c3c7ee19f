#include "host/ports.h"

#include "stack.h"
#include "suite.h"

#include <string.h>

static struct profile profile;

enum { PORTS_MAX = 300 };

/* One search more, by hand: port by port over an array of flags. */
struct search {
	struct portset set;
	bool free[PORTS_MAX];
	uint32_t n;
	uint32_t cursor;
};

static void start_search(struct search *s, uint32_t n)
{
	*s = (struct search){.n = n};
	portset_init(&s->set, n);
	for (uint32_t i = 0; i < n; i++)
		s->free[i] = true;
}

static void take(struct search *s, uint32_t port)
{
	portset_take(&s->set, port);
	s->free[port] = false;
}

static uint32_t span_of(uint32_t n)
{
	return n > 1 ? n & ~1u : 1;
}

/* linux v6.18 __inet_hash_connect() and inet_csk_find_open_port(), the loops */
static struct port_choice naive_parity(const struct search *s, uint32_t start)
{
	struct port_choice choice = {.offset = PORTSET_NONE};
	uint32_t span = span_of(s->n);

	for (int scan = 0; scan < (span > 1 ? 2 : 1); scan++)
		for (uint32_t i = 0; i < span; i += 2) {
			uint32_t port = (start ^ (uint32_t)scan) + i;

			port -= port >= span ? span : 0;
			choice.tried_n++;
			choice.dear = scan == 1;
			if (!s->free[port])
				continue;
			choice.offset = port;
			return choice;
		}
	return choice;
}

static struct port_choice naive_upwards(const struct search *s, uint32_t start)
{
	struct port_choice choice = {.offset = PORTSET_NONE};

	for (uint32_t i = 0; i < s->n; i++) {
		choice.tried_n++;
		if (!s->free[(start + i) % s->n])
			continue;
		choice.offset = (start + i) % s->n;
		break;
	}
	choice.dear = choice.tried_n > (s->n + 1) / 2;
	return choice;
}

/*
 * A chooser that is set back after each search: only its stream and one place
 * of its table move on.
 */
struct twin {
	struct ports_chooser chooser;
	struct rng rng;
	uint32_t *moved;
	uint32_t before;
	uint32_t start;
};

static struct port_choice choose(struct twin *twin, struct search *s)
{
	struct port_choice choice =
	    ports_choose(&twin->chooser, &s->set, &s->cursor, 7, 0);

	twin->chooser.rng = twin->rng;
	if (twin->moved)
		*twin->moved = twin->before;
	return choice;
}

/* Where its search begins is what it finds when all is free. */
static void start_twin(struct twin *twin, enum port_pick pick, uint64_t seed,
		       uint32_t n)
{
	static uint32_t before[PORTS_PERTURB_N];
	struct port_choice choice;
	struct search all;

	start_search(&all, n);
	*twin = (struct twin){0};
	ports_chooser_init(&twin->chooser, &profile, pick, seed);
	twin->rng = twin->chooser.rng;
	memcpy(before, twin->chooser.perturb, sizeof(before));
	choice = choose(twin, &all);
	suite_assert(choice.tried_n == 1 && !choice.dear);
	twin->start = choice.offset;
	for (uint32_t i = 0; i < PORTS_PERTURB_N; i++)
		if (before[i] != twin->chooser.perturb[i]) {
			twin->moved = &twin->chooser.perturb[i];
			twin->before = *twin->moved = before[i];
		}
	portset_fini(&all.set);
}

static uint32_t start_of(uint32_t n, enum port_pick pick, uint64_t seed)
{
	struct twin twin;

	start_twin(&twin, pick, seed, n);
	ports_chooser_fini(&twin.chooser);
	return twin.start;
}

static void expect_same(struct port_choice a, struct port_choice b)
{
	suite_assert(a.offset == b.offset);
	suite_assert(a.tried_n == b.tried_n);
	suite_assert(a.offset == PORTSET_NONE || a.dear == b.dear);
}

static const uint32_t sizes[] = {1, 2, 3, 4, 5, 64, 65, 127, 128, 200, 299};

/* From all free to all taken, in any order of taking. */
static void compare(enum port_pick pick, uint32_t n, uint64_t seed)
{
	struct search s;
	struct twin twin;
	struct rng rng;

	start_twin(&twin, pick, seed, n);
	rng_init(&rng, seed, "ports");
	start_search(&s, n);
	for (uint32_t taken = 0; taken <= n; taken++) {
		struct port_choice naive = profile.port_order == ORDER_PARITY
					       ? naive_parity(&s, twin.start)
					       : naive_upwards(&s, twin.start);

		expect_same(choose(&twin, &s), naive);
		if (s.set.free_n > 0)
			take(&s, portset_next_any(&s.set, 0, n));
		if (rng_below(&rng, 2))
			take(&s, (uint32_t)rng_below(&rng, n));
	}
	ports_chooser_fini(&twin.chooser);
	portset_fini(&s.set);
}

START_TEST(parity_is_searched_as_the_kernel_does)
{
	for (uint64_t seed = 0; seed < 6; seed++) {
		compare(PICK_AUTOBIND, sizes[_i], seed);
		compare(PICK_BIND_NO_PORT, sizes[_i], seed);
		compare(PICK_BIND, sizes[_i], seed);
	}
}
END_TEST

START_TEST(random_is_searched_upwards)
{
	profile.port_order = ORDER_RANDOM;
	for (uint64_t seed = 0; seed < 6; seed++) {
		compare(PICK_AUTOBIND, sizes[_i], seed);
		compare(PICK_BIND, sizes[_i], seed);
	}
}
END_TEST

START_TEST(connect_starts_even_and_bind_odd)
{
	for (uint64_t seed = 0; seed < 50; seed++) {
		ck_assert_uint_eq(start_of(200, PICK_AUTOBIND, seed) % 2, 0);
		ck_assert_uint_eq(start_of(200, PICK_BIND, seed) % 2, 1);
	}
}
END_TEST

/* FACTS: of 28 232 ports the first odd one comes after exactly 14 116. */
START_TEST(half_of_the_range_is_cheap)
{
	static const uint32_t ns[] = {2, 3, 100, 101, 28232};
	uint32_t n = ns[_i], half = n / 2, cursor = 0;
	struct ports_chooser chooser;
	struct port_choice choice;
	struct portset set;

	portset_init(&set, n);
	ports_chooser_init(&chooser, &profile, PICK_AUTOBIND, 1);
	for (uint32_t i = 0; i < 2 * half; i++) {
		choice = ports_choose(&chooser, &set, &cursor, 9, 0);
		suite_assert(choice.offset % 2 == (i >= half));
		suite_assert(choice.dear == (i >= half));
		suite_assert(choice.tried_n > (i >= half ? half : 0));
		suite_assert(choice.tried_n <= (i >= half ? 2 * half : half));
		portset_take(&set, choice.offset);
	}
	choice = ports_choose(&chooser, &set, &cursor, 9, 0);
	ck_assert_uint_eq(choice.offset, PORTSET_NONE);
	ck_assert_uint_eq(choice.tried_n, 2 * half);
	ck_assert_uint_eq(set.free_n, n % 2); /* as in the kernel */
	ports_chooser_fini(&chooser);
	portset_fini(&set);
}
END_TEST

/* ... moves the start on by max(steps, 2 * random(8)) + 2 */
START_TEST(success_moves_the_start_on)
{
	struct ports_chooser chooser;
	bool seen[17] = {false};
	uint32_t last, cursor = 0;
	struct portset set;

	portset_init(&set, 1000);
	ports_chooser_init(&chooser, &profile, PICK_AUTOBIND, 1);
	last = ports_choose(&chooser, &set, &cursor, 3, 0).offset;
	for (int i = 0; i < 1000; i++) {
		uint32_t at =
		    ports_choose(&chooser, &set, &cursor, 3, 0).offset;
		uint32_t step = (at + 1000 - last) % 1000;

		ck_assert_uint_ge(step, 2);
		ck_assert_uint_le(step, 16);
		seen[step] = true;
		last = at;
	}
	for (uint32_t step = 2; step <= 16; step += 2)
		ck_assert(seen[step]);
	ports_chooser_fini(&chooser);
	portset_fini(&set);
}
END_TEST

START_TEST(start_depends_on_flow_seed_and_period)
{
	const int64_t period = 10 * NS_PER_S;
	int other_flow_n = 0, other_seed_n = 0, other_period_n = 0;
	struct portset set;
	uint32_t cursor = 0;

	portset_init(&set, 10000);
	for (uint64_t seed = 0; seed < 100; seed++) {
		struct ports_chooser c;
		uint32_t at[4];

		for (uint64_t i = 0; i < 4; i++) {
			ports_chooser_init(&c, &profile, PICK_AUTOBIND,
					   seed + (i == 2 ? 1000 : 0));
			at[i] = ports_choose(&c, &set, &cursor, i == 1,
					     i == 3 ? period : period - 1)
				    .offset;
			ports_chooser_fini(&c);
		}
		other_flow_n += at[0] != at[1];
		other_seed_n += at[0] != at[2];
		other_period_n += at[0] != at[3];
	}
	ck_assert_int_gt(other_flow_n, 95);
	ck_assert_int_gt(other_seed_n, 95);
	ck_assert_int_gt(other_period_n, 95);
	portset_fini(&set);
}
END_TEST

START_TEST(sequential_goes_on_where_it_was)
{
	struct ports_chooser chooser;
	struct search s;

	profile.port_order = ORDER_SEQUENTIAL;
	start_search(&s, 7);
	ports_chooser_init(&chooser, &profile, PICK_AUTOBIND, 1);
	take(&s, 2);
	for (uint32_t i = 0; i < 20; i++) {
		static const uint32_t wanted[] = {0, 1, 3, 4, 5, 6};
		struct port_choice choice =
		    ports_choose(&chooser, &s.set, &s.cursor, 0, (int64_t)i);

		ck_assert_uint_eq(choice.offset, wanted[i % 6]);
		ck_assert_uint_eq(choice.tried_n, i % 6 == 2 ? 2 : 1);
	}
	for (uint32_t i = 0; i < 7; i++)
		portset_take(&s.set, i);
	ck_assert_uint_eq(
	    ports_choose(&chooser, &s.set, &s.cursor, 0, 0).offset,
	    PORTSET_NONE);
	ports_chooser_fini(&chooser);
	portset_fini(&s.set);
}
END_TEST

/* One port is asked for, the next in turn; a busy one is not passed over. */
START_TEST(range_walks_and_waits)
{
	struct ports_chooser chooser;
	struct search s;
	struct port_choice choice;

	start_search(&s, 3);
	ports_chooser_init(&chooser, &profile, PICK_RANGE, 1);
	for (uint32_t i = 0; i < 3; i++) {
		choice = ports_choose(&chooser, &s.set, &s.cursor, 0, 0);
		ck_assert_uint_eq(choice.offset, i);
		ck_assert_uint_eq(choice.tried_n, 1);
		ck_assert(!choice.dear);
		take(&s, i);
	}
	portset_release(&s.set, 1);
	choice = ports_choose(&chooser, &s.set, &s.cursor, 0, 0);
	ck_assert_uint_eq(choice.offset, PORTSET_NONE);
	portset_release(&s.set, 0);
	choice = ports_choose(&chooser, &s.set, &s.cursor, 0, 0);
	ck_assert_uint_eq(choice.offset, 0);
	choice = ports_choose(&chooser, &s.set, &s.cursor, 0, 0);
	ck_assert_uint_eq(choice.offset, 1);
	ports_chooser_fini(&chooser);
	portset_fini(&s.set);
}
END_TEST

START_TEST(cheap_part_is_half_by_parity)
{
	ck_assert_uint_eq(ports_usable_n(ORDER_PARITY, PICK_AUTOBIND, 101),
			  100);
	ck_assert_uint_eq(ports_usable_n(ORDER_PARITY, PICK_BIND, 1), 1);
	ck_assert_uint_eq(ports_usable_n(ORDER_PARITY, PICK_RANGE, 101), 101);
	ck_assert_uint_eq(ports_usable_n(ORDER_RANDOM, PICK_BIND, 101), 101);
	ck_assert_uint_eq(ports_cheap_n(ORDER_PARITY, PICK_AUTOBIND, 28232),
			  14116);
	ck_assert_uint_eq(ports_cheap_n(ORDER_PARITY, PICK_BIND, 101), 50);
	ck_assert_uint_eq(ports_cheap_n(ORDER_PARITY, PICK_AUTOBIND, 1), 1);
	ck_assert_uint_eq(ports_cheap_n(ORDER_PARITY, PICK_RANGE, 100), 100);
	ck_assert_uint_eq(ports_cheap_n(ORDER_RANDOM, PICK_AUTOBIND, 100), 100);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ports");

	profile = stack_load("linux-6.18");
	suite_add_loop(suite, parity_is_searched_as_the_kernel_does,
		       suite_rows_n(sizes));
	suite_add_loop(suite, random_is_searched_upwards, suite_rows_n(sizes));
	suite_add(suite, connect_starts_even_and_bind_odd);
	suite_add_loop(suite, half_of_the_range_is_cheap, 5);
	suite_add(suite, success_moves_the_start_on);
	suite_add(suite, start_depends_on_flow_seed_and_period);
	suite_add(suite, sequential_goes_on_where_it_was);
	suite_add(suite, range_walks_and_waits);
	suite_add(suite, cheap_part_is_half_by_parity);
	return suite_run(suite);
}
