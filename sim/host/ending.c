#include "host/ending.h"

#include "base/hint.h"
#include "host/accept_queue.h"
#include "host/buffers.h"
#include "host/cpu.h"
#include "host/holdings.h"
#include "host/pool.h"
#include "host/timewaits.h"

static struct socket *socket_at(const struct net *net, uint32_t index)
{
	return sockets_at(&net->sockets, index);
}

static void let_go(struct net *net, uint32_t index, uint32_t effects)
{
	struct socket *socket = socket_at(net, index);

	net->player->gone(net, index, effects);
	if (holdings_has_file(socket))
		holdings_close_file(net, socket->end, socket->pair);
	if (socket->waits)
		accept_queue_forget(net, index);
	if (socket->tcb.orphan && !socket->tcb.mini)
		--*net_orphans_n(net, socket->end, socket->pair);
	if (socket->weighed)
		buffers_drain(net, socket);
	if (net->pools)
		pool_drains(net, socket);
	for (int timer = 0; timer < SOCKET_TIMERS_N; timer++)
		alarms_cancel(net, socket, (enum socket_timer)timer);
	sockets_free(&net->sockets, index);
}

static void count_end(struct net *net, enum end end, unsigned int row_nth)
{
	size_t rows_n;
	const struct fsm_row *row = &fsm_rows(&rows_n)[row_nth];

	if (row->next != TCP_CLOSED)
		return;
	if (row->state == TCP_ESTABLISHED || row->state == TCP_CLOSE_WAIT)
		net_count(net, end, COUNTER_ESTAB_RESETS);
	if (row->state == TCP_SYN_SENT &&
	    (row->event == EV_RCV_RST || row->event == EV_TIMEOUT_GIVE_UP))
		net_count(net, end, COUNTER_ATTEMPT_FAILS);
}

RARELY void ending_count_rows(struct net *net, enum end end,
			      const struct effects *effects)
{
	for (uint8_t i = 0; i < effects->rows_n; i++)
		count_end(net, end, effects->row[i]);
}

void ending_closed(struct net *net, uint32_t index, uint32_t effects)
{
	struct socket *socket = socket_at(net, index);

	if (socket->tcb.mini)
		timewaits_leave(net, socket->end, socket->pair);
	holdings_drop(net, socket);
	flows_set_slot(&net->flows, socket->end, socket->pair, socket->port,
		       (struct slot){0});
	if (net->cpus)
		cpu_connection_ends(net, (enum end)socket->end, socket->pair,
				    socket->port);
	if (net->pools)
		pool_forgets(net, (enum end)socket->end, socket->pair);
	if (socket->end == END_CLIENT)
		net_release_port(net, socket->pair, socket->port);
	let_go(net, index, effects);
}

/* linux v6.18 net/ipv4/inet_timewait_sock.c __inet_twsk_schedule() */
#define TW_KILLED_NS (4 * NS_PER_S)

/* From here on it costs no more than a TIME-WAIT; @ns: how long it is to be
 * one. */
static bool become_mini(struct net *net, struct socket *socket, int64_t ns)
{
	if (socket->tcb.mini)
		return true;
	if (!timewaits_admit(net, socket->end, socket->pair))
		return false;
	if (socket->tcb.orphan)
		--*net_orphans_n(net, socket->end, socket->pair);
	holdings_drop(net, socket);
	socket->tcb.mini = true;
	holdings_take(net, socket);
	net_count(net, socket->end,
		  ns <= TW_KILLED_NS ? COUNTER_TW_KILLED : COUNTER_TW);
	return true;
}

void ending_time_wait(struct net *net, uint32_t index, uint32_t effects)
{
	struct socket *socket = socket_at(net, index);
	const struct profile *profile = net_profile(net, socket->end);
	bool skips = profile->no_local_time_wait && net->setup.loopback;

	if (skips || !become_mini(net, socket, profile->time_wait_ns)) {
		ending_closed(net, index, effects);
		return;
	}
	timewaits_enter(net, socket);
	let_go(net, index, effects);
}

/* linux tcp_fin_time() */
static int64_t fin_wait_2_ns(const struct net *net, const struct socket *socket)
{
	const struct profile *profile = net_profile(net, socket->end);
	int64_t least_ns = socket->tcb.rto_ns * 7 / 2;
	int64_t ns = profile->tcp_fin_timeout_s * NS_PER_S;

	if (socket->linger2_s != 0)
		ns = socket->linger2_s * NS_PER_S;
	return ns > least_ns ? ns : least_ns;
}

static void wait_in_fin_wait_2(struct net *net, uint32_t index, int64_t ns)
{
	alarms_set(net, index, SOCKET_PATIENCE, ns);
}

/* An orphan is a mini-socket at once; but beyond 2 MSL linux keeps it a full
 * one for the time beyond, and then a mini-socket for as long again. */
bool ending_fin_wait_2(struct net *net, uint32_t index, uint32_t effects)
{
	struct socket *socket = socket_at(net, index);
	const struct profile *profile = net_profile(net, socket->end);
	int64_t ns = fin_wait_2_ns(net, socket);

	if (!socket->tcb.orphan)
		return true;
	if (profile->mini_fin_wait_2) {
		if (ns > profile->time_wait_ns) {
			ns -= profile->time_wait_ns;
		} else if (!become_mini(net, socket, ns)) {
			ending_closed(net, index, effects);
			return false;
		}
	}
	wait_in_fin_wait_2(net, index, ns);
	return true;
}

bool ending_goes_on(struct net *net, uint32_t index)
{
	struct socket *socket = socket_at(net, index);
	const struct profile *profile = net_profile(net, socket->end);
	int64_t beyond_ns = fin_wait_2_ns(net, socket) - profile->time_wait_ns;

	if (socket->tcb.mini || !profile->mini_fin_wait_2 || beyond_ns <= 0 ||
	    !become_mini(net, socket, beyond_ns))
		return false;
	wait_in_fin_wait_2(net, index, beyond_ns);
	return true;
}

void ending_orphan(struct net *net, uint32_t index)
{
	struct socket *socket = socket_at(net, index);

	alarms_cancel(net, socket, SOCKET_PATIENCE);
	holdings_close_file(net, socket->end, socket->pair);
	socket->tcb.orphan = true;
	socket->tcb.rcv_closed = true;
	socket->tcb.fin_unread = false; /* linux tcp_close(): all is purged */
	++*net_orphans_n(net, socket->end, socket->pair);
}
