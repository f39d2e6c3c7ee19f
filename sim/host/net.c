#include "host/net.h"

#include "base/alloc.h"
#include "base/hint.h"
#include "host/accept_queue.h"
#include "host/cpu.h"
#include "host/crossing.h"
#include "host/performances.h"
#include "host/pool.h"
#include "host/timewaits.h"

#include <stdlib.h>
#include <string.h>

static void init_side(struct net *net, enum end end, uint32_t hosts_n,
		      int64_t application_bytes)
{
	struct side *side = &net->side[end];

	ledger_init(&side->ledger, net_profile(net, end), application_bytes);
	side->host_time_wait_n = alloc_zeroed(hosts_n, sizeof(uint32_t));
	side->host_orphans_n = alloc_zeroed(hosts_n, sizeof(uint32_t));
	twtable_init(&net->timewaits[end]);
	net->lane_wire[end] = queue_lane_new(net->queue);
	net->lane_timewait[end] = queue_lane_new(net->queue);
}

void net_init(struct net *net, const struct net_setup *setup,
	      struct queue *queue, const struct net_player *player,
	      void *player_data)
{
	struct rng secret;

	memset(net, 0, sizeof(*net));
	net->setup = *setup;
	net->queue = queue;
	net->player = player;
	net->player_data = player_data;
	init_side(net, END_CLIENT, setup->clients_n, 0);
	init_side(net, END_SERVER, setup->servers_n, setup->application_bytes);
	net->lane_connect = queue_lane_new(queue);
	link_init(&net->link[END_CLIENT], setup->rtt_ns - setup->rtt_ns / 2,
		  setup->jitter_ns, setup->loss, setup->seed, "to-client");
	link_init(&net->link[END_SERVER], setup->rtt_ns / 2, setup->jitter_ns,
		  setup->loss, setup->seed, "to-server");
	sockets_init(&net->sockets);
	alarms_init(net);
	flights_init(&net->flights);
	flows_init(&net->flows, setup->clients_n,
		   setup->servers_n * setup->server_ports_n, setup->ports_n,
		   setup->pick == PICK_BIND);
	cpu_init(net);
	crossing_init(net);
	pool_init(net);
	accept_queue_init(net);
	ports_chooser_init(&net->chooser, net_profile(net, END_CLIENT),
			   setup->pick, setup->seed);
	rng_init(&secret, setup->seed, "host.secret");
	net->secret = rng_u64(&secret);
	for (size_t i = 0; i < OOW_ACKS_N; i++)
		net->oow_ack[i].flow = UINT64_MAX;
	net->reuses = timewaits_reuse_applies(net_profile(net, END_CLIENT),
					      setup->loopback) &&
		      setup->pick != PICK_BIND;
	net->listens = true;
}

void net_fini(struct net *net)
{
	for (int end = 0; end < ENDS_N; end++) {
		free(net->side[end].host_time_wait_n);
		free(net->side[end].host_orphans_n);
		twtable_fini(&net->timewaits[end]);
	}
	performances_free(net->performances);
	crossing_fini(net);
	cpu_fini(net);
	pool_fini(net);
	accept_queue_fini(net);
	sockets_fini(&net->sockets);
	flights_fini(&net->flights);
	free(net->peer_stamp);
	flows_fini(&net->flows);
	ports_chooser_fini(&net->chooser);
}

static void count_sent(struct net *net, enum end from,
		       const struct segment *seg, bool again)
{
	net->segments_sent_n++;
	net_count(net, from, again ? COUNTER_RETRANS_SEGS : COUNTER_OUT_SEGS);
	if (segment_has(seg, SEG_RST))
		net_count(net, from, COUNTER_OUT_RSTS);
}

static inline void push_flight(struct net *net, uint32_t lane,
			       const struct flight *flight, int64_t at_ns)
{
	queue_push_lane(net->queue, lane, at_ns,
			event_payload(EVENT_SEGMENT, flight->index));
}

void net_put_on_wire(struct net *net, const struct flight *flight,
		     int64_t at_ns, bool astray)
{
	uint32_t lane = astray ? QUEUE_NO_LANE : net->lane_wire[flight->to];
	struct flight *put = flights_take(&net->flights);

	put->seg = flight->seg;
	put->from = flight->from;
	put->guess = flight->guess;
	put->pair = flight->pair;
	put->port = flight->port;
	put->to = flight->to;
	push_flight(net, lane, put, at_ns);
}

/* A wire with rules or copies, or none at all, or someone who looks on. */
static RARELY void send_watched(struct net *net, const struct flight *flight,
				bool again)
{
	int64_t at_ns = NEVER_NS;

	if (net->crossing)
		at_ns = crossing_send(net, flight);
	else if (!net->detached &&
		 link_send(&net->link[flight->to], net_now_ns(net), &at_ns))
		net_put_on_wire(net, flight, at_ns, false);
	if (net->tap.sent)
		net->tap.sent(net->tap.data, flight, again, at_ns);
}

static RARELY void send_copy_watched(struct net *net, struct flight head,
				     const struct segment *seg, bool again)
{
	head.seg = *seg;
	send_watched(net, &head, again);
}

static inline void send(struct net *net, uint32_t from, uint32_t guess,
			uint32_t pair, uint16_t port, enum end to,
			const struct segment *seg, bool again)
{
	struct flight *flight;
	int64_t at_ns;

	count_sent(net, end_other(to), seg, again);
	if (net->crossing || net->tap.sent) {
		send_copy_watched(net,
				  (struct flight){
				      .from = from,
				      .guess = guess,
				      .pair = pair,
				      .port = port,
				      .to = (uint8_t)to,
				  },
				  seg, again);
		return;
	}
	if (!link_send(&net->link[to], net_now_ns(net), &at_ns))
		return;
	flight = flights_take(&net->flights);
	if (seg != &flight->seg)
		flight->seg = *seg;
	flight->from = from;
	flight->guess = guess;
	flight->pair = pair;
	flight->port = port;
	flight->to = (uint8_t)to;
	push_flight(net, net->lane_wire[to], flight, at_ns);
}

void net_send(struct net *net, enum end from, uint32_t pair, uint32_t port,
	      const struct segment *seg, bool again)
{
	send(net, SOCKETS_NONE, SOCKETS_NONE, pair, (uint16_t)port,
	     end_other(from), seg, again);
}

void net_send_from(struct net *net, uint32_t index, const struct socket *socket,
		   const struct segment *seg, bool again)
{
	send(net, index, socket->peer, socket->pair, socket->port,
	     end_other(socket->end), seg, again);
}

struct flight *net_arrived(struct net *net, uint32_t index)
{
	struct flight *flight = flights_at(&net->flights, index);

	net_count(net, flight->to, COUNTER_IN_SEGS);
	if (net->tap.arrived)
		net->tap.arrived(net->tap.data, flight);
	return flight;
}

void net_stepped(struct net *net, enum end end, uint32_t pair, uint32_t port,
		 unsigned int row)
{
	net->row_fired[row]++;
	if (net->tap.stepped)
		net->tap.stepped(net->tap.data, end, pair, port, row);
}

static uint64_t flow_hash(const struct net *net, enum end end, uint32_t pair,
			  uint32_t port)
{
	return hash_u64(net_flow_id(end, pair, port) ^ net->secret);
}

/* Division takes long, and the tick is most often a power of two. */
static int64_t isn_clock(int64_t tick_ns, int64_t now_ns)
{
	if ((tick_ns & (tick_ns - 1)) == 0)
		return now_ns >> __builtin_ctzll((uint64_t)tick_ns);
	return now_ns / tick_ns;
}

struct seq net_isn_at(const struct net *net, enum end end, uint32_t pair,
		      uint32_t port, int64_t at_ns)
{
	return seq_of(
	    (uint32_t)flow_hash(net, end, pair, port) +
	    (uint32_t)isn_clock(net_profile(net, end)->isn_tick_ns, at_ns));
}

struct seq net_isn(const struct net *net, enum end end, uint32_t pair,
		   uint32_t port)
{
	return net_isn_at(net, end, pair, port, net_now_ns(net));
}

/* A host that has been up for some time, a month at the most. */
#define UPTIME_MS_MAX (UINT64_C(30) * 24 * 3600 * 1000)

uint32_t net_ts_offset(const struct net *net, enum end end, uint32_t pair,
		       uint32_t port)
{
	uint64_t host =
	    (uint64_t)net_host_of(net, end, pair) << 1 | (uint64_t)end;

	if (net_profile(net, end)->timestamp_per_host)
		return (uint32_t)(hash_u64(host ^ net->secret) % UPTIME_MS_MAX);
	return (uint32_t)(flow_hash(net, end, pair, port) >> 32);
}

uint32_t net_host_of(const struct net *net, enum end end, uint32_t pair)
{
	if (end == END_CLIENT)
		return flows_client_of(&net->flows, pair);
	if (net->flows.destinations_n == 1)
		return 0;
	return pair % net->flows.destinations_n / net->setup.server_ports_n;
}

uint32_t *net_orphans_n(struct net *net, enum end end, uint32_t pair)
{
	return &net->side[end].host_orphans_n[net_host_of(net, end, pair)];
}

void net_take_port(struct net *net, uint32_t pair, uint32_t port)
{
	if (flows_take(&net->flows, pair, port)) {
		net_ledger_add(net, END_CLIENT, LEDGER_BIND_BUCKET);
		net_ledger_add(net, END_CLIENT, LEDGER_BIND2_BUCKET);
	}
	gauge_set(&net->ports_in_use_n, net_now_ns(net), net->flows.in_use_n);
}

void net_release_port(struct net *net, uint32_t pair, uint32_t port)
{
	if (flows_release(&net->flows, pair, port)) {
		net_ledger_remove(net, END_CLIENT, LEDGER_BIND_BUCKET);
		net_ledger_remove(net, END_CLIENT, LEDGER_BIND2_BUCKET);
	}
	gauge_set(&net->ports_in_use_n, net_now_ns(net), net->flows.in_use_n);
}
