#include "host/host.h"

#include "base/hint.h"
#include "host/accept_queue.h"
#include "host/conn.h"
#include "host/cpu.h"
#include "host/performances.h"
#include "host/recycle.h"
#include "host/timewaits.h"

static void refuse(struct net *net, const struct flight *flight)
{
	struct segment rst;

	if (segment_has(&flight->seg, SEG_RST))
		return;
	rst = segment_reset(&flight->seg);
	net_send(net, flight->to, flight->pair, flight->port, &rst, false);
}

static bool is_silent(const struct net *net, const struct flight *flight)
{
	int64_t blackhole = net_profile(net, flight->to)->blackhole;

	return blackhole == 2 ||
	       (blackhole == 1 && segment_has(&flight->seg, SEG_SYN));
}

/* On servers every port listens; on clients none does. In LISTEN an ACK is
 * refused, a SYN accepted, and what has neither dropped: s3.10.7.2. */
static void to_listener(struct net *net, const struct flight *flight,
			struct seq iss)
{
	bool listens = flight->to == END_SERVER && net->listens;

	if (!listens && is_silent(net, flight))
		return;
	if (!listens || segment_has(&flight->seg, SEG_ACK))
		refuse(net, flight);
	else if (recycle_refuses(net, flight))
		net_count(net, END_SERVER, COUNTER_PAWS_PASSIVE);
	else if (segment_has(&flight->seg, SEG_SYN) &&
		 !segment_has(&flight->seg, SEG_RST))
		conn_accept(net, flight, iss);
}

/* The sender has heard of the socket before: it seldom is another one now. */
static inline bool is_guessed(const struct net *net,
			      const struct flight *flight)
{
	const struct socket *socket;

	if (flight->guess == SOCKETS_NONE)
		return false;
	socket = sockets_at(&net->sockets, flight->guess);
	return socket->pair == flight->pair && socket->port == flight->port &&
	       socket->end == flight->to && socket->in_use;
}

static void look_up(struct net *net, const struct flight *flight)
{
	enum end end = flight->to;
	struct slot slot =
	    flows_slot(&net->flows, end, flight->pair, flight->port);
	struct seq iss;

	if (slot_is_empty(slot)) {
		iss = net_isn(net, end, flight->pair, flight->port);
		to_listener(net, flight, iss);
	} else if (slot_is_timewait(slot)) {
		if (timewaits_segment(net, flight, &iss))
			to_listener(net, flight, iss);
	} else {
		conn_segment(net, slot_socket(slot), flight);
	}
}

static inline void arrive(struct net *net, const struct flight *flight)
{
	if (is_guessed(net, flight))
		conn_segment(net, flight->guess, flight);
	else
		look_up(net, flight);
}

void host_arrive(struct net *net, const struct flight *flight)
{
	arrive(net, flight);
}

static RARELY void serve(struct net *net, uint32_t host)
{
	struct flight *flight = net_arrived(net, cpu_begins(net, host));

	arrive(net, flight);
	net_landed(net, flight);
	cpu_goes_on(net, host);
}

static RARELY void accept_all(struct net *net, uint32_t host)
{
	uint32_t index;

	while (accept_queue_next(net, host, &index))
		conn_accepted(net, index);
}

STAGE void host_handle(struct net *net, const struct event *event)
{
	uint32_t index = event_index(event->payload);
	enum socket_timer timer;
	struct flight *flight, stray;

	switch ((enum event_kind)event_kind(event->payload)) {
	case EVENT_SEGMENT:
		if (net->cpus) {
			cpu_receives(net, index);
			return;
		}
		flight = net_arrived(net, index);
		arrive(net, flight);
		net_landed(net, flight);
		return;
	case EVENT_COURSE_SEGMENT:
		if (performances_segment(net, index, &stray))
			arrive(net, &stray);
		return;
	case EVENT_COURSE_CALL:
		performances_call(net, index);
		return;
	case EVENT_TIMEWAIT:
		timewaits_expire(net, index);
		return;
	case EVENT_ACCEPT:
		accept_all(net, index);
		return;
	case EVENT_SERVED:
		serve(net, index);
		return;
	case EVENT_CONNECT:
		conn_searched(net, index);
		return;
	case EVENT_ALARM:
	case EVENT_TIMER:
		if (alarms_ring(net, event, &index, &timer))
			conn_timer(net, index, timer);
		else
			net->void_n++;
		return;
	case EVENT_KINDS_N:
		break;
	}
	must_not_come("an event of the hosts");
}
