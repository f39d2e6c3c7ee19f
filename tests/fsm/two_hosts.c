#include "two_hosts.h"

#include "base/must.h"
#include "host/conn.h"
#include "host/host.h"
#include "stack.h"

#include <string.h>

static struct two_hosts *hosts_of(const struct net *net)
{
	return net->player_data;
}

static void told(struct net *net, uint32_t index, uint32_t what,
		 uint32_t octets)
{
	enum end end = (enum end)sockets_at(&net->sockets, index)->end;

	hosts_of(net)->told[end] |= what;
	if (what & EFFECT_TOLD_DATA)
		conn_read(net, index, octets);
}

static void patience(struct net *net, uint32_t index)
{
	(void)net;
	(void)index;
}

static void gone(struct net *net, uint32_t index, uint32_t effects)
{
	enum end end = (enum end)sockets_at(&net->sockets, index)->end;

	hosts_of(net)->told[end] |= effects & EFFECTS_TOLD;
}

static void sent(void *data, const struct flight *flight, bool again,
		 int64_t arrives_ns)
{
	struct two_hosts *hosts = data;

	(void)again;
	(void)arrives_ns;
	hosts->last[end_other((enum end)flight->to)] = flight->seg;
}

static const struct net_player player = {
    .told = told,
    .patience = patience,
    .gone = gone,
};

void two_hosts_init(struct two_hosts *hosts)
{
	struct net_setup setup = {
	    .profile = {&hosts->profile[END_CLIENT],
			&hosts->profile[END_SERVER]},
	    .machine = &hosts->machine,
	    .pick = PICK_AUTOBIND,
	    .clients_n = 1,
	    .servers_n = 1,
	    .server_ports_n = 1,
	    .ports_n = 1,
	    .rtt_ns = 2 * TWO_HOSTS_ONE_WAY_NS,
	    .seed = 1,
	};

	memset(hosts, 0, sizeof(*hosts));
	for (int end = 0; end < ENDS_N; end++)
		hosts->profile[end] = stack_load("linux-6.18");
	hosts->machine.connect_base_ns = 1;
	hosts->queue = queue_new();
	net_init(&hosts->net, &setup, hosts->queue, &player, hosts);
	hosts->net.tap.sent = sent;
	hosts->net.tap.data = hosts;
}

void two_hosts_fini(struct two_hosts *hosts)
{
	net_fini(&hosts->net);
	queue_free(hosts->queue);
}

static bool is_lost(struct two_hosts *hosts, uint32_t index)
{
	const struct flight *flight = flights_at(&hosts->net.flights, index);
	unsigned int lose = hosts->lose[flight->to];

	if (hosts->lose_n[flight->to] == 0 || !segment_has(&flight->seg, lose))
		return false;
	if (hosts->lose_n[flight->to] > 0)
		hosts->lose_n[flight->to]--;
	return true;
}

void two_hosts_run(struct two_hosts *hosts, int64_t ns)
{
	int64_t to_ns = queue_now_ns(hosts->queue) + ns;
	struct event event;

	while (queue_pop(hosts->queue, to_ns, &event)) {
		uint32_t index = event_index(event.payload);

		if (event_kind(event.payload) == EVENT_SEGMENT &&
		    is_lost(hosts, index))
			net_landed(&hosts->net,
				   net_arrived(&hosts->net, index));
		else
			host_handle(&hosts->net, &event);
	}
	queue_advance(hosts->queue, to_ns);
}

void two_hosts_connect(struct two_hosts *hosts)
{
	int64_t busy_ns;

	must(conn_connect(&hosts->net, 0, &busy_ns) == CONN_BEGUN);
}

void two_hosts_lose(struct two_hosts *hosts, enum end to, unsigned int flags,
		    int n)
{
	hosts->lose[to] = flags;
	hosts->lose_n[to] = n;
}

uint32_t two_hosts_socket(const struct two_hosts *hosts, enum end end)
{
	struct slot slot = flows_slot(&hosts->net.flows, end, 0, 0);

	must(!slot_is_empty(slot) && !slot_is_timewait(slot));
	return slot_socket(slot);
}

enum tcp_state two_hosts_state(const struct two_hosts *hosts, enum end end)
{
	struct slot slot = flows_slot(&hosts->net.flows, end, 0, 0);

	if (slot_is_empty(slot))
		return TCP_CLOSED;
	if (slot_is_timewait(slot))
		return TCP_TIME_WAIT;
	return (enum tcp_state)sockets_at(&hosts->net.sockets,
					  slot_socket(slot))
	    ->tcb.state;
}

void two_hosts_forge(struct two_hosts *hosts, enum end from, struct segment seg)
{
	seg.window = 1000;
	net_send(&hosts->net, from, 0, 0, &seg, false);
}
