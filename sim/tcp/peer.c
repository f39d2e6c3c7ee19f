#include "tcp/peer.h"

#include "tcp/output.h"

/* Options and one octet must fit a segment: what nobody offers in earnest. */
#define MSS_LEAST 48

/* The buffer in whole segments: as soon as it is known what a segment is. */
static void fit_window(const struct profile *profile, struct tcb *tcb)
{
	uint32_t mss = tcb->snd_mss;

	if (profile->window_segments == WINDOW_UP)
		tcb->rcv_buf += (mss - tcb->rcv_buf % mss) % mss;
	if (profile->window_segments == WINDOW_DOWN && tcb->passive)
		tcb->rcv_buf = output_whole_segments(profile, tcb);
}

static void learn_mss(const struct profile *profile, struct tcb *tcb,
		      const struct segment *seg)
{
	int64_t mss =
	    segment_has(seg, SEG_MSS) ? seg->mss : profile->mss_default;

	if (mss > profile->mss)
		mss = profile->mss;
	if (mss < MSS_LEAST)
		mss = MSS_LEAST;
	tcb->snd_mss = (uint16_t)mss;
	fit_window(profile, tcb);
}

/* linux tcp_rcv_synsent_state_process(): of two SYNs that cross, what we
 * offered stands even if the peer offers nothing. */
static bool scales_alone(const struct profile *profile, const struct tcb *tcb,
			 const struct segment *seg)
{
	return profile->input_checks == CHECKS_LINUX &&
	       profile->tcp_window_scaling && tcb->state == TCP_SYN_SENT &&
	       !segment_has(seg, SEG_ACK);
}

void peer_learn(const struct profile *profile, struct tcb *tcb,
		const struct segment *seg, int64_t now_ns)
{
	tcb->irs = seg->seq;
	tcb->rcv_nxt = seq_add(seg->seq, 1);
	tcb->rcv_edge = tcb->rcv_nxt;
	tcb->snd_wnd = seg->window;
	tcb->snd_wnd_max = seg->window;
	tcb->timestamps = profile->tcp_timestamps && segment_has(seg, SEG_TS);
	if (tcb->timestamps) {
		tcb->ts_recent = seg->ts_val;
		tcb->ts_recent_ns = now_ns;
	}
	tcb->sack = profile->tcp_sack && segment_has(seg, SEG_SACK_OK);
	tcb->scaling =
	    profile->tcp_window_scaling && segment_has(seg, SEG_WSCALE);
	if (tcb->scaling)
		tcb->snd_wscale = seg->wscale < SEGMENT_WSCALE_MAX
				      ? seg->wscale
				      : SEGMENT_WSCALE_MAX;
	if (!tcb->scaling && !scales_alone(profile, tcb, seg))
		tcb->rcv_wscale = 0;
	learn_mss(profile, tcb, seg);
}
