#include "tcp/facts.h"

/* Table 6 of RFC 9293 s3.10.7.4: the four cases of an acceptable segment. That
 * it begins in the window is asked first, for nearly all do. */
static bool is_acceptable(const struct tcb *tcb, const struct segment *seg,
			  uint32_t window)
{
	uint32_t len = segment_len(seg);
	uint32_t first = seg->seq.raw - tcb->rcv_nxt.raw;
	uint32_t last = first + len - 1;

	if (first < window)
		return true;
	if (window == 0)
		return len == 0 && first == 0;
	return len > 0 && last < window;
}

static bool overruns(const struct segment *seg, struct seq window_end)
{
	uint32_t len = seg->len + !!(seg->flags & SEG_SYN);

	return seq_lt(window_end, seq_add(seg->seq, len));
}

static void look_at_ack(struct facts *facts, const struct tcb *tcb,
			const struct segment *seg)
{
	struct seq una = tcb->snd_una;

	if (!segment_has(seg, SEG_ACK))
		return;
	facts->ack_future = seq_lt(tcb->snd_nxt, seg->ack);
	facts->ack_new = seq_lt(una, seg->ack) & !facts->ack_future;
	if (facts->ack_new)
		una = seg->ack;
	facts->acks_syn = seq_lt(tcb->iss, una);
	facts->acks_fin = tcb_fin_sent(tcb) & seq_lt(tcb->snd_end, una);
}

/* Text may begin before RCV.NXT when it was sent again: the new part counts. */
static void look_at_text(struct facts *facts, const struct tcb *tcb,
			 const struct segment *seg)
{
	struct seq text = seq_add(seg->seq, !!(seg->flags & SEG_SYN));
	struct seq end = seq_add(text, seg->len);

	if (seq_lt(tcb->rcv_nxt, text)) {
		facts->text_skipped = segment_len(seg) > 0;
		return;
	}
	if (seq_lt(tcb->rcv_nxt, end))
		facts->octets = end.raw - tcb->rcv_nxt.raw;
	facts->fin = segment_has(seg, SEG_FIN) && seq_le(tcb->rcv_nxt, end);
}

struct facts facts_of(const struct tcb *tcb, const struct segment *seg)
{
	uint32_t window = tcb_rcv_wnd(tcb);
	struct facts facts = {
	    .acceptable = is_acceptable(tcb, seg, window),
	    .at_rcv_nxt = seq_eq(seg->seq, tcb->rcv_nxt),
	    .in_window = seg->seq.raw - tcb->rcv_nxt.raw < window,
	    .overruns = overruns(seg, seq_add(tcb->rcv_nxt, window)),
	};

	if (tcb->timestamps && segment_has(seg, SEG_TS))
		facts.paws_old = (int32_t)(seg->ts_val - tcb->ts_recent) < 0;
	look_at_ack(&facts, tcb, seg);
	look_at_text(&facts, tcb, seg);
	return facts;
}
