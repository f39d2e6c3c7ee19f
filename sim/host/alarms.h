#ifndef HOST_ALARMS_H
#define HOST_ALARMS_H

#include "host/app.h"
#include "host/sockets.h"
#include "tcp/expiry.h"

/**
 * DOC: The timers of sockets, set
 *
 * Few delays are ever asked for, and nearly all timers are cancelled: the ACK
 * comes. All that are set for the same delay are due in the order in which
 * they were set, so they form a list, and what is cancelled leaves it. One
 * event is pending for a list: it comes not after the first of them is due. If
 * that was cancelled in the meantime, there is another event for who is first
 * now. So what is set and cancelled costs no event.
 *
 * A delay for which there is no list has an event for each timer.
 */

#define ALARM_LISTS_N 64

/**
 * struct alarm_list - Timers of one delay
 * @plan:	The delay, and how it is rounded
 * @first, @last: By number of the timer, see alarms.c
 * @pending:	An event will come
 */
struct alarm_list {
	struct expiry_plan plan;
	uint32_t first;
	uint32_t last;
	bool pending;
};

/**
 * struct alarms - ALARM_LISTS_N lists by end, whose stack rounds; behind them
 * those of the applications, which do not
 */
struct alarms {
	struct alarm_list list[(ENDS_N + 1) * ALARM_LISTS_N];
};

struct net;

/** alarms_init() - None is set */
void alarms_init(struct net *net);

/** alarms_set() - Set a timer of a stack, as coarse as its timers are */
void alarms_set(struct net *net, uint32_t index, enum socket_timer timer,
		int64_t delay_ns);

/** alarms_set_exact() - Set a timer of an application, to the ns */
void alarms_set_exact(struct net *net, uint32_t index, enum socket_timer timer,
		      int64_t delay_ns);

/**
 * alarms_restore() - Set a timer as it was set before
 * @serial:	That of the queue, reserved when it was set
 */
void alarms_restore(struct net *net, uint32_t index, enum socket_timer timer,
		    int64_t deadline_ns, uint64_t serial);

/** alarms_cancel() - It is off from now on; it may have been before */
void alarms_cancel(struct net *net, struct socket *socket,
		   enum socket_timer timer);

/**
 * alarms_ring() - EVENT_ALARM, or EVENT_TIMER of a timer without a list
 * @index, @timer: Out: which is due; it is off now
 *
 * Return:	true; false if none is due yet
 */
bool alarms_ring(struct net *net, const struct event *event, uint32_t *index,
		 enum socket_timer *timer);

#endif
