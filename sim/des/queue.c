#include "des/queue.h"

#include "base/alloc.h"
#include "base/must.h"
#include "base/units.h"
#include "base/wide.h"

#include <stdlib.h>
#include <string.h>

/*
 * The heap is 4-ary: half the levels of a binary one, and four neighbours cost
 * hardly more than two, for they share cache lines. Behind its last entry stand
 * four that never come, so that four children can always be compared without
 * asking how many there are.
 */
#define WAYS 4

/* With the link and what malloc() adds, six pages. */
#define BLOCK_EVENTS 1022

/* Blocks kept for the next lane that grows, 1.5 MiB; the rest is freed. */
#define SPARE_BLOCKS_MAX 64

#define HEAP_EVENTS_MIN 256

/* A heap beyond this, 384 KiB, is out of the nearer caches. */
#define HEAP_EVENTS_NEAR 16384

/* How far ahead in a lane: the next cache line, and a half. */
#define PREFETCH_EVENTS 4

struct block {
	struct block *next;
	struct event event[BLOCK_EVENTS];
};

/*
 * What can be next: the first event of the heap and of each lane, by instant
 * and serial alone. They are few, and are compared in groups of eight: the
 * first of a group, then the first of all groups. One branch for each pair can
 * be guessed, for two instants are seldom equal; which of the two is earlier
 * cannot, and is no branch. Where nothing waits stands an instant that never
 * comes, a different one for each.
 */
#define GROUP_BITS  3
#define GROUP_N	    (1u << GROUP_BITS)
#define HEAP_FIRST  0u
#define LANE_FIRST  1u
#define GROUPS_MAX  ((LANE_FIRST + QUEUE_LANES_MAX) / GROUP_N + 1)
#define FIRSTS_N    (GROUPS_MAX * GROUP_N)
#define EMPTY_NS(i) (NEVER_NS - (int64_t)(i))
#define LATEST_NS   EMPTY_NS(FIRSTS_N)

/* What waits in a lane lies between @take and @put; they are equal if it is
 * empty. */
struct lane {
	struct event *take;
	struct event *take_end;
	struct event *put;
	struct event *put_end;
	struct block *take_block;
	struct block *put_block;
	int64_t last_at_ns;
	bool drops;
};

/* @first: of all; @group_first: of each group; both index @first_ns */
struct queue {
	int64_t now_ns;
	uint64_t pushed_n;
	uint64_t popped_n;
	uint64_t dropped_n;
	bool (*is_wanted)(const void *data, const struct event *event);
	const void *wanted_data;
	uint32_t first;
	uint32_t groups_n;
	uint8_t group_first[GROUPS_MAX];
	int64_t first_ns[FIRSTS_N];
	uint64_t first_serial[FIRSTS_N];
	struct event *heap;
	size_t heap_n;
	size_t heap_capacity;
	uint32_t lanes_n;
	struct block *spare;
	size_t spare_n;
	struct lane lanes[QUEUE_LANES_MAX];
	int64_t delay_ns[QUEUE_LANES_MAX];
};

static const struct event no_event = {NEVER_NS, UINT64_MAX, 0};

/* A lane that queue_lane_new() made serves no delay. */
#define NO_DELAY_NS NEVER_NS

/* As one number of 128 bits: two subtractions and no branch. */
static inline u128 order_of(const struct event *e)
{
	return (u128)(uint64_t)e->at_ns << 64 | e->serial;
}

static inline bool is_before(const struct event *a, const struct event *b)
{
	return order_of(a) < order_of(b);
}

static inline uint32_t earlier(const struct queue *q, uint32_t a, uint32_t b)
{
	int64_t a_ns = q->first_ns[a];
	int64_t b_ns = q->first_ns[b];

	if (__builtin_expect(a_ns == b_ns, 0))
		return q->first_serial[b] < q->first_serial[a] ? b : a;
	return b_ns < a_ns ? b : a;
}

static inline uint32_t first_of_group(const struct queue *q, uint32_t group)
{
	uint32_t i = group << GROUP_BITS;

	return earlier(
	    q, earlier(q, earlier(q, i, i + 1), earlier(q, i + 2, i + 3)),
	    earlier(q, earlier(q, i + 4, i + 5), earlier(q, i + 6, i + 7)));
}

/* The first of the heap or a lane has changed. */
static inline void find_first(struct queue *q, uint32_t which)
{
	uint32_t group = which >> GROUP_BITS;
	uint32_t first;

	q->group_first[group] = (uint8_t)first_of_group(q, group);
	first = q->group_first[0];
	for (group = 1; group < q->groups_n; group++)
		first = earlier(q, first, q->group_first[group]);
	q->first = first;
}

static inline void first_is_gone(struct queue *q, uint32_t which)
{
	q->first_ns[which] = EMPTY_NS(which);
	find_first(q, which);
}

static inline void first_is_later(struct queue *q, uint32_t which,
				  const struct event *event)
{
	q->first_ns[which] = event->at_ns;
	q->first_serial[which] = event->serial;
	find_first(q, which);
}

/* There was none, or it is later than this one. */
static inline void first_is_earlier(struct queue *q, uint32_t which,
				    const struct event *event)
{
	uint8_t *group_first = &q->group_first[which >> GROUP_BITS];

	q->first_ns[which] = event->at_ns;
	q->first_serial[which] = event->serial;
	*group_first = (uint8_t)earlier(q, *group_first, which);
	q->first = earlier(q, q->first, which);
}

struct queue *queue_new(void)
{
	struct queue *q = alloc_zeroed(1, sizeof(*q));

	q->heap_capacity = HEAP_EVENTS_MIN;
	q->heap = alloc_resize(NULL, HEAP_EVENTS_MIN, sizeof(*q->heap));
	for (size_t i = 0; i < WAYS; i++)
		q->heap[i] = no_event;
	for (size_t i = 0; i < FIRSTS_N; i++)
		q->first_ns[i] = EMPTY_NS(i);
	for (uint32_t group = 0; group < GROUPS_MAX; group++)
		q->group_first[group] = (uint8_t)(group << GROUP_BITS);
	q->groups_n = 1;
	return q;
}

static void blocks_free(struct block *block)
{
	while (block) {
		struct block *next = block->next;

		free(block);
		block = next;
	}
}

void queue_free(struct queue *q)
{
	if (!q)
		return;
	for (uint32_t i = 0; i < q->lanes_n; i++)
		blocks_free(q->lanes[i].take_block);
	blocks_free(q->spare);
	free(q->heap);
	free(q);
}

int64_t queue_now_ns(const struct queue *q)
{
	return q->now_ns;
}

uint64_t queue_pending(const struct queue *q)
{
	return q->pushed_n - q->popped_n - q->dropped_n;
}

uint64_t queue_popped(const struct queue *q)
{
	return q->popped_n;
}

static size_t heap_earliest_child(const struct event *heap, size_t parent)
{
	size_t a = WAYS * parent + 1;
	size_t b = a + 2;

	a += is_before(&heap[a + 1], &heap[a]);
	b += is_before(&heap[b + 1], &heap[b]);
	return is_before(&heap[b], &heap[a]) ? b : a;
}

static void heap_sift_up(struct event *heap, size_t i, struct event event)
{
	while (i > 0) {
		size_t parent = (i - 1) / WAYS;

		if (!is_before(&event, &heap[parent]))
			break;
		heap[i] = heap[parent];
		i = parent;
	}
	heap[i] = event;
}

static void heap_resize(struct queue *q, size_t capacity)
{
	q->heap = alloc_resize(q->heap, capacity, sizeof(*q->heap));
	q->heap_capacity = capacity;
}

static void heap_push(struct queue *q, struct event event)
{
	size_t i = q->heap_n;

	if (i + 1 + WAYS > q->heap_capacity)
		heap_resize(q, q->heap_capacity * 2);
	q->heap_n++;
	q->heap[i + WAYS] = no_event;
	heap_sift_up(q->heap, i, event);
	if (q->heap[0].serial == event.serial)
		first_is_earlier(q, HEAP_FIRST, &event);
}

/* By number, for it may lie beyond the end, where no pointer may point. */
static inline void prefetch(const void *from, size_t bytes)
{
	__builtin_prefetch((const void *)((uintptr_t)from + bytes));
}

/* All that may be asked for at the next level, while this one is compared. */
static inline void heap_prefetch_grandchildren(const struct event *heap,
					       size_t i)
{
	size_t first = WAYS * (WAYS * i + 1) + 1;

	for (size_t byte = 0; byte < WAYS * WAYS * sizeof(*heap); byte += 64)
		prefetch(heap, first * sizeof(*heap) + byte);
}

/*
 * The hole at the root goes down to a leaf before the last event is put into
 * it and goes up again: that event comes from a leaf, so it seldom goes far,
 * and not to ask at every level whether it is home saves a branch that cannot
 * be predicted.
 */
static void heap_drop_root(struct queue *q)
{
	struct event *heap = q->heap;
	size_t n = --q->heap_n;
	struct event last = heap[n];
	size_t hole = 0;

	heap[n] = no_event;
	if (n == 0)
		return;
	while (WAYS * hole + 1 < n) {
		size_t child;

		if (n > HEAP_EVENTS_NEAR)
			heap_prefetch_grandchildren(heap, hole);
		child = heap_earliest_child(heap, hole);
		heap[hole] = heap[child];
		hole = child;
	}
	heap_sift_up(heap, hole, last);
	if (n < q->heap_capacity / 4 && n > HEAP_EVENTS_MIN)
		heap_resize(q, q->heap_capacity / 2);
}

static struct block *block_get(struct queue *q)
{
	struct block *block = q->spare;

	if (block) {
		q->spare = block->next;
		q->spare_n--;
	} else {
		block = alloc_resize(NULL, 1, sizeof(*block));
	}
	block->next = NULL;
	return block;
}

static void block_put(struct queue *q, struct block *block)
{
	if (q->spare_n == SPARE_BLOCKS_MAX) {
		free(block);
		return;
	}
	block->next = q->spare;
	q->spare = block;
	q->spare_n++;
}

static void lane_start_put(struct lane *lane, struct block *block)
{
	lane->put_block = block;
	lane->put = block->event;
	lane->put_end = block->event + BLOCK_EVENTS;
}

static void lane_start_take(struct lane *lane, struct block *block)
{
	lane->take_block = block;
	lane->take = block->event;
	lane->take_end = block->event + BLOCK_EVENTS;
}

/* A new block when there is none, or the last one is full. */
static void lane_grow(struct queue *q, struct lane *lane)
{
	struct block *block = block_get(q);

	if (lane->put_block)
		lane->put_block->next = block;
	else
		lane_start_take(lane, block);
	lane_start_put(lane, block);
}

/*
 * A block that is used up, or a lane that is empty: which then starts at the
 * front of its block again, where the cache is warm.
 */
static void lane_turn_over(struct queue *q, struct lane *lane)
{
	struct block *used = lane->take_block;

	if (lane->take == lane->put) {
		lane_start_take(lane, used);
		lane_start_put(lane, used);
	} else {
		lane_start_take(lane, used->next);
		block_put(q, used);
	}
}

uint32_t queue_lane_new(struct queue *q)
{
	if (q->lanes_n == QUEUE_LANES_MAX)
		return QUEUE_NO_LANE;
	q->delay_ns[q->lanes_n] = NO_DELAY_NS;
	q->groups_n = (LANE_FIRST + q->lanes_n) / GROUP_N + 1;
	return q->lanes_n++;
}

uint32_t queue_lane_for_delay(struct queue *q, int64_t delay_ns)
{
	uint32_t lane;

	must(delay_ns >= 0 && delay_ns < NO_DELAY_NS);
	for (lane = 0; lane < q->lanes_n; lane++) {
		if (q->delay_ns[lane] == delay_ns)
			return lane;
	}
	lane = queue_lane_new(q);
	if (lane == QUEUE_NO_LANE)
		return lane;
	q->delay_ns[lane] = delay_ns;
	q->lanes[lane].drops = q->is_wanted != NULL;
	return lane;
}

void queue_drop_unwanted(struct queue *q,
			 bool (*is_wanted)(const void *data,
					   const struct event *event),
			 const void *data)
{
	q->is_wanted = is_wanted;
	q->wanted_data = data;
	for (uint32_t lane = 0; lane < q->lanes_n; lane++)
		q->lanes[lane].drops =
		    is_wanted && q->delay_ns[lane] != NO_DELAY_NS;
}

void queue_push(struct queue *q, int64_t at_ns, uint64_t payload)
{
	must(at_ns >= q->now_ns);
	must(at_ns < LATEST_NS);
	heap_push(q, (struct event){at_ns, q->pushed_n++, payload});
}

void queue_push_lane(struct queue *q, uint32_t lane, int64_t at_ns,
		     uint64_t payload)
{
	struct event event = {at_ns, q->pushed_n, payload};
	struct lane *l;

	if (lane == QUEUE_NO_LANE) {
		queue_push(q, at_ns, payload);
		return;
	}
	must(lane < q->lanes_n);
	l = &q->lanes[lane];
	must(at_ns >= q->now_ns);
	must(at_ns >= l->last_at_ns);
	must(at_ns < LATEST_NS);
	l->last_at_ns = at_ns;
	q->pushed_n++;
	if (l->take == l->put)
		first_is_earlier(q, LANE_FIRST + lane, &event);
	if (l->put == l->put_end)
		lane_grow(q, l);
	*l->put++ = event;
}

int64_t queue_next_at_ns(const struct queue *q)
{
	int64_t at_ns = q->first_ns[q->first];

	return at_ns < LATEST_NS ? at_ns : NEVER_NS;
}

static inline void lane_step(struct queue *q, struct lane *lane)
{
	lane->take++;
	if (lane->take == lane->put || lane->take == lane->take_end)
		lane_turn_over(q, lane);
}

static void lane_drop_unwanted(struct queue *q, struct lane *lane)
{
	while (lane->take != lane->put &&
	       !q->is_wanted(q->wanted_data, lane->take)) {
		q->dropped_n++;
		lane_step(q, lane);
	}
}

static inline void lane_pop(struct queue *q, uint32_t which,
			    struct event *event)
{
	struct lane *lane = &q->lanes[which - LANE_FIRST];

	*event = *lane->take;
	lane_step(q, lane);
	if (lane->drops)
		lane_drop_unwanted(q, lane);
	if (lane->take == lane->put) {
		first_is_gone(q, which);
		return;
	}
	prefetch(lane->take, PREFETCH_EVENTS * sizeof(*lane->take));
	first_is_later(q, which, lane->take);
}

static void heap_pop(struct queue *q, struct event *event)
{
	*event = q->heap[0];
	heap_drop_root(q);
	if (q->heap_n == 0)
		first_is_gone(q, HEAP_FIRST);
	else
		first_is_later(q, HEAP_FIRST, &q->heap[0]);
}

bool queue_pop(struct queue *q, struct event *event)
{
	if (q->first_ns[q->first] >= LATEST_NS)
		return false;
	if (q->first == HEAP_FIRST)
		heap_pop(q, event);
	else
		lane_pop(q, q->first, event);
	q->now_ns = event->at_ns;
	q->popped_n++;
	return true;
}

void queue_advance(struct queue *q, int64_t to_ns)
{
	must(to_ns >= q->now_ns);
	must(to_ns <= queue_next_at_ns(q));
	q->now_ns = to_ns;
}
