#include "host/timewaits.h"

#include "base/must.h"
#include "host/cpu.h"
#include "host/pool.h"
#include "host/recycle.h"
#include "tcp/expiry.h"
#include "tcp/output.h"

#define MS_PER_S (NS_PER_S / NS_PER_MS)

bool timewaits_admit(struct net *net, enum end end, uint32_t pair)
{
	uint32_t *n =
	    &net->side[end].host_time_wait_n[net_host_of(net, end, pair)];

	if (*n >= net_profile(net, end)->tcp_max_tw_buckets) {
		net_count(net, end, COUNTER_TIME_WAIT_OVERFLOW);
		return false;
	}
	++*n;
	return true;
}

void timewaits_leave(struct net *net, enum end end, uint32_t pair)
{
	--net->side[end].host_time_wait_n[net_host_of(net, end, pair)];
}

static void gauge_alive(struct net *net, enum end end)
{
	gauge_set(&net->side[end].time_wait_n, net_now_ns(net),
		  net->timewaits[end].alive_n);
}

/* All of a side are equally long: the FIFO rests on that. */
static int64_t ends_ns(const struct net *net, enum end end,
		       const struct tw_entry *entry)
{
	const struct profile *profile = net_profile(net, end);

	if (recycle_applies(net, end))
		return expiry_ns(profile, entry->began_ns,
				 recycle_hold_ns(profile));
	return expiry_time_wait_ns(profile, entry->began_ns);
}

static void set_reaper(struct net *net, enum end end)
{
	struct tw_entry *oldest = twtable_oldest(&net->timewaits[end]);

	if (!oldest || net->reaper_set[end])
		return;
	net->reaper_set[end] = true;
	queue_push_lane(net->queue, net->lane_timewait[end],
			ends_ns(net, end, oldest),
			event_payload(EVENT_TIMEWAIT, end));
}

static void put(struct net *net, enum end end, const struct tw_entry *entry)
{
	uint32_t place = twtable_push(&net->timewaits[end], entry);

	flows_set_slot(&net->flows, end, entry->pair, entry->port,
		       slot_of_timewait(place));
	set_reaper(net, end);
}

void timewaits_begin(struct net *net, enum end end, uint32_t pair,
		     uint32_t port, const struct timewait *tw)
{
	struct tw_entry entry = {
	    .began_ns = net_now_ns(net),
	    .snd_nxt = tw->snd_nxt,
	    .rcv_nxt = tw->rcv_nxt,
	    .ts_recent = tw->ts_recent,
	    .entered_ms = (uint32_t)(net_now_ns(net) / NS_PER_MS),
	    .pair = pair,
	    .port = (uint16_t)port,
	    .flags = tw->timestamps ? TW_TIMESTAMPS : 0,
	};

	put(net, end, &entry);
	if (tw->timestamps)
		recycle_remember(net, end, pair, tw->ts_recent);
	gauge_alive(net, end);
}

void timewaits_enter(struct net *net, const struct socket *socket)
{
	struct timewait tw = timewait_of(&socket->tcb);

	timewaits_begin(net, (enum end)socket->end, socket->pair, socket->port,
			&tw);
}

/* A mini-socket does not go through fsm_step(), but its rows are the table's.
 */
static void step(struct net *net, enum end end, uint32_t pair, uint32_t port,
		 enum tcp_event event)
{
	net_stepped(net, end, pair, port,
		    (unsigned int)fsm_row_of(TCP_TIME_WAIT, event));
}

/* All that is left of it but the entry itself; the client's port may stay. */
static void end_one(struct net *net, enum end end, uint32_t pair, uint32_t port)
{
	flows_set_slot(&net->flows, end, pair, port, (struct slot){0});
	if (net->cpus)
		cpu_connection_ends(net, end, pair, port);
	if (net->pools)
		pool_forgets(net, end, pair);
	timewaits_leave(net, end, pair);
	net_ledger_remove(net, end, LEDGER_TIMEWAIT_SOCK);
	gauge_alive(net, end);
}

/* And the port with it. */
static void end_oldest(struct net *net, enum end end,
		       const struct tw_entry *oldest)
{
	uint32_t pair = oldest->pair;
	uint32_t port = oldest->port;

	twtable_pop(&net->timewaits[end]);
	end_one(net, end, pair, port);
	if (end == END_CLIENT)
		net_release_port(net, pair, port);
}

/* Many end at once, and each is somewhere else. */
static void look_ahead(const struct net *net, enum end end)
{
	const struct tw_entry *far = twtable_ahead(&net->timewaits[end], 16);
	const struct tw_entry *near = twtable_ahead(&net->timewaits[end], 8);

	if (far)
		flows_look_ahead(&net->flows, far->pair, far->port, false);
	if (near)
		flows_look_ahead(&net->flows, near->pair, near->port, true);
}

void timewaits_expire(struct net *net, enum end end)
{
	struct tw_entry *oldest;

	net->reaper_set[end] = false;
	while ((oldest = twtable_oldest(&net->timewaits[end])) != NULL &&
	       ends_ns(net, end, oldest) <= net_now_ns(net)) {
		look_ahead(net, end);
		step(net, end, oldest->pair, oldest->port, EV_TIMEOUT_2MSL);
		end_oldest(net, end, oldest);
		net->expired_n++;
	}
	set_reaper(net, end);
}

void timewaits_drop(struct net *net, enum end end)
{
	struct tw_entry *oldest;

	while ((oldest = twtable_oldest(&net->timewaits[end])) != NULL)
		end_oldest(net, end, oldest);
}

/* As the last ACK had it: nothing is unread when both FINs have come. */
static uint16_t window_field(const struct profile *profile)
{
	int64_t window = profile->window;

	if (profile->tcp_window_scaling)
		window >>= profile->window_scale;
	return window < UINT16_MAX ? (uint16_t)window : UINT16_MAX;
}

static void answer(struct net *net, enum end end, const struct tw_entry *entry)
{
	struct segment ack = {
	    .seq = entry->snd_nxt,
	    .ack = entry->rcv_nxt,
	    .window = window_field(net_profile(net, end)),
	    .flags = SEG_ACK,
	};

	if (entry->flags & TW_TIMESTAMPS) {
		ack.ts_val = output_ts_val(
		    net_ts_offset(net, end, entry->pair, entry->port),
		    net_now_ns(net));
		ack.ts_ecr = entry->ts_recent;
		ack.flags |= SEG_TS;
	}
	net_send(net, end, entry->pair, entry->port, &ack, false);
}

static void begin_anew(struct net *net, enum end end, uint32_t place)
{
	struct tw_entry entry = *twtable_at(&net->timewaits[end], place);

	twtable_kill(&net->timewaits[end], place);
	entry.began_ns = net_now_ns(net);
	put(net, end, &entry);
}

static void end_early(struct net *net, enum end end, uint32_t pair,
		      uint32_t port)
{
	struct slot slot = flows_slot(&net->flows, end, pair, port);

	twtable_kill(&net->timewaits[end], slot_place(slot));
	end_one(net, end, pair, port);
}

static struct timewait timewait_at(const struct tw_entry *entry)
{
	return (struct timewait){
	    .snd_nxt = entry->snd_nxt,
	    .rcv_nxt = entry->rcv_nxt,
	    .ts_recent = entry->ts_recent,
	    .timestamps = (entry->flags & TW_TIMESTAMPS) != 0,
	};
}

/* What may be part of an ACK loop is answered once in an interval. */
static bool is_held_back(struct net *net, const struct flight *flight)
{
	int64_t interval_ns = net_profile(net, flight->to)->oow_interval_ns;
	uint64_t flow = net_flow_id(flight->to, flight->pair, flight->port);
	struct oow_ack *last = &net->oow_ack[hash_u64(flow) % OOW_ACKS_N];

	if (segment_len(&flight->seg) > 0 &&
	    !segment_has(&flight->seg, SEG_SYN))
		return false;
	if (last->flow == flow && net_now_ns(net) - last->at_ns < interval_ns)
		return true;
	*last = (struct oow_ack){.flow = flow, .at_ns = net_now_ns(net)};
	return false;
}

bool timewaits_segment(struct net *net, const struct flight *flight,
		       struct seq *iss)
{
	enum end end = flight->to;
	const struct profile *profile = net_profile(net, end);
	uint32_t place = slot_place(
	    flows_slot(&net->flows, end, flight->pair, flight->port));
	struct tw_entry *entry = twtable_at(&net->timewaits[end], place);
	struct timewait tw = timewait_at(entry);
	unsigned int verdict = timewait_input(profile, &tw, &flight->seg);

	entry->ts_recent = tw.ts_recent;
	if (verdict & TIMEWAIT_REOPEN) {
		if (end == END_CLIENT) { /* nobody listens */
			answer(net, end, entry);
			return false;
		}
		*iss =
		    timewait_iss(profile, &tw,
				 net_isn(net, end, flight->pair, flight->port));
		net->side[end].tw_reopened_n++;
		step(net, end, flight->pair, flight->port, EV_RCV_SYN);
		end_early(net, end, flight->pair, flight->port);
		return true;
	}
	if ((verdict & TIMEWAIT_ACK) && !is_held_back(net, flight))
		answer(net, end, entry);
	if ((verdict & TIMEWAIT_REARM) && segment_has(&flight->seg, SEG_FIN))
		step(net, end, flight->pair, flight->port, EV_RCV_FIN);
	if (verdict & TIMEWAIT_REARM)
		begin_anew(net, end, place);
	if (verdict & TIMEWAIT_KILL) {
		step(net, end, flight->pair, flight->port, EV_RCV_RST);
		end_early(net, end, flight->pair, flight->port);
		if (end == END_CLIENT)
			net_release_port(net, flight->pair, flight->port);
	}
	return false;
}

bool timewaits_reuse_applies(const struct profile *profile, bool loopback)
{
	if (profile->reuse == REUSE_NEVER || !profile->tcp_timestamps)
		return false;
	return profile->tcp_tw_reuse == 1 ||
	       (profile->tcp_tw_reuse == 2 && loopback);
}

static bool is_ripe(const struct profile *profile, const struct tw_entry *entry,
		    int64_t now_ns)
{
	int64_t now_ms = now_ns / NS_PER_MS;
	/* 32 bits of ms wrap after 49 days: the last time it could have been */
	int64_t entered_ms = now_ms - (uint32_t)(now_ms - entry->entered_ms);

	switch ((enum reuse_policy)profile->reuse) {
	case REUSE_NEVER:
		return false;
	case REUSE_NEXT_SECOND:
		return now_ms / MS_PER_S > entered_ms / MS_PER_S;
	case REUSE_SECOND_AFTER:
		return now_ms / MS_PER_S > entered_ms / MS_PER_S + 1;
	case REUSE_MILLISECONDS:
		return now_ms > entered_ms + profile->tcp_tw_reuse_delay_ms;
	}
	must_not_come("a reuse policy");
	return false;
}

void timewaits_ripen(struct net *net)
{
	const struct profile *profile = net_profile(net, END_CLIENT);
	struct twtable *table = &net->timewaits[END_CLIENT];
	struct tw_entry *entry;

	if (!net->reuses)
		return;
	while ((entry = twtable_next_unripe(table)) != NULL &&
	       is_ripe(profile, entry, net_now_ns(net))) {
		entry->flags |= TW_REUSABLE;
		if (entry->flags & TW_TIMESTAMPS)
			portset_release(
			    flows_free_ports(&net->flows, entry->pair),
			    entry->port);
	}
}

bool timewaits_may_take(struct net *net, uint32_t pair, uint32_t port)
{
	struct slot slot = flows_slot(&net->flows, END_CLIENT, pair, port);
	const struct tw_entry *entry;

	if (net_profile(net, END_CLIENT)->bind_policy == BIND_ANY ||
	    !slot_is_timewait(slot))
		return false;
	entry = twtable_at(&net->timewaits[END_CLIENT], slot_place(slot));
	return entry->flags & TW_TIMESTAMPS;
}

struct seq timewaits_reuse(struct net *net, uint32_t pair, uint32_t port)
{
	struct slot slot = flows_slot(&net->flows, END_CLIENT, pair, port);
	struct timewait tw = timewait_at(
	    twtable_at(&net->timewaits[END_CLIENT], slot_place(slot)));

	step(net, END_CLIENT, pair, port, EV_CALL_ACTIVE_OPEN);
	end_early(net, END_CLIENT, pair, port);
	net_release_port(net, pair, port);
	net->side[END_CLIENT].tw_reused_n++;
	net_count(net, END_CLIENT, COUNTER_TW_RECYCLED);
	return timewait_iss(net_profile(net, END_CLIENT), &tw,
			    net_isn(net, END_CLIENT, pair, port));
}
