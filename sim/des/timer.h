#ifndef DES_TIMER_H
#define DES_TIMER_H

#include "base/must.h"
#include "des/queue.h"

/**
 * DOC: Payloads, and timers
 *
 * The queue does not look into its 64 bits. These helpers divide them: what
 * kind of event (8 bits) and whose it is (32, an index into the caller's
 * tables).
 *
 * A timer knows the serial of its arming, which no other event has. Its owner
 * may keep many timers in lists of its own and have one event pending for the
 * first of each: see host/alarms.h.
 */

#define EVENT_KIND_MAX 0xffu

static inline uint64_t event_payload(uint32_t kind, uint32_t index)
{
	must(kind <= EVENT_KIND_MAX);
	return (uint64_t)kind << 56 | index;
}

static inline uint32_t event_kind(uint64_t payload)
{
	return (uint32_t)(payload >> 56);
}

static inline uint32_t event_index(uint64_t payload)
{
	return (uint32_t)payload;
}

/**
 * struct timer - Something that is due once, unless it is cancelled
 * @deadline_ns: When; NEVER_NS: off
 * @serial:	Of the last arming
 * @next, @prev: For whoever keeps it in a list
 */
struct timer {
	int64_t deadline_ns;
	uint64_t serial;
	uint32_t next;
	uint32_t prev;
};

/** timer_init() - Off */
static inline void timer_init(struct timer *t)
{
	*t = (struct timer){.deadline_ns = NEVER_NS};
}

static inline bool timer_is_armed(const struct timer *t)
{
	return t->deadline_ns != NEVER_NS;
}

/** timer_is_due() - Whether @event is its; false: cancelled or armed anew */
static inline bool timer_is_due(const struct timer *t,
				const struct event *event)
{
	return timer_is_armed(t) && t->serial == event->serial;
}

#endif
