#ifndef HOST_ALARMS_H
#define HOST_ALARMS_H

#include "host/app.h"
#include "host/sockets.h"
#include "tcp/expiry.h"

/**
 * DOC: The timers of sockets, set
 *
 * Few delays are ever asked for: what is found out about one is kept.
 */

#define ALARM_MEMOS_N 16

/**
 * struct alarm_memo - What is known of a delay
 * @plan:	How it is rounded
 * @lane:	Of the queue
 */
struct alarm_memo {
	struct expiry_plan plan;
	uint32_t lane;
};

/**
 * struct alarms - By end, whose stack rounds; behind them the applications,
 * which do not
 */
struct alarms {
	struct alarm_memo memo[ENDS_N + 1][ALARM_MEMOS_N];
};

struct net;

/** alarms_init() - Nothing is known yet; the queue drops what was cancelled */
void alarms_init(struct net *net);

/** alarms_set() - Set a timer of a stack, as coarse as its timers are */
void alarms_set(struct net *net, uint32_t index, enum socket_timer timer,
		int64_t delay_ns);

/** alarms_set_exact() - Set a timer of an application, to the ns */
void alarms_set_exact(struct net *net, uint32_t index, enum socket_timer timer,
		      int64_t delay_ns);

#endif
