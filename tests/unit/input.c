#include "tcp/input.h"

#include "stack.h"
#include "suite.h"
#include "tcp/output.h"

#define WINDOW 1000u

static struct profile profile;

/* ISS 99: text from 100 on. The peer's IRS 499: text from 500 on. */
static struct tcb in_state(enum tcp_state state)
{
	return (struct tcb){
	    .state = (uint8_t)state,
	    .iss = seq_of(99),
	    .snd_una = seq_of(100),
	    .snd_nxt = seq_of(100),
	    .snd_end = seq_of(100),
	    .irs = seq_of(499),
	    .rcv_nxt = seq_of(500),
	    .snd_wnd = 60000,
	    .snd_mss = 1460,
	    .rcv_buf = WINDOW,
	    .timed_at_ns = NEVER_NS,
	    .first_retransmit_ns = NEVER_NS,
	    .oow_ack_ns = NEVER_NS,
	    .rto_ns = NS_PER_S,
	};
}

/* The SYN has left and is not acknowledged. */
static struct tcb opening(enum tcp_state state)
{
	struct tcb tcb = in_state(state);

	tcb.snd_una = tcb.iss;
	tcb.passive = state == TCP_SYN_RECEIVED;
	return tcb;
}

/* The FIN has left, numbered 100, and is not acknowledged. */
static struct tcb closing(enum tcp_state state)
{
	struct tcb tcb = in_state(state);

	tcb.closed = true;
	tcb.snd_nxt = seq_of(101);
	return tcb;
}

static struct segment seg_of(unsigned int flags, uint32_t seq, uint32_t ack)
{
	return (struct segment){
	    .flags = (uint16_t)flags,
	    .seq = seq_of(seq),
	    .ack = seq_of(ack),
	    .window = 1000,
	};
}

static struct effects arrive(struct tcb *tcb, struct segment seg)
{
	struct effects effects = {0};

	input_segment(&profile, tcb, &seg, 5 * NS_PER_MS, &effects);
	return effects;
}

static struct effects text_of(struct tcb *tcb, uint32_t seq, uint32_t len,
			      unsigned int flags)
{
	struct segment seg = seg_of(SEG_ACK | flags, seq, tcb->snd_nxt.raw);

	seg.len = len;
	return arrive(tcb, seg);
}

static bool sends(struct tcb *tcb, unsigned int flags, uint32_t seq,
		  uint32_t ack)
{
	struct segment seg;

	return output_next(&profile, tcb, 5 * NS_PER_MS, &seg) &&
	       (seg.flags & 0xffu) == flags && seg.seq.raw == seq &&
	       seg.ack.raw == ack;
}

static void expect_reset(const struct effects *effects, unsigned int flags,
			 uint32_t seq, uint32_t ack)
{
	ck_assert(effects->set & EFFECT_RST);
	ck_assert_uint_eq(effects->rst.flags, flags);
	ck_assert_uint_eq(effects->rst.seq.raw, seq);
	ck_assert_uint_eq(effects->rst.ack.raw, ack);
}

static void expect_nothing(const struct tcb *tcb, enum tcp_state state,
			   const struct effects *effects)
{
	ck_assert_uint_eq(tcb->state, state);
	ck_assert_uint_eq(effects->set, 0);
	ck_assert_uint_eq(effects->rows_n, 0);
	ck_assert_uint_eq(tcb->ack_owed, ACK_NONE);
}

static void expect_ack(struct tcb *tcb, enum tcp_state state,
		       const struct effects *effects)
{
	ck_assert_uint_eq(tcb->state, state);
	ck_assert(effects->set & EFFECT_OUTPUT);
	ck_assert_uint_eq(effects->rows_n, 0);
	ck_assert(sends(tcb, SEG_ACK, tcb->snd_nxt.raw, tcb->rcv_nxt.raw));
}

/* LISTEN, RFC 9293 s3.10.7.2 */

START_TEST(listen_takes_a_syn)
{
	struct tcb tcb = in_state(TCP_LISTEN);
	struct segment syn = seg_of(SEG_SYN | SEG_TS | SEG_MSS, 800, 0);

	tcb.snd_una = tcb.snd_nxt = tcb.iss;
	syn.ts_val = 77;
	syn.mss = 1000;
	arrive(&tcb, syn);
	ck_assert_uint_eq(tcb.state, TCP_SYN_RECEIVED);
	ck_assert_uint_eq(tcb.irs.raw, 800);
	ck_assert_uint_eq(tcb.ts_recent, 77);
	ck_assert_uint_eq(tcb.snd_mss, 1000);
	ck_assert(tcb.timestamps);
	ck_assert(sends(&tcb, SEG_SYN | SEG_ACK, 99, 801));
}
END_TEST

START_TEST(listen_answers_an_ack_and_drops_the_rest)
{
	struct tcb tcb = in_state(TCP_LISTEN);
	struct effects effects = arrive(&tcb, seg_of(SEG_ACK, 800, 300));

	expect_reset(&effects, SEG_RST, 300, 0);
	effects = arrive(&tcb, seg_of(SEG_SYN | SEG_ACK, 800, 300));
	expect_reset(&effects, SEG_RST, 300, 0);
	effects = arrive(&tcb, seg_of(SEG_RST, 800, 0));
	expect_nothing(&tcb, TCP_LISTEN, &effects);
	effects = arrive(&tcb, seg_of(SEG_RST | SEG_ACK, 800, 300));
	expect_nothing(&tcb, TCP_LISTEN, &effects);
	effects = arrive(&tcb, seg_of(SEG_FIN, 800, 0));
	expect_nothing(&tcb, TCP_LISTEN, &effects);
	effects = arrive(&tcb, seg_of(SEG_SYN | SEG_FIN, 800, 0));
	expect_nothing(&tcb, TCP_LISTEN, &effects);
	profile.drop_syn_fin = false;
	arrive(&tcb, seg_of(SEG_SYN | SEG_FIN, 800, 0));
	ck_assert_uint_eq(tcb.state, TCP_SYN_RECEIVED);
	ck_assert_uint_eq(tcb.rcv_nxt.raw, 801);
}
END_TEST

/* SYN-SENT, s3.10.7.3 */

START_TEST(syn_ack_establishes)
{
	struct tcb tcb = opening(TCP_SYN_SENT);
	struct effects effects;

	tcb.timed_at_ns = 0;
	tcb.timed_end = seq_of(100);
	effects = arrive(&tcb, seg_of(SEG_SYN | SEG_ACK, 800, 100));
	ck_assert_uint_eq(tcb.state, TCP_ESTABLISHED);
	ck_assert(effects.set & EFFECT_TOLD_CONNECTED);
	ck_assert_int_eq(tcb.srtt_ns, 5 * NS_PER_MS);
	ck_assert(sends(&tcb, SEG_ACK, 100, 801));
}
END_TEST

START_TEST(syn_sent_answers_a_bad_ack)
{
	static const uint32_t bad[] = {98, 99, 101};
	struct tcb tcb = opening(TCP_SYN_SENT);
	struct effects effects;

	effects = arrive(&tcb, seg_of(SEG_SYN | SEG_ACK, 800, bad[_i]));
	expect_reset(&effects, SEG_RST, bad[_i], 0);
	ck_assert_uint_eq(tcb.state, TCP_SYN_SENT);
	effects = arrive(&tcb, seg_of(SEG_RST | SEG_ACK, 800, bad[_i]));
	ck_assert_uint_eq(effects.set, EFFECT_SYN_AGAIN);
}
END_TEST

START_TEST(syn_sent_is_refused_by_a_rst_that_acknowledges)
{
	struct tcb tcb = opening(TCP_SYN_SENT);
	struct effects effects = arrive(&tcb, seg_of(SEG_RST, 800, 0));

	expect_nothing(&tcb, TCP_SYN_SENT, &effects);
	effects = arrive(&tcb, seg_of(SEG_ACK, 800, 100));
	expect_nothing(&tcb, TCP_SYN_SENT, &effects);
	effects = arrive(&tcb, seg_of(SEG_RST | SEG_ACK, 0, 100));
	ck_assert_uint_eq(tcb.state, TCP_CLOSED);
	ck_assert_uint_eq(effects.set, EFFECT_DELETE | EFFECT_TOLD_RESET);
}
END_TEST

/* Figure 7: both SYNs cross, and each is answered by a SYN,ACK. */
START_TEST(syns_that_cross)
{
	struct tcb tcb = opening(TCP_SYN_SENT);
	struct effects effects = arrive(&tcb, seg_of(SEG_SYN, 499, 0));

	ck_assert_uint_eq(tcb.state, TCP_SYN_RECEIVED);
	ck_assert(sends(&tcb, SEG_SYN | SEG_ACK, 99, 500));
	effects = arrive(&tcb, seg_of(SEG_SYN | SEG_ACK, 499, 100));
	ck_assert_msg(!(effects.set & EFFECT_RETRANSMIT),
		      "two ends would send SYN,ACK to each other for ever");
	ck_assert(sends(&tcb, SEG_ACK, 100, 500));
	arrive(&tcb, seg_of(SEG_ACK, 500, 100));
	ck_assert_uint_eq(tcb.state, TCP_ESTABLISHED);
}
END_TEST

/* SYN-RECEIVED */

START_TEST(syn_received_sends_again_for_the_same_syn)
{
	struct tcb tcb = opening(TCP_SYN_RECEIVED);
	struct effects effects = arrive(&tcb, seg_of(SEG_SYN, 499, 0));

	ck_assert(effects.set & EFFECT_RETRANSMIT);
	ck_assert_uint_eq(tcb.state, TCP_SYN_RECEIVED);
}
END_TEST

START_TEST(syn_received_needs_the_ack_of_its_syn)
{
	struct tcb tcb = opening(TCP_SYN_RECEIVED);
	struct effects effects = arrive(&tcb, seg_of(SEG_ACK, 500, 99));

	expect_reset(&effects, SEG_RST, 99, 0);
	effects = arrive(&tcb, seg_of(SEG_ACK, 500, 101));
	expect_reset(&effects, SEG_RST, 101, 0);
	ck_assert_uint_eq(tcb.state, TCP_SYN_RECEIVED);
	effects = arrive(&tcb, seg_of(SEG_ACK, 500, 100));
	ck_assert_uint_eq(tcb.state, TCP_ESTABLISHED);
	ck_assert_uint_eq(tcb.snd_wnd, 1000);
}
END_TEST

START_TEST(syn_received_may_take_ack_text_and_fin_at_once)
{
	struct tcb tcb = opening(TCP_SYN_RECEIVED);
	struct effects effects = text_of(&tcb, 500, 7, SEG_FIN);

	ck_assert_uint_eq(tcb.state, TCP_CLOSE_WAIT);
	ck_assert_uint_eq(effects.octets, 7);
	ck_assert_uint_eq(effects.set & EFFECTS_TOLD, EFFECT_TOLD_CONNECTED |
							  EFFECT_TOLD_DATA |
							  EFFECT_TOLD_EOF);
	ck_assert_uint_eq(tcb.rcv_nxt.raw, 508);
}
END_TEST

/* First to fourth check, RFC 5961 */

static const enum tcp_state synchronized[] = {
    TCP_ESTABLISHED, TCP_FIN_WAIT_1, TCP_FIN_WAIT_2,
    TCP_CLOSE_WAIT,  TCP_CLOSING,    TCP_LAST_ACK,
};

START_TEST(reset_must_be_exact)
{
	struct tcb tcb = in_state(synchronized[_i]);
	struct effects effects = arrive(&tcb, seg_of(SEG_RST, 499, 0));

	profile.second_challenge = true;
	ck_assert_int_eq(tcb.state == TCP_CLOSED,
			 synchronized[_i] >= TCP_CLOSE_WAIT);
	tcb = in_state(synchronized[_i]);
	profile.rst_before_fin = false;
	effects = arrive(&tcb, seg_of(SEG_RST, 499, 0));
	expect_nothing(&tcb, synchronized[_i], &effects);
	effects = arrive(&tcb, seg_of(SEG_RST, 501 + WINDOW, 0));
	expect_nothing(&tcb, synchronized[_i], &effects);
	effects = arrive(&tcb, seg_of(SEG_RST, 501, 0));
	ck_assert(effects.set & EFFECT_CHALLENGED);
	expect_ack(&tcb, synchronized[_i], &effects);
	effects = arrive(&tcb, seg_of(SEG_RST, 500, 0));
	ck_assert_uint_eq(tcb.state, TCP_CLOSED);
	ck_assert_uint_eq(effects.set, EFFECT_DELETE | EFFECT_TOLD_RESET);
}
END_TEST

START_TEST(syn_is_challenged)
{
	struct tcb tcb = in_state(synchronized[_i]);
	struct effects effects = arrive(&tcb, seg_of(SEG_SYN, 500, 0));

	ck_assert(effects.set & EFFECT_CHALLENGED);
	expect_ack(&tcb, synchronized[_i], &effects);
}
END_TEST

START_TEST(what_is_out_of_the_window_is_answered)
{
	struct tcb tcb = in_state(synchronized[_i]);
	struct effects effects = text_of(&tcb, 501 + WINDOW, 5, 0);

	expect_ack(&tcb, synchronized[_i], &effects);
	ck_assert_uint_eq(tcb.rcv_nxt.raw, 500);
	effects = text_of(&tcb, 490, 5, 0);
	expect_ack(&tcb, synchronized[_i], &effects);
	effects = text_of(&tcb, 498, 1, SEG_FIN);
	expect_ack(&tcb, synchronized[_i], &effects);
}
END_TEST

/* linux: tcp_invalid_ratelimit, 500 ms, for what could be an ACK loop */
START_TEST(ack_loops_are_slow)
{
	struct tcb tcb = in_state(TCP_ESTABLISHED);
	struct effects effects = arrive(&tcb, seg_of(SEG_ACK, 499, 100));

	expect_ack(&tcb, TCP_ESTABLISHED, &effects);
	effects = arrive(&tcb, seg_of(SEG_ACK, 499, 100));
	expect_nothing(&tcb, TCP_ESTABLISHED, &effects);
	effects = text_of(&tcb, 490, 5, 0);
	expect_ack(&tcb, TCP_ESTABLISHED, &effects);
	tcb.oow_ack_ns = 5 * NS_PER_MS - 500 * NS_PER_MS;
	effects = arrive(&tcb, seg_of(SEG_ACK, 499, 100));
	expect_ack(&tcb, TCP_ESTABLISHED, &effects);
	profile.oow_interval_ns = 0;
	effects = arrive(&tcb, seg_of(SEG_ACK, 499, 100));
	expect_ack(&tcb, TCP_ESTABLISHED, &effects);
}
END_TEST

START_TEST(without_an_ack_nothing_goes_on)
{
	struct tcb tcb = in_state(TCP_ESTABLISHED);
	struct segment seg = seg_of(SEG_FIN, 500, 0);
	struct effects effects;

	seg.len = 5;
	effects = arrive(&tcb, seg);
	expect_nothing(&tcb, TCP_ESTABLISHED, &effects);
}
END_TEST

/* Fifth check */

START_TEST(ack_of_the_future_is_answered)
{
	struct tcb tcb = in_state(synchronized[_i]);
	struct effects effects = arrive(&tcb, seg_of(SEG_ACK, 500, 102));

	expect_ack(&tcb, synchronized[_i], &effects);
	ck_assert_uint_eq(tcb.snd_una.raw, 100);
}
END_TEST

START_TEST(ack_stops_the_clock)
{
	struct tcb tcb = in_state(TCP_ESTABLISHED);
	struct effects effects;

	tcb.snd_end = tcb.snd_nxt = seq_of(300);
	tcb.timed_at_ns = 2 * NS_PER_MS;
	tcb.timed_end = seq_of(200);
	tcb.backoff = tcb.retransmits = 3;
	tcb.first_retransmit_ns = 1;
	effects = arrive(&tcb, seg_of(SEG_ACK, 500, 150));
	ck_assert_uint_eq(tcb.snd_una.raw, 150);
	ck_assert_int_eq(tcb.timed_at_ns, 2 * NS_PER_MS);
	ck_assert_uint_eq(tcb.backoff, 0);
	ck_assert_int_eq(tcb.first_retransmit_ns, NEVER_NS);
	ck_assert(effects.set & EFFECT_RETIME);
	arrive(&tcb, seg_of(SEG_ACK, 500, 200));
	ck_assert_int_eq(tcb.srtt_ns, 3 * NS_PER_MS);
	ck_assert_int_eq(tcb.timed_at_ns, NEVER_NS);
	effects = arrive(&tcb, seg_of(SEG_ACK, 500, 200));
	expect_nothing(&tcb, TCP_ESTABLISHED, &effects);
}
END_TEST

START_TEST(after_a_time_out_holes_are_filled_one_by_one)
{
	struct tcb tcb = in_state(TCP_ESTABLISHED);
	struct effects effects = {0};

	tcb.snd_end = tcb.snd_nxt = seq_of(300);
	input_timeout(&profile, &tcb, 0, &effects);
	ck_assert(effects.set & EFFECT_RETRANSMIT);
	effects = arrive(&tcb, seg_of(SEG_ACK, 500, 200));
	ck_assert(effects.set & EFFECT_RETRANSMIT);
	effects = arrive(&tcb, seg_of(SEG_ACK, 500, 300));
	ck_assert(!(effects.set & EFFECT_RETRANSMIT));
	ck_assert(!tcb.recovering);
}
END_TEST

START_TEST(window_of_the_peer_is_scaled)
{
	struct tcb tcb = in_state(TCP_ESTABLISHED);

	tcb.snd_wscale = 7;
	arrive(&tcb, seg_of(SEG_ACK, 500, 100));
	ck_assert_uint_eq(tcb.snd_wnd, 128000);
}
END_TEST

/* Text */

START_TEST(text_is_acknowledged_later_or_at_the_second)
{
	struct tcb tcb = in_state(TCP_ESTABLISHED);
	struct effects effects;

	tcb.ack_paced = true; /* not the first text */
	effects = text_of(&tcb, 500, 10, 0);
	ck_assert_uint_eq(effects.octets, 10);
	ck_assert_uint_eq(effects.set & EFFECTS_TOLD, EFFECT_TOLD_DATA);
	ck_assert_uint_eq(tcb.ack_owed, ACK_LATER);
	ck_assert_uint_eq(tcb.unread, 10);
	text_of(&tcb, 510, 10, 0);
	ck_assert_uint_eq(tcb.ack_owed, ACK_NOW);
	ck_assert(sends(&tcb, SEG_ACK, 100, 520));
}
END_TEST

START_TEST(what_was_skipped_is_asked_for)
{
	struct tcb tcb = in_state(TCP_ESTABLISHED);
	struct effects effects = text_of(&tcb, 505, 10, SEG_FIN);

	expect_ack(&tcb, TCP_ESTABLISHED, &effects);
	ck_assert_uint_eq(tcb.rcv_nxt.raw, 500);
	effects = text_of(&tcb, 500, 15, SEG_FIN);
	ck_assert_uint_eq(tcb.state, TCP_CLOSE_WAIT);
	ck_assert_uint_eq(tcb.rcv_nxt.raw, 516);
}
END_TEST

START_TEST(text_that_nobody_reads_is_reset)
{
	static const enum tcp_state states[] = {TCP_FIN_WAIT_1, TCP_FIN_WAIT_2};
	struct tcb tcb = closing(states[_i]);
	struct effects effects;

	tcb.rcv_closed = true;
	tcb.orphan = true;
	effects = text_of(&tcb, 500, 3, 0);
	ck_assert_uint_eq(tcb.state, TCP_CLOSED);
	expect_reset(&effects, SEG_RST, 101, 0);
	ck_assert(effects.set & EFFECT_DELETE);
}
END_TEST

START_TEST(text_behind_the_peers_fin_is_ignored)
{
	static const enum tcp_state states[] = {TCP_CLOSE_WAIT, TCP_CLOSING,
						TCP_LAST_ACK};
	struct tcb tcb = in_state(states[_i]);
	struct effects effects = text_of(&tcb, 500, 3, 0);

	ck_assert_uint_eq(tcb.state, states[_i]);
	ck_assert_uint_eq(tcb.rcv_nxt.raw, 500);
	ck_assert_uint_eq(effects.octets, 0);
}
END_TEST

/* The ends */

START_TEST(ends_come_one_by_one_or_together)
{
	static const struct {
		enum tcp_state state;
		bool acks;
		bool fin;
		enum tcp_state next;
	} rows[] = {
	    {TCP_ESTABLISHED, false, true, TCP_CLOSE_WAIT},
	    {TCP_FIN_WAIT_1, true, false, TCP_FIN_WAIT_2},
	    {TCP_FIN_WAIT_1, false, true, TCP_CLOSING},
	    {TCP_FIN_WAIT_1, true, true, TCP_TIME_WAIT},
	    {TCP_FIN_WAIT_2, true, true, TCP_TIME_WAIT},
	    {TCP_FIN_WAIT_2, true, false, TCP_FIN_WAIT_2},
	    {TCP_CLOSE_WAIT, false, true, TCP_CLOSE_WAIT},
	    {TCP_CLOSING, true, false, TCP_TIME_WAIT},
	    {TCP_CLOSING, false, false, TCP_CLOSING},
	    {TCP_LAST_ACK, true, false, TCP_CLOSED},
	    {TCP_LAST_ACK, false, false, TCP_LAST_ACK},
	};
	struct tcb tcb = closing(rows[_i].state);
	uint32_t ack = rows[_i].acks ? 101 : 100;
	unsigned int fin = rows[_i].fin ? SEG_FIN : 0;

	if (rows[_i].state == TCP_ESTABLISHED ||
	    rows[_i].state == TCP_CLOSE_WAIT)
		tcb = in_state(rows[_i].state);
	arrive(&tcb, seg_of(SEG_ACK | fin, 500, ack));
	ck_assert_uint_eq(tcb.state, rows[_i].next);
}
END_TEST

/* The application is likely to close at once: one segment is saved. */
START_TEST(ack_of_the_first_fin_waits_for_our_own)
{
	struct tcb tcb = in_state(TCP_ESTABLISHED);
	struct effects effects = {0};

	arrive(&tcb, seg_of(SEG_ACK | SEG_FIN, 500, 100));
	ck_assert_uint_eq(tcb.ack_owed, ACK_LATER);
	fsm_step(&profile, &tcb, EV_CALL_CLOSE, &effects);
	ck_assert(sends(&tcb, SEG_FIN | SEG_ACK, 100, 501));
	tcb = in_state(TCP_ESTABLISHED);
	profile.ack_delay_ns = 0;
	arrive(&tcb, seg_of(SEG_ACK | SEG_FIN, 500, 100));
	ck_assert(sends(&tcb, SEG_ACK, 100, 501));
}
END_TEST

/* Time-outs */

START_TEST(timeout_without_anything_outstanding_is_nothing)
{
	struct tcb tcb = in_state(TCP_ESTABLISHED);
	struct effects effects = {0};

	input_timeout(&profile, &tcb, 0, &effects);
	expect_nothing(&tcb, TCP_ESTABLISHED, &effects);
}
END_TEST

START_TEST(probe_is_no_time_out)
{
	struct tcb tcb = closing(TCP_FIN_WAIT_1);
	struct effects effects = {0};

	tcb.probing = true;
	input_timeout(&profile, &tcb, 0, &effects);
	ck_assert_uint_eq(effects.set, EFFECT_PROBE | EFFECT_RETIME);
	ck_assert_uint_eq(tcb.backoff, 0);
	ck_assert_uint_eq(tcb.retransmits, 0);
	tcb.probing = false;
	effects = (struct effects){0};
	input_timeout(&profile, &tcb, 0, &effects);
	ck_assert_uint_eq(effects.set, EFFECT_RETRANSMIT | EFFECT_RETIME);
	ck_assert_uint_eq(tcb.backoff, 1);
}
END_TEST

START_TEST(giving_up_is_told)
{
	struct tcb tcb = opening(TCP_SYN_SENT);
	struct effects effects = {0};

	tcb.retransmits = 10;
	input_timeout(&profile, &tcb, 0, &effects);
	ck_assert_uint_eq(tcb.state, TCP_CLOSED);
	ck_assert_uint_eq(effects.set, EFFECT_DELETE | EFFECT_TOLD_TIMED_OUT);
}
END_TEST

START_TEST(closed_takes_no_segment)
{
	struct tcb tcb = in_state(_i ? TCP_TIME_WAIT : TCP_CLOSED);

	arrive(&tcb, seg_of(SEG_ACK, 500, 100));
}
END_TEST

static void add_opening(Suite *suite)
{
	suite_add(suite, listen_takes_a_syn);
	suite_add(suite, listen_answers_an_ack_and_drops_the_rest);
	suite_add(suite, syn_ack_establishes);
	suite_add_loop(suite, syn_sent_answers_a_bad_ack, 3);
	suite_add(suite, syn_sent_is_refused_by_a_rst_that_acknowledges);
	suite_add(suite, syns_that_cross);
	suite_add(suite, syn_received_sends_again_for_the_same_syn);
	suite_add(suite, syn_received_needs_the_ack_of_its_syn);
	suite_add(suite, syn_received_may_take_ack_text_and_fin_at_once);
}

static void add_checks(Suite *suite)
{
	suite_add_loop(suite, reset_must_be_exact, 6);
	suite_add_loop(suite, syn_is_challenged, 6);
	suite_add_loop(suite, what_is_out_of_the_window_is_answered, 6);
	suite_add(suite, ack_loops_are_slow);
	suite_add(suite, without_an_ack_nothing_goes_on);
	suite_add_loop(suite, ack_of_the_future_is_answered, 6);
	suite_add(suite, ack_stops_the_clock);
	suite_add(suite, after_a_time_out_holes_are_filled_one_by_one);
	suite_add(suite, window_of_the_peer_is_scaled);
}

static void add_text_and_ends(Suite *suite)
{
	TCase *closed = tcase_create("closed");

	suite_add(suite, text_is_acknowledged_later_or_at_the_second);
	suite_add(suite, what_was_skipped_is_asked_for);
	suite_add_loop(suite, text_that_nobody_reads_is_reset, 2);
	suite_add_loop(suite, text_behind_the_peers_fin_is_ignored, 3);
	suite_add_loop(suite, ends_come_one_by_one_or_together, 11);
	suite_add(suite, ack_of_the_first_fin_waits_for_our_own);
	suite_add(suite, timeout_without_anything_outstanding_is_nothing);
	suite_add(suite, probe_is_no_time_out);
	suite_add(suite, giving_up_is_told);
	tcase_add_loop_test_raise_signal(closed, closed_takes_no_segment,
					 SIGABRT, 0, 2);
	suite_add_tcase(suite, closed);
}

int main(void)
{
	Suite *suite = suite_create("input");

	profile = stack_load("linux-6.18");
	add_opening(suite);
	add_checks(suite);
	add_text_and_ends(suite);
	return suite_run(suite);
}
