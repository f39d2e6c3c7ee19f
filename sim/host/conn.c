#include "host/conn.h"

#include "base/hint.h"
#include "host/accept_queue.h"
#include "host/beginning.h"
#include "host/buffers.h"
#include "host/ending.h"
#include "host/holdings.h"
#include "host/pool.h"
#include "host/timewaits.h"
#include "tcp/input.h"
#include "tcp/output.h"
#include "tcp/quickack.h"
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
	net_send_from(conn->net, conn->index, conn->socket, seg, again);
}

/* Timers */

static void set_retransmission(const struct conn *conn)
{
	struct socket *socket = conn->socket;
	struct tcb *tcb = &socket->tcb;

	if (!tcb_outstanding(tcb) && !tcb_is_blocked(tcb)) {
		alarms_cancel(conn->net, socket, SOCKET_RETRANSMIT);
		return;
	}
	alarms_set(conn->net, conn->index, SOCKET_RETRANSMIT,
		   rto_delay_ns(conn->profile, tcb));
}

static void set_delayed_ack(const struct conn *conn)
{
	struct socket *socket = conn->socket;

	if (socket->tcb.ack_owed != ACK_LATER) {
		alarms_cancel(conn->net, socket, SOCKET_DELACK);
		return;
	}
	if (!timer_is_armed(&socket->timer[SOCKET_DELACK]))
		alarms_set(conn->net, conn->index, SOCKET_DELACK,
			   quickack_delay_ns(conn->profile, &socket->tcb));
}

/* Segments */

static void send_again(const struct conn *conn, bool probe)
{
	struct tcb *tcb = &conn->socket->tcb;
	struct segment seg;

	output_retransmit(conn->profile, tcb, net_now_ns(conn->net), probe,
			  &seg);
	if (segment_has(&seg, SEG_SYN))
		count(conn, COUNTER_SYN_RETRANS);
	if (tcb->state == TCP_SYN_RECEIVED && tcb->passive)
		count(conn, COUNTER_OUT_SEGS); /* linux tcp_make_synack() */
	send_segment(conn, &seg, true);
}

static STAGE void emit(const struct conn *conn)
{
	struct tcb *tcb = &conn->socket->tcb;
	struct net *net = conn->net;

	do {
		if (!output_next(conn->profile, tcb, net_now_ns(net),
				 net_draft(net)))
			return;
		send_segment(conn, net_draft(net), false);
	} while (output_is_due(tcb));
}

static void send_reset(const struct conn *conn, struct segment rst)
{
	if (segment_has(&rst, SEG_TS))
		rst.ts_val = output_ts_val(conn->socket->tcb.ts_offset,
					   net_now_ns(conn->net));
	send_segment(conn, &rst, false);
}

/* What few steps ask for. */
#define EFFECTS_RARE                                                         \
	(EFFECT_RST | EFFECT_CHALLENGED | EFFECT_ZERO_PROBE | EFFECT_PROBE | \
	 EFFECT_RETRANSMIT | EFFECT_PAWS)

static RARELY void answer_rare(const struct conn *conn,
			       const struct effects *effects)
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
}

static void answer(const struct conn *conn, const struct effects *effects)
{
	if (effects->set & EFFECTS_RARE)
		answer_rare(conn, effects);
	if (output_is_due(&conn->socket->tcb) &&
	    conn->socket->tcb.state != TCP_CLOSED)
		emit(conn);
}

/* What the application is told, and what it calls */

static void server_connected(const struct conn *conn)
{
	holdings_drop(conn->net, conn->socket);
	conn->socket->established = true;
	holdings_take(conn->net, conn->socket);
	count(conn, COUNTER_PASSIVE_OPENS);
	if (conn->net->accept_queues &&
	    !accept_queue_takes(conn->net, conn->socket->pair))
		accept_queue_wait(conn->net, conn->index);
	else
		holdings_open_file(conn->net, END_SERVER, conn->socket->pair);
}

static void tell(const struct conn *conn, const struct effects *effects,
		 struct effects *called)
{
	struct socket *socket = conn->socket;
	struct net *net = conn->net;
	uint32_t told = effects->set & EFFECTS_TOLD;

	if (told & EFFECT_TOLD_CONNECTED) {
		if (socket->end == END_SERVER && !socket->established)
			server_connected(conn);
		socket->established = true;
	}
	if (told == 0 || socket->tcb.orphan || socket->waits)
		return;
	net->settling = called;
	net->settling_index = conn->index;
	net->player->told(net, conn->index, told, effects->octets);
	net->settling = NULL;
}

static RARELY void show_rows(const struct conn *conn,
			     const struct effects *effects)
{
	for (uint8_t i = 0; i < effects->rows_n; i++)
		net_stepped(conn->net, conn->socket->end, conn->socket->pair,
			    conn->socket->port, effects->row[i]);
}

static inline void count_rows(const struct conn *conn,
			      const struct effects *effects)
{
	if (conn->net->tap.stepped) {
		show_rows(conn, effects);
		return;
	}
	for (uint8_t i = 0; i < effects->rows_n; i++)
		conn->net->row_fired[effects->row[i]]++;
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

/* The socket has come to the end of its life, or to where that is in sight. */
static RARELY bool goes_on(const struct conn *conn, uint32_t set)
{
	struct tcb *tcb = &conn->socket->tcb;

	if ((set & EFFECT_FIN_WAIT_2) && tcb->orphan &&
	    conn->socket->linger2_s < 0) {
		give_up_fin_wait_2(conn, set);
		return false;
	}
	if ((set & EFFECT_FIN_WAIT_2) &&
	    !ending_fin_wait_2(conn->net, conn->index, set))
		return false;
	if (set & EFFECT_SYN_AGAIN)
		alarms_set(conn->net, conn->index, SOCKET_RETRANSMIT,
			   conn->profile->syn_again_ns);
	return true;
}

static STAGE void settle(const struct conn *conn, const struct effects *effects)
{
	struct effects called = {0};
	struct socket *socket = conn->socket;
	struct tcb *tcb = &socket->tcb;
	uint32_t set;

	answer(conn, effects);
	tell(conn, effects, &called);
	count_rows(conn, effects);
	if (called.rows_n > 0)
		count_rows(conn, &called);
	set = effects->set | called.set;
	/* A listener's own socket is not the one that falls back to LISTEN. */
	if (tcb->state == TCP_CLOSED || tcb->state == TCP_LISTEN) {
		ending_count(conn->net, socket->end, effects);
		ending_count(conn->net, socket->end, &called);
		ending_closed(conn->net, conn->index, set);
		return;
	}
	if (tcb->state == TCP_TIME_WAIT) {
		ending_time_wait(conn->net, conn->index, set);
		return;
	}
	if ((set & (EFFECT_FIN_WAIT_2 | EFFECT_SYN_AGAIN)) &&
	    !goes_on(conn, set))
		return;
	if (conn->net->pools)
		pool_weighs(conn->net, socket);
	if (socket->weighed)
		buffers_weigh(conn->net, socket);
	if (!(set & EFFECT_SYN_AGAIN) &&
	    ((set & EFFECT_RETIME) ||
	     !timer_is_armed(&socket->timer[SOCKET_RETRANSMIT])))
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
	if (tcb->unread == 0)
		tcb->fin_unread = false;
}

/* linux __tcp_cleanup_rbuf() */
void conn_read_all(struct net *net, uint32_t index)
{
	struct conn conn = conn_at(net, index);
	struct effects effects = {.set = EFFECT_OUTPUT};
	struct tcb *tcb = &conn.socket->tcb;

	if (tcb->unread == 0)
		return;
	if (2 * (uint64_t)tcb_rcv_wnd(tcb) <= tcb->rcv_buf)
		tcb->ack_owed = ACK_NOW;
	tcb->unread = 0;
	tcb->fin_unread = false;
	take(&conn, &effects);
}

void conn_leave_unread(struct net *net, uint32_t index)
{
	sockets_at(&net->sockets, index)->weighed = true;
}

void conn_abort(struct net *net, uint32_t index)
{
	struct conn conn = conn_at(net, index);
	struct effects effects = {0};

	alarms_cancel(net, conn.socket, SOCKET_PATIENCE);
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

void conn_accept(struct net *net, const struct flight *flight, struct seq iss)
{
	struct effects effects = {0};
	struct socket *socket;
	struct conn conn;
	uint32_t index;

	if (net->accept_queues && accept_queue_drops(net, flight->pair))
		return;
	if (net->pools && !pool_admits(net, END_SERVER, flight->pair))
		return;
	socket = beginning_socket(net, END_SERVER, flight->pair, flight->port,
				  iss, &index);
	socket->tcb.passive = true;
	socket->peer = flight->from;
	holdings_take(net, socket);
	conn = conn_at(net, index);
	fsm_step(conn.profile, &socket->tcb, EV_CALL_PASSIVE_OPEN, &effects);
	input_segment(conn.profile, &socket->tcb, &flight->seg, net_now_ns(net),
		      &effects);
	settle(&conn, &effects);
}

void conn_segment(struct net *net, uint32_t index, const struct flight *flight)
{
	struct conn conn = conn_at(net, index);
	struct effects effects = {0};

	if (conn.socket->tcb.state == TCP_CLOSED)
		return; /* still searching its port: an old duplicate */
	conn.socket->peer = flight->from;
	if (net->accept_queues &&
	    accept_queue_drops_ack(net, conn.socket, &flight->seg))
		return;
	input_segment(conn.profile, &conn.socket->tcb, &flight->seg,
		      net_now_ns(net), &effects);
	settle(&conn, &effects);
}

void conn_accepted(struct net *net, uint32_t index)
{
	struct conn conn = conn_at(net, index);
	const struct tcb *tcb = &conn.socket->tcb;
	struct effects effects = {
	    .set = EFFECT_TOLD_CONNECTED,
	    .octets = tcb->unread,
	};

	if (tcb->unread > 0)
		effects.set |= EFFECT_TOLD_DATA;
	if (tcb->state == TCP_CLOSE_WAIT)
		effects.set |= EFFECT_TOLD_EOF;
	holdings_open_file(net, END_SERVER, conn.socket->pair);
	settle(&conn, &effects);
}

void conn_searched(struct net *net, uint32_t index)
{
	struct conn conn = conn_at(net, index);
	struct effects effects = {0};

	count(&conn, COUNTER_ACTIVE_OPENS);
	fsm_step(conn.profile, &conn.socket->tcb, EV_CALL_ACTIVE_OPEN,
		 &effects);
	settle(&conn, &effects);
}

/* Timers that came */

static void on_retransmit(const struct conn *conn, struct effects *effects)
{
	struct tcb *tcb = &conn->socket->tcb;
	bool probed = tcb_is_blocked(tcb);

	conn->socket->weighed = true; /* what was sent stays for a while */
	input_timeout(conn->profile, tcb, net_now_ns(conn->net), effects);
	if ((effects->set & EFFECT_RETRANSMIT) ||
	    (tcb->state == TCP_CLOSED && !probed)) /* the last one */
		count(conn, COUNTER_TIMEOUTS);
	if (effects->set & EFFECT_TOLD_TIMED_OUT)
		count(conn, COUNTER_ABORT_ON_TIMEOUT);
}

static void on_delack(const struct conn *conn, struct effects *effects)
{
	count(conn, COUNTER_DELAYED_ACKS);
	input_delayed_ack(&conn->socket->tcb, effects);
}

static void on_patience(const struct conn *conn, struct effects *effects)
{
	if (!conn->socket->tcb.orphan)
		conn->net->player->patience(conn->net, conn->index);
	else if (!ending_goes_on(conn->net, conn->index))
		fsm_step(conn->profile, &conn->socket->tcb,
			 EV_TIMEOUT_FIN_WAIT_2, effects);
}

void conn_timer(struct net *net, uint32_t index, enum socket_timer timer)
{
	struct conn conn = conn_at(net, index);
	struct effects effects = {0};

	switch (timer) {
	case SOCKET_RETRANSMIT:
		on_retransmit(&conn, &effects);
		break;
	case SOCKET_DELACK:
		on_delack(&conn, &effects);
		break;
	case SOCKET_PATIENCE:
		on_patience(&conn, &effects);
		if (effects.rows_n == 0)
			return;
		break;
	case SOCKET_TIMERS_N:
		must_not_come("a timer of a socket");
	}
	settle(&conn, &effects);
}
