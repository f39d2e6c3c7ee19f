#include "host/conn.h"
#include "suite.h"
#include "two_hosts.h"

#include <stdio.h>

/*
 * Teardown stories, told by the calls of two applications and by what the wire
 * does. Each ends with nothing left on either host. Together they fire every
 * row of the table that real hosts can fire; coverage, the last test, holds
 * them to that.
 */

#define SOON_NS	 (10 * NS_PER_MS)
#define LATER_NS (20 * 24 * 3600 * NS_PER_S)

static void expect(const struct two_hosts *hosts, enum tcp_state client,
		   enum tcp_state server)
{
	ck_assert_str_eq(tcp_state_name(two_hosts_state(hosts, END_CLIENT)),
			 tcp_state_name(client));
	ck_assert_str_eq(tcp_state_name(two_hosts_state(hosts, END_SERVER)),
			 tcp_state_name(server));
}

static void close_end(struct two_hosts *hosts, enum end end)
{
	conn_close(&hosts->net, two_hosts_socket(hosts, end));
}

static void shut_end(struct two_hosts *hosts, enum end end)
{
	conn_shutdown(&hosts->net, two_hosts_socket(hosts, end));
}

static void abort_end(struct two_hosts *hosts, enum end end)
{
	conn_abort(&hosts->net, two_hosts_socket(hosts, end));
}

static void establish(struct two_hosts *hosts)
{
	two_hosts_connect(hosts);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_ESTABLISHED, TCP_ESTABLISHED);
}

/* What the other end would believe: exactly at its RCV.NXT. */
static struct segment believable(const struct two_hosts *hosts, enum end to,
				 unsigned int flags)
{
	const struct tcb *tcb =
	    &sockets_at(&hosts->net.sockets, two_hosts_socket(hosts, to))->tcb;

	return (struct segment){
	    .seq = tcb->rcv_nxt,
	    .ack = tcb->snd_nxt,
	    .flags = (uint16_t)flags,
	};
}

static void reset_end(struct two_hosts *hosts, enum end to)
{
	two_hosts_forge(hosts, end_other(to),
			believable(hosts, to, SEG_RST | SEG_ACK));
	two_hosts_run(hosts, SOON_NS);
	ck_assert_uint_eq(two_hosts_state(hosts, to), TCP_CLOSED);
}

static void nothing_arrives(struct two_hosts *hosts)
{
	two_hosts_lose(hosts, END_CLIENT, 0, -1);
	two_hosts_lose(hosts, END_SERVER, 0, -1);
}

/* 1: RFC 9293 figure 12, the application of the server takes its time */
static void client_closes_first(struct two_hosts *hosts)
{
	establish(hosts);
	close_end(hosts, END_CLIENT);
	expect(hosts, TCP_FIN_WAIT_1, TCP_ESTABLISHED);
	two_hosts_run(hosts, NS_PER_S);
	expect(hosts, TCP_FIN_WAIT_2, TCP_CLOSE_WAIT);
	close_end(hosts, END_SERVER);
	expect(hosts, TCP_FIN_WAIT_2, TCP_LAST_ACK);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_TIME_WAIT, TCP_CLOSED);
	two_hosts_run(hosts, 58 * NS_PER_S);
	expect(hosts, TCP_TIME_WAIT, TCP_CLOSED);
	two_hosts_run(hosts, 5 * NS_PER_S);
	expect(hosts, TCP_CLOSED, TCP_CLOSED);
}

/* 2: FIN and ACK of FIN in one segment: figure 5, note 2 */
static void server_answers_fin_with_fin(struct two_hosts *hosts)
{
	establish(hosts);
	close_end(hosts, END_CLIENT);
	two_hosts_run(hosts, 3 * TWO_HOSTS_ONE_WAY_NS / 2);
	expect(hosts, TCP_FIN_WAIT_1, TCP_CLOSE_WAIT);
	close_end(hosts, END_SERVER);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_TIME_WAIT, TCP_CLOSED);
	two_hosts_run(hosts, LATER_NS);
}

/* 3: RFC 9293 figure 13 */
static void both_close_at_once(struct two_hosts *hosts)
{
	establish(hosts);
	close_end(hosts, END_CLIENT);
	close_end(hosts, END_SERVER);
	two_hosts_run(hosts, 3 * TWO_HOSTS_ONE_WAY_NS / 2);
	expect(hosts, TCP_CLOSING, TCP_CLOSING);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_TIME_WAIT, TCP_TIME_WAIT);
	two_hosts_run(hosts, LATER_NS);
}

/* 4 */
static void server_closes_first(struct two_hosts *hosts)
{
	establish(hosts);
	close_end(hosts, END_SERVER);
	two_hosts_run(hosts, NS_PER_S);
	expect(hosts, TCP_CLOSE_WAIT, TCP_FIN_WAIT_2);
	close_end(hosts, END_CLIENT);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_CLOSED, TCP_TIME_WAIT);
	two_hosts_run(hosts, LATER_NS);
}

/* 5: the last ACK is lost; the FIN that comes again begins 2 MSL anew */
static void last_ack_is_lost(struct two_hosts *hosts)
{
	establish(hosts);
	close_end(hosts, END_CLIENT);
	two_hosts_run(hosts, 30 * NS_PER_MS);
	two_hosts_lose(hosts, END_SERVER, SEG_ACK, 1);
	close_end(hosts, END_SERVER);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_TIME_WAIT, TCP_LAST_ACK);
	two_hosts_run(hosts, NS_PER_S);
	expect(hosts, TCP_TIME_WAIT, TCP_CLOSED);
	two_hosts_run(hosts, LATER_NS);
}

/* 6 */
static void nobody_listens(struct two_hosts *hosts)
{
	hosts->net.listens = false;
	two_hosts_connect(hosts);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_CLOSED, TCP_CLOSED);
	ck_assert(hosts->told[END_CLIENT] & EFFECT_TOLD_RESET);
}

/* 7: 131 s, FACTS s3.1 */
static void no_syn_arrives(struct two_hosts *hosts)
{
	nothing_arrives(hosts);
	two_hosts_connect(hosts);
	two_hosts_run(hosts, 130 * NS_PER_S);
	expect(hosts, TCP_SYN_SENT, TCP_CLOSED);
	two_hosts_run(hosts, 10 * NS_PER_S);
	expect(hosts, TCP_CLOSED, TCP_CLOSED);
	ck_assert(hosts->told[END_CLIENT] & EFFECT_TOLD_TIMED_OUT);
}

/* 8: 63 s; the client would go on for longer */
static void no_syn_ack_arrives(struct two_hosts *hosts)
{
	two_hosts_lose(hosts, END_CLIENT, 0, -1);
	two_hosts_connect(hosts);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_SYN_SENT, TCP_SYN_RECEIVED);
	nothing_arrives(hosts);
	two_hosts_run(hosts, 62 * NS_PER_S);
	expect(hosts, TCP_SYN_SENT, TCP_SYN_RECEIVED);
	two_hosts_run(hosts, 4 * NS_PER_S);
	expect(hosts, TCP_SYN_SENT, TCP_CLOSED);
}

/* 9: RFC 9293 figure 8, an old SYN that the client's RST undoes */
static void old_syn_is_undone(struct two_hosts *hosts)
{
	two_hosts_lose(hosts, END_CLIENT, 0, -1);
	two_hosts_connect(hosts);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_SYN_SENT, TCP_SYN_RECEIVED);
	reset_end(hosts, END_SERVER);
}

/* 10 */
static void orphan_waits_for_a_fin_in_vain(struct two_hosts *hosts)
{
	establish(hosts);
	close_end(hosts, END_CLIENT);
	two_hosts_run(hosts, 59 * NS_PER_S);
	expect(hosts, TCP_FIN_WAIT_2, TCP_CLOSE_WAIT);
	two_hosts_run(hosts, 4 * NS_PER_S);
	expect(hosts, TCP_CLOSED, TCP_CLOSE_WAIT);
}

/* 11: who has shut down, but may still read, waits for ever */
static void half_closed_waits(struct two_hosts *hosts)
{
	establish(hosts);
	shut_end(hosts, END_CLIENT);
	two_hosts_run(hosts, LATER_NS);
	expect(hosts, TCP_FIN_WAIT_2, TCP_CLOSE_WAIT);
	conn_send(&hosts->net, two_hosts_socket(hosts, END_SERVER), 1000);
	two_hosts_run(hosts, NS_PER_S);
	expect(hosts, TCP_FIN_WAIT_2, TCP_CLOSE_WAIT);
	ck_assert(hosts->told[END_CLIENT] & EFFECT_TOLD_DATA);
	close_end(hosts, END_SERVER);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_TIME_WAIT, TCP_CLOSED);
}

/* 12: text for somebody who has gone, FACTS s3.2 */
static void text_comes_too_late(struct two_hosts *hosts)
{
	establish(hosts);
	close_end(hosts, END_CLIENT);
	conn_send(&hosts->net, two_hosts_socket(hosts, END_SERVER), 10);
	/* The RST crosses the FIN: only what comes again has the right number.
	 */
	two_hosts_run(hosts, NS_PER_S);
	expect(hosts, TCP_CLOSED, TCP_CLOSED);
	ck_assert(hosts->told[END_SERVER] & EFFECT_TOLD_RESET);
	establish(hosts);
	close_end(hosts, END_CLIENT);
	two_hosts_run(hosts, NS_PER_S);
	expect(hosts, TCP_FIN_WAIT_2, TCP_CLOSE_WAIT);
	conn_send(&hosts->net, two_hosts_socket(hosts, END_SERVER), 10);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_CLOSED, TCP_CLOSED);
}

static void reach_time_wait(struct two_hosts *hosts, enum end end)
{
	establish(hosts);
	close_end(hosts, end);
	two_hosts_run(hosts, NS_PER_S);
	close_end(hosts, end_other(end));
	two_hosts_run(hosts, SOON_NS);
	ck_assert_uint_eq(two_hosts_state(hosts, end), TCP_TIME_WAIT);
}

/* 13: a new SYN reopens the server's TIME-WAIT at once */
static void syn_reopens_time_wait(struct two_hosts *hosts)
{
	reach_time_wait(hosts, END_SERVER);
	establish(hosts);
	ck_assert_uint_eq(hosts->net.side[END_SERVER].tw_reopened_n, 1);
}

/* 14: tcp_tw_reuse, a second later */
static void connect_takes_over_time_wait(struct two_hosts *hosts)
{
	int64_t busy_ns;
	struct seq old_nxt;

	hosts->profile[END_CLIENT].tcp_tw_reuse = 1;
	hosts->net.reuses = true; /* the profile is read when a net is made */
	reach_time_wait(hosts, END_CLIENT);
	old_nxt = hosts->last[END_CLIENT].seq;
	two_hosts_run(hosts, 990 * NS_PER_MS);
	ck_assert_int_eq(conn_connect(&hosts->net, 0, &busy_ns), CONN_NO_PORT);
	two_hosts_run(hosts, 2 * SOON_NS);
	two_hosts_connect(hosts);
	two_hosts_run(hosts, TWO_HOSTS_ONE_WAY_NS / 2);
	ck_assert(segment_has(&hosts->last[END_CLIENT], SEG_SYN));
	ck_assert_uint_eq(hosts->last[END_CLIENT].seq.raw, old_nxt.raw + 65537);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_ESTABLISHED, TCP_ESTABLISHED);
	ck_assert_uint_eq(hosts->net.side[END_CLIENT].tw_reused_n, 1);
}

/* 15: RFC 1337, an old duplicate makes the peer kill the TIME-WAIT */
static void assassination(struct two_hosts *hosts)
{
	struct segment old = {.flags = SEG_ACK, .len = 5};

	hosts->profile[END_CLIENT].tcp_rfc1337 = true;
	reach_time_wait(hosts, END_CLIENT);
	old.seq = seq_add(hosts->last[END_CLIENT].ack, (uint32_t)-6);
	old.ack = hosts->last[END_CLIENT].seq;
	two_hosts_forge(hosts, END_SERVER, old);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_TIME_WAIT, TCP_CLOSED);
	ck_assert(segment_has(&hosts->last[END_SERVER], SEG_RST));
	hosts->profile[END_CLIENT].tcp_rfc1337 = false;
	two_hosts_forge(hosts, END_SERVER, old);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_CLOSED, TCP_CLOSED);
}

/* 16: no room for a TIME-WAIT */
static void time_wait_overflows(struct two_hosts *hosts)
{
	hosts->profile[END_CLIENT].tcp_max_tw_buckets = 0;
	establish(hosts);
	close_end(hosts, END_CLIENT);
	two_hosts_run(hosts, NS_PER_S);
	expect(hosts, TCP_CLOSED, TCP_CLOSE_WAIT);
	close_end(hosts, END_SERVER);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_CLOSED, TCP_CLOSED);
	ck_assert(segment_has(&hosts->last[END_CLIENT], SEG_RST));
}

/* 17: SHLD-3 of RFC 9293 s3.6.1 */
static void what_is_unread_makes_a_close_a_reset(struct two_hosts *hosts)
{
	establish(hosts);
	sockets_at(&hosts->net.sockets, two_hosts_socket(hosts, END_CLIENT))
	    ->tcb.unread = 1;
	close_end(hosts, END_CLIENT);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_CLOSED, TCP_CLOSED);
	ck_assert(hosts->told[END_SERVER] & EFFECT_TOLD_RESET);
}

/*
 * The rest happens in every state. lead() brings the client there, with its
 * application still there as well: shut down at most, not closed.
 */
static void lead_to_syn_received(struct two_hosts *hosts)
{
	struct segment syn = {.seq = seq_of(7), .flags = SEG_SYN};

	nothing_arrives(hosts);
	two_hosts_connect(hosts);
	two_hosts_run(hosts, SOON_NS);
	two_hosts_lose(hosts, END_CLIENT, 0, 0);
	two_hosts_forge(hosts, END_SERVER, syn); /* as in figure 7 */
	two_hosts_run(hosts, SOON_NS);
}

static void lead_to_close_wait(struct two_hosts *hosts)
{
	establish(hosts);
	shut_end(hosts, END_SERVER);
	two_hosts_run(hosts, 100 * NS_PER_MS);
}

static void lead(struct two_hosts *hosts, enum tcp_state state)
{
	switch ((int)state) {
	case TCP_SYN_SENT:
		nothing_arrives(hosts);
		two_hosts_connect(hosts);
		break;
	case TCP_SYN_RECEIVED:
		lead_to_syn_received(hosts);
		break;
	case TCP_ESTABLISHED:
		establish(hosts);
		break;
	case TCP_FIN_WAIT_1:
		establish(hosts);
		two_hosts_lose(hosts, END_SERVER, 0, -1);
		shut_end(hosts, END_CLIENT);
		break;
	case TCP_FIN_WAIT_2:
		establish(hosts);
		shut_end(hosts, END_CLIENT);
		break;
	case TCP_CLOSE_WAIT:
		lead_to_close_wait(hosts);
		break;
	case TCP_CLOSING:
		establish(hosts);
		two_hosts_lose(hosts, END_SERVER, 0, -1);
		shut_end(hosts, END_CLIENT);
		shut_end(hosts, END_SERVER);
		break;
	case TCP_LAST_ACK:
		lead_to_close_wait(hosts);
		two_hosts_lose(hosts, END_SERVER, 0, -1);
		shut_end(hosts, END_CLIENT);
		break;
	}
	two_hosts_run(hosts, 100 * NS_PER_MS);
	ck_assert_str_eq(tcp_state_name(two_hosts_state(hosts, END_CLIENT)),
			 tcp_state_name(state));
}

/* Nothing of the client is left; throw away what the server still has. */
static void leave(struct two_hosts *hosts)
{
	two_hosts_lose(hosts, END_CLIENT, 0, 0);
	two_hosts_lose(hosts, END_SERVER, 0, 0);
	ck_assert_uint_eq(two_hosts_state(hosts, END_CLIENT), TCP_CLOSED);
	if (two_hosts_state(hosts, END_SERVER) != TCP_CLOSED)
		abort_end(hosts, END_SERVER);
	two_hosts_run(hosts, NS_PER_S);
	expect(hosts, TCP_CLOSED, TCP_CLOSED);
}

static const enum tcp_state open_states[] = {
    TCP_SYN_SENT,   TCP_SYN_RECEIVED, TCP_ESTABLISHED, TCP_FIN_WAIT_1,
    TCP_FIN_WAIT_2, TCP_CLOSE_WAIT,   TCP_CLOSING,     TCP_LAST_ACK,
};

/* 18 */
static void abort_in_every_state(struct two_hosts *hosts)
{
	for (size_t i = 0; i < suite_rows_n(open_states); i++) {
		lead(hosts, open_states[i]);
		abort_end(hosts, END_CLIENT);
		leave(hosts);
	}
}

/* 19 */
static void reset_in_every_state(struct two_hosts *hosts)
{
	for (size_t i = 0; i < suite_rows_n(open_states); i++) {
		lead(hosts, open_states[i]);
		two_hosts_lose(hosts, END_CLIENT, 0, 0);
		hosts->told[END_CLIENT] = 0;
		reset_end(hosts, END_CLIENT);
		ck_assert(hosts->told[END_CLIENT] & EFFECT_TOLD_RESET);
		leave(hosts);
	}
}

/* 20: in FIN-WAIT-2 there is nothing that could be given up */
static void silence_in_every_state(struct two_hosts *hosts)
{
	for (size_t i = 0; i < suite_rows_n(open_states); i++) {
		if (open_states[i] == TCP_FIN_WAIT_2)
			continue;
		lead(hosts, open_states[i]);
		nothing_arrives(hosts);
		if (open_states[i] == TCP_ESTABLISHED ||
		    open_states[i] == TCP_CLOSE_WAIT)
			conn_send(&hosts->net,
				  two_hosts_socket(hosts, END_CLIENT), 10);
		hosts->told[END_CLIENT] = 0;
		two_hosts_run(hosts, 2000 * NS_PER_S);
		ck_assert(hosts->told[END_CLIENT] & EFFECT_TOLD_TIMED_OUT);
		leave(hosts);
	}
}

/* 21: RFC 793 p71, before RFC 5961 */
static void insecure_syn_in_every_state(struct two_hosts *hosts)
{
	hosts->profile[END_CLIENT].insecure_syn = true;
	for (size_t i = 1; i < suite_rows_n(open_states); i++) {
		lead(hosts, open_states[i]);
		two_hosts_lose(hosts, END_CLIENT, 0, 0);
		two_hosts_forge(hosts, END_SERVER,
				believable(hosts, END_CLIENT, SEG_SYN));
		two_hosts_run(hosts, SOON_NS);
		leave(hosts);
	}
}

/* 22: RFC 9293 s3.10.7.4, fourth check */
static void syn_leads_back_to_listen(struct two_hosts *hosts)
{
	hosts->profile[END_SERVER].syn_to_listen = true;
	two_hosts_lose(hosts, END_CLIENT, 0, -1);
	two_hosts_connect(hosts);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_SYN_SENT, TCP_SYN_RECEIVED);
	two_hosts_forge(hosts, END_CLIENT,
			believable(hosts, END_SERVER, SEG_SYN));
	two_hosts_run(hosts, SOON_NS);
	ck_assert_uint_eq(two_hosts_state(hosts, END_SERVER), TCP_CLOSED);
}

/* 23 */
static void close_before_it_is_open(struct two_hosts *hosts)
{
	lead(hosts, TCP_SYN_SENT);
	close_end(hosts, END_CLIENT);
	leave(hosts);
	lead(hosts, TCP_SYN_RECEIVED);
	close_end(hosts, END_CLIENT);
	two_hosts_run(hosts, SOON_NS);
	expect(hosts, TCP_FIN_WAIT_1, TCP_CLOSED);
	two_hosts_run(hosts, LATER_NS);
	leave(hosts);
}

/* 24: ID97 p4; the peer of TIME-WAIT is freed by the RST */
static void last_ack_takes_time_wait_over(struct two_hosts *hosts)
{
	hosts->profile[END_CLIENT].close_swap = true;
	establish(hosts);
	close_end(hosts, END_SERVER);
	two_hosts_run(hosts, 2 * SOON_NS);
	close_end(hosts, END_CLIENT);
	two_hosts_run(hosts, 3 * SOON_NS);
	expect(hosts, TCP_TIME_WAIT, TCP_CLOSED);
	ck_assert_uint_eq(hosts->net.side[END_CLIENT].counter[COUNTER_OUT_RSTS],
			  1);
}

/* 25: text that begins before the peer's FIN and ends behind it */
static void text_over_the_peers_end(struct two_hosts *hosts)
{
	static const enum tcp_state ended[] = {TCP_CLOSE_WAIT, TCP_CLOSING,
					       TCP_LAST_ACK};

	for (size_t i = 0; i < suite_rows_n(ended); i++) {
		struct segment over;

		lead(hosts, ended[i]);
		over = believable(hosts, END_CLIENT, SEG_ACK);
		over.ack = sockets_at(&hosts->net.sockets,
				      two_hosts_socket(hosts, END_CLIENT))
			       ->tcb.snd_una; /* not of our FIN */
		over.seq = seq_add(over.seq, (uint32_t)-1);
		over.len = 10;
		hosts->told[END_CLIENT] = 0;
		two_hosts_lose(hosts, END_CLIENT, 0, 0);
		two_hosts_lose(hosts, END_SERVER, 0, 0);
		two_hosts_forge(hosts, END_SERVER, over);
		two_hosts_run(hosts, SOON_NS);
		ck_assert(hosts->told[END_CLIENT] & EFFECT_TOLD_RESET);
		ck_assert(segment_has(&hosts->last[END_CLIENT], SEG_RST));
		leave(hosts);
	}
}

typedef void story(struct two_hosts *hosts);

static story *const stories[] = {
    client_closes_first,
    server_answers_fin_with_fin,
    both_close_at_once,
    server_closes_first,
    last_ack_is_lost,
    nobody_listens,
    no_syn_arrives,
    no_syn_ack_arrives,
    old_syn_is_undone,
    orphan_waits_for_a_fin_in_vain,
    half_closed_waits,
    text_comes_too_late,
    syn_reopens_time_wait,
    connect_takes_over_time_wait,
    assassination,
    time_wait_overflows,
    what_is_unread_makes_a_close_a_reset,
    abort_in_every_state,
    reset_in_every_state,
    silence_in_every_state,
    insecure_syn_in_every_state,
    syn_leads_back_to_listen,
    close_before_it_is_open,
    last_ack_takes_time_wait_over,
    text_over_the_peers_end,
};

/* Whatever the story, in the end all is closed, and all is given back. */
static void finish(struct two_hosts *hosts)
{
	two_hosts_lose(hosts, END_CLIENT, 0, 0);
	two_hosts_lose(hosts, END_SERVER, 0, 0);
	for (int end = 0; end < ENDS_N; end++) {
		enum tcp_state state = two_hosts_state(hosts, (enum end)end);

		if (state != TCP_CLOSED && state != TCP_TIME_WAIT &&
		    state != TCP_SYN_RECEIVED)
			abort_end(hosts, (enum end)end);
	}
	two_hosts_run(hosts, LATER_NS);
	expect(hosts, TCP_CLOSED, TCP_CLOSED);
	ck_assert_uint_eq(hosts->net.sockets.in_use_n, 0);
	ck_assert_uint_eq(hosts->net.flows.in_use_n, 0);
	for (int end = 0; end < ENDS_N; end++) {
		const struct side *side = &hosts->net.side[end];

		ck_assert_uint_eq(side->ledger.bytes.value, 0);
		ck_assert_uint_eq(side->host_orphans_n[0], 0);
		ck_assert_uint_eq(side->host_time_wait_n[0], 0);
	}
}

static void tell_story(size_t i, uint64_t *fired)
{
	static struct two_hosts hosts;

	two_hosts_init(&hosts);
	stories[i](&hosts);
	finish(&hosts);
	for (size_t row = 0; row < UINT8_MAX; row++)
		fired[row] += hosts.net.row_fired[row];
	two_hosts_fini(&hosts);
}

START_TEST(story_ends_well)
{
	uint64_t fired[UINT8_MAX] = {0};

	tell_story((size_t)_i, fired);
}
END_TEST

/*
 * Rows that only other callers fire: on a host a listener is no tcb that is
 * closed or sends, and a mini-socket belongs to nobody who could abort it.
 * tests/fsm/table.c fires these.
 */
static bool hosts_cannot_fire(const struct fsm_row *row)
{
	if (row->state == TCP_LISTEN)
		return row->event == EV_CALL_CLOSE ||
		       row->event == EV_CALL_SEND ||
		       row->event == EV_CALL_ABORT;
	return row->state == TCP_TIME_WAIT && row->event == EV_CALL_ABORT;
}

START_TEST(stories_fire_every_row_that_hosts_can)
{
	uint64_t fired[UINT8_MAX] = {0};
	const struct fsm_row *rows;
	size_t rows_n;
	int missing_n = 0;

	for (size_t i = 0; i < suite_rows_n(stories); i++)
		tell_story(i, fired);
	rows = fsm_rows(&rows_n);
	for (size_t i = 0; i < rows_n; i++) {
		ck_assert(!hosts_cannot_fire(&rows[i]) || fired[i] == 0);
		if (fired[i] > 0)
			continue;
		printf("# no story fires %s.%s -> %s\n",
		       tcp_state_name(rows[i].state),
		       tcp_event_name(rows[i].event),
		       tcp_state_name(rows[i].next));
		missing_n += !hosts_cannot_fire(&rows[i]);
	}
	fflush(stdout);
	ck_assert_int_eq(missing_n, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("stories");

	suite_add_loop(suite, story_ends_well, suite_rows_n(stories));
	suite_add(suite, stories_fire_every_row_that_hosts_can);
	return suite_run(suite);
}
