#ifndef SERVER_VIGIL_H
#define SERVER_VIGIL_H

#include <stdint.h>

/**
 * DOC: How late this machine does what is due
 *
 * On each CPU a thread without any privilege sleeps for a millisecond, again
 * and again, and looks how late it woke up. What has no other witness is late
 * by as much: an application that a segment should wake, work of the kernel
 * that it leaves to a thread (ksoftirqd), a machine that its own host stopped.
 * That of the wire and of an application that sleeps is measured by
 * themselves; they go first where they may, and may be in time when these
 * threads are not.
 *
 * What was found lies in memory that processes forked later share.
 */
struct vigil;

/** VIGIL_EVERY_NS - The last so much of a time in which all stood still may not
 * be seen */
#define VIGIL_EVERY_NS INT64_C(1000000)

/** VIGIL_KEPT_NS - What was longer ago than that is forgotten: two hours */
#define VIGIL_KEPT_NS INT64_C(7200000000000)

/**
 * vigil_begin_or_die() - Begin to look, until this process ends
 *
 * Signals are left to the threads that are there already.
 *
 * Return:	never NULL, never freed
 */
const struct vigil *vigil_begin_or_die(void);

/**
 * vigil_late_ns() - The most by which any CPU was late
 * @from_ns, @to_ns: CLOCK_MONOTONIC; no more than VIGIL_KEPT_NS ago. Seen to a
 *		tenth of a second.
 *
 * Return:	0 or more
 */
int64_t vigil_late_ns(const struct vigil *vigil, int64_t from_ns,
		      int64_t to_ns);

#endif
