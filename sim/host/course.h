#ifndef HOST_COURSE_H
#define HOST_COURSE_H

#include "base/counters.h"
#include "host/app.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * DOC: The usual course of a connection
 *
 * Where nothing is lost and nothing comes too late, all connections of a run go
 * the same way: the same segments call forth the same answers, the same objects
 * are made and freed, the same things are counted. The course is that way, as a
 * list of steps for each end. Nobody writes it by hand: a connection is played
 * in a net of its own (host/rehearsal.h), and what each step did is written
 * down (host/course_write.h); whether all go that way is found out
 * (host/course_find.h). A connection on course then takes its steps from the
 * list (host/performances.h); where the list may not hold it leaves it, and
 * goes on through TCP.
 *
 * A step is what an end does when one thing happens: a segment comes, or its
 * application calls.
 */

/** Steps of an end, at most; a longer conversation has no course. */
#define COURSE_STEPS_MAX 64
#define COURSE_OPS_MAX	 24
#define COURSE_ROWS_MAX	 4

/** enum course_input - What a step begins with */
enum course_input {
	COURSE_CALL, /* connect(), its search is over, or the hold time is */
	COURSE_SEGMENT,
};

/** enum course_op_kind - What has an instant, or a place in some order */
enum course_op_kind {
	COURSE_RESERVE,	   /* @arg serials of the queue go to timers */
	COURSE_SEND,	   /* a segment */
	COURSE_HOLD,	   /* the application sets its own time */
	COURSE_ADD,	   /* an object of ledger kind @arg is made */
	COURSE_REMOVE,	   /* one is freed */
	COURSE_OPEN_FILE,  /* holdings_open_file() */
	COURSE_CLOSE_FILE, /* holdings_close_file() */
	COURSE_CONNECTED,  /* the client's connect() has succeeded */
	COURSE_TIME_WAIT,  /* a TIME-WAIT begins */
	COURSE_RELEASE,	   /* the client's port is free */
};

struct course_op {
	uint8_t kind;
	uint8_t arg;
};

/** enum course_guard - What must hold before a step, or TCP takes over */
enum course_guard {
	COURSE_IS_NEW = 1 << 0,	   /* the server has nothing for the flow */
	COURSE_IS_SERVED = 1 << 1, /* the server can serve one more */
	COURSE_ORPHANS = 1 << 2,   /* below tcp_max_orphans */
	COURSE_ADMITS = 1 << 3,	   /* below tcp_max_tw_buckets */
};

/**
 * struct course_step - One step of an end
 * @input:	enum course_input
 * @guards:	Bits of enum course_guard
 * @orphans:	How many more orphans the host has
 * @time_waits:	How many more the host keeps, see timewaits_admit()
 */
struct course_step {
	uint8_t input;
	uint8_t guards;
	int8_t orphans;
	int8_t time_waits;
	uint8_t ops_n;
	struct course_op op[COURSE_OPS_MAX];
};

/**
 * struct course_sums - What a step adds to what is only ever summed up
 * @row:	Rows of the state table that fire; one may fire more than once
 * @completed, @reset: See struct outcomes
 */
struct course_sums {
	uint16_t counter[COUNTER_N];
	uint16_t segments_sent;
	uint8_t completed;
	uint8_t reset;
	uint8_t rows_n;
	uint8_t row[COURSE_ROWS_MAX];
};

/**
 * struct course_time_wait - What an end keeps in TIME-WAIT
 * @snd_nxt, @rcv_nxt: Above the initial sequence numbers, its own and the
 *		peer's
 * @timestamps:	Both ends use them
 * @stamp_steps: Bits: the peer's steps of which TS.Recent may be. Of several
 *		any: they are at one instant
 */
struct course_time_wait {
	uint32_t snd_nxt;
	uint32_t rcv_nxt;
	bool timestamps;
	uint64_t stamp_steps;
};

/**
 * struct course - The usual course
 * @steps_n, @step: By end; the client's first is connect()
 * @hold_ns:	By end: how long its application waits, COURSE_HOLD
 */
struct course {
	uint32_t steps_n[ENDS_N];
	struct course_step step[ENDS_N][COURSE_STEPS_MAX];
	struct course_sums sums[ENDS_N][COURSE_STEPS_MAX];
	struct course_time_wait time_wait[ENDS_N];
	int64_t hold_ns[ENDS_N];
};

/**
 * struct course_moment - When a step was taken
 * @serial:	The queue's next one before it
 */
struct course_moment {
	int64_t at_ns;
	uint64_t serial;
};

#endif
