#include "des/queue.h"

#include "base/must.h"
#include "base/rng.h"
#include "base/units.h"
#include "heap_reference.h"
#include "suite.h"

/*
 * A queue and the reference get the same pushes; whatever leaves must be the
 * same event. Every test of the order goes through this.
 */
enum { RESERVED_N = 64 };

struct pair {
	struct queue *q;
	struct heap_reference reference;
	struct event reserved[RESERVED_N];
	uint32_t reserved_n;
	struct rng rng;
	uint32_t lanes_n;
	int64_t lane_last_ns[QUEUE_LANES_MAX];
};

static void pair_init(struct pair *p, uint64_t seed, uint32_t lanes_n)
{
	*p = (struct pair){.q = queue_new(), .lanes_n = lanes_n};
	heap_reference_init(&p->reference);
	rng_init(&p->rng, seed, "queue");
	for (uint32_t i = 0; i < lanes_n; i++)
		ck_assert_uint_eq(queue_lane_new(p->q), i);
}

static void pair_fini(struct pair *p)
{
	queue_free(p->q);
	heap_reference_fini(&p->reference);
}

static void pair_push(struct pair *p, uint32_t lane, int64_t after_ns)
{
	int64_t at_ns = queue_now_ns(p->q) + after_ns;
	uint64_t payload = rng_u64(&p->rng);

	if (lane != QUEUE_NO_LANE) {
		if (at_ns < p->lane_last_ns[lane])
			at_ns = p->lane_last_ns[lane];
		p->lane_last_ns[lane] = at_ns;
	}
	queue_push_lane(p->q, lane, at_ns, payload);
	heap_reference_push(&p->reference, at_ns, payload);
}

/* Its place in the order is taken now, it is pushed later or never. */
static void pair_reserve(struct pair *p, int64_t after_ns)
{
	struct event *event = &p->reserved[p->reserved_n];

	if (p->reserved_n == RESERVED_N)
		return;
	p->reserved_n++;
	event->at_ns = queue_now_ns(p->q) + after_ns;
	event->serial = queue_reserve(p->q);
	event->payload = rng_u64(&p->rng);
	suite_assert(event->serial == heap_reference_reserve(&p->reference));
}

static void pair_push_reserved(struct pair *p)
{
	struct event event;
	uint64_t i;

	if (p->reserved_n == 0)
		return;
	i = rng_below(&p->rng, p->reserved_n);
	event = p->reserved[i];
	p->reserved[i] = p->reserved[--p->reserved_n];
	if (event.at_ns < queue_now_ns(p->q))
		event.at_ns = queue_now_ns(p->q);
	queue_push_reserved(p->q, event.at_ns, event.serial, event.payload);
	heap_reference_push_reserved(&p->reference, &event);
}

/* Before the next event there is nothing to be had, and nothing changes. */
static void pair_pop_too_early(struct pair *p, const struct event *next)
{
	struct event event;
	int64_t now_ns = queue_now_ns(p->q);
	int64_t at_ns = next->at_ns;
	uint64_t popped_n = queue_popped(p->q);

	suite_assert(queue_next_at_ns(p->q) == at_ns);
	suite_assert(!queue_pop(p->q, at_ns - 1, &event));
	suite_assert(!queue_pop_before(p->q, at_ns, next->serial, &event));
	suite_assert(!queue_pop_before(p->q, at_ns, 0, &event));
	suite_assert(queue_now_ns(p->q) == now_ns);
	suite_assert(queue_next_at_ns(p->q) == at_ns);
	suite_assert(queue_popped(p->q) == popped_n);
}

/* By one of the ways in which it comes in time */
static bool pair_pop_in_time(struct pair *p, const struct event *next,
			     struct event *event)
{
	switch (rng_below(&p->rng, 4)) {
	case 0:
		return queue_pop(p->q, next->at_ns, event);
	case 1:
		return queue_pop_before(p->q, next->at_ns, next->serial + 1,
					event);
	case 2:
		return queue_pop_before(p->q, next->at_ns + 1, 0, event);
	default:
		return queue_pop(p->q, NEVER_NS, event);
	}
}

static bool pair_pop(struct pair *p)
{
	struct event event, expected;
	uint64_t popped_n = queue_popped(p->q);

	if (!heap_reference_pop(&p->reference, &expected)) {
		suite_assert(queue_next_at_ns(p->q) == NEVER_NS);
		suite_assert(queue_pending(p->q) == 0);
		suite_assert(!queue_pop(p->q, NEVER_NS, &event));
		return false;
	}
	pair_pop_too_early(p, &expected);
	suite_assert(pair_pop_in_time(p, &expected, &event));
	suite_assert(queue_pending(p->q) == p->reference.n);
	suite_assert(event.at_ns == expected.at_ns);
	suite_assert(event.serial == expected.serial);
	suite_assert(event.payload == expected.payload);
	suite_assert(queue_now_ns(p->q) == event.at_ns);
	suite_assert(queue_popped(p->q) == popped_n + 1);
	return true;
}

START_TEST(empty_queue_has_nothing)
{
	struct queue *q = queue_new();
	struct event event = {1, 2, 3};

	ck_assert_int_eq(queue_now_ns(q), 0);
	ck_assert_uint_eq(queue_pending(q), 0);
	ck_assert_uint_eq(queue_popped(q), 0);
	ck_assert_int_eq(queue_next_at_ns(q), NEVER_NS);
	ck_assert(!queue_pop(q, NEVER_NS, &event));
	ck_assert(event.at_ns == 1 && event.serial == 2 && event.payload == 3);
	queue_free(q);
	queue_free(NULL);
}
END_TEST

START_TEST(ties_leave_as_they_came)
{
	struct queue *q = queue_new();
	uint32_t a = queue_lane_new(q);
	uint32_t b = queue_lane_new(q);
	struct event event;

	for (uint64_t i = 0; i < 300; i++) {
		static const uint32_t order[] = {1, 0, 2, 0, 1, 1, 2};
		uint32_t way = order[i % 7];

		queue_push_lane(q,
				way == 2 ? QUEUE_NO_LANE
				: way	 ? a
					 : b,
				5, i);
	}
	for (uint64_t i = 0; i < 300; i++) {
		ck_assert(queue_pop(q, NEVER_NS, &event));
		ck_assert_uint_eq(event.payload, i);
		ck_assert_uint_eq(event.serial, i);
		ck_assert_int_eq(event.at_ns, 5);
	}
	ck_assert(!queue_pop(q, NEVER_NS, &event));
	queue_free(q);
}
END_TEST

/* How the chances of a random run are laid. */
static const struct mix {
	uint32_t lanes_n;
	uint32_t steps_n;
	uint64_t span_ns; /* delays lie below; small means many ties */
	uint64_t heap_percent;
	uint64_t burst_n; /* pushes or pops at a time lie below */
} mixes[] = {
    {0, 3000, 1000000, 100, 4},	  {1, 3000, 1000000, 0, 4},
    {1, 3000, 3, 50, 4},	  {4, 3000, 1000000, 30, 4},
    {4, 3000, 5, 10, 4},	  {5, 1000, 100, 0, 30},
    {16, 3000, 1000, 10, 4},	  {22, 3000, 1000000000, 0, 10},
    {64, 3000, 1000000, 10, 4},	  {64, 1000, 10, 0, 200},
    {64, 1000, 1, 20, 50},	  {64, 3000, 20, 50, 3},
    {64, 3000, 1000000, 50, 100}, {33, 3000, 4, 95, 20},
    {2, 40, 100000, 5, 5000},	  {0, 40, 1000000000, 100, 5000},
    {64, 40, 100000, 50, 10000},
};
#define SEEDS_N 25

static void pair_push_some_way(struct pair *p, const struct mix *mix)
{
	int64_t after_ns = (int64_t)rng_below(&p->rng, mix->span_ns);
	uint32_t lane = QUEUE_NO_LANE;

	switch (rng_below(&p->rng, 8)) {
	case 0:
		pair_reserve(p, after_ns);
		return;
	case 1:
		pair_push_reserved(p);
		return;
	default:
		if (rng_below(&p->rng, 100) >= mix->heap_percent)
			lane = (uint32_t)rng_below(&p->rng, mix->lanes_n);
		pair_push(p, lane, after_ns);
	}
}

static void pair_run(struct pair *p, const struct mix *mix)
{
	for (uint32_t step = 0; step < mix->steps_n; step++) {
		uint64_t n = rng_below(&p->rng, mix->burst_n) + 1;
		bool push = rng_below(&p->rng, 2) == 0;

		while (n-- > 0) {
			if (push)
				pair_push_some_way(p, mix);
			else
				pair_pop(p);
		}
	}
	while (pair_pop(p))
		;
}

START_TEST(order_is_that_of_a_plain_heap)
{
	const struct mix *mix = &mixes[_i / SEEDS_N];
	struct pair p;

	pair_init(&p, (uint64_t)_i, mix->lanes_n);
	pair_run(&p, mix);
	pair_fini(&p);
}
END_TEST

/* As a simulation does: a pop, then pushes at constant delays from there. */
START_TEST(constant_delays_hold_the_order)
{
	static const int64_t delay_ns[] = {0,	  1,	   100,	    1000,
					   40000, 1000000, 60000000};
	struct pair p;

	pair_init(&p, (uint64_t)_i, 7);
	for (int i = 0; i < 20000; i++)
		pair_push(&p, (uint32_t)rng_below(&p.rng, 6) + 1, i);
	for (int i = 0; i < 200000; i++) {
		uint32_t lane = (uint32_t)rng_below(&p.rng, 7);

		pair_pop(&p);
		pair_push(&p, lane, delay_ns[lane]);
	}
	while (pair_pop(&p))
		;
	pair_fini(&p);
}
END_TEST

START_TEST(memory_grows_shrinks_and_grows)
{
	struct pair p;

	pair_init(&p, 1, 2);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 200000; i++)
			pair_push(&p, i % 3 ? (uint32_t)i % 2 : QUEUE_NO_LANE,
				  i);
		while (pair_pop(&p))
			;
	}
	for (int i = 0; i < 200000; i++)
		pair_push(&p, i % 3 ? (uint32_t)i % 2 : QUEUE_NO_LANE, i);
	pair_fini(&p);
}
END_TEST

START_TEST(lanes_are_limited)
{
	struct queue *q = queue_new();

	for (uint32_t i = 0; i < QUEUE_LANES_MAX; i++)
		ck_assert_uint_eq(queue_lane_new(q), i);
	ck_assert_uint_eq(queue_lane_new(q), QUEUE_NO_LANE);
	queue_free(q);
}
END_TEST

START_TEST(reserved_serial_keeps_its_place)
{
	struct queue *q = queue_new();
	uint32_t lane = queue_lane_new(q);
	uint64_t first = queue_reserve(q), third, last;
	struct event event;

	queue_push_lane(q, lane, 5, 1);
	third = queue_reserve(q);
	queue_push(q, 5, 3);
	last = queue_reserve(q);
	ck_assert_uint_eq(queue_pending(q), 2);
	queue_push_reserved(q, 5, last, 4);
	queue_push_reserved(q, 5, third, 2);
	queue_push_reserved(q, 5, first, 0);
	ck_assert_uint_eq(queue_pending(q), 5);
	for (uint64_t i = 0; i < 5; i++) {
		ck_assert(queue_pop(q, NEVER_NS, &event));
		ck_assert_uint_eq(event.payload, i);
		ck_assert_uint_eq(event.serial, i);
	}
	queue_free(q);
}
END_TEST

/* Its owner has found that it is not wanted. */
START_TEST(reserved_serial_may_be_left)
{
	struct queue *q = queue_new();
	struct event event;

	queue_reserve(q);
	ck_assert_uint_eq(queue_pending(q), 0);
	ck_assert_int_eq(queue_next_at_ns(q), NEVER_NS);
	ck_assert(!queue_pop(q, NEVER_NS, &event));
	queue_push(q, 5, 0);
	ck_assert(queue_pop(q, NEVER_NS, &event));
	ck_assert_uint_eq(event.serial, 1);
	ck_assert_uint_eq(queue_popped(q), 1);
	queue_free(q);
}
END_TEST

START_TEST(skipped_serials_belong_to_nobody)
{
	struct queue *q = queue_new();
	struct event event;

	ck_assert_uint_eq(queue_serial(q), 0);
	queue_skip(q, 3);
	ck_assert_uint_eq(queue_serial(q), 3);
	queue_push(q, 5, 0);
	ck_assert_uint_eq(queue_serial(q), 4);
	ck_assert(queue_pop(q, NEVER_NS, &event));
	ck_assert_uint_eq(event.serial, 3);
	queue_free(q);
}
END_TEST

/* To a moment before or after, whatever is pending, and where. */
START_TEST(set_anew_it_is_empty)
{
	struct queue *q = queue_new();
	uint32_t lane = queue_lane_new(q);
	struct event event;

	for (int64_t at_ns = 700; at_ns > 0; at_ns -= 100) {
		for (uint64_t i = 0; i < 200; i++) {
			queue_push_lane(q, lane, at_ns + 50, i);
			queue_push(q, at_ns + (int64_t)i, i);
		}
		queue_set(q, at_ns - 100, 17);
		ck_assert_int_eq(queue_now_ns(q), at_ns - 100);
		ck_assert_uint_eq(queue_serial(q), 17);
		ck_assert_uint_eq(queue_pending(q), 0);
		ck_assert_int_eq(queue_next_at_ns(q), NEVER_NS);
		ck_assert(!queue_pop(q, NEVER_NS, &event));
		queue_push_lane(q, lane, at_ns - 100, 1);
		queue_push(q, at_ns - 99, 2);
		ck_assert(queue_pop(q, NEVER_NS, &event));
		ck_assert_uint_eq(event.payload, 1);
		ck_assert_uint_eq(event.serial, 17);
		ck_assert(queue_pop(q, NEVER_NS, &event));
		ck_assert_uint_eq(event.payload, 2);
		queue_set(q, at_ns - 100, 0);
	}
	queue_free(q);
}
END_TEST

START_TEST(other_event_is_compared_by_instant_and_serial)
{
	struct queue *q = queue_new();
	uint32_t lane = queue_lane_new(q);
	uint64_t before = queue_reserve(q), after;
	struct event event;

	ck_assert(!queue_pop_before(q, NEVER_NS, UINT64_MAX, &event));
	queue_push_lane(q, lane, 5, 1);
	queue_push(q, 5, 2);
	after = queue_reserve(q);
	ck_assert(!queue_pop_before(q, 4, after, &event));
	ck_assert(!queue_pop_before(q, 5, before, &event));
	ck_assert_int_eq(queue_now_ns(q), 0);
	ck_assert_uint_eq(queue_popped(q), 0);
	ck_assert(queue_pop_before(q, 5, after, &event));
	ck_assert_uint_eq(event.payload, 1);
	ck_assert(!queue_pop_before(q, 5, before, &event));
	ck_assert(queue_pop_before(q, 6, before, &event));
	ck_assert_uint_eq(event.payload, 2);
	ck_assert_int_eq(queue_now_ns(q), 5);
	ck_assert(!queue_pop_before(q, NEVER_NS, UINT64_MAX, &event));
	queue_free(q);
}
END_TEST

START_TEST(until_is_the_last_instant_that_counts)
{
	struct queue *q = queue_new();
	uint32_t lane = queue_lane_new(q);
	struct event event;

	queue_push_lane(q, lane, 10, 1);
	queue_push(q, 20, 2);
	ck_assert(!queue_pop(q, 9, &event));
	ck_assert_int_eq(queue_now_ns(q), 0);
	ck_assert(queue_pop(q, 10, &event) && event.payload == 1);
	ck_assert(!queue_pop(q, 19, &event));
	ck_assert_int_eq(queue_now_ns(q), 10);
	ck_assert(queue_pop(q, 20, &event) && event.payload == 2);
	ck_assert(!queue_pop(q, NEVER_NS, &event));
	queue_free(q);
}
END_TEST

START_TEST(clock_advances_to_the_next_event)
{
	struct queue *q = queue_new();
	struct event event;

	queue_advance(q, 10);
	ck_assert_int_eq(queue_now_ns(q), 10);
	queue_push(q, 20, 0);
	queue_advance(q, 20);
	queue_advance(q, 20);
	queue_push(q, 20, 1);
	ck_assert(queue_pop(q, NEVER_NS, &event) && event.payload == 0);
	ck_assert(queue_pop(q, NEVER_NS, &event) && event.payload == 1);
	queue_free(q);
}
END_TEST

/* One kind of misuse each, on a queue at 100 with a lane up to 200. */
static struct queue *queue_to_misuse(void)
{
	struct queue *q = queue_new();

	queue_advance(q, 100);
	queue_push_lane(q, queue_lane_new(q), 200, 0);
	return q;
}

START_TEST(pushing_into_the_past_is_a_bug)
{
	queue_push(queue_to_misuse(), 99, 0);
}
END_TEST

START_TEST(pushing_a_lane_into_the_past_is_a_bug)
{
	struct queue *q = queue_to_misuse();

	queue_push_lane(q, queue_lane_new(q), 99, 0);
}
END_TEST

START_TEST(pushing_before_the_last_of_a_lane_is_a_bug)
{
	queue_push_lane(queue_to_misuse(), 0, 199, 0);
}
END_TEST

START_TEST(pushing_to_no_lane_at_all_is_a_bug)
{
	queue_push_lane(queue_to_misuse(), 1, 300, 0);
}
END_TEST

START_TEST(pushing_to_never_is_a_bug)
{
	queue_push(queue_to_misuse(), NEVER_NS, 0);
}
END_TEST

START_TEST(pushing_a_lane_to_never_is_a_bug)
{
	queue_push_lane(queue_to_misuse(), 0, NEVER_NS, 0);
}
END_TEST

START_TEST(pushing_what_nobody_reserved_is_a_bug)
{
	struct queue *q = queue_to_misuse();

	queue_push_reserved(q, 200, queue_reserve(q) + 1, 0);
}
END_TEST

START_TEST(pushing_what_was_reserved_into_the_past_is_a_bug)
{
	struct queue *q = queue_to_misuse();

	queue_push_reserved(q, 99, queue_reserve(q), 0);
}
END_TEST

START_TEST(advancing_back_is_a_bug)
{
	queue_advance(queue_to_misuse(), 99);
}
END_TEST

START_TEST(advancing_over_an_event_is_a_bug)
{
	queue_advance(queue_to_misuse(), 201);
}
END_TEST

START_TEST(watched_bug_is_a_bug)
{
	struct must_context context = {1, 2, 3};

	must_watch(&context);
	must(context.now_ns == 0);
}
END_TEST

static void add_misuse(Suite *suite)
{
	suite_add_abort(suite, pushing_into_the_past_is_a_bug);
	suite_add_abort(suite, pushing_a_lane_into_the_past_is_a_bug);
	suite_add_abort(suite, pushing_before_the_last_of_a_lane_is_a_bug);
	suite_add_abort(suite, pushing_to_no_lane_at_all_is_a_bug);
	suite_add_abort(suite, pushing_to_never_is_a_bug);
	suite_add_abort(suite, pushing_a_lane_to_never_is_a_bug);
	suite_add_abort(suite, pushing_what_nobody_reserved_is_a_bug);
	suite_add_abort(suite,
			pushing_what_was_reserved_into_the_past_is_a_bug);
	suite_add_abort(suite, advancing_back_is_a_bug);
	suite_add_abort(suite, advancing_over_an_event_is_a_bug);
	suite_add_abort(suite, watched_bug_is_a_bug);
}

int main(void)
{
	Suite *suite = suite_create("queue");

	suite_add(suite, empty_queue_has_nothing);
	suite_add(suite, ties_leave_as_they_came);
	suite_add_loop(suite, order_is_that_of_a_plain_heap,
		       SEEDS_N * suite_rows_n(mixes));
	suite_add_loop(suite, constant_delays_hold_the_order, 5);
	suite_add(suite, memory_grows_shrinks_and_grows);
	suite_add(suite, lanes_are_limited);
	suite_add(suite, reserved_serial_keeps_its_place);
	suite_add(suite, reserved_serial_may_be_left);
	suite_add(suite, skipped_serials_belong_to_nobody);
	suite_add(suite, set_anew_it_is_empty);
	suite_add(suite, other_event_is_compared_by_instant_and_serial);
	suite_add(suite, until_is_the_last_instant_that_counts);
	suite_add(suite, clock_advances_to_the_next_event);
	add_misuse(suite);
	return suite_run(suite);
}
