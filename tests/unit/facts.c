#include "tcp/facts.h"

#include "base/rng.h"
#include "suite.h"

#include <string.h>

/* Table 6 of RFC 9293, in numbers relative to RCV.NXT, none of which wraps. */
static bool table_6(int64_t seq, int64_t len, int64_t wnd)
{
	int64_t last = seq + len - 1;

	if (len == 0 && wnd == 0)
		return seq == 0;
	if (len == 0)
		return 0 <= seq && seq < wnd;
	if (wnd == 0)
		return false;
	return (0 <= seq && seq < wnd) || (0 <= last && last < wnd);
}

START_TEST(window_is_that_of_table_6)
{
	static const uint32_t rcv_nxt[] = {0, 5, 1u << 31, UINT32_MAX - 2};
	struct tcb tcb = {.rcv_nxt = seq_of(rcv_nxt[_i])};
	struct segment seg = {.flags = SEG_ACK};

	for (int32_t wnd = 0; wnd < 6; wnd++)
		for (int32_t at = -8; at < 9; at++)
			for (uint32_t len = 0; len < 6; len++) {
				tcb.rcv_buf = (uint32_t)wnd;
				seg.seq = seq_add(tcb.rcv_nxt, (uint32_t)at);
				seg.len = len;
				suite_assert(facts_of(&tcb, &seg).acceptable ==
					     table_6(at, len, wnd));
			}
}
END_TEST

START_TEST(syn_and_fin_count_in_the_window)
{
	struct tcb tcb = {.rcv_nxt = seq_of(10), .rcv_buf = 4};
	struct segment fin = {.seq = seq_of(9), .flags = SEG_FIN | SEG_ACK};

	ck_assert(!facts_of(&tcb, &fin).acceptable);
	fin.len = 1;
	ck_assert(facts_of(&tcb, &fin).acceptable);
	fin = (struct segment){.seq = seq_of(13), .flags = SEG_SYN};
	ck_assert(facts_of(&tcb, &fin).acceptable);
	fin.seq = seq_of(14);
	ck_assert(!facts_of(&tcb, &fin).acceptable);
}
END_TEST

START_TEST(reset_counts_at_rcv_nxt)
{
	struct tcb tcb = {.rcv_nxt = seq_of(10), .rcv_buf = 4};
	struct segment rst = {.flags = SEG_RST};

	for (uint32_t at = 8; at < 16; at++) {
		struct facts facts;

		rst.seq = seq_of(at);
		facts = facts_of(&tcb, &rst);
		ck_assert_int_eq(facts.at_rcv_nxt, at == 10);
		ck_assert_int_eq(facts.in_window, at >= 10 && at < 14);
	}
}
END_TEST

/* ISS 99: SYN 99, text 100 to 109, FIN 110 */
static const struct tcb sender = {
    .closed = true,
    .iss = {99},
    .snd_una = {99},
    .snd_end = {110},
    .snd_nxt = {111},
};

START_TEST(ack_is_new_old_or_of_the_future)
{
	static const struct {
		uint32_t una, ack;
		bool is_new, future, syn, fin;
	} rows[] = {
	    {99, 98, false, false, false, false},
	    {99, 99, false, false, false, false},
	    {99, 100, true, false, true, false},
	    {100, 99, false, false, true, false},
	    {100, 110, true, false, true, false},
	    {100, 111, true, false, true, true},
	    {100, 112, false, true, true, false},
	    {111, 111, false, false, true, true},
	    {111, 100, false, false, true, true},
	};
	struct tcb tcb = sender;
	struct segment seg = {.flags = SEG_ACK, .ack = {rows[_i].ack}};
	struct facts facts;

	tcb.snd_una = seq_of(rows[_i].una);
	facts = facts_of(&tcb, &seg);
	ck_assert_int_eq(facts.ack_new, rows[_i].is_new);
	ck_assert_int_eq(facts.ack_future, rows[_i].future);
	ck_assert_int_eq(facts.acks_syn, rows[_i].syn);
	ck_assert_int_eq(facts.acks_fin, rows[_i].fin);
}
END_TEST

START_TEST(without_the_flag_nothing_is_acknowledged)
{
	struct segment seg = {.ack = seq_of(111)};
	struct facts facts = facts_of(&sender, &seg);

	ck_assert(!facts.ack_new && !facts.ack_future);
	ck_assert(!facts.acks_syn && !facts.acks_fin);
}
END_TEST

/* All text acknowledged, CLOSE called, but the FIN has not left. */
START_TEST(fin_that_was_not_sent_is_not_acknowledged)
{
	struct tcb tcb = sender;
	struct segment seg = {.flags = SEG_ACK, .ack = {110}};

	tcb.snd_nxt = seq_of(110);
	ck_assert(facts_of(&tcb, &seg).ack_new);
	ck_assert(!facts_of(&tcb, &seg).acks_fin);
}
END_TEST

START_TEST(text_may_begin_before_at_or_after)
{
	static const struct {
		uint32_t seq, len;
		unsigned int flags;
		uint32_t octets;
		bool skipped, fin;
	} rows[] = {
	    {10, 0, SEG_ACK, 0, false, false},
	    {10, 5, SEG_ACK, 5, false, false},
	    {8, 5, SEG_ACK, 3, false, false},
	    {5, 5, SEG_ACK, 0, false, false},
	    {11, 5, SEG_ACK, 0, true, false},
	    {11, 0, SEG_ACK, 0, false, false},
	    {10, 0, SEG_FIN, 0, false, true},
	    {10, 5, SEG_FIN, 5, false, true},
	    {8, 5, SEG_FIN, 3, false, true},
	    {5, 5, SEG_FIN, 0, false, true},
	    {9, 0, SEG_FIN, 0, false, false},
	    {4, 5, SEG_FIN, 0, false, false},
	    {11, 0, SEG_FIN, 0, true, false},
	    {9, 3, SEG_SYN, 3, false, false},
	};
	struct tcb tcb = {.rcv_nxt = seq_of(10), .rcv_buf = 100};
	struct segment seg = {
	    .seq = {rows[_i].seq},
	    .len = rows[_i].len,
	    .flags = (uint16_t)rows[_i].flags,
	};
	struct facts facts = facts_of(&tcb, &seg);

	ck_assert_uint_eq(facts.octets, rows[_i].octets);
	ck_assert_int_eq(facts.text_skipped, rows[_i].skipped);
	ck_assert_int_eq(facts.fin, rows[_i].fin);
}
END_TEST

START_TEST(older_timestamp_is_told_across_the_wrap)
{
	static const struct {
		uint32_t recent, val;
		bool old;
	} rows[] = {
	    {5, 5, false},	   {5, 6, false},	   {5, 4, true},
	    {0, UINT32_MAX, true}, {UINT32_MAX, 0, false},
	};
	struct tcb tcb = {.timestamps = true, .ts_recent = rows[_i].recent};
	struct segment seg = {.flags = SEG_TS, .ts_val = rows[_i].val};

	ck_assert_int_eq(facts_of(&tcb, &seg).paws_old, rows[_i].old);
	tcb.timestamps = false;
	ck_assert(!facts_of(&tcb, &seg).paws_old);
	tcb.timestamps = true;
	seg.flags = SEG_ACK;
	ck_assert(!facts_of(&tcb, &seg).paws_old);
}
END_TEST

/* What a fact says depends on distances alone, wherever the numbers stand. */
START_TEST(facts_do_not_depend_on_where_numbers_begin)
{
	struct rng rng;

	rng_init(&rng, (uint64_t)_i, "facts");
	for (int i = 0; i < 2000; i++) {
		uint32_t ours = (uint32_t)rng_u64(&rng);
		uint32_t theirs = (uint32_t)rng_u64(&rng);
		struct tcb tcb = sender, moved = sender;
		struct segment seg = {
		    .seq = {(uint32_t)rng_below(&rng, 40)},
		    .ack = {90 + (uint32_t)rng_below(&rng, 30)},
		    .len = (uint32_t)rng_below(&rng, 12),
		    .flags = (uint16_t)rng_below(&rng, 32),
		};
		struct facts a, b;

		tcb.rcv_nxt = seq_of(20);
		tcb.rcv_buf = (uint32_t)rng_below(&rng, 12);
		a = facts_of(&tcb, &seg);
		moved = tcb;
		moved.iss = seq_add(moved.iss, ours);
		moved.snd_una = seq_add(moved.snd_una, ours);
		moved.snd_nxt = seq_add(moved.snd_nxt, ours);
		moved.snd_end = seq_add(moved.snd_end, ours);
		moved.rcv_nxt = seq_add(moved.rcv_nxt, theirs);
		seg.seq = seq_add(seg.seq, theirs);
		seg.ack = seq_add(seg.ack, ours);
		b = facts_of(&moved, &seg);
		suite_assert(memcmp(&a, &b, sizeof(a)) == 0);
	}
}
END_TEST

/* ISS 1000; acknowledged up to 1501; the peer has offered 300 at the most. */
static const struct {
	enum old_ack rule;
	bool passive;
	uint32_t una;
	uint32_t ack;
	bool too_old;
} old_acks[] = {
    {OLD_ACK_ANY, false, 1501, 0, false},
    {OLD_ACK_WINDOW, false, 1501, 1201, false},
    {OLD_ACK_WINDOW, false, 1501, 1200, true},
    {OLD_ACK_WINDOW, false, 1501, 1502, false},
    {OLD_ACK_ACKED, false, 1501, 1201, false},
    {OLD_ACK_ACKED, false, 1501, 1200, true},
    {OLD_ACK_WINDOW, false, 1001, 801, false},
    {OLD_ACK_ACKED, false, 1001, 1000, false}, /* the SYN was acknowledged */
    {OLD_ACK_ACKED, false, 1001, 999, true},
    {OLD_ACK_ACKED, true, 1001, 1000, true}, /* that of a SYN,ACK is none */
    {OLD_ACK_ACKED, true, 1001, 1001, false},
};

START_TEST(an_ack_may_be_so_old)
{
	struct profile profile = {.old_ack = (int)old_acks[_i].rule};
	const struct segment seg = {.flags = SEG_ACK,
				    .ack = seq_of(old_acks[_i].ack)};
	const struct tcb tcb = {
	    .passive = old_acks[_i].passive,
	    .iss = seq_of(1000),
	    .snd_una = seq_of(old_acks[_i].una),
	    .snd_wnd_max = 300,
	};

	ck_assert_int_eq(facts_ack_too_old(&profile, &tcb, &seg),
			 old_acks[_i].too_old);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("facts");

	suite_add_loop(suite, window_is_that_of_table_6, 4);
	suite_add(suite, syn_and_fin_count_in_the_window);
	suite_add(suite, reset_counts_at_rcv_nxt);
	suite_add_loop(suite, ack_is_new_old_or_of_the_future, 9);
	suite_add(suite, without_the_flag_nothing_is_acknowledged);
	suite_add(suite, fin_that_was_not_sent_is_not_acknowledged);
	suite_add_loop(suite, text_may_begin_before_at_or_after, 14);
	suite_add_loop(suite, older_timestamp_is_told_across_the_wrap, 5);
	suite_add_loop(suite, facts_do_not_depend_on_where_numbers_begin, 5);
	suite_add_loop(suite, an_ack_may_be_so_old, suite_rows_n(old_acks));
	return suite_run(suite);
}
