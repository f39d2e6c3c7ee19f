#include "host/twtable.h"

#include "base/rng.h"
#include "suite.h"

/* The same FIFO as a plain list: nothing is ever moved or reused in it. */
#define NAIVE_MAX 60000

struct naive {
	struct tw_entry entry[NAIVE_MAX];
	uint32_t place[NAIVE_MAX];
	bool gone[NAIVE_MAX];
	uint32_t head;
	uint32_t tail;
	uint64_t alive_n;
};

static struct naive naive;
static struct twtable table;

static void push(uint32_t id)
{
	struct tw_entry entry = {
	    .began_ns = id,
	    .snd_nxt = seq_of(id * 3),
	    .pair = id,
	    .port = (uint16_t)id,
	};

	suite_assert(naive.tail < NAIVE_MAX);
	naive.entry[naive.tail] = entry;
	naive.place[naive.tail] = twtable_push(&table, &entry);
	naive.tail++;
	naive.alive_n++;
}

static uint32_t naive_oldest(void)
{
	while (naive.head < naive.tail && naive.gone[naive.head])
		naive.head++;
	return naive.head;
}

static void expect_same(void)
{
	uint32_t oldest = naive_oldest();
	struct tw_entry *entry = twtable_oldest(&table);

	suite_assert(table.alive_n == naive.alive_n);
	suite_assert((entry == NULL) == (oldest == naive.tail));
	if (!entry)
		return;
	suite_assert(entry->pair == naive.entry[oldest].pair);
	suite_assert(entry->snd_nxt.raw == naive.entry[oldest].snd_nxt.raw);
	suite_assert(entry == twtable_at(&table, naive.place[oldest]));
}

/* An entry that is alive, or naive.tail. */
static uint32_t some_alive(struct rng *rng)
{
	uint32_t oldest = naive_oldest();
	uint32_t at;

	if (oldest == naive.tail)
		return naive.tail;
	at = oldest + (uint32_t)rng_below(rng, naive.tail - oldest);
	while (at < naive.tail && naive.gone[at])
		at++;
	return at;
}

static void kill_some(struct rng *rng)
{
	uint32_t at = some_alive(rng);

	if (at == naive.tail)
		return;
	suite_assert(twtable_at(&table, naive.place[at])->pair ==
		     naive.entry[at].pair);
	twtable_kill(&table, naive.place[at]);
	naive.gone[at] = true;
	naive.alive_n--;
}

static void rearm_some(struct rng *rng)
{
	uint32_t at = some_alive(rng);

	if (at == naive.tail)
		return;
	twtable_kill(&table, naive.place[at]);
	naive.gone[at] = true;
	naive.alive_n--;
	push(naive.entry[at].pair);
}

static void pop(void)
{
	if (!twtable_oldest(&table))
		return;
	twtable_pop(&table);
	naive.gone[naive_oldest()] = true;
	naive.alive_n--;
}

static void begin(uint64_t first_place)
{
	twtable_init(&table);
	table.head = table.tail = table.reuse = first_place;
	naive.head = naive.tail = 0;
	naive.alive_n = 0;
	for (uint32_t i = 0; i < NAIVE_MAX; i++)
		naive.gone[i] = false;
}

/* Where the places begin: at 0, before a block ends, before they wrap. */
static const uint64_t first_places[] = {
    0,
    TW_BLOCK_ENTRIES - 5,
    5 * TW_BLOCK_ENTRIES,
    TW_PLACES - 7,
    TW_PLACES - 3 * TW_BLOCK_ENTRIES,
    3 * TW_PLACES - 1,
};

static void run(struct rng *rng, uint64_t pushes, uint64_t pops)
{
	for (uint32_t step = 0; step < 12000; step++) {
		uint64_t what = rng_below(rng, pushes + pops + 2);

		if (what < pushes)
			push(step);
		else if (what < pushes + pops)
			pop();
		else if (what == pushes + pops)
			kill_some(rng);
		else
			rearm_some(rng);
		expect_same();
	}
}

/* First it grows over many blocks, then it shrinks to nothing. */
START_TEST(behaves_as_a_list)
{
	struct rng rng;

	rng_init(&rng, (uint64_t)_i, "twtable");
	begin(first_places[_i]);
	run(&rng, 20, 1);
	run(&rng, 4, 4);
	run(&rng, 1, 20);
	while (twtable_oldest(&table)) {
		pop();
		expect_same();
	}
	ck_assert_uint_eq(table.alive_n, 0);
	twtable_fini(&table);
}
END_TEST

START_TEST(blocks_are_given_back)
{
	begin(first_places[_i]);
	for (uint32_t id = 0; id < 20 * TW_BLOCK_ENTRIES; id++)
		push(id);
	for (uint32_t id = 0; id < 20 * TW_BLOCK_ENTRIES; id++)
		pop();
	for (uint64_t i = 0, n = 0; i < table.blocks_n; i++) {
		n += table.blocks[i] != NULL;
		ck_assert_uint_le(n, 1);
	}
	push(7);
	expect_same();
	twtable_fini(&table);
}
END_TEST

START_TEST(unripe_ones_come_in_order_and_once)
{
	struct tw_entry *entry;

	begin(first_places[_i]);
	ck_assert_ptr_null(twtable_next_unripe(&table));
	for (uint32_t id = 0; id < 5000; id++)
		push(id);
	for (uint32_t id = 0; id < 5000; id += 3)
		twtable_kill(&table, naive.place[id]);
	for (uint32_t id = 0; id < 5000; id++) {
		if (id % 3 == 0)
			continue;
		entry = twtable_next_unripe(&table);
		suite_assert(entry && entry->pair == id);
		suite_assert(entry == twtable_next_unripe(&table));
		entry->flags |= TW_REUSABLE;
		if (id % 5 == 0) /* the reaper has come */
			twtable_pop(&table);
	}
	ck_assert_ptr_null(twtable_next_unripe(&table));
	push(5000);
	ck_assert_uint_eq(twtable_next_unripe(&table)->pair, 5000);
	twtable_fini(&table);
}
END_TEST

START_TEST(reaper_may_overtake)
{
	begin(0);
	push(1);
	push(2);
	twtable_pop(&table);
	ck_assert_uint_eq(twtable_next_unripe(&table)->pair, 2);
	twtable_kill(&table, naive.place[1]);
	ck_assert_ptr_null(twtable_next_unripe(&table));
	ck_assert_ptr_null(twtable_oldest(&table));
	twtable_fini(&table);
}
END_TEST

/* By places, dead ones included, across blocks and where places wrap. */
START_TEST(ahead_is_counted_from_the_oldest)
{
	enum { AHEAD_N = 3 * TW_BLOCK_ENTRIES };

	begin(first_places[_i]);
	ck_assert_ptr_null(twtable_ahead(&table, 0));
	ck_assert_ptr_null(twtable_ahead(&table, 16));
	for (uint32_t id = 0; id < AHEAD_N; id++)
		push(id);
	for (uint32_t id = 0; id < AHEAD_N; id += 100) {
		for (uint32_t n = 0; n < AHEAD_N - id; n += 7)
			suite_assert(twtable_ahead(&table, n)->pair == id + n);
		ck_assert_uint_eq(twtable_ahead(&table, AHEAD_N - id - 1)->pair,
				  AHEAD_N - 1);
		ck_assert_ptr_null(twtable_ahead(&table, AHEAD_N - id));
		for (uint32_t i = 0; i < 100 && naive.alive_n > 0; i++)
			pop();
	}
	ck_assert_ptr_null(twtable_ahead(&table, 0));
	twtable_fini(&table);
}
END_TEST

START_TEST(killing_twice_is_a_bug)
{
	begin(0);
	push(1);
	push(2);
	twtable_kill(&table, naive.place[1]);
	twtable_kill(&table, naive.place[1]);
}
END_TEST

START_TEST(place_that_was_left_is_a_bug)
{
	begin(0);
	push(1);
	pop();
	twtable_at(&table, naive.place[0]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("twtable");

	suite_add_loop(suite, behaves_as_a_list, suite_rows_n(first_places));
	suite_add_loop(suite, blocks_are_given_back,
		       suite_rows_n(first_places));
	suite_add_loop(suite, unripe_ones_come_in_order_and_once,
		       suite_rows_n(first_places));
	suite_add(suite, reaper_may_overtake);
	suite_add_loop(suite, ahead_is_counted_from_the_oldest,
		       suite_rows_n(first_places));
	suite_add_abort(suite, killing_twice_is_a_bug);
	suite_add_abort(suite, place_that_was_left_is_a_bug);
	return suite_run(suite);
}
