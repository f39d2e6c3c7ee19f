#ifndef HOST_REHEARSAL_H
#define HOST_REHEARSAL_H

#include "host/course.h"
#include "host/play.h"

/**
 * DOC: A net in which one connection is played
 *
 * It has the hosts, ports and secrets of another net, but nobody else is there,
 * and whoever plays works the clock and the wire: each step is taken at the
 * moment that it is told, and no timer comes by itself. So a connection of that
 * other net can be played as it was, or as it would be.
 */

/** On its way to an end at once, and sent in a step; more is too much. */
#define REHEARSAL_SEGMENTS_MAX 64

/**
 * struct rehearsal_wire - What is on its way to an end, in order
 * @serial:	Of the queue, when it was sent
 * @last_ns:	When the last one arrives that was ever sent
 */
struct rehearsal_wire {
	uint32_t n;
	struct flight flight[REHEARSAL_SEGMENTS_MAX];
	int64_t at_ns[REHEARSAL_SEGMENTS_MAX];
	uint64_t serial[REHEARSAL_SEGMENTS_MAX];
	int64_t last_ns;
};

/**
 * struct rehearsal_notes - What the last step did
 * @ledger:	By end: what was made and freed
 * @rows_n, @row: Rows of the state table that fired
 * @sent_n, @serial: Segments, and what they were in the order of the queue
 */
struct rehearsal_notes {
	struct ledger_notes ledger[ENDS_N];
	uint32_t rows_n;
	uint8_t row[COURSE_ROWS_MAX];
	uint32_t sent_n;
	uint64_t serial[REHEARSAL_SEGMENTS_MAX];
};

/**
 * struct rehearsal - The net, and the connection that is played in it
 * @pair, @port: Its flow
 * @moment:	Of its steps
 * @lost:	Bits: of what is sent in this step, what gets lost
 * @sent_n:	Its segments so far
 * @late_from, @late_to: Of these, which come late, by all the jitter there is
 * @too_much:	There were more of something than there is room for
 */
struct rehearsal {
	struct net net;
	struct queue *queue;
	struct play play;
	uint32_t pair;
	uint32_t port;
	struct course_moment moment[ENDS_N][COURSE_STEPS_MAX];
	struct rehearsal_wire wire[ENDS_N];
	struct rehearsal_notes notes;
	uint64_t lost;
	uint32_t sent_n;
	uint32_t late_from;
	uint32_t late_to;
	bool too_much;
};

/** rehearsal_new() - Like this net, with the same applications */
struct rehearsal *rehearsal_new(const struct net *net, const struct play *play);
void rehearsal_free(struct rehearsal *r);

/** rehearsal_clear() - Nobody has ever connected; the next one is this flow */
void rehearsal_clear(struct rehearsal *r, uint32_t pair, uint32_t port);

/**
 * rehearsal_begin() - The client's first step: it has found the port
 * @iss:	Its initial sequence number
 * @dear:	See struct socket
 */
void rehearsal_begin(struct rehearsal *r, struct course_moment moment,
		     struct seq iss, bool dear);

/** rehearsal_step() - The @nth step of an end, from 0 */
void rehearsal_step(struct rehearsal *r, enum end end, uint32_t nth,
		    enum course_input input, struct course_moment moment);

/** rehearsal_socket() - Of an end; NULL: it has none (any more) */
struct socket *rehearsal_socket(const struct rehearsal *r, enum end end);

/**
 * struct recall - A connection of the other net, as far as it has come
 * @iss, @dear:	As in rehearsal_begin()
 * @steps_n, @moment: By end: steps taken, all on @course
 * @last_end, @lost: Bits: of what the last step of that end sent, what is lost
 */
struct recall {
	const struct course *course;
	uint32_t pair;
	uint32_t port;
	bool dear;
	struct seq iss;
	uint32_t steps_n[ENDS_N];
	const struct course_moment *moment[ENDS_N];
	enum end last_end;
	uint64_t lost;
};

/** rehearsal_recall() - Play it again, up to there */
void rehearsal_recall(struct rehearsal *r, const struct recall *recall);

#endif
