#include "host/beginning.h"

#include "host/cpu.h"
#include "tcp/output.h"
#include "tcp/rto.h"

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
	socket->tcb.rcv_buf = (uint32_t)profile->window;
	if (profile->window_segments == WINDOW_DOWN && end == END_CLIENT)
		socket->tcb.rcv_buf =
		    output_whole_segments(profile, &socket->tcb);
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
