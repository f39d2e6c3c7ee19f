#include "tcp/answers.h"

#include "tcp/checks.h"
#include "tcp/quickack.h"

/* One ACK per interval for what may be part of an ACK loop. */
static bool is_held_back(const struct profile *profile, struct tcb *tcb,
			 int64_t now_ns)
{
	if (profile->oow_interval_ns > 0 && tcb->oow_ack_ns != NEVER_NS &&
	    now_ns - tcb->oow_ack_ns < profile->oow_interval_ns)
		return true;
	tcb->oow_ack_ns = now_ns;
	return false;
}

void answers_challenge(const struct profile *profile, struct tcb *tcb,
		       int64_t now_ns, struct effects *effects)
{
	if (!profile->second_challenge && is_held_back(profile, tcb, now_ns))
		return;
	answers_owe_ack(tcb, ACK_NOW, effects);
	effects->set |= EFFECT_CHALLENGED;
}

/* Text is no part of an ACK loop: it is always answered. */
void answers_unacceptable(const struct profile *profile, struct tcb *tcb,
			  const struct segment *seg, int64_t now_ns,
			  struct effects *effects)
{
	bool loops = segment_has(seg, SEG_SYN) || segment_len(seg) == 0;

	if (checks_drops_silently(profile, tcb, seg))
		return;
	if (loops && is_held_back(profile, tcb, now_ns))
		return;
	if (profile->ack_quick_start && segment_len(seg) > 0 &&
	    seq_lt(seg->seq, tcb->rcv_nxt))
		quickack_enter(tcb, seg);
	answers_owe_ack(tcb, ACK_NOW, effects);
	if (segment_has(seg, SEG_SYN) && !profile->insecure_syn)
		effects->set |= EFFECT_CHALLENGED;
}

void answers_reset(const struct segment *seg, struct effects *effects)
{
	if (segment_has(seg, SEG_RST))
		return;
	effects->rst = segment_reset(seg);
	effects->set |= EFFECT_RST;
}
