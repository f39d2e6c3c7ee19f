#include "host/conn.h"

#include "host/ending.h"
#include "host/holdings.h"
#include "host/timewaits.h"
#include "tcp/input.h"
#include "tcp/output.h"
#include "tcp/rto.h"

struct conn {
	struct net *net;
	struct socket *socket;
	const struct profile *profile;
	uint32_t index;
};

static struct conn conn_at(struct net *net, uint32_t index)
{
	struct socket *socket = sockets_at(&net->sockets, index);

	return (struct conn){
	    .net = net,
	    .socket = socket,
	    .profile = net_profile(net, socket->end),
	    .index = index,
	};
}

static void count(const struct conn *conn, enum counter counter)
{
	net_count(conn->net, conn->socket->end, counter);
}

static void send_segment(const struct conn *conn, const struct segment *seg,
			 bool again)
{
	net_send(conn->net, conn->socket->end, conn->socket->pair,
		 conn->socket->port, seg, again);
}

/* Timers */

static void set_retransmission(const struct conn *conn)
{
	struct socket *socket = conn->socket;
	struct tcb *tcb = &socket->tcb;

	if (!tcb_outstanding(tcb) && !tcb_is_blocked(tcb)) {
		if (timer_is_armed(&socket->rexmit))
			timer_cancel(&socket->rexmit);
		return;
	}
	net_alarm(conn->net, &socket->rexmit, socket->end,
		  rto_delay_ns(conn->profile, tcb), EVENT_RETRANSMIT,
		  conn->index);
}

static void set_delayed_ack(const struct conn *conn)
{
	struct socket *socket = conn->socket;

	if (socket->tcb.ack_owed != ACK_LATER) {
		if (timer_is_armed(&socket->delack))
			timer_cancel(&socket->delack);
		return;
	}
	if (!timer_is_armed(&socket->delack))
		net_alarm(conn->net, &socket->delack, socket->end,
			  conn->profile->ack_delay_ns, EVENT_DELACK,
			  conn->index);
}

/* Segments */

/* Linux has no socket yet, only what it must remember to make one. */
static bool is_request(const struct tcb *tcb)
{
	return tcb->state == TCP_SYN_RECEIVED && tcb->passive;
}

static void send_again(const struct conn *conn, bool probe)
{
	struct tcb *tcb = &conn->socket->tcb;
	struct segment seg;

	output_retransmit(conn->profile, tcb, net_now_ns(conn->net), probe,
			  &seg);
	if (segment_has(&seg, SEG_SYN))
		count(conn, COUNTER_SYN_RETRANS);
	/* linux tcp_make_synack() counts whatever it is made for */
	if (is_request(tcb))
		count(conn, COUNTER_OUT_SEGS);
	send_segment(conn, &seg, true);
}

static void emit(const struct conn *conn)
{
	struct tcb *tcb = &conn->socket->tcb;
	struct segment seg;

	while (output_next(conn->profile, tcb, net_now_ns(conn->net), &seg))
		send_segment(conn, &seg, false);
}

static void send_reset(const struct conn *conn, struct segment rst)
{
	if (segment_has(&rst, SEG_TS))
		rst.ts_val = output_ts_val(conn->socket->tcb.ts_offset,
					   net_now_ns(conn->net));
	send_segment(conn, &rst, false);
}

static void answer(const struct conn *conn, const struct effects *effects)
{
	struct segment seg;

	if (effects->set & EFFECT_RST)
		send_reset(conn, effects->rst);
	if (effects->set & EFFECT_CHALLENGED)
		count(conn, COUNTER_CHALLENGE_ACK);
	if (effects->set & EFFECT_PAWS)
		count(conn, COUNTER_PAWS_ESTAB);
	if (effects->set & EFFECT_ZERO_PROBE) {
		output_zero_probe(conn->profile, &conn->socket->tcb,
				  net_now_ns(conn->net), &seg);
		send_segment(conn, &seg, false);
	}
	if (effects->set & EFFECT_PROBE) {
		count(conn, COUNTER_LOSS_PROBES);
		send_again(conn, true);
	}
	if ((effects->set & EFFECT_RETRANSMIT) &&
	    tcb_outstanding(&conn->socket->tcb))
		send_again(conn, false);
	if (conn->socket->tcb.state != TCP_CLOSED)
		emit(conn);
}

/* What the application is told, and what it calls */

static void server_connected(const struct conn *conn)
{
	holdings_drop(conn->net, conn->socket);
	conn->socket->established = true;
	holdings_take(conn->net, conn->socket);
	holdings_open_file(conn->net, END_SERVER);
	count(conn, COUNTER_PASSIVE_OPENS);
}

static void tell(const struct conn *conn, const struct effects *effects,
		 struct effects *called)
{
	struct socket *socket = conn->socket;
	struct net *net = conn->net;
	uint32_t told = effects->set & EFFECTS_TOLD;

	if (told & EFFECT_TOLD_CONNECTED) {
		if (socket->end == END_SERVER)
			server_connected(conn);
		socket->established = true;
	}
	if (told == 0 || socket->tcb.orphan)
		return;
	net->settling = called;
	net->settling_index = conn->index;
	net->player->told(net, conn->index, told, effects->octets);
	net->settling = NULL;
}

static void count_rows(const struct conn *conn, const struct effects *effects)
{
	for (uint8_t i = 0; i < effects->rows_n; i++)
		ending_count(conn->net, conn->socket->end, effects->row[i]);
	for (uint8_t i = 0; i < effects->rows_n; i++)
		net_stepped(conn->net, conn->socket->end, conn->socket->pair,
			    conn->socket->port, effects->row[i]);
}

/* TCP_LINGER2 below 0: an orphan does not wait in FIN-WAIT-2. */
static void give_up_fin_wait_2(const struct conn *conn, uint32_t set)
{
	struct effects effects = {0};

	count(conn, COUNTER_ABORT_ON_DATA);
	fsm_step(conn->profile, &conn->socket->tcb, EV_CALL_ABORT, &effects);
	answer(conn, &effects);
	count_rows(conn, &effects);
	ending_closed(conn->net, conn->index, set | effects.set);
}

static void settle(const struct conn *conn, const struct effects *effects)
{
	struct effects called = {0};
	struct tcb *tcb = &conn->socket->tcb;
	uint32_t set;

	answer(conn, effects);
	tell(conn, effects, &called);
	count_rows(conn, effects);
	count_rows(conn, &called);
	set = effects->set | called.set;
	/* A listener's own socket is not the one that falls back to LISTEN. */
	if (tcb->state == TCP_CLOSED || tcb->state == TCP_LISTEN) {
		ending_closed(conn->net, conn->index, set);
		return;
	}
	if (tcb->state == TCP_TIME_WAIT) {
		ending_time_wait(conn->net, conn->index, set);
		return;
	}
	if ((set & EFFECT_FIN_WAIT_2) && tcb->orphan &&
	    conn->socket->linger2_s < 0) {
		give_up_fin_wait_2(conn, set);
		return;
	}
	if ((set & EFFECT_FIN_WAIT_2) &&
	    !ending_fin_wait_2(conn->net, conn->index, set))
		return;
	if (set & EFFECT_SYN_AGAIN)
		net_alarm(conn->net, &conn->socket->rexmit, conn->socket->end,
			  conn->profile->syn_again_ns, EVENT_RETRANSMIT,
			  conn->index);
	else if ((set & EFFECT_RETIME) ||
		 !timer_is_armed(&conn->socket->rexmit))
		set_retransmission(conn);
	set_delayed_ack(conn);
}

/* Calls: part of the step of which the application was told, or a new one. */

static void take(const struct conn *conn, struct effects *effects)
{
	struct effects *settling = conn->net->settling;

	if (!settling) {
		settle(conn, effects);
		return;
	}
	must(conn->net->settling_index == conn->index);
	answer(conn, effects);
	settling->set |= effects->set;
	must(settling->rows_n + effects->rows_n <= EFFECT_ROWS_MAX);
	for (uint8_t i = 0; i < effects->rows_n; i++)
		settling->row[settling->rows_n++] = effects->row[i];
}

void conn_send(struct net *net, uint32_t index, uint32_t octets)
{
	struct conn conn = conn_at(net, index);
	struct effects effects = {.set = EFFECT_OUTPUT};

	conn.socket->tcb.snd_end = seq_add(conn.socket->tcb.snd_end, octets);
	take(&conn, &effects);
}

void conn_read(struct net *net, uint32_t index, uint32_t octets)
{
	struct tcb *tcb = &sockets_at(&net->sockets, index)->tcb;

	must(octets <= tcb->unread);
	tcb->unread -= octets;
}

void conn_abort(struct net *net, uint32_t index)
{
	struct conn conn = conn_at(net, index);
	struct effects effects = {0};

	timer_cancel(&conn.socket->patience);
	fsm_step(conn.profile, &conn.socket->tcb, EV_CALL_ABORT, &effects);
	take(&conn, &effects);
}

void conn_shutdown(struct net *net, uint32_t index)
{
	struct conn conn = conn_at(net, index);
	struct effects effects = {0};

	fsm_step(conn.profile, &conn.socket->tcb, EV_CALL_CLOSE, &effects);
	take(&conn, &effects);
}

void conn_close(struct net *net, uint32_t index)
{
	struct conn conn = conn_at(net, index);
	struct effects effects = {0};
	struct tcb *tcb = &conn.socket->tcb;
	int64_t orphans_n =
	    *net_orphans_n(net, conn.socket->end, conn.socket->pair);
	enum tcp_event event = EV_CALL_CLOSE;

	if (tcb->unread > 0) {
		count(&conn, COUNTER_ABORT_ON_CLOSE);
		event = EV_CALL_ABORT;
	} else if (orphans_n >= conn.profile->tcp_max_orphans) {
		count(&conn, COUNTER_ABORT_ON_MEMORY);
		event = EV_CALL_ABORT;
	}
	ending_orphan(net, index);
	if (tcb->state == TCP_FIN_WAIT_2 && event == EV_CALL_CLOSE)
		effects.set |= EFFECT_FIN_WAIT_2;
	fsm_step(conn.profile, tcb, event, &effects);
	take(&conn, &effects);
}

void conn_drop(struct net *net, uint32_t index)
{
	ending_closed(net, index, 0);
}

/* Beginnings */

static struct socket *new_socket(struct net *net, enum end end, uint32_t pair,
				 uint32_t port, struct seq iss, uint32_t *index)
{
	const struct profile *profile = net_profile(net, end);
	struct socket *socket;

	*index = sockets_new(&net->sockets);
	socket = sockets_at(&net->sockets, *index);
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
	return socket;
}

static int64_t search_ns(const struct net *net, struct port_choice choice)
{
	return net->setup.machine->connect_base_ns +
	       (choice.tried_n - 1) * net->setup.machine->connect_probe_ns;
}

static void begin_connect(struct net *net, uint32_t pair,
			  struct port_choice choice, int64_t busy_ns)
{
	struct seq iss;
	struct socket *socket;
	uint32_t index, lane;

	if (slot_is_empty(
		flows_slot(&net->flows, END_CLIENT, pair, choice.offset)))
		iss = net_isn(net, END_CLIENT, pair, choice.offset);
	else
		iss = timewaits_reuse(net, pair, choice.offset);
	net_take_port(net, pair, choice.offset);
	socket = new_socket(net, END_CLIENT, pair, choice.offset, iss, &index);
	socket->dear = choice.dear;
	holdings_take(net, socket);
	holdings_open_file(net, END_CLIENT);
	lane = choice.tried_n == 1 ? net->lane_connect : QUEUE_NO_LANE;
	queue_push_lane(net->queue, lane, net_now_ns(net) + busy_ns,
			event_payload(EVENT_CONNECT, 0, index));
}

bool conn_connect(struct net *net, uint32_t pair, int64_t *busy_ns)
{
	struct port_choice choice;

	timewaits_ripen(net);
	flows_pair(&net->flows, pair);
	choice = ports_choose(
	    &net->chooser, flows_free_ports(&net->flows, pair),
	    flows_cursor(&net->flows, pair, net->setup.pick == PICK_RANGE),
	    pair, net_now_ns(net));
	*busy_ns = search_ns(net, choice);
	if (choice.offset == PORTSET_NONE)
		return false;
	begin_connect(net, pair, choice, *busy_ns);
	return true;
}

void conn_accept(struct net *net, const struct flight *flight, struct seq iss)
{
	struct effects effects = {0};
	struct socket *socket;
	struct conn conn;
	uint32_t index;

	socket = new_socket(net, END_SERVER, flight->pair, flight->port, iss,
			    &index);
	socket->tcb.passive = true;
	holdings_take(net, socket);
	conn = conn_at(net, index);
	fsm_step(conn.profile, &socket->tcb, EV_CALL_PASSIVE_OPEN, &effects);
	input_segment(conn.profile, &socket->tcb, &flight->seg, net_now_ns(net),
		      &effects);
	settle(&conn, &effects);
}

void conn_segment(struct net *net, uint32_t index, const struct segment *seg)
{
	struct conn conn = conn_at(net, index);
	struct effects effects = {0};

	if (conn.socket->tcb.state == TCP_CLOSED)
		return; /* still searching its port: an old duplicate */
	input_segment(conn.profile, &conn.socket->tcb, seg, net_now_ns(net),
		      &effects);
	settle(&conn, &effects);
}

/* Timers that came */

static void on_connect(const struct conn *conn, struct effects *effects)
{
	count(conn, COUNTER_ACTIVE_OPENS);
	fsm_step(conn->profile, &conn->socket->tcb, EV_CALL_ACTIVE_OPEN,
		 effects);
}

static void on_retransmit(const struct conn *conn, struct effects *effects)
{
	struct tcb *tcb = &conn->socket->tcb;
	bool probed = tcb_is_blocked(tcb);

	input_timeout(conn->profile, tcb, net_now_ns(conn->net), effects);
	/* the last one as well, with which it gives up */
	if ((effects->set & EFFECT_RETRANSMIT) ||
	    (tcb->state == TCP_CLOSED && !probed))
		count(conn, COUNTER_TIMEOUTS);
	if (effects->set & EFFECT_TOLD_TIMED_OUT)
		count(conn, COUNTER_ABORT_ON_TIMEOUT);
}

static void on_delack(const struct conn *conn, struct effects *effects)
{
	count(conn, COUNTER_DELAYED_ACKS);
	conn->socket->tcb.ack_owed = ACK_NOW;
	effects->set |= EFFECT_OUTPUT;
}

static void on_patience(const struct conn *conn, struct effects *effects)
{
	if (!conn->socket->tcb.orphan)
		conn->net->player->patience(conn->net, conn->index);
	else if (!ending_goes_on(conn->net, conn->index))
		fsm_step(conn->profile, &conn->socket->tcb,
			 EV_TIMEOUT_FIN_WAIT_2, effects);
}

void conn_timer(struct net *net, const struct event *event)
{
	struct conn conn = conn_at(net, event_index(event->payload));
	struct effects effects = {0};

	switch ((enum event_kind)event_kind(event->payload)) {
	case EVENT_CONNECT:
		on_connect(&conn, &effects);
		break;
	case EVENT_RETRANSMIT:
		if (!timer_take(&conn.socket->rexmit, event))
			return;
		on_retransmit(&conn, &effects);
		break;
	case EVENT_DELACK:
		if (!timer_take(&conn.socket->delack, event))
			return;
		on_delack(&conn, &effects);
		break;
	case EVENT_PATIENCE:
		if (!timer_take(&conn.socket->patience, event))
			return;
		on_patience(&conn, &effects);
		if (effects.rows_n == 0)
			return;
		break;
	case EVENT_SEGMENT:
	case EVENT_TIMEWAIT:
	case EVENT_KINDS_N:
		must_not_come("a timer of a socket");
	}
	settle(&conn, &effects);
}
