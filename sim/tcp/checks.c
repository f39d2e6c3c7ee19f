#include "tcp/checks.h"

bool checks_is_syn_again(const struct profile *profile, const struct tcb *tcb,
			 const struct segment *seg)
{
	return profile->syn_ack_again && tcb->state == TCP_SYN_RECEIVED &&
	       seq_eq(seg->seq, tcb->irs) &&
	       (seg->flags & (SEG_SYN | SEG_ACK | SEG_RST)) == SEG_SYN;
}

bool checks_is_crossing_syn_ack(const struct profile *profile,
				const struct tcb *tcb,
				const struct segment *seg)
{
	return profile->crossing_syn_ack && tcb->state == TCP_SYN_RECEIVED &&
	       !tcb->passive && segment_has(seg, SEG_SYN | SEG_ACK) &&
	       !segment_has(seg, SEG_RST) && seq_eq(seg->seq, tcb->irs) &&
	       segment_len(seg) == 1 && seq_eq(seg->ack, tcb->snd_nxt);
}

bool checks_is_rst_before_fin(const struct profile *profile,
			      const struct tcb *tcb, const struct segment *seg)
{
	return profile->rst_before_fin && segment_has(seg, SEG_RST) &&
	       seq_eq(seq_add(seg->seq, 1), tcb->rcv_nxt) &&
	       (tcb->state == TCP_CLOSE_WAIT || tcb->state == TCP_LAST_ACK ||
		tcb->state == TCP_CLOSING);
}

bool checks_is_on_edge(const struct profile *profile, const struct tcb *tcb,
		       const struct segment *seg)
{
	bool strict = tcb->mini || tcb->state == TCP_SYN_RECEIVED;
	uint32_t len = segment_len(seg);

	if (profile->input_checks != CHECKS_LINUX)
		return false;
	if (seg->seq.raw - tcb->rcv_nxt.raw == tcb_rcv_wnd(tcb))
		return !strict || len == 0;
	return !strict && len > 0 && seq_eq(segment_end(seg), tcb->rcv_nxt);
}

bool checks_is_request(const struct profile *profile, const struct tcb *tcb)
{
	return profile->input_checks == CHECKS_LINUX && tcb->passive &&
	       tcb->state == TCP_SYN_RECEIVED;
}

bool checks_refuses_request(const struct profile *profile,
			    const struct tcb *tcb, const struct segment *seg)
{
	return checks_is_request(profile, tcb) && segment_has(seg, SEG_ACK) &&
	       !segment_has(seg, SEG_RST) && !seq_eq(seg->ack, tcb->snd_nxt);
}

bool checks_drops_silently(const struct profile *profile, const struct tcb *tcb,
			   const struct segment *seg)
{
	if (segment_has(seg, SEG_RST))
		return profile->input_checks != CHECKS_LINUX || !tcb->mini;
	return profile->ack_first && !tcb->mini &&
	       tcb->state != TCP_SYN_RECEIVED &&
	       !(seg->flags & (SEG_ACK | SEG_SYN));
}

bool checks_is_too_old(const struct profile *profile, const struct tcb *tcb,
		       const struct segment *seg)
{
	uint32_t acked_n = tcb->snd_una.raw - tcb->iss.raw - tcb->passive;
	uint32_t limit = tcb->snd_wnd_max;

	if (profile->old_ack_challenge == OLD_ACK_ANY)
		return false;
	if (profile->old_ack_challenge == OLD_ACK_ACKED && acked_n < limit)
		limit = acked_n;
	return tcb->snd_una.raw - seg->ack.raw > limit;
}
