#include "host/alarms.h"

#include "base/hint.h"
#include "host/net.h"

#include <assert.h>

/* Whose timers are exact */
#define APPLICATIONS ENDS_N

static_assert((int)EVENT_DELACK - EVENT_RETRANSMIT ==
		      SOCKET_DELACK - SOCKET_RETRANSMIT &&
		  (int)EVENT_PATIENCE - EVENT_RETRANSMIT ==
		      SOCKET_PATIENCE - SOCKET_RETRANSMIT,
	      "events of timers are in the order of the timers");

static bool is_wanted(const void *sockets, const struct event *event)
{
	uint32_t timer = event_kind(event->payload) - EVENT_RETRANSMIT;
	const struct socket *socket =
	    sockets_at(sockets, event_index(event->payload));

	return timer_is_due(&socket->timer[timer], event);
}

void alarms_init(struct net *net)
{
	for (int who = 0; who <= APPLICATIONS; who++)
		for (int i = 0; i < ALARM_MEMOS_N; i++)
			net->alarms.memo[who][i].plan.delay_ns = NEVER_NS;
	queue_drop_unwanted(net->queue, is_wanted, &net->sockets);
}

/* Each side rounds in its own way, and the applications not at all: a lane
 * serves one delay of one of the three. */
static RARELY void find_out(struct net *net, int who, int64_t delay_ns,
			    struct alarm_memo *memo)
{
	if (who == APPLICATIONS)
		memo->plan = (struct expiry_plan){.delay_ns = delay_ns};
	else
		memo->plan =
		    expiry_plan_of(net_profile(net, (enum end)who), delay_ns);
	memo->lane =
	    queue_lane_for_delay(net->queue, delay_ns * (ENDS_N + 1) + who);
}

static inline const struct alarm_memo *memo_of(struct net *net, int who,
					       int64_t delay_ns)
{
	uint64_t hash = (uint64_t)delay_ns * UINT64_C(0x9e3779b97f4a7c15);
	struct alarm_memo *memo =
	    &net->alarms.memo[who][(hash >> 32) % ALARM_MEMOS_N];

	if (memo->plan.delay_ns != delay_ns)
		find_out(net, who, delay_ns, memo);
	return memo;
}

STAGE void alarms_set(struct net *net, uint32_t index, enum socket_timer timer,
		      int64_t delay_ns)
{
	struct socket *socket = sockets_at(&net->sockets, index);
	enum end end = socket->end;
	const struct alarm_memo *memo = memo_of(net, (int)end, delay_ns);

	timer_arm(&socket->timer[timer], net->queue, memo->lane,
		  expiry_planned_ns(net_profile(net, end), net_now_ns(net),
				    &memo->plan),
		  EVENT_RETRANSMIT + timer, index);
}

void alarms_set_exact(struct net *net, uint32_t index, enum socket_timer timer,
		      int64_t delay_ns)
{
	struct socket *socket = sockets_at(&net->sockets, index);
	const struct alarm_memo *memo = memo_of(net, APPLICATIONS, delay_ns);

	timer_arm(&socket->timer[timer], net->queue, memo->lane,
		  net_now_ns(net) + delay_ns, EVENT_RETRANSMIT + timer, index);
}
