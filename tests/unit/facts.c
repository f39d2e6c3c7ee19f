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
	struct tcb tcb = {.rcv_nxt = seq_of(rcv_nxt[_i]),
			  .rcv_edge = seq_of(rcv_nxt[_i])};
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

static bool are_equal(const struct facts *a, const struct facts *b)
{
	return a->acceptable == b->acceptable && a->paws_old == b->paws_old &&
	       a->at_rcv_nxt == b->at_rcv_nxt && a->in_window == b->in_window &&
	       a->overruns == b->overruns && a->ack_new == b->ack_new &&
	       a->ack_future == b->ack_future && a->acks_syn == b->acks_syn &&
	       a->acks_fin == b->acks_fin && a->octets == b->octets &&
	       a->text_skipped == b->text_skipped && a->fin == b->fin;
}

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
		tcb.rcv_edge = seq_of((uint32_t)rng_below(&rng, 40));
		a = facts_of(&tcb, &seg);
		moved = tcb;
		moved.iss = seq_add(moved.iss, ours);
		moved.snd_una = seq_add(moved.snd_una, ours);
		moved.snd_nxt = seq_add(moved.snd_nxt, ours);
		moved.snd_end = seq_add(moved.snd_end, ours);
		moved.rcv_nxt = seq_add(moved.rcv_nxt, theirs);
		moved.rcv_edge = seq_add(moved.rcv_edge, theirs);
		seg.seq = seq_add(seg.seq, theirs);
		seg.ack = seq_add(seg.ack, ours);
		b = facts_of(&moved, &seg);
		suite_assert(are_equal(&a, &b));
	}
}
END_TEST

/*
 * The same in plain words, by distances that do not wrap: from 2^31 - 1 before
 * a number to 2^31 after it.
 */
static int64_t from(struct seq origin, struct seq s)
{
	return -(int64_t)(int32_t)(origin.raw - s.raw);
}

static int64_t room_of(const struct tcb *tcb)
{
	int64_t told = from(tcb->rcv_nxt, tcb->rcv_edge);
	int64_t room = 0;

	if (tcb->unread < tcb->rcv_buf)
		room = tcb->rcv_buf - tcb->unread;
	return told > room ? told : room;
}

/* Does text, its SYN with it, end behind the window? */
static bool ends_behind(const struct tcb *tcb, const struct segment *seg)
{
	struct seq end = seq_add(seg->seq, seg->len);

	if (seg->flags & SEG_SYN)
		end = seq_add(end, 1);
	return from(seq_add(tcb->rcv_nxt, (uint32_t)room_of(tcb)), end) > 0;
}

/* Anything of [@first, @first + @len) in [0, @window)? Modulo 2^32. */
static bool is_in_window(uint32_t first, uint32_t len, int64_t window)
{
	uint32_t last = first + len - 1;

	if (window == 0)
		return len == 0 && first == 0;
	if (first < window)
		return true;
	return len > 0 && last < window;
}

static void plain_ack(struct facts *facts, const struct tcb *tcb,
		      const struct segment *seg)
{
	int64_t una = 0;
	bool fin_sent = false;

	if (!(seg->flags & SEG_ACK))
		return;
	if (from(tcb->snd_nxt, seg->ack) > 0)
		facts->ack_future = true;
	else if (from(tcb->snd_una, seg->ack) > 0)
		facts->ack_new = true;
	if (facts->ack_new)
		una = from(tcb->snd_una, seg->ack);
	if (tcb->closed)
		fin_sent = from(tcb->snd_end, tcb->snd_nxt) > 0;
	if (from(tcb->iss, seq_add(tcb->snd_una, (uint32_t)una)) > 0)
		facts->acks_syn = true;
	if (fin_sent &&
	    from(tcb->snd_end, seq_add(tcb->snd_una, (uint32_t)una)) > 0)
		facts->acks_fin = true;
}

static void plain_text(struct facts *facts, const struct tcb *tcb,
		       const struct segment *seg)
{
	bool syn = seg->flags & SEG_SYN, fin = seg->flags & SEG_FIN;
	struct seq text = seg->seq, end;

	if (syn)
		text = seq_add(text, 1);
	end = seq_add(text, seg->len);
	if (from(tcb->rcv_nxt, text) > 0) {
		if (syn || fin || seg->len > 0)
			facts->text_skipped = true;
		return;
	}
	if (from(tcb->rcv_nxt, end) > 0)
		facts->octets = end.raw - tcb->rcv_nxt.raw;
	if (fin && from(tcb->rcv_nxt, end) >= 0)
		facts->fin = true;
}

static struct facts plain_facts(const struct tcb *tcb,
				const struct segment *seg)
{
	uint32_t first = seg->seq.raw - tcb->rcv_nxt.raw;
	uint32_t len = seg->len;
	struct facts facts;

	memset(&facts, 0, sizeof(facts));
	if (seg->flags & SEG_SYN)
		len++;
	if (seg->flags & SEG_FIN)
		len++;
	facts.acceptable = is_in_window(first, len, room_of(tcb));
	facts.at_rcv_nxt = first == 0;
	facts.in_window = first < room_of(tcb);
	facts.overruns = ends_behind(tcb, seg);
	if (tcb->timestamps && (seg->flags & SEG_TS))
		facts.paws_old =
		    from(seq_of(seg->ts_val), seq_of(tcb->ts_recent)) > 0;
	plain_ack(&facts, tcb, seg);
	plain_text(&facts, tcb, seg);
	return facts;
}

/* Near a number, where rules turn, or anywhere. */
static struct seq around(struct rng *rng, struct seq s)
{
	static const uint32_t edges[] = {0,
					 1,
					 2,
					 0x7fffffff,
					 0x80000000,
					 0x80000001,
					 0xffffffff,
					 0xfffffffe,
					 1460,
					 65535,
					 (uint32_t)-1460};

	if (rng_below(rng, 8) == 0)
		return seq_of((uint32_t)rng_u64(rng));
	return seq_add(s, edges[rng_below(rng, suite_rows_n(edges))]);
}

static uint32_t some_size(struct rng *rng)
{
	static const uint32_t sizes[] = {0,    1,     2,     1459,
					 1460, 65535, 65536, 1u << 30};

	return sizes[rng_below(rng, suite_rows_n(sizes))];
}

static struct tcb random_tcb(struct rng *rng)
{
	struct tcb tcb = {
	    .closed = rng_below(rng, 2),
	    .timestamps = rng_below(rng, 2),
	    .iss = seq_of((uint32_t)rng_u64(rng)),
	    .rcv_nxt = seq_of((uint32_t)rng_u64(rng)),
	    .rcv_buf = some_size(rng),
	    .unread = some_size(rng),
	    .ts_recent = (uint32_t)rng_u64(rng),
	};

	tcb.rcv_edge = around(rng, tcb.rcv_nxt);
	tcb.snd_una = around(rng, tcb.iss);
	tcb.snd_nxt = around(rng, tcb.snd_una);
	tcb.snd_end = around(rng, tcb.snd_nxt);
	return tcb;
}

static struct segment random_segment(struct rng *rng, const struct tcb *tcb)
{
	const struct seq ours[] = {tcb->iss, tcb->snd_una, tcb->snd_nxt,
				   tcb->snd_end};
	struct segment seg = {
	    .seq = around(rng, tcb->rcv_nxt),
	    .ack = around(rng, ours[rng_below(rng, 4)]),
	    .ts_val = around(rng, seq_of(tcb->ts_recent)).raw,
	    .len = some_size(rng),
	    .flags = (uint16_t)rng_below(rng, 1 << 9),
	};

	if (rng_below(rng, 4) == 0)
		seg.seq = seq_add(seg.seq, tcb->rcv_buf - tcb->unread);
	if (rng_below(rng, 4) == 0)
		seg.seq = seq_add(seg.seq, -seg.len);
	return seg;
}

START_TEST(facts_are_those_of_plain_words)
{
	struct rng rng;

	rng_init(&rng, (uint64_t)_i, "plain");
	for (int i = 0; i < 100000; i++) {
		struct tcb tcb = random_tcb(&rng);
		struct segment seg = random_segment(&rng, &tcb);
		struct facts expected = plain_facts(&tcb, &seg);
		struct facts facts = facts_of(&tcb, &seg);

		suite_assert(are_equal(&facts, &expected));
	}
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
	suite_add_loop(suite, facts_are_those_of_plain_words, 4);
	return suite_run(suite);
}
