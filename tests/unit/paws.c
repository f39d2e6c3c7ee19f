#include "stack.h"
#include "suite.h"
#include "tcp/input.h"
#include "tcp/output.h"

static struct profile profile;

/* The peer's next octet is 500, and its last timestamp was 50. */
static struct tcb stamped(void)
{
	return (struct tcb){
	    .state = TCP_ESTABLISHED,
	    .timestamps = true,
	    .ts_recent = 50,
	    .iss = seq_of(99),
	    .snd_una = seq_of(100),
	    .snd_nxt = seq_of(100),
	    .snd_end = seq_of(100),
	    .irs = seq_of(499),
	    .rcv_nxt = seq_of(500),
	    .rcv_edge = seq_of(500),
	    .rcv_buf = 1000,
	    .timed_at_ns = NEVER_NS,
	    .first_retransmit_ns = NEVER_NS,
	    .oow_ack_ns = NEVER_NS,
	};
}

static struct effects arrive(struct tcb *tcb, unsigned int flags, uint32_t seq,
			     uint32_t len, uint32_t ts_val, int64_t now_ns)
{
	struct effects effects = {0};
	struct segment seg = {
	    .flags = (uint16_t)(flags | SEG_TS),
	    .seq = seq_of(seq),
	    .ack = seq_of(100),
	    .len = len,
	    .window = 1000,
	    .ts_val = ts_val,
	};

	input_segment(&profile, tcb, &seg, now_ns, &effects);
	return effects;
}

/* But a RST counts. */
START_TEST(old_timestamp_is_answered_and_dropped)
{
	struct tcb tcb = stamped();
	struct effects effects = arrive(&tcb, SEG_ACK, 500, 5, 48, NS_PER_MS);

	struct segment answer;

	ck_assert_uint_eq(tcb.state, TCP_ESTABLISHED);
	ck_assert(effects.set & EFFECT_OUTPUT);
	ck_assert_uint_eq(effects.rows_n, 0);
	ck_assert_uint_eq(effects.octets, 0);
	ck_assert(output_next(&profile, &tcb, 0, &answer));
	ck_assert_uint_eq(
	    answer.flags & (SEG_SYN | SEG_FIN | SEG_RST | SEG_ACK), SEG_ACK);
	ck_assert_uint_eq(answer.seq.raw, 100);
	ck_assert_uint_eq(answer.ack.raw, 500);
	ck_assert_uint_eq(tcb.rcv_nxt.raw, 500);
	arrive(&tcb, SEG_RST, 500, 0, 48, NS_PER_MS);
	ck_assert_uint_eq(tcb.state, TCP_CLOSED);
}
END_TEST

/* linux TCP_PAWS_WINDOW; RFC 7323 s5.3 knows no such thing */
START_TEST(timestamp_that_is_one_older_may_pass)
{
	struct tcb tcb = stamped();

	profile.input_checks = _i ? CHECKS_LINUX : CHECKS_RFC;
	arrive(&tcb, SEG_ACK, 500, 5, 49, NS_PER_MS);
	ck_assert_uint_eq(tcb.rcv_nxt.raw, _i ? 505 : 500);
	ck_assert_uint_eq(tcb.ts_recent, 50);
}
END_TEST

/* linux tcp_disordered_ack_check(): text has overtaken it. */
START_TEST(old_ack_of_before_is_not_answered)
{
	struct tcb tcb = stamped();

	arrive(&tcb, SEG_ACK, 499, 0, 40, NS_PER_MS);
	ck_assert_uint_eq(tcb.ack_owed, ACK_NONE);
	arrive(&tcb, SEG_ACK, 500, 0, 40, NS_PER_MS);
	ck_assert_uint_eq(tcb.ack_owed, ACK_NOW);
}
END_TEST

/* The same, where nothing is missing: for so long it may have been late. */
START_TEST(ack_that_says_nothing_new_may_be_late)
{
	struct tcb tcb = stamped();

	tcb.told_at_next = true;
	tcb.snd_wnd = UINT16_MAX;
	tcb.rto_ns = 100 * NS_PER_MS;
	tcb.ts_recent = 1000;
	profile.stamp_replay_permille = 1200;
	arrive(&tcb, SEG_ACK, 500, 0, 1000 - 120, NS_PER_MS);
	ck_assert_uint_eq(tcb.ack_owed, ACK_NONE);
	arrive(&tcb, SEG_ACK, 500, 0, 1000 - 121, NS_PER_MS);
	ck_assert_uint_eq(tcb.ack_owed, ACK_NOW);
}
END_TEST

/* RFC 7323 s5.5: after 24 days TS.Recent says nothing. */
START_TEST(very_old_ts_recent_rejects_nothing)
{
	const int64_t day = 24 * 3600 * NS_PER_S;
	const uint32_t half_round = 50 + (UINT32_C(1) << 31) + 1;
	struct tcb tcb = stamped();

	tcb.ts_recent_ns = day;
	arrive(&tcb, SEG_ACK, 500, 5, half_round, 24 * day);
	ck_assert_uint_eq(tcb.rcv_nxt.raw, 500);
	arrive(&tcb, SEG_ACK, 500, 5, half_round, 26 * day);
	ck_assert_uint_eq(tcb.rcv_nxt.raw, 505);
	ck_assert_uint_eq(tcb.ts_recent, half_round);
	ck_assert_int_eq(tcb.ts_recent_ns, 26 * day);
}
END_TEST

/* RFC 7323 s4.3 (2): not with what is beyond the last ACK. */
START_TEST(ts_recent_moves_on)
{
	struct tcb tcb = stamped();

	arrive(&tcb, SEG_ACK, 500, 0, 51, NS_PER_MS);
	ck_assert_uint_eq(tcb.ts_recent, 51);
	arrive(&tcb, SEG_ACK, 501, 0, 52, NS_PER_MS);
	ck_assert_uint_eq(tcb.ts_recent, 51);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("paws");

	profile = stack_load("linux-6.18");
	suite_add(suite, old_timestamp_is_answered_and_dropped);
	suite_add_loop(suite, timestamp_that_is_one_older_may_pass, 2);
	suite_add(suite, old_ack_of_before_is_not_answered);
	suite_add(suite, ack_that_says_nothing_new_may_be_late);
	suite_add(suite, very_old_ts_recent_rejects_nothing);
	suite_add(suite, ts_recent_moves_on);
	return suite_run(suite);
}
