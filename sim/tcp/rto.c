#include "tcp/rto.h"

#include "base/hint.h"
#include "tcp/expiry.h"
#include "tcp/output.h"

/* linux tcp_orphan_retries(): what 0 stands for */
#define ORPHAN_RETRIES_DEFAULT 8

static int64_t min_ns(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t max_ns(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

void rto_init(const struct profile *profile, struct tcb *tcb)
{
	tcb->srtt_ns = 0;
	tcb->rttvar_ns = 0;
	tcb->rto_ns = profile->rto_initial_ns;
}

void rto_sample(const struct profile *profile, struct tcb *tcb, int64_t rtt_ns)
{
	int64_t error_ns = rtt_ns - tcb->srtt_ns;
	int64_t spread_ns, rto_ns;

	if (tcb->srtt_ns == 0) {
		tcb->srtt_ns = max_ns(rtt_ns, 1);
		tcb->rttvar_ns = rtt_ns / 2;
	} else {
		tcb->srtt_ns = max_ns(tcb->srtt_ns + error_ns / 8, 1);
		error_ns = error_ns < 0 ? -error_ns : error_ns;
		tcb->rttvar_ns += (error_ns - tcb->rttvar_ns) / 4;
	}
	spread_ns = 4 * tcb->rttvar_ns;
	if (profile->rto_floor == FLOOR_VARIANCE)
		spread_ns = max_ns(spread_ns, profile->rto_min_ns);
	rto_ns = max_ns(tcb->srtt_ns + spread_ns, profile->rto_min_ns);
	tcb->rto_ns =
	    min_ns(expiry_ceil_tick_ns(profile, rto_ns), profile->rto_max_ns);
}

/* linux tcp_rtt_tsopt_us(): at least one tick of the clock */
static int64_t rtt_by_timestamp_ns(const struct tcb *tcb,
				   const struct segment *seg, int64_t now_ns)
{
	uint32_t ms = output_ts_val(tcb->ts_offset, now_ns) - seg->ts_ecr;

	return (ms > 0 ? ms : 1) * NS_PER_MS;
}

void rto_measure(const struct profile *profile, struct tcb *tcb,
		 const struct segment *seg, int64_t now_ns)
{
	if (tcb->timed_at_ns != NEVER_NS &&
	    seq_le(tcb->timed_end, tcb->snd_una)) {
		rto_sample(profile, tcb, now_ns - tcb->timed_at_ns);
		tcb->timed_at_ns = NEVER_NS;
	} else if (tcb->first_retransmit_ns != NEVER_NS && tcb->timestamps &&
		   segment_has(seg, SEG_TS)) {
		rto_sample(profile, tcb, rtt_by_timestamp_ns(tcb, seg, now_ns));
	}
}

static bool is_syn(const struct tcb *tcb)
{
	return (tcb->state == TCP_SYN_SENT) | (tcb->state == TCP_SYN_RECEIVED);
}

static int64_t backed_off_ns(const struct profile *profile,
			     const struct tcb *tcb)
{
	int64_t ns = tcb->rto_ns;

	for (unsigned int i = 0; i < tcb->backoff; i++)
		if (ns < profile->rto_max_ns)
			ns *= 2;
	return min_ns(ns, profile->rto_max_ns);
}

static int64_t probe_delay_ns(const struct profile *profile,
			      const struct tcb *tcb)
{
	uint32_t out = tcb->snd_nxt.raw - tcb->snd_una.raw;
	int64_t ns = expiry_ceil_tick_ns(profile, 2 * tcb->srtt_ns);

	if (out <= tcb->snd_mss)
		return ns + profile->rto_min_ns;
	return ns + 2 * expiry_ceil_tick_ns(profile, 1);
}

/* A probe is still open: the time-out itself follows, but not at once. */
static RARELY int64_t rest_of_timeout_ns(const struct profile *profile,
					 struct tcb *tcb, int64_t timeout_ns)
{
	tcb->probe_skipped = false;
	tcb->probing = false;
	return max_ns(timeout_ns - probe_delay_ns(profile, tcb),
		      expiry_ceil_tick_ns(profile, 1));
}

int64_t rto_delay_ns(const struct profile *profile, struct tcb *tcb)
{
	int64_t ns = backed_off_ns(profile, tcb);

	if (tcb->probe_skipped)
		return rest_of_timeout_ns(profile, tcb, ns);
	tcb->probing = profile->tail_loss_probe & tcb->sack &
		       tcb_outstanding(tcb) & !is_syn(tcb) &
		       (tcb->srtt_ns > 0) & (tcb->retransmits == 0) &
		       (tcb->first_retransmit_ns == NEVER_NS);
	return tcb->probing ? min_ns(ns, probe_delay_ns(profile, tcb)) : ns;
}

bool rto_probes(struct tcb *tcb)
{
	tcb->probe_skipped = tcb->probe_open;
	if (tcb->probe_skipped)
		return false;
	tcb->probe_open = true;
	tcb->recover = tcb->snd_nxt;
	return true;
}

void rto_settle_probe(struct tcb *tcb, const struct segment *seg)
{
	bool both_came =
	    seq_eq(seg->ack, tcb->snd_una) && segment_len(seg) == 0 &&
	    (uint32_t)seg->window << tcb->snd_wscale == tcb->snd_wnd;

	if (both_came || seq_lt(tcb->recover, seg->ack))
		tcb->probe_open = false;
}

/* What n retransmissions take, the first time-out being the smallest. */
static int64_t model_timeout_ns(const struct profile *profile, int64_t retries)
{
	int64_t ns = profile->rto_min_ns;
	int64_t total_ns = ns;

	for (int64_t i = 0; i < retries; i++) {
		ns = min_ns(2 * ns, profile->rto_max_ns);
		total_ns += ns;
	}
	return total_ns;
}

static int64_t retries_allowed(const struct profile *profile,
			       const struct tcb *tcb)
{
	if (tcb->state == TCP_SYN_SENT)
		return profile->tcp_syn_retries +
		       profile->tcp_syn_linear_timeouts;
	if (tcb->state == TCP_SYN_RECEIVED)
		return profile->tcp_synack_retries;
	if (!tcb->orphan)
		return profile->tcp_retries2;
	return profile->tcp_orphan_retries ? profile->tcp_orphan_retries
					   : ORPHAN_RETRIES_DEFAULT;
}

bool rto_zero_gives_up(const struct profile *profile, const struct tcb *tcb)
{
	return tcb->zero_probes >= retries_allowed(profile, tcb);
}

bool rto_gives_up(const struct profile *profile, const struct tcb *tcb,
		  int64_t now_ns)
{
	int64_t retries = retries_allowed(profile, tcb);
	int64_t allowed_ns = tcb->user_timeout_ms * NS_PER_MS;

	if (allowed_ns == 0 && is_syn(tcb))
		return tcb->retransmits >= retries;
	if (allowed_ns == 0)
		allowed_ns = model_timeout_ns(profile, retries);
	return tcb->first_retransmit_ns != NEVER_NS &&
	       now_ns - tcb->first_retransmit_ns >= allowed_ns;
}

void rto_back_off(const struct profile *profile, struct tcb *tcb)
{
	tcb->probe_open = false;
	if (tcb->retransmits < UINT8_MAX)
		tcb->retransmits++;
	if (tcb->state == TCP_SYN_SENT &&
	    tcb->retransmits <= profile->tcp_syn_linear_timeouts)
		return;
	if (tcb->backoff < UINT8_MAX)
		tcb->backoff++;
}
