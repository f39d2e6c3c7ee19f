#include "tcp/facts.h"

/*
 * What a segment is differs from one to the next, and a branch on it is often
 * guessed wrong. So everything is computed, with & instead of &&, and what does
 * not count is masked out.
 */

static uint32_t only_if(bool yes, uint32_t value)
{
	return value & -(uint32_t)yes;
}

/* Table 6 of RFC 9293 s3.10.7.4: the four cases of an acceptable segment. */
static bool is_acceptable(const struct tcb *tcb, const struct segment *seg)
{
	uint32_t len = segment_len(seg);
	uint32_t first = seg->seq.raw - tcb->rcv_nxt.raw;
	uint32_t last = first + len - 1;
	uint32_t window = tcb_rcv_wnd(tcb);

	return (first < window) | ((len > 0) & (last < window)) |
	       ((window == 0) & (len == 0) & (first == 0));
}

static void look_at_ack(struct facts *facts, const struct tcb *tcb,
			const struct segment *seg)
{
	bool ack = segment_has(seg, SEG_ACK);
	bool future = seq_lt(tcb->snd_nxt, seg->ack);
	bool new = ack &seq_lt(tcb->snd_una, seg->ack) & !future;
	uint32_t step = seg->ack.raw - tcb->snd_una.raw;
	struct seq una = seq_add(tcb->snd_una, only_if(new, step));

	facts->ack_future = ack & future;
	facts->ack_new = new;
	facts->acks_syn = ack & seq_lt(tcb->iss, una);
	facts->acks_fin = ack & tcb_fin_sent(tcb) & seq_lt(tcb->snd_end, una);
}

/* Text may begin before RCV.NXT when it was sent again: the new part counts. */
static void look_at_text(struct facts *facts, const struct tcb *tcb,
			 const struct segment *seg)
{
	struct seq text = seq_add(seg->seq, !!(seg->flags & SEG_SYN));
	struct seq end = seq_add(text, seg->len);
	bool in_order = seq_le(text, tcb->rcv_nxt);

	facts->text_skipped = !in_order & (segment_len(seg) > 0);
	facts->octets = only_if(in_order & seq_lt(tcb->rcv_nxt, end),
				end.raw - tcb->rcv_nxt.raw);
	facts->fin =
	    in_order & segment_has(seg, SEG_FIN) & seq_le(tcb->rcv_nxt, end);
}

struct facts facts_of(const struct tcb *tcb, const struct segment *seg)
{
	struct facts facts = {
	    .acceptable = is_acceptable(tcb, seg),
	    .paws_old = tcb->timestamps & segment_has(seg, SEG_TS) &
			((int32_t)(seg->ts_val - tcb->ts_recent) < 0),
	    .at_rcv_nxt = seq_eq(seg->seq, tcb->rcv_nxt),
	    .in_window = seg->seq.raw - tcb->rcv_nxt.raw < tcb_rcv_wnd(tcb),
	};

	look_at_ack(&facts, tcb, seg);
	look_at_text(&facts, tcb, seg);
	return facts;
}
