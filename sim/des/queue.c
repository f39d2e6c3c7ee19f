#include "des/queue.h"

#include "base/alloc.h"
#include "base/must.h"
#include "base/units.h"
#include "base/wide.h"

#include <stdlib.h>
#include <string.h>

/*
 * Both heaps are 4-ary: half the levels of a binary one, and four neighbours
 * cost hardly more than two, for they share cache lines. Behind the last entry
 * of either stand four that never come, so that four children can always be
 * compared without asking how many there are; an empty heap has one at its
 * root, so that the two roots can always be compared too.
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
 * The first event of a lane is in the heap of heads and nowhere else; what is
 * behind it lies between @take and @put. If nothing does, they are equal.
 */
struct lane {
	struct event *take;
	struct event *take_end;
	struct event *put;
	struct event *put_end;
	struct block *take_block;
	struct block *put_block;
	int64_t last_at_ns;
	bool has_head;
};

struct head {
	struct event event;
	struct lane *lane;
};

struct queue {
	int64_t now_ns;
	uint64_t pushed_n;
	uint64_t popped_n;
	struct event *heap;
	size_t heap_n;
	size_t heap_capacity;
	size_t heads_n;
	uint32_t lanes_n;
	struct block *spare;
	size_t spare_n;
	struct head heads[QUEUE_LANES_MAX + WAYS];
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

struct queue *queue_new(void)
{
	struct queue *q = alloc_zeroed(1, sizeof(*q));

	q->heap_capacity = HEAP_EVENTS_MIN;
	q->heap = alloc_resize(NULL, HEAP_EVENTS_MIN, sizeof(*q->heap));
	for (size_t i = 0; i < WAYS; i++)
		q->heap[i] = no_event;
	for (size_t i = 0; i < QUEUE_LANES_MAX + WAYS; i++)
		q->heads[i].event = no_event;
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

static inline size_t heads_earliest_child(const struct head *heads,
					  size_t parent)
{
	size_t a = WAYS * parent + 1;
	size_t b = a + 2;

	a += is_before(&heads[a + 1].event, &heads[a].event);
	b += is_before(&heads[b + 1].event, &heads[b].event);
	return is_before(&heads[b].event, &heads[a].event) ? b : a;
}

/*
 * A head is copied in two parts, as it was written: the processor hands a
 * value on from a store to a load only if the load asks for no more than the
 * store wrote, and else waits for the cache.
 */
static inline void head_copy(struct head *to, const struct event *event,
			     struct lane *lane)
{
	to->event = *event;
	to->lane = lane;
}

/* @event must not lie where it may be overwritten: in the heads. */
static inline void heads_replace_root(struct queue *q,
				      const struct event *event,
				      struct lane *lane)
{
	struct head *heads = q->heads;
	size_t i = 0;

	while (WAYS * i + 1 < q->heads_n) {
		size_t child = heads_earliest_child(heads, i);

		if (is_before(event, &heads[child].event))
			break;
		head_copy(&heads[i], &heads[child].event, heads[child].lane);
		i = child;
	}
	head_copy(&heads[i], event, lane);
}

static void heads_drop_root(struct queue *q)
{
	struct head last = q->heads[--q->heads_n];

	q->heads[q->heads_n].event = no_event;
	if (q->heads_n > 0)
		heads_replace_root(q, &last.event, last.lane);
}

static void heads_add(struct queue *q, const struct event *event,
		      struct lane *lane)
{
	size_t i = q->heads_n++;

	while (i > 0) {
		size_t parent = (i - 1) / WAYS;

		if (!is_before(event, &q->heads[parent].event))
			break;
		q->heads[i] = q->heads[parent];
		i = parent;
	}
	head_copy(&q->heads[i], event, lane);
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
	if (lane != QUEUE_NO_LANE)
		q->delay_ns[lane] = delay_ns;
	return lane;
}

void queue_push(struct queue *q, int64_t at_ns, uint64_t payload)
{
	must(at_ns >= q->now_ns);
	must(at_ns < NEVER_NS);
	heap_push(q, (struct event){at_ns, q->pushed_n++, payload});
}

void queue_push_lane(struct queue *q, uint32_t lane, int64_t at_ns,
		     uint64_t payload)
{
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
	if (!l->has_head) {
		l->has_head = true;
		heads_add(q, &(struct event){at_ns, q->pushed_n++, payload}, l);
		return;
	}
	if (l->put == l->put_end)
		lane_grow(q, l);
	*l->put++ = (struct event){at_ns, q->pushed_n++, payload};
}

int64_t queue_next_at_ns(const struct queue *q)
{
	int64_t lane_at_ns = q->heads[0].event.at_ns;
	int64_t heap_at_ns = q->heap[0].at_ns;

	return lane_at_ns < heap_at_ns ? lane_at_ns : heap_at_ns;
}

static inline void lanes_drop_root(struct queue *q)
{
	struct lane *lane = q->heads[0].lane;
	const struct event *next = lane->take;

	if (next == lane->put) {
		lane->has_head = false;
		heads_drop_root(q);
		return;
	}
	prefetch(next, PREFETCH_EVENTS * sizeof(*next));
	heads_replace_root(q, next, lane);
	lane->take++;
	if (lane->take == lane->put || lane->take == lane->take_end)
		lane_turn_over(q, lane);
}

bool queue_pop(struct queue *q, struct event *event)
{
	if (q->popped_n == q->pushed_n)
		return false;
	if (is_before(&q->heads[0].event, &q->heap[0])) {
		*event = q->heads[0].event;
		lanes_drop_root(q);
	} else {
		*event = q->heap[0];
		heap_drop_root(q);
	}
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
