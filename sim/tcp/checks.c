#include "tcp/checks.h"

#include "tcp/output.h"

bool checks_is_syn_again(const struct profile *profile, const struct tcb *tcb,
			 const struct segment *seg)
{
	return profile->syn_ack_again && tcb->state == TCP_SYN_RECEIVED &&
	       (tcb->passive || profile->input_checks != CHECKS_LINUX) &&
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

bool checks_opens_crossing(const struct profile *profile, const struct tcb *tcb,
			   const struct segment *seg)
{
	return profile->input_checks == CHECKS_LINUX && !tcb->passive &&
	       seq_eq(seg->ack, tcb->snd_una);
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
	bool strict = tcb->mini || checks_is_request(profile, tcb);
	uint32_t len = segment_len(seg);

	if (profile->input_checks != CHECKS_LINUX)
		return false;
	if (seg->seq.raw - tcb->rcv_nxt.raw == tcb_rcv_wnd(tcb))
		return !strict || len == 0;
	return !strict && len > 0 && seq_eq(segment_end(seg), tcb->rcv_nxt);
}

bool checks_refuses_overrun(const struct profile *profile,
			    const struct tcb *tcb, const struct facts *facts)
{
	return facts->overruns && profile->refuse_overrun &&
	       (tcb->unread > 0 || tcb->fin_unread);
}

static bool is_pure_ack(const struct segment *seg)
{
	return (seg->flags & (SEG_ACK | SEG_RST)) == SEG_ACK &&
	       segment_len(seg) == 0;
}

/* linux tcp_tsval_replay(): a clock of ms, and what the time-out lets pass */
static bool may_be_overtaken(const struct profile *profile,
			     const struct tcb *tcb, uint32_t older_by)
{
	return (int64_t)older_by * 1000 * NS_PER_MS <=
	       tcb->rto_ns * profile->stamp_replay_permille;
}

/* linux tcp_may_update_window() */
static bool tells_window(const struct tcb *tcb, const struct segment *seg)
{
	uint32_t window = (uint32_t)seg->window << tcb->snd_wscale;

	return !tcb->told_at_next || window > tcb->snd_wnd || window == 0;
}

bool checks_refuses_stamp(const struct profile *profile, const struct tcb *tcb,
			  const struct segment *seg)
{
	uint32_t older_by = tcb->ts_recent - seg->ts_val;

	if (profile->input_checks != CHECKS_LINUX)
		return true;
	if (tcb->ts_recent == 0)
		return false;
	if (checks_is_request(profile, tcb))
		return true;
	return older_by > 1 &&
	       (!is_pure_ack(seg) || !seq_eq(seg->seq, tcb->rcv_nxt) ||
		!seq_eq(seg->ack, tcb->snd_una) || tells_window(tcb, seg) ||
		!may_be_overtaken(profile, tcb, older_by));
}

bool checks_drops_old_ack(const struct profile *profile, const struct tcb *tcb,
			  const struct segment *seg)
{
	return profile->old_stamp_ack_silent && is_pure_ack(seg) &&
	       !checks_is_request(profile, tcb) &&
	       seq_lt(seg->seq, tcb->rcv_nxt);
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

/* No echo is a true one. */
static bool echoes_else(const struct tcb *tcb, const struct segment *seg,
			uint32_t first, uint32_t last)
{
	return tcb->timestamps && segment_has(seg, SEG_TS) &&
	       seg->ts_ecr != 0 && seg->ts_ecr - first > last - first;
}

bool checks_refuses_echo(const struct profile *profile, const struct tcb *tcb,
			 const struct segment *seg)
{
	return profile->check_echo && checks_is_request(profile, tcb) &&
	       echoes_else(tcb, seg,
			   output_ts_val(tcb->ts_offset, tcb->ts_recent_ns),
			   tcb->ts_offset + tcb->text_at_ms);
}

bool checks_is_false_echo(const struct profile *profile, const struct tcb *tcb,
			  const struct segment *seg, int64_t now_ns)
{
	return profile->input_checks == CHECKS_LINUX &&
	       echoes_else(tcb, seg, tcb->ts_offset + tcb->text_at_ms,
			   output_ts_val(tcb->ts_offset, now_ns));
}

bool checks_drops_silently(const struct profile *profile, const struct tcb *tcb,
			   const struct segment *seg)
{
	if (segment_has(seg, SEG_RST))
		return profile->input_checks != CHECKS_LINUX || !tcb->mini;
	return profile->ack_first && !tcb->mini &&
	       !checks_is_request(profile, tcb) &&
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
