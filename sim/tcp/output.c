#include "tcp/output.h"

#include "base/must.h"
#include "tcp/quickack.h"

uint8_t output_window_shift(int64_t buffer_bytes)
{
	uint8_t shift = 0;

	while (shift < SEGMENT_WSCALE_MAX && buffer_bytes >> (shift + 16) > 0)
		shift++;
	return shift;
}

uint32_t output_ts_val(uint32_t ts_offset, int64_t now_ns)
{
	return ts_offset + (uint32_t)(now_ns / NS_PER_MS);
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static bool syn_is_first(const struct tcb *tcb)
{
	return (tcb->state == TCP_SYN_SENT) | (tcb->state == TCP_SYN_RECEIVED);
}

/*
 * In the header of a SYN a window is never scaled (RFC 7323 s2.2). A window
 * that is open is not scaled away (linux __tcp_select_window()): the peer
 * would probe it for ever.
 */
static uint16_t window_field(const struct profile *profile,
			     const struct tcb *tcb, unsigned int flags)
{
	uint32_t window = tcb_rcv_wnd(tcb);
	bool open = window > 0;

	if (!(flags & SEG_SYN)) {
		if (profile->window_round_up)
			window += (1u << tcb->rcv_wscale) - 1;
		window >>= tcb->rcv_wscale;
	}
	window += open & (window == 0);
	return (uint16_t)least(window, UINT16_MAX);
}

/* A SYN offers what the stack has; a SYN,ACK what both have. */
static void fill_syn_options(const struct profile *profile,
			     const struct tcb *tcb, struct segment *seg)
{
	bool first = !(seg->flags & SEG_ACK);

	seg->flags |= SEG_MSS;
	seg->mss = (uint16_t)profile->mss;
	if (first ? profile->tcp_window_scaling : tcb->scaling) {
		seg->flags |= SEG_WSCALE;
		seg->wscale = tcb->rcv_wscale;
	}
	if (first ? profile->tcp_sack : tcb->sack)
		seg->flags |= SEG_SACK_OK;
}

static void note_edge(struct tcb *tcb, const struct segment *seg)
{
	bool syn = segment_has(seg, SEG_SYN);
	uint32_t window = (uint32_t)seg->window << (syn ? 0 : tcb->rcv_wscale);
	struct seq edge = seq_add(tcb->rcv_nxt, window);

	if (seq_lt(tcb->rcv_edge, edge))
		tcb->rcv_edge = edge;
}

/* What every segment of a connection carries. */
static void fill(const struct profile *profile, struct tcb *tcb, struct seq seq,
		 uint32_t len, unsigned int flags, int64_t now_ns,
		 struct segment *seg)
{
	*seg = (struct segment){
	    .seq = seq,
	    .len = len,
	    .flags = (uint16_t)flags,
	    .window = window_field(profile, tcb, flags),
	};
	if (tcb->state != TCP_SYN_SENT) {
		seg->ack = tcb->rcv_nxt;
		seg->flags |= SEG_ACK;
		tcb->ack_owed = ACK_NONE;
		note_edge(tcb, seg);
	}
	if (tcb->timestamps) {
		seg->ts_val = output_ts_val(tcb->ts_offset, now_ns);
		seg->ts_ecr = tcb->ts_recent;
		seg->flags |= SEG_TS;
	}
	if (flags & SEG_SYN)
		fill_syn_options(profile, tcb, seg);
}

static uint32_t text_max(const struct tcb *tcb)
{
	return tcb->snd_mss - (tcb->timestamps ? SEGMENT_TS_OCTETS : 0u);
}

static uint32_t text_allowed(const struct profile *profile,
			     const struct tcb *tcb)
{
	uint32_t flight = tcb->snd_nxt.raw - tcb->snd_una.raw;
	uint32_t window = least(
	    tcb->snd_wnd, (uint32_t)profile->initial_window * text_max(tcb));
	uint32_t rest = tcb->snd_end.raw - tcb->snd_nxt.raw;

	if (flight >= window)
		return 0;
	return least(least(rest, window - flight), text_max(tcb));
}

static void start_timing(struct tcb *tcb, int64_t now_ns)
{
	if (tcb->timed_at_ns != NEVER_NS)
		return;
	tcb->timed_at_ns = now_ns;
	tcb->timed_end = tcb->snd_nxt;
}

/* Flags of what occupies sequence space from @seq on for @len octets. */
static unsigned int text_flags(const struct tcb *tcb, struct seq seq,
			       uint32_t len)
{
	bool last = seq_eq(seq_add(seq, len), tcb->snd_end);

	return (len > 0 && last ? SEG_PSH : 0u) |
	       (last && tcb->closed ? SEG_FIN : 0u);
}

/* It takes a number, and to linux the place of a segment. */
static bool may_send_fin(const struct profile *profile, const struct tcb *tcb,
			 uint32_t len)
{
	uint32_t before = tcb->snd_nxt.raw - tcb->snd_una.raw + len;
	uint32_t most = (uint32_t)profile->initial_window * text_max(tcb);

	if (profile->fin_in_window && before >= tcb->snd_wnd)
		return false;
	return len > 0 || !profile->fin_in_cwnd ||
	       before + text_max(tcb) <= most;
}

/* linux forced_push(): so that a receiver does not wait for the end. */
static unsigned int push_flag(const struct profile *profile, struct tcb *tcb,
			      uint32_t len, unsigned int flags)
{
	struct seq end = seq_add(tcb->snd_nxt, len);

	if (profile->push_half_window && len == text_max(tcb) &&
	    end.raw - tcb->pushed.raw > tcb->snd_wnd_max / 2)
		flags |= SEG_PSH;
	if (flags & SEG_PSH)
		tcb->pushed = end;
	return flags;
}

/* What the peer may echo: see checks_refuses_echo(). */
static void note_syn(struct tcb *tcb, int64_t now_ns)
{
	tcb->text_at_ms = (uint32_t)(now_ns / NS_PER_MS);
}

struct segment output_reset(const struct profile *profile,
			    const struct tcb *tcb)
{
	struct segment rst = {
	    .seq = tcb->snd_nxt,
	    .ack = tcb->rcv_nxt,
	    .flags = SEG_RST | SEG_ACK,
	    .window = window_field(profile, tcb, 0),
	};

	if (tcb->timestamps) {
		rst.flags |= SEG_TS;
		rst.ts_ecr = tcb->ts_recent;
	}
	return rst;
}

/* Ours, not what the peer takes; the option of timestamps is known to be there
 * only when the peer's SYN has come. */
uint32_t output_whole_segments(const struct profile *profile,
			       const struct tcb *tcb)
{
	uint32_t segment = (uint32_t)profile->mss;

	if (tcb->passive && tcb->timestamps)
		segment -= SEGMENT_TS_OCTETS;
	return tcb->rcv_buf < segment ? tcb->rcv_buf
				      : tcb->rcv_buf / segment * segment;
}

bool output_next(const struct profile *profile, struct tcb *tcb, int64_t now_ns,
		 struct segment *seg)
{
	unsigned int flags = 0;
	uint32_t len = 0;

	if (syn_is_first(tcb)) {
		if (seq_eq(tcb->snd_nxt, tcb->iss)) {
			flags = SEG_SYN;
			tcb->pushed = seq_add(tcb->iss, 1);
			note_syn(tcb, now_ns);
		}
	} else {
		if (seq_lt(tcb->snd_nxt, tcb->snd_end))
			len = text_allowed(profile, tcb);
		if (!tcb_fin_sent(tcb))
			flags = text_flags(tcb, tcb->snd_nxt, len);
		if ((flags & SEG_FIN) && !may_send_fin(profile, tcb, len))
			flags &= ~(unsigned int)SEG_FIN;
		if (len > 0)
			flags |= push_flag(profile, tcb, len, flags);
	}
	if (len == 0 && flags == 0) {
		if (tcb->ack_owed != ACK_NOW)
			return false;
		fill(profile, tcb, tcb->snd_nxt, 0, 0, now_ns, seg);
		return true;
	}
	if (len > 0)
		quickack_answer(profile, tcb, now_ns);
	fill(profile, tcb, tcb->snd_nxt, len, flags, now_ns, seg);
	tcb->snd_nxt = segment_end(seg);
	start_timing(tcb, now_ns);
	return true;
}

/* The oldest that is not acknowledged, or the last that was sent. */
static struct seq text_again(const struct tcb *tcb, uint32_t max, bool probe,
			     uint32_t *len)
{
	struct seq from = tcb->snd_una;
	struct seq to = tcb->snd_nxt;

	if (tcb_fin_sent(tcb))
		to = tcb->snd_end;
	if (probe && seq_lt(seq_add(from, max), to))
		from = seq_add(to, -max);
	if (probe && tcb_fin_sent(tcb))
		from = to;
	*len = seq_lt(from, to) ? least(to.raw - from.raw, max) : 0;
	return from;
}

void output_retransmit(const struct profile *profile, struct tcb *tcb,
		       int64_t now_ns, bool probe, struct segment *seg)
{
	unsigned int flags;
	struct seq from;
	uint32_t len;

	must(tcb_outstanding(tcb));
	if (tcb->first_retransmit_ns == NEVER_NS)
		tcb->first_retransmit_ns = now_ns;
	tcb->timed_at_ns = NEVER_NS; /* Karn's rule, RFC 6298 s3 */
	if (seq_eq(tcb->snd_una, tcb->iss)) {
		if (tcb->state == TCP_SYN_RECEIVED)
			note_syn(tcb, now_ns);
		fill(profile, tcb, tcb->iss, 0, SEG_SYN, now_ns, seg);
		return;
	}
	from = text_again(tcb, text_max(tcb), probe, &len);
	flags = text_flags(tcb, from, len);
	if (!tcb_fin_sent(tcb))
		flags &= ~(unsigned int)SEG_FIN;
	fill(profile, tcb, from, len, flags, now_ns, seg);
}

/* linux tcp_xmit_probe_skb(): an old octet number and no text, which any
 * receiver answers. */
void output_zero_probe(const struct profile *profile, struct tcb *tcb,
		       int64_t now_ns, struct segment *seg)
{
	fill(profile, tcb, seq_add(tcb->snd_una, UINT32_MAX), 0, 0, now_ns,
	     seg);
}
