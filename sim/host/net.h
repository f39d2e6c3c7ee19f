#ifndef HOST_NET_H
#define HOST_NET_H

#include "base/counters.h"
#include "host/alarms.h"
#include "host/flights.h"
#include "host/flows.h"
#include "host/gauge.h"
#include "host/ledger.h"
#include "host/machine.h"
#include "host/ports.h"
#include "host/sockets.h"
#include "host/twtable.h"
#include "tcp/fsm.h"
#include "tcp/segment.h"
#include "wire/link.h"
#include "wire/rules.h"

struct performances;

/** enum event_kind - What an event in the queue means for the hosts */
enum event_kind {
	EVENT_SEGMENT,	/* arrives; index of the flight */
	EVENT_CONNECT,	/* the port search is over; index of the socket */
	EVENT_ALARM,	/* timers of sockets, by list, see host/alarms.h */
	EVENT_TIMER,	/* a timer of a socket that is in no list */
	EVENT_TIMEWAIT, /* the oldest TIME-WAIT is due; index is the end */
	EVENT_COURSE_SEGMENT, /* the same, on course, see host/performances.h */
	EVENT_COURSE_CALL,    /* its application, or its search is over */
	EVENT_ACCEPT,  /* descriptors are free; index of the server host */
	EVENT_SERVED,  /* a CPU has looked at a segment; index of the host */
	EVENT_KINDS_N, /* what the owner of the queue adds begins here */
};

/**
 * struct net_setup - What a net is made from
 * @profile:	Stack of each side, kept by reference
 * @machine:	Hardware of every host, kept by reference
 * @server_files_max: Descriptors of a server's process; 0: they do not end
 * @application_bytes:	Memory of what serves a connection
 * @duplicate, @reorder, @wander_ns: See struct link
 * @wire_msl_ns: No segment arrives that is older
 * @loopback:	Client and server are in 127/8
 * @nat:	The clients have one address, as the servers see them
 */
struct net_setup {
	const struct profile *profile[ENDS_N];
	const struct machine *machine;
	enum port_pick pick;
	uint32_t clients_n;
	uint32_t servers_n;
	uint32_t server_ports_n;
	uint32_t ports_n;
	uint32_t server_files_max;
	int64_t application_bytes;
	int64_t rtt_ns;
	int64_t jitter_ns;
	double loss;
	double duplicate;
	double reorder;
	int64_t wander_ns;
	int64_t wire_msl_ns;
	bool loopback;
	bool nat;
	uint64_t seed;
};

/**
 * struct side - What all hosts of one side have together
 * @host_time_wait_n: By host: for tcp_max_tw_buckets
 * @host_orphans_n: By host, full sockets whose application has closed: for
 *		tcp_max_orphans
 * @served_n:	Connections an application holds open
 * @waiting_bytes: Text in buffers, see host/buffers.h
 * @tcp_pages_n: Pages that buffers count
 */
struct side {
	struct ledger ledger;
	struct gauge time_wait_n;
	struct gauge served_n;
	struct gauge waiting_bytes;
	struct gauge tcp_pages_n;
	uint32_t *host_time_wait_n;
	uint64_t tw_reused_n;
	uint64_t tw_reopened_n;
	uint32_t *host_orphans_n;
	uint64_t counter[COUNTER_N];
};

struct net;

/**
 * struct net_player - Who plays the applications
 * @told:	TCP tells a socket's application something: EFFECT_TOLD_* bits,
 *		and how many octets have come. It may make calls (conn.h)
 * @patience:	The time that it had set itself is over
 * @gone:	The full socket is let go: TCP has done with it, or keeps a
 *		TIME-WAIT. @effects: what led to it
 *
 * Nobody is told anything of a socket that its application has closed, but
 * @gone comes for each.
 */
struct net_player {
	void (*told)(struct net *net, uint32_t index, uint32_t told,
		     uint32_t octets);
	void (*patience)(struct net *net, uint32_t index);
	void (*gone)(struct net *net, uint32_t index, uint32_t effects);
};

/**
 * struct net_tap - Who is told what happens, segment by segment
 * @ruled:	A rule decides about a segment that leaves; @sent follows
 * @sent:	A segment leaves; @arrives_ns is NEVER_NS if it will be lost, or
 *		is held
 * @arrived:	A segment has come, and is about to be looked at
 * @stepped:	A row of the state table fired, see fsm_rows()
 * @forgot:	An end has lost its socket, as by a reboot: no row says so
 * @data:	Given to each of them
 *
 * Any of them may be NULL. They look, and change nothing.
 */
struct net_tap {
	void (*ruled)(void *data, const struct flight *flight,
		      const struct rules_rule *rule);
	void (*sent)(void *data, const struct flight *flight, bool again,
		     int64_t arrives_ns);
	void (*arrived)(void *data, const struct flight *flight);
	void (*stepped)(void *data, enum end end, uint32_t pair, uint32_t port,
			unsigned int row);
	void (*forgot)(void *data, enum end end, uint32_t pair, uint32_t port);
	void *data;
};

/**
 * struct oow_ack - The last ACK of a TIME-WAIT for what was out of its window
 * @flow:	net_flow_id(); all ones: none
 * @at_ns:	When
 */
struct oow_ack {
	uint64_t flow;
	int64_t at_ns;
};

/**
 * struct peer_stamp - What tcp_tw_recycle remembers of an address
 * @ts:		Its last timestamp
 * @at_s:	When, s
 */
struct peer_stamp {
	int64_t at_s;
	uint32_t ts;
	bool known;
};

/** Few TIME-WAITs are addressed at once: the last of each hash is kept. */
#define OOW_ACKS_N 64

/**
 * struct net - All that the hosts of one run share
 * @link:	By end: the wire towards it
 * @crossing:	The wire does more than delay and lose, see host/crossing.h;
 *		NULL: it does not
 * @rules:	Of the wire; NULL: none
 * @cpus:	What takes CPU time, see host/cpu.h; NULL: nothing does
 * @pools:	Mbufs of the hosts, see host/pool.h; NULL: none has such a thing
 * @accept_queues: Who waits for a descriptor, see host/accept_queue.h; NULL:
 *		nobody has to
 * @performances: Connections on course; NULL: none is
 * @on_course_n: How many
 * @timewaits:	By end
 * @oow_ack:	For input.ack-interval, which holds for TIME-WAITs too
 * @peer_stamp:	For tcp_tw_recycle, by server and address; NULL: none yet
 * @reaper_set:	By end: EVENT_TIMEWAIT is pending
 * @void_n:	Events that meant nothing any more
 * @expired_n:	TIME-WAITs that ended at their time
 * @row_fired:	By row of the state table, how often
 * @reuses:	connect() may take over a TIME-WAIT
 * @listens:	Every port of the servers has a listener
 * @detached:	There is no wire: what is sent is seen by the tap alone, which
 *		there must be
 * @buffer_bytes: By end, SO_RCVBUF of sockets that begin there; 0: tcp.window
 * @settling:	Effects of the step that is being taken, while an application
 *		is told of it: what it calls is part of the same step
 * @settling_index: Whose step that is
 * @player_data: Of the player
 */
struct net {
	struct net_setup setup;
	struct queue *queue;
	uint32_t lane_wire[ENDS_N];
	uint32_t lane_timewait[ENDS_N];
	uint32_t lane_connect;
	struct link link[ENDS_N];
	struct crossing *crossing;
	struct rules *rules;
	struct cpus *cpus;
	struct pools *pools;
	struct accept_queues *accept_queues;
	struct performances *performances;
	uint64_t on_course_n;
	struct side side[ENDS_N];
	struct sockets sockets;
	struct alarms alarms;
	struct flights flights;
	struct flows flows;
	struct twtable timewaits[ENDS_N];
	struct oow_ack oow_ack[OOW_ACKS_N];
	struct peer_stamp *peer_stamp;
	bool reaper_set[ENDS_N];
	struct ports_chooser chooser;
	struct gauge ports_in_use_n;
	uint64_t secret;
	uint64_t void_n;
	uint64_t expired_n;
	uint64_t segments_sent_n;
	uint64_t row_fired[UINT8_MAX];
	struct net_tap tap;
	const struct net_player *player;
	void *player_data;
	bool reuses;
	bool listens;
	bool detached;
	uint32_t buffer_bytes[ENDS_N];
	struct effects *settling;
	uint32_t settling_index;
};

/** net_init() - No host has done anything; @player is kept by reference */
void net_init(struct net *net, const struct net_setup *setup,
	      struct queue *queue, const struct net_player *player,
	      void *player_data);
void net_fini(struct net *net);

/** net_is_idle() - Is there no socket, no TIME-WAIT and no segment any more? */
static inline bool net_is_idle(const struct net *net)
{
	return net->sockets.in_use_n == 0 && net->flights.in_use_n == 0 &&
	       net->on_course_n == 0 &&
	       net->timewaits[END_CLIENT].alive_n == 0 &&
	       net->timewaits[END_SERVER].alive_n == 0;
}

static inline int64_t net_now_ns(const struct net *net)
{
	return queue_now_ns(net->queue);
}

static inline const struct profile *net_profile(const struct net *net,
						enum end end)
{
	return net->setup.profile[end];
}

static inline void net_count(struct net *net, enum end end,
			     enum counter counter)
{
	net->side[end].counter[counter]++;
}

/** net_draft() - Where a segment may be written that is sent next */
static inline struct segment *net_draft(struct net *net)
{
	return &flights_next(&net->flights)->seg;
}

/**
 * net_send() - An end puts a segment on the wire
 * @again:	It is sent again: counted apart, as the kernel does
 */
void net_send(struct net *net, enum end from, uint32_t pair, uint32_t port,
	      const struct segment *seg, bool again);

/**
 * net_send_from() - A socket puts a segment on the wire
 * @index, @socket: Which
 * @seg:	Best is net_draft(): then it is not copied
 */
void net_send_from(struct net *net, uint32_t index, const struct socket *socket,
		   const struct segment *seg, bool again);

/**
 * net_put_on_wire() - A segment will arrive
 * @astray:	Not in the order of what was put there before
 */
void net_put_on_wire(struct net *net, const struct flight *flight,
		     int64_t at_ns, bool astray);

/**
 * net_arrived() - A segment has come to the end of the wire
 * @index:	Of its flight, from the event
 *
 * Return:	what arrived, and where; it is there until net_landed()
 */
struct flight *net_arrived(struct net *net, uint32_t index);

/** net_landed() - It was looked at */
static inline void net_landed(struct net *net, struct flight *flight)
{
	flights_free(&net->flights, flight);
}

/** net_stepped() - A row of the state table fired: count it, and tell the tap
 */
void net_stepped(struct net *net, enum end end, uint32_t pair, uint32_t port,
		 unsigned int row);

/** net_flow_id() - An end of a flow as one number, each its own */
static inline uint64_t net_flow_id(enum end end, uint32_t pair, uint32_t port)
{
	return (uint64_t)pair << 17 | (uint64_t)port << 1 | (uint64_t)end;
}

/** net_isn() - What the clock of initial sequence numbers gives for a flow */
struct seq net_isn(const struct net *net, enum end end, uint32_t pair,
		   uint32_t port);
/** net_isn_at() - What it gave at another instant */
struct seq net_isn_at(const struct net *net, enum end end, uint32_t pair,
		      uint32_t port, int64_t at_ns);
/** net_ts_offset() - Start of the timestamps of a flow */
uint32_t net_ts_offset(const struct net *net, enum end end, uint32_t pair,
		       uint32_t port);

/** net_host_of() - Index of the host at an end of a pair, among its side */
uint32_t net_host_of(const struct net *net, enum end end, uint32_t pair);

/** net_orphans_n() - Orphans of the host at an end of a pair, to be changed */
uint32_t *net_orphans_n(struct net *net, enum end end, uint32_t pair);

/** net_take_port(), net_release_port() - Of the client, with its buckets */
void net_take_port(struct net *net, uint32_t pair, uint32_t port);
void net_release_port(struct net *net, uint32_t pair, uint32_t port);

static inline void net_ledger_add(struct net *net, enum end end,
				  enum ledger_kind kind)
{
	ledger_add(&net->side[end].ledger, net_now_ns(net), kind);
}

static inline void net_ledger_remove(struct net *net, enum end end,
				     enum ledger_kind kind)
{
	ledger_remove(&net->side[end].ledger, net_now_ns(net), kind);
}

#endif
