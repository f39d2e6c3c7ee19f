#ifndef HOST_COURSE_WRITE_H
#define HOST_COURSE_WRITE_H

#include "host/rehearsal.h"

/**
 * DOC: Writing a step down
 *
 * What a step sends, makes and frees is noted while it is played; the rest is
 * the difference between all that counts before and after. So nothing that a
 * host does in a step has to be known here to be written.
 */

/** struct course_state - All that is counted, and what there is; by end */
struct course_state {
	uint64_t counter[ENDS_N][COUNTER_N];
	uint32_t orphans_n[ENDS_N];
	uint32_t admitted_n[ENDS_N];
	uint64_t time_waits_n[ENDS_N];
	uint64_t waiting_bytes[ENDS_N];
	uint64_t segments_sent_n;
	uint64_t established;
	uint64_t completed;
	uint64_t reset;
};

/** course_look() - As it is now */
void course_look(const struct rehearsal *r, struct course_state *state);

/**
 * course_write() - The step of an end that was just played is its next
 * @input:	What it began with
 * @was:	Before it
 * @iss:	By end: initial sequence numbers. That of the server is known
 *		when its first step is over, and put here
 *
 * Return:	false if it cannot be written: it is too long, changes something
 *		at the other end as well, or leaves something in a buffer
 */
bool course_write(struct rehearsal *r, enum end end, enum course_input input,
		  const struct course_state *was, struct seq iss[ENDS_N],
		  struct course *course);

#endif
