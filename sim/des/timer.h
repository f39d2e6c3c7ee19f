#ifndef DES_TIMER_H
#define DES_TIMER_H

#include "base/must.h"
#include "des/queue.h"

/**
 * DOC: Payloads, and timers that are cancelled lazily
 *
 * The queue does not look into its 64 bits. These helpers divide them: what
 * kind of event (8 bits), a generation (24) and whose it is (32, an index into
 * the caller's tables).
 *
 * A timer is not taken out of the queue. Arming and cancelling move its
 * generation on, and an event that comes with another one is nobody's. The
 * event loop reads
 *
 *	while (queue_pop(q, &event)) {
 *		struct timer *t = ...the one that kind and index mean...
 *		if (!timer_take(t, &event))
 *			continue;
 *		...
 *	}
 *
 * The generation wraps after 2^24, so the deadline must agree as well: an old
 * event could pass for a new one only if the timer was armed 16.7 million
 * times while that event was pending, and for the very same instant.
 */

#define EVENT_KIND_MAX	     0xffu
#define EVENT_GENERATION_MAX 0xffffffu

static inline uint64_t event_payload(uint32_t kind, uint32_t generation,
				     uint32_t index)
{
	must(kind <= EVENT_KIND_MAX);
	must(generation <= EVENT_GENERATION_MAX);
	return (uint64_t)kind << 56 | (uint64_t)generation << 32 | index;
}

static inline uint32_t event_kind(uint64_t payload)
{
	return (uint32_t)(payload >> 56);
}

static inline uint32_t event_generation(uint64_t payload)
{
	return (uint32_t)(payload >> 32) & EVENT_GENERATION_MAX;
}

static inline uint32_t event_index(uint64_t payload)
{
	return (uint32_t)payload;
}

/**
 * struct timer - Something that is due once, unless it is cancelled
 * @deadline_ns: When; NEVER_NS: off
 * @generation:	Of the last arming or cancelling, 24 bits
 *
 * When what owns it is thrown away and its index used again, the timer stays
 * and is cancelled: with timer_init() the generation would start again, and
 * events of the former owner would be taken for the new one's.
 */
struct timer {
	int64_t deadline_ns;
	uint32_t generation;
};

/** timer_init() - Off, for the first use of its index */
static inline void timer_init(struct timer *t)
{
	*t = (struct timer){.deadline_ns = NEVER_NS};
}

static inline bool timer_is_armed(const struct timer *t)
{
	return t->deadline_ns != NEVER_NS;
}

/** timer_cancel() - Off; what is pending for it is nobody's from now on */
static inline void timer_cancel(struct timer *t)
{
	t->deadline_ns = NEVER_NS;
	t->generation = (t->generation + 1) & EVENT_GENERATION_MAX;
}

/**
 * timer_arm() - Make it due at an instant, and at no other
 * @t:		On or off
 * @q:		Where its event is pushed
 * @lane:	A lane that @at_ns keeps the order of, or QUEUE_NO_LANE
 * @at_ns:	As for queue_push_lane()
 * @kind:	What is due, at most EVENT_KIND_MAX
 * @index:	Whose it is
 */
static inline void timer_arm(struct timer *t, struct queue *q, uint32_t lane,
			     int64_t at_ns, uint32_t kind, uint32_t index)
{
	timer_cancel(t);
	t->deadline_ns = at_ns;
	queue_push_lane(q, lane, at_ns,
			event_payload(kind, 0, index) |
			    (uint64_t)t->generation << 32);
}

/** timer_is_due() - Whether @event is its; false: cancelled or armed anew */
static inline bool timer_is_due(const struct timer *t,
				const struct event *event)
{
	return t->deadline_ns == event->at_ns &&
	       t->generation == event_generation(event->payload);
}

/** timer_take() - If @event is its, turn it off and say so */
static inline bool timer_take(struct timer *t, const struct event *event)
{
	bool due = timer_is_due(t, event);

	if (due)
		t->deadline_ns = NEVER_NS;
	return due;
}

#endif
