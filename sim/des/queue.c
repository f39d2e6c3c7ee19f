#include "des/queue.h"

#include "base/alloc.h"
#include "base/hint.h"
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

#define LANE_EVENTS_MIN 64

#define HEAP_EVENTS_MIN 256

/* A heap beyond this, 384 KiB, is out of the nearer caches. */
#define HEAP_EVENTS_NEAR 16384

/*
 * What can be next: the first event of the heap and of each lane, by instant
 * and serial alone. Those that are not empty are kept in order, the earliest
 * at the end: what is popped from there or pushed is most often among the very
 * next to come, so few are passed by.
 */
#define HEAP_FIRST 0u
#define LANE_FIRST 1u
#define FIRSTS_MAX (LANE_FIRST + QUEUE_LANES_MAX)

struct first {
	int64_t at_ns;
	uint64_t serial;
	uint32_t which;
};

/* A ring of @mask + 1 events. What waits lies between @take and @put, which are
 * never wrapped; they are equal if it is empty. */
struct lane {
	struct event *event;
	uint64_t take;
	uint64_t put;
	uint64_t mask;
	int64_t last_at_ns;
};

/* @firsts: of the heap and the lanes that are not empty, the earliest last */
struct queue {
	int64_t now_ns;
	uint64_t serials_n;
	uint64_t pushed_n;
	uint64_t popped_n;
	uint32_t firsts_n;
	struct first firsts[FIRSTS_MAX];
	struct event *heap;
	size_t heap_n;
	size_t heap_capacity;
	uint32_t lanes_n;
	struct lane lanes[QUEUE_LANES_MAX];
};

static const struct event no_event = {NEVER_NS, UINT64_MAX, 0};

/* As one number of 128 bits: two subtractions and no branch. */
static inline u128 order_of(const struct event *e)
{
	return (u128)(uint64_t)e->at_ns << 64 | e->serial;
}

static inline bool is_before(const struct event *a, const struct event *b)
{
	return order_of(a) < order_of(b);
}

/*
 * Both are copied as they were written: the processor hands a value on from a
 * store to a load only if the load asks for no more than the store wrote, and
 * else waits for the cache.
 */
static inline void first_copy(struct first *to, const struct first *from)
{
	to->at_ns = from->at_ns;
	to->serial = from->serial;
	to->which = from->which;
}

static inline void event_copy(struct event *to, const struct event *from)
{
	to->at_ns = from->at_ns;
	to->serial = from->serial;
	to->payload = from->payload;
}

static inline bool comes_before(const struct first *a, const struct event *b)
{
	return a->at_ns < b->at_ns ||
	       (a->at_ns == b->at_ns && a->serial < b->serial);
}

/* The heap or a lane has a first one, and it is none of the firsts. */
static inline void firsts_add(struct queue *q, uint32_t which,
			      const struct event *event)
{
	struct first *at = &q->firsts[q->firsts_n++];

	for (; at != q->firsts && comes_before(at - 1, event); at--)
		first_copy(at, at - 1);
	at->at_ns = event->at_ns;
	at->serial = event->serial;
	at->which = which;
}

/* One that is not the earliest of all. */
static void firsts_remove(struct queue *q, uint32_t which)
{
	uint32_t i = 0;

	while (q->firsts[i].which != which)
		i++;
	q->firsts_n--;
	memmove(&q->firsts[i], &q->firsts[i + 1],
		(q->firsts_n - i) * sizeof(q->firsts[0]));
}

static void heap_empty(struct queue *q)
{
	q->heap_n = 0;
	for (size_t i = 0; i < WAYS; i++)
		q->heap[i] = no_event;
}

struct queue *queue_new(void)
{
	struct queue *q = alloc_zeroed(1, sizeof(*q));

	q->heap_capacity = HEAP_EVENTS_MIN;
	q->heap = alloc_resize(NULL, HEAP_EVENTS_MIN, sizeof(*q->heap));
	heap_empty(q);
	return q;
}

void queue_free(struct queue *q)
{
	if (!q)
		return;
	for (uint32_t i = 0; i < q->lanes_n; i++)
		free(q->lanes[i].event);
	free(q->heap);
	free(q);
}

int64_t queue_now_ns(const struct queue *q)
{
	return q->now_ns;
}

uint64_t queue_pending(const struct queue *q)
{
	return q->pushed_n - q->popped_n;
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
	if (q->heap[0].serial != event.serial)
		return;
	if (i > 0)
		firsts_remove(q, HEAP_FIRST);
	firsts_add(q, HEAP_FIRST, &event);
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

static RARELY void lane_grow(struct lane *lane)
{
	uint64_t room = lane->event ? 2 * (lane->mask + 1) : LANE_EVENTS_MIN;
	struct event *event = alloc_resize(NULL, room, sizeof(*event));

	for (uint64_t i = lane->take; i != lane->put; i++)
		event[i & (room - 1)] = lane->event[i & lane->mask];
	free(lane->event);
	lane->event = event;
	lane->mask = room - 1;
}

static inline const struct event *lane_front(const struct lane *lane)
{
	return &lane->event[lane->take & lane->mask];
}

uint32_t queue_lane_new(struct queue *q)
{
	if (q->lanes_n == QUEUE_LANES_MAX)
		return QUEUE_NO_LANE;
	lane_grow(&q->lanes[q->lanes_n]);
	return q->lanes_n++;
}

uint64_t queue_reserve(struct queue *q)
{
	return q->serials_n++;
}

void queue_push_reserved(struct queue *q, int64_t at_ns, uint64_t serial,
			 uint64_t payload)
{
	must(at_ns >= q->now_ns);
	must(at_ns < NEVER_NS);
	must(serial < q->serials_n);
	q->pushed_n++;
	heap_push(q, (struct event){at_ns, serial, payload});
}

void queue_push(struct queue *q, int64_t at_ns, uint64_t payload)
{
	queue_push_reserved(q, at_ns, queue_reserve(q), payload);
}

void queue_push_lane(struct queue *q, uint32_t lane, int64_t at_ns,
		     uint64_t payload)
{
	struct event event = {at_ns, q->serials_n, payload};
	struct lane *l;

	if (lane == QUEUE_NO_LANE) {
		queue_push(q, at_ns, payload);
		return;
	}
	must(lane < q->lanes_n);
	l = &q->lanes[lane];
	must(at_ns >= q->now_ns);
	must(at_ns >= l->last_at_ns);
	must(at_ns < NEVER_NS);
	l->last_at_ns = at_ns;
	q->serials_n++;
	q->pushed_n++;
	if (l->take == l->put)
		firsts_add(q, LANE_FIRST + lane, &event);
	else if (l->put - l->take > l->mask)
		lane_grow(l);
	event_copy(&l->event[l->put++ & l->mask], &event);
}

int64_t queue_next_at_ns(const struct queue *q)
{
	return q->firsts_n ? q->firsts[q->firsts_n - 1].at_ns : NEVER_NS;
}

static inline void lane_pop(struct queue *q, uint32_t which,
			    struct event *event)
{
	struct lane *lane = &q->lanes[which - LANE_FIRST];

	event_copy(event, lane_front(lane));
	lane->take++;
	if (lane->take != lane->put)
		firsts_add(q, which, lane_front(lane));
}

static void heap_pop(struct queue *q, struct event *event)
{
	*event = q->heap[0];
	heap_drop_root(q);
	if (q->heap_n > 0)
		firsts_add(q, HEAP_FIRST, &q->heap[0]);
}

bool queue_pop_before(struct queue *q, int64_t at_ns, uint64_t serial,
		      struct event *event)
{
	const struct event other = {.at_ns = at_ns, .serial = serial};
	const struct first *first;
	uint32_t which;

	if (q->firsts_n == 0)
		return false;
	first = &q->firsts[q->firsts_n - 1];
	if (!comes_before(first, &other))
		return false;
	q->firsts_n--;
	which = first->which;
	if (which == HEAP_FIRST)
		heap_pop(q, event);
	else
		lane_pop(q, which, event);
	q->now_ns = event->at_ns;
	q->popped_n++;
	return true;
}

bool queue_pop(struct queue *q, int64_t until_ns, struct event *event)
{
	return queue_pop_before(q, until_ns, UINT64_MAX, event);
}

uint64_t queue_serial(const struct queue *q)
{
	return q->serials_n;
}

void queue_skip(struct queue *q, uint64_t n)
{
	q->serials_n += n;
}

void queue_set(struct queue *q, int64_t now_ns, uint64_t serial)
{
	heap_empty(q);
	for (uint32_t i = 0; i < q->lanes_n; i++) {
		q->lanes[i].take = q->lanes[i].put;
		q->lanes[i].last_at_ns = now_ns;
	}
	q->firsts_n = 0;
	q->popped_n = q->pushed_n;
	q->now_ns = now_ns;
	q->serials_n = serial;
}

void queue_advance(struct queue *q, int64_t to_ns)
{
	must(to_ns >= q->now_ns);
	must(to_ns <= queue_next_at_ns(q));
	q->now_ns = to_ns;
}
