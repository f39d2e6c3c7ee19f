#ifndef DES_QUEUE_H
#define DES_QUEUE_H

#include "base/units.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * DOC: The event queue
 *
 * Event: an instant, a serial and 64 bits that belong to the caller. The queue
 * knows nothing of TCP and never looks into the payload.
 *
 * Clock: stands at the instant of the event popped last. It jumps when an
 * event is popped, and only then; queue_advance() may move it on to an instant
 * before which nothing is pending. It never goes back: pushing into the past
 * is a bug.
 *
 * Ties: events of one instant leave in the order in which they were pushed, or
 * their serials reserved. The order is (at_ns, serial) and nothing else,
 * whatever way they came in.
 *
 * Lanes: most events have a constant delay, so they are pushed in the order in
 * which they leave. Such events go through a lane, a FIFO; only the first ones
 * of the lanes are compared. Pushing to a lane an instant before its last one
 * is a bug. All other events go into a 4-ary heap.
 *
 * Cancelling: free, and not done here. An event is never taken out of the
 * queue; its owner knows by its serial that it means nothing any more. A
 * cancelled event costs its 24 bytes until its time comes, and one pop. Where
 * most are cancelled, as time-outs are, the owner reserves the serial when a
 * time-out is set, and pushes only what is due next: host/alarms.h does so.
 *
 * Cost: lane push O(1); lane pop O(lanes whose first one is earlier than the
 * next of this lane), mostly one or two; heap push and pop O(log n). Memory: 24
 * bytes an event; the ring of a lane doubles as it must.
 */

#define QUEUE_LANES_MAX 64
/** No lane: use queue_push(). */
#define QUEUE_NO_LANE UINT32_MAX

/**
 * struct event - What queue_pop() gives
 * @at_ns:	Simulated instant, ns since the start of the run
 * @serial:	Position in the order of pushing and reserving, from 0
 * @payload:	As pushed
 */
struct event {
	int64_t at_ns;
	uint64_t serial;
	uint64_t payload;
};

struct queue;

/**
 * queue_new() - Empty queue at instant 0
 *
 * Memory, here and in pushing, is had from base/alloc.h: never NULL.
 */
struct queue *queue_new(void);
/** queue_free() - With all that is pending; NULL is allowed */
void queue_free(struct queue *q);

/** queue_now_ns() - The clock */
int64_t queue_now_ns(const struct queue *q);
/** queue_pending() - Events in the queue, cancelled ones included */
uint64_t queue_pending(const struct queue *q);
/** queue_popped() - Events that have left so far */
uint64_t queue_popped(const struct queue *q);

/**
 * queue_push() - Push to the heap
 * @at_ns:	Not before now, and not NEVER_NS
 */
void queue_push(struct queue *q, int64_t at_ns, uint64_t payload);

/** queue_reserve() - The serial of an event that may be pushed later */
uint64_t queue_reserve(struct queue *q);
/** queue_push_reserved() - Push to the heap what queue_reserve() was for */
void queue_push_reserved(struct queue *q, int64_t at_ns, uint64_t serial,
			 uint64_t payload);

/**
 * queue_lane_new() - A new lane
 *
 * Return:	a lane; QUEUE_NO_LANE if QUEUE_LANES_MAX are in use
 */
uint32_t queue_lane_new(struct queue *q);
/**
 * queue_push_lane() - Push to the end of a lane
 * @lane:	From queue_lane_new(); for QUEUE_NO_LANE the event goes to the
 *		heap
 * @at_ns:	Not before now, not before the last one pushed to @lane, and
 *		not NEVER_NS
 */
void queue_push_lane(struct queue *q, uint32_t lane, int64_t at_ns,
		     uint64_t payload);

/** queue_next_at_ns() - Instant of the next event; NEVER_NS if there is none */
int64_t queue_next_at_ns(const struct queue *q);
/**
 * queue_pop() - Take the next event out and set the clock
 * @until_ns:	Not one after that; NEVER_NS: whenever it comes
 *
 * Return:	false: there is none
 */
bool queue_pop(struct queue *q, int64_t until_ns, struct event *event);
/**
 * queue_pop_before() - The same, if the event comes before another one
 * @at_ns, @serial: Order of the other, from queue_reserve(), which need not be
 *		in the queue: its owner has it in hand
 */
bool queue_pop_before(struct queue *q, int64_t at_ns, uint64_t serial,
		      struct event *event);
/** queue_serial() - What queue_reserve() would return */
uint64_t queue_serial(const struct queue *q);
/** queue_skip() - Reserve @n serials, and use none of them */
void queue_skip(struct queue *q, uint64_t n);
/** queue_set() - Forget all that is pending, and stand at another moment */
void queue_set(struct queue *q, int64_t now_ns, uint64_t serial);
/** queue_advance() - Move the clock on to @to_ns; nothing is pending before */
void queue_advance(struct queue *q, int64_t to_ns);

#endif
