#ifndef SERVER_ASIDE_H
#define SERVER_ASIDE_H

#include "drill/drill_host.h"

#include <pthread.h>
#include <time.h>

/**
 * DOC: Calls that may block
 *
 * One that is to block is made in a thread of its own, and its result fetched
 * when it is back. One that is not is made at once, under a guard: a signal
 * that ends it if it blocks all the same.
 */

/**
 * struct aside - A call that is made elsewhere; one at a time
 * @guard:	Timer that sends the signal to the thread of aside_init()
 * @wake:	eventfd, readable when the call is back
 * @going:	A call was begun whose result was not fetched
 */
struct aside {
	timer_t guard;
	int wake;
	bool going;
	_Atomic bool back;
	pthread_t thread;
	drill_run_fn *make;
	struct drill_calls *calls;
	const struct drill_call *call;
	int result;
	int64_t at_ns;
};

/** aside_prepare() - Once for the process: what the signal does */
void aside_prepare(void);

void aside_init(struct aside *aside);

/** aside_fini() - Ends a call that has not returned */
void aside_fini(struct aside *aside);

/** aside_begin() - Make a call in a thread of its own: ENDPOINT_BLOCKS */
int aside_begin(struct aside *aside, drill_run_fn *make,
		struct drill_calls *calls, const struct drill_call *call);

/** aside_is_back() - Has a call returned whose result was not fetched? */
bool aside_is_back(const struct aside *aside);

/**
 * aside_result() - Of the call that was begun
 * @at_ns:	Out: when it returned, CLOCK_MONOTONIC
 *
 * Return:	the result, or ENDPOINT_BLOCKS
 */
int aside_result(struct aside *aside, int64_t *at_ns);

/** aside_guard() - Make a call here: its result, or ENDPOINT_BLOCKS */
int aside_guard(struct aside *aside, drill_run_fn *make,
		struct drill_calls *calls, const struct drill_call *call);

#endif
