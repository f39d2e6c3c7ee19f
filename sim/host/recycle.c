#include "host/recycle.h"

#include "base/alloc.h"

/* linux TCP_PAWS_MSL and TCP_PAWS_WINDOW */
#define REMEMBERED_S   60
#define OLDER_AT_LEAST 1

bool recycle_applies(const struct net *net, enum end end)
{
	return net_profile(net, end)->recycle &&
	       net_profile(net, end)->tcp_tw_recycle &&
	       net_profile(net, END_CLIENT)->tcp_timestamps &&
	       net_profile(net, END_SERVER)->tcp_timestamps;
}

int64_t recycle_hold_ns(const struct profile *profile)
{
	return profile->rto_min_ns * 7 / 2;
}

/* By server host and address of the client; behind a NAT they have one. */
static size_t peer_index(const struct net *net, uint32_t pair)
{
	size_t server = net_host_of(net, END_SERVER, pair);
	size_t client = net->setup.nat ? 0 : net_host_of(net, END_CLIENT, pair);

	return server * net->setup.clients_n + client;
}

void recycle_remember(struct net *net, enum end end, uint32_t pair,
		      uint32_t ts_recent)
{
	struct peer_stamp *peer;

	if (end != END_SERVER || !recycle_applies(net, end))
		return;
	if (!net->peer_stamp)
		net->peer_stamp = alloc_zeroed((size_t)net->setup.servers_n *
						   net->setup.clients_n,
					       sizeof(*net->peer_stamp));
	peer = &net->peer_stamp[peer_index(net, pair)];
	if (peer->known && (int32_t)(ts_recent - peer->ts) < 0)
		return;
	*peer = (struct peer_stamp){
	    .ts = ts_recent,
	    .at_s = net_now_ns(net) / NS_PER_S,
	    .known = true,
	};
}

bool recycle_refuses(const struct net *net, const struct flight *flight)
{
	const struct peer_stamp *peer;

	if (!net->peer_stamp || !segment_has(&flight->seg, SEG_TS))
		return false;
	peer = &net->peer_stamp[peer_index(net, flight->pair)];
	return peer->known &&
	       net_now_ns(net) / NS_PER_S < peer->at_s + REMEMBERED_S &&
	       (int32_t)(peer->ts - flight->seg.ts_val) > OLDER_AT_LEAST;
}
