#include "tcp/output.h"

#include "stack.h"
#include "suite.h"

#define CONTROL_BITS_AND_TS 0x1ffu
#define SYN_OPTIONS	    (SEG_MSS | SEG_WSCALE | SEG_SACK_OK)

static struct profile profile;

/* ISS 99, so text begins at 100; the peer's next number is 500. */
static struct tcb established(void)
{
	return (struct tcb){
	    .state = TCP_ESTABLISHED,
	    .iss = seq_of(99),
	    .snd_una = seq_of(100),
	    .snd_nxt = seq_of(100),
	    .snd_end = seq_of(100),
	    .pushed = seq_of(100),
	    .rcv_nxt = seq_of(500),
	    .snd_wnd = 60000,
	    .snd_wnd_max = 60000,
	    .rcv_buf = 4000,
	    .snd_mss = 1460,
	    .timed_at_ns = NEVER_NS,
	    .first_retransmit_ns = NEVER_NS,
	};
}

static struct tcb opening(enum tcp_state state)
{
	struct tcb tcb = established();

	tcb.state = (uint8_t)state;
	tcb.snd_una = tcb.snd_nxt = tcb.iss;
	tcb.rcv_wscale = 10;
	return tcb;
}

static struct segment expect_next(struct tcb *tcb, uint32_t seq, uint32_t len,
				  unsigned int flags)
{
	struct segment seg = {0};

	ck_assert(output_next(&profile, tcb, 7 * NS_PER_MS, &seg));
	ck_assert_uint_eq(seg.seq.raw, seq);
	ck_assert_uint_eq(seg.len, len);
	ck_assert_uint_eq(seg.flags & CONTROL_BITS_AND_TS, flags);
	ck_assert_uint_eq(seg.ack.raw, flags & SEG_ACK ? tcb->rcv_nxt.raw : 0);
	ck_assert_uint_eq(seg.window, tcb->rcv_buf);
	return seg;
}

static void expect_no_more(struct tcb *tcb)
{
	struct tcb before = *tcb;
	struct segment seg;

	ck_assert(!output_next(&profile, tcb, 0, &seg));
	ck_assert_mem_eq(&before, tcb, sizeof(before));
}

START_TEST(syn_goes_alone)
{
	struct tcb tcb = opening(TCP_SYN_SENT);

	expect_next(&tcb, 99, 0, SEG_SYN);
	ck_assert_uint_eq(tcb.snd_nxt.raw, 100);
	expect_no_more(&tcb);
}
END_TEST

START_TEST(syn_ack_acknowledges)
{
	struct tcb tcb = opening(TCP_SYN_RECEIVED);

	tcb.ack_owed = ACK_NOW;
	expect_next(&tcb, 99, 0, SEG_SYN | SEG_ACK);
	expect_no_more(&tcb);
}
END_TEST

START_TEST(syn_offers_what_the_stack_has)
{
	struct tcb tcb = opening(TCP_SYN_SENT);
	struct segment seg = expect_next(&tcb, 99, 0, SEG_SYN);

	ck_assert_uint_eq(seg.flags & SYN_OPTIONS, SYN_OPTIONS);
	ck_assert_uint_eq(seg.mss, 1460);
	ck_assert_uint_eq(seg.wscale, 10);
	profile.tcp_window_scaling = false;
	profile.tcp_sack = false;
	tcb = opening(TCP_SYN_SENT);
	seg = expect_next(&tcb, 99, 0, SEG_SYN);
	ck_assert_uint_eq(seg.flags & SYN_OPTIONS, SEG_MSS);
}
END_TEST

START_TEST(syn_ack_offers_what_both_have)
{
	struct tcb tcb = opening(TCP_SYN_RECEIVED);
	struct segment seg = expect_next(&tcb, 99, 0, SEG_SYN | SEG_ACK);

	ck_assert_uint_eq(seg.flags & SYN_OPTIONS, SEG_MSS);
	tcb = opening(TCP_SYN_RECEIVED);
	tcb.scaling = true;
	tcb.sack = true;
	seg = expect_next(&tcb, 99, 0, SEG_SYN | SEG_ACK);
	ck_assert_uint_eq(seg.flags & SYN_OPTIONS, SYN_OPTIONS);
	ck_assert_uint_eq(seg.wscale, 10);
}
END_TEST

/* RFC 7323 s2.2: the window of a SYN is never scaled. */
/* What the next ACK tells, whatever was told before */
static uint16_t window_told(struct tcb *tcb)
{
	struct segment seg;

	tcb->rcv_edge = tcb->rcv_nxt;
	tcb->ack_owed = ACK_NOW;
	ck_assert(output_next(&profile, tcb, 0, &seg));
	return seg.window;
}

START_TEST(window_is_scaled_but_in_a_syn)
{
	struct tcb tcb = opening(TCP_SYN_RECEIVED);
	struct segment seg;

	tcb.scaling = true;
	tcb.rcv_wscale = 10;
	tcb.rcv_buf = 65160;
	seg = expect_next(&tcb, 99, 0, SEG_SYN | SEG_ACK);
	ck_assert_uint_eq(seg.window, 65160);
	tcb.state = TCP_ESTABLISHED;
	ck_assert_uint_eq(window_told(&tcb), 64);
	profile.window_round_up = false;
	ck_assert_uint_eq(window_told(&tcb), 63);
	tcb.unread = 65160 - 2048;
	ck_assert_uint_eq(window_told(&tcb), 2);
	tcb.unread = 65160 - 1; /* not scaled away */
	ck_assert_uint_eq(window_told(&tcb), 1);
	tcb.unread = 65160;
	ck_assert_uint_eq(window_told(&tcb), 0);
	tcb.unread = 0;
	tcb.rcv_wscale = 0;
	tcb.rcv_buf = 70000;
	ck_assert_uint_eq(window_told(&tcb), 65535);
}
END_TEST

/* What comes takes of what was told, and what is unread does not. */
START_TEST(right_edge_of_the_window_stays)
{
	struct tcb tcb = opening(TCP_SYN_RECEIVED);
	struct segment seg;

	tcb.state = TCP_ESTABLISHED;
	tcb.rcv_wscale = 0;
	tcb.rcv_buf = 3000;
	ck_assert_uint_eq(window_told(&tcb), 3000);
	tcb.rcv_nxt = seq_add(tcb.rcv_nxt, 1000);
	tcb.unread = 2500;
	tcb.ack_owed = ACK_NOW;
	ck_assert(output_next(&profile, &tcb, 0, &seg));
	ck_assert_uint_eq(seg.window, 2000);
	ck_assert_uint_eq(tcb_rcv_wnd(&tcb), 2000);
	tcb.unread = 0;
	ck_assert_uint_eq(tcb_rcv_wnd(&tcb), 3000);
}
END_TEST

START_TEST(text_is_cut_into_segments)
{
	struct tcb tcb = established();

	tcb.snd_end = seq_of(100 + 2 * 1460 + 5);
	expect_next(&tcb, 100, 1460, SEG_ACK);
	expect_next(&tcb, 1560, 1460, SEG_ACK);
	expect_next(&tcb, 3020, 5, SEG_ACK | SEG_PSH);
	expect_no_more(&tcb);
}
END_TEST

/* Half of 6000 is passed by the third segment, and by the sixth. */
START_TEST(half_a_window_is_pushed)
{
	struct tcb tcb = established();
	struct segment seg;

	tcb.snd_wnd_max = 6000;
	tcb.snd_end = seq_of(100 + 8 * 1460);
	for (int i = 1; i <= 8; i++) {
		ck_assert(output_next(&profile, &tcb, 0, &seg));
		ck_assert_int_eq(segment_has(&seg, SEG_PSH),
				 i % 3 == 0 || i == 8);
	}
	tcb = established();
	tcb.snd_end = seq_of(100 + 8 * 1460);
	tcb.snd_wnd_max = 6000;
	profile.push_half_window = false;
	for (int i = 1; i <= 8; i++) {
		ck_assert(output_next(&profile, &tcb, 0, &seg));
		ck_assert_int_eq(segment_has(&seg, SEG_PSH), i == 8);
	}
	profile.push_half_window = true;
}
END_TEST

START_TEST(timestamps_take_their_room)
{
	struct tcb tcb = established();
	struct segment seg;

	tcb.timestamps = true;
	tcb.ts_offset = 1000;
	tcb.ts_recent = 77;
	tcb.snd_end = seq_of(100 + 1460);
	seg = expect_next(&tcb, 100, 1448, SEG_ACK | SEG_TS);
	ck_assert_uint_eq(seg.ts_val, 1007);
	ck_assert_uint_eq(seg.ts_ecr, 77);
	expect_next(&tcb, 1548, 12, SEG_ACK | SEG_PSH | SEG_TS);
}
END_TEST

START_TEST(timestamps_count_ms_and_wrap)
{
	ck_assert_uint_eq(output_ts_val(5, 0), 5);
	ck_assert_uint_eq(output_ts_val(5, NS_PER_MS - 1), 5);
	ck_assert_uint_eq(output_ts_val(5, NS_PER_S), 1005);
	ck_assert_uint_eq(output_ts_val(UINT32_MAX, NS_PER_MS), 0);
}
END_TEST

START_TEST(window_of_the_peer_is_kept)
{
	struct tcb tcb = established();

	tcb.snd_wnd = 10;
	tcb.snd_end = seq_of(130);
	tcb.closed = true;
	expect_next(&tcb, 100, 10, SEG_ACK);
	expect_no_more(&tcb);
	tcb.snd_una = seq_of(104);
	expect_next(&tcb, 110, 4, SEG_ACK);
	tcb.snd_wnd = 3; /* it has shrunk below what is out */
	expect_no_more(&tcb);
	tcb.snd_wnd = 100;
	expect_next(&tcb, 114, 16, SEG_ACK | SEG_PSH | SEG_FIN);
	expect_no_more(&tcb);
}
END_TEST

START_TEST(initial_window_is_kept)
{
	struct tcb tcb = established();
	int segments_n = 0;
	struct segment seg;

	tcb.snd_wnd = 1 << 30;
	tcb.snd_end = seq_of(100 + (1 << 20));
	while (output_next(&profile, &tcb, 0, &seg))
		segments_n++;
	ck_assert_int_eq(segments_n, 10);
	tcb.snd_una = seq_of(100 + 2 * 1460);
	while (output_next(&profile, &tcb, 0, &seg))
		segments_n++;
	ck_assert_int_eq(segments_n, 12);
}
END_TEST

START_TEST(fin_rides_on_the_last_text_and_goes_once)
{
	struct tcb tcb = established();

	tcb.closed = true;
	tcb.snd_end = seq_of(126);
	expect_next(&tcb, 100, 26, SEG_ACK | SEG_PSH | SEG_FIN);
	ck_assert_uint_eq(tcb.snd_nxt.raw, 127);
	ck_assert(tcb_fin_sent(&tcb));
	expect_no_more(&tcb);
}
END_TEST

START_TEST(fin_goes_alone_when_the_text_has_gone)
{
	struct tcb tcb = established();

	tcb.snd_end = seq_of(126);
	expect_next(&tcb, 100, 26, SEG_ACK | SEG_PSH);
	tcb.closed = true;
	expect_next(&tcb, 126, 0, SEG_ACK | SEG_FIN);
	expect_no_more(&tcb);
}
END_TEST

START_TEST(ack_goes_now_later_or_with_text)
{
	struct tcb tcb = established();

	tcb.ack_owed = ACK_LATER;
	expect_no_more(&tcb);
	tcb.ack_owed = ACK_NOW;
	expect_next(&tcb, 100, 0, SEG_ACK);
	ck_assert_uint_eq(tcb.ack_owed, ACK_NONE);
	expect_no_more(&tcb);
	tcb.ack_owed = ACK_LATER;
	tcb.snd_end = seq_of(101);
	expect_next(&tcb, 100, 1, SEG_ACK | SEG_PSH);
	ck_assert_uint_eq(tcb.ack_owed, ACK_NONE);
}
END_TEST

START_TEST(one_segment_is_timed)
{
	struct tcb tcb = established();

	tcb.snd_end = seq_of(100 + 2000);
	expect_next(&tcb, 100, 1460, SEG_ACK);
	ck_assert_int_eq(tcb.timed_at_ns, 7 * NS_PER_MS);
	ck_assert_uint_eq(tcb.timed_end.raw, 1560);
	tcb.timed_at_ns = 3;
	expect_next(&tcb, 1560, 540, SEG_ACK | SEG_PSH);
	ck_assert_int_eq(tcb.timed_at_ns, 3);
	ck_assert_uint_eq(tcb.timed_end.raw, 1560);
}
END_TEST

START_TEST(ack_is_not_timed)
{
	struct tcb tcb = established();

	tcb.ack_owed = ACK_NOW;
	expect_next(&tcb, 100, 0, SEG_ACK);
	ck_assert_int_eq(tcb.timed_at_ns, NEVER_NS);
}
END_TEST

static void expect_again(struct tcb *tcb, bool probe, uint32_t seq,
			 uint32_t len, unsigned int flags)
{
	struct seq nxt = tcb->snd_nxt;
	struct segment seg;

	output_retransmit(&profile, tcb, 9, probe, &seg);
	ck_assert_uint_eq(seg.seq.raw, seq);
	ck_assert_uint_eq(seg.len, len);
	ck_assert_uint_eq(seg.flags & CONTROL_BITS_AND_TS, flags);
	ck_assert_uint_eq(tcb->snd_nxt.raw, nxt.raw);
	ck_assert_int_eq(tcb->timed_at_ns, NEVER_NS); /* Karn */
}

START_TEST(oldest_is_sent_again)
{
	struct tcb tcb = established();

	tcb.closed = true;
	tcb.snd_end = seq_of(100 + 2000);
	tcb.snd_nxt = seq_of(100 + 2001);
	tcb.timed_at_ns = 1;
	expect_again(&tcb, false, 100, 1460, SEG_ACK);
	ck_assert_int_eq(tcb.first_retransmit_ns, 9);
	tcb.snd_una = seq_of(1560);
	expect_again(&tcb, false, 1560, 540, SEG_ACK | SEG_PSH | SEG_FIN);
	tcb.snd_una = seq_of(2100);
	expect_again(&tcb, false, 2100, 0, SEG_ACK | SEG_FIN);
}
END_TEST

START_TEST(probe_is_the_last_segment)
{
	struct tcb tcb = established();

	tcb.snd_end = seq_of(100 + 2000);
	tcb.snd_nxt = tcb.snd_end;
	expect_again(&tcb, true, 640, 1460, SEG_ACK | SEG_PSH);
	tcb.closed = true;
	tcb.snd_nxt = seq_of(2101);
	expect_again(&tcb, true, 2100, 0, SEG_ACK | SEG_FIN);
}
END_TEST

START_TEST(what_was_not_sent_is_not_sent_again)
{
	struct tcb tcb = established();

	tcb.snd_end = seq_of(200);
	tcb.snd_nxt = seq_of(150);
	tcb.closed = true;
	expect_again(&tcb, false, 100, 50, SEG_ACK);
	tcb.snd_nxt = seq_of(200);
	expect_again(&tcb, false, 100, 100, SEG_ACK | SEG_PSH);
}
END_TEST

START_TEST(syn_is_sent_again)
{
	struct tcb tcb = opening(TCP_SYN_SENT);

	tcb.snd_nxt = seq_of(100);
	expect_again(&tcb, false, 99, 0, SEG_SYN);
	tcb.state = TCP_SYN_RECEIVED;
	expect_again(&tcb, false, 99, 0, SEG_SYN | SEG_ACK);
}
END_TEST

START_TEST(nothing_outstanding_is_a_bug)
{
	struct tcb tcb = established();
	struct segment seg;

	output_retransmit(&profile, &tcb, 0, false, &seg);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("output");

	profile = stack_load("linux-6.18");
	suite_add(suite, syn_goes_alone);
	suite_add(suite, syn_ack_acknowledges);
	suite_add(suite, syn_offers_what_the_stack_has);
	suite_add(suite, syn_ack_offers_what_both_have);
	suite_add(suite, window_is_scaled_but_in_a_syn);
	suite_add(suite, right_edge_of_the_window_stays);
	suite_add(suite, text_is_cut_into_segments);
	suite_add(suite, half_a_window_is_pushed);
	suite_add(suite, timestamps_take_their_room);
	suite_add(suite, timestamps_count_ms_and_wrap);
	suite_add(suite, window_of_the_peer_is_kept);
	suite_add(suite, initial_window_is_kept);
	suite_add(suite, fin_rides_on_the_last_text_and_goes_once);
	suite_add(suite, fin_goes_alone_when_the_text_has_gone);
	suite_add(suite, ack_goes_now_later_or_with_text);
	suite_add(suite, one_segment_is_timed);
	suite_add(suite, ack_is_not_timed);
	suite_add(suite, oldest_is_sent_again);
	suite_add(suite, probe_is_the_last_segment);
	suite_add(suite, what_was_not_sent_is_not_sent_again);
	suite_add(suite, syn_is_sent_again);
	suite_add_abort(suite, nothing_outstanding_is_a_bug);
	return suite_run(suite);
}
