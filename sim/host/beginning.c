#include "host/beginning.h"

#include "host/conn.h"
#include "host/cpu.h"
#include "host/holdings.h"
#include "host/performances.h"
#include "host/pool.h"
#include "host/timewaits.h"
#include "tcp/output.h"
#include "tcp/rto.h"

/* linux SOCK_MIN_RCVBUF, half of which is for text */
#define BUFFER_LEAST 1152

static void give_buffer(const struct net *net, enum end end, struct tcb *tcb)
{
	const struct profile *profile = net_profile(net, end);
	uint32_t chosen = net->buffer_bytes[end];

	tcb->rcv_buf = (uint32_t)profile->window;
	tcb->rcv_wscale = (uint8_t)profile->window_scale;
	if (chosen > 0)
		tcb->rcv_buf = chosen > BUFFER_LEAST ? chosen : BUFFER_LEAST;
	if (chosen > 0 && profile->scale_of_buffer)
		tcb->rcv_wscale = output_window_shift(tcb->rcv_buf);
	if (profile->window_segments == WINDOW_DOWN && end == END_CLIENT)
		tcb->rcv_buf = output_whole_segments(profile, tcb);
}

struct socket *beginning_socket(struct net *net, enum end end, uint32_t pair,
				uint32_t port, struct seq iss, uint32_t *index)
{
	const struct profile *profile = net_profile(net, end);
	struct socket *socket;

	*index = sockets_new(&net->sockets);
	socket = sockets_at(&net->sockets, *index);
	socket->peer = SOCKETS_NONE;
	socket->pair = pair;
	socket->port = (uint16_t)port;
	socket->end = (uint8_t)end;
	socket->opened_ns = net_now_ns(net);
	socket->tcb.iss = iss;
	socket->tcb.snd_una = iss;
	socket->tcb.snd_nxt = iss;
	socket->tcb.snd_end = seq_add(iss, 1);
	give_buffer(net, end, &socket->tcb);
	socket->tcb.snd_mss = (uint16_t)profile->mss_default;
	socket->tcb.oow_ack_ns = NEVER_NS;
	socket->tcb.timestamps = profile->tcp_timestamps;
	socket->tcb.ts_offset = net_ts_offset(net, end, pair, port);
	socket->tcb.timed_at_ns = NEVER_NS;
	socket->tcb.first_retransmit_ns = NEVER_NS;
	rto_init(profile, &socket->tcb);
	flows_set_slot(&net->flows, end, pair, port, slot_of_socket(*index));
	if (net->cpus)
		cpu_connection_begins(net, end, pair, port);
	return socket;
}

static int64_t search_ns(const struct net *net, struct port_choice choice)
{
	return net->setup.machine->connect_base_ns +
	       (choice.tried_n - 1) * net->setup.machine->connect_probe_ns;
}

uint32_t beginning_client(struct net *net, uint32_t pair, uint32_t port,
			  struct seq iss, bool dear)
{
	struct socket *socket;
	uint32_t index;

	net_take_port(net, pair, port);
	socket = beginning_socket(net, END_CLIENT, pair, port, iss, &index);
	socket->dear = dear;
	holdings_take(net, socket);
	holdings_open_file(net, END_CLIENT, pair);
	return index;
}

static struct seq first_number(struct net *net, uint32_t pair, uint32_t port)
{
	if (!net->reuses ||
	    slot_is_empty(flows_slot(&net->flows, END_CLIENT, pair, port)))
		return net_isn(net, END_CLIENT, pair, port);
	return timewaits_reuse(net, pair, port);
}

static void begin_connect(struct net *net, uint32_t pair,
			  struct port_choice choice, int64_t busy_ns)
{
	struct seq iss = first_number(net, pair, choice.offset);
	uint32_t lane = choice.tried_n == 1 ? net->lane_connect : QUEUE_NO_LANE;
	uint64_t payload;

	if (performances_may_begin(net, pair, choice.offset))
		payload = performances_begin(net, pair, choice.offset, iss,
					     choice.dear);
	else
		payload = event_payload(
		    EVENT_CONNECT, beginning_client(net, pair, choice.offset,
						    iss, choice.dear));
	queue_push_lane(net->queue, lane, net_now_ns(net) + busy_ns, payload);
}

enum conn_connect conn_connect(struct net *net, uint32_t pair, int64_t *busy_ns)
{
	struct port_choice choice;

	*busy_ns = net->setup.machine->connect_base_ns;
	if (net->pools && !pool_admits(net, END_CLIENT, pair))
		return CONN_NO_MEMORY;
	timewaits_ripen(net);
	flows_pair(&net->flows, pair);
	choice = ports_choose(
	    &net->chooser, flows_free_ports(&net->flows, pair),
	    flows_cursor(&net->flows, pair, net->setup.pick == PICK_RANGE),
	    pair, net_now_ns(net));
	*busy_ns = search_ns(net, choice);
	if (choice.offset != PORTSET_NONE) {
		begin_connect(net, pair, choice, *busy_ns);
		return CONN_BEGUN;
	}
	if (net->pools)
		pool_forgets(net, END_CLIENT, pair);
	return CONN_NO_PORT;
}

enum conn_connect conn_connect_from(struct net *net, uint32_t pair,
				    uint32_t port, int64_t *busy_ns)
{
	struct port_choice choice = {.offset = port, .tried_n = 1};

	flows_pair(&net->flows, pair);
	if (!slot_is_empty(flows_slot(&net->flows, END_CLIENT, pair, port)) &&
	    !timewaits_may_take(net, pair, port))
		return CONN_NO_PORT;
	if (net->pools && !pool_admits(net, END_CLIENT, pair))
		return CONN_NO_MEMORY;
	*busy_ns = search_ns(net, choice);
	begin_connect(net, pair, choice, *busy_ns);
	return CONN_BEGUN;
}
