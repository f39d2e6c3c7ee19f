#include "tcp/input.h"

#include "base/hint.h"
#include "base/must.h"
#include "tcp/answers.h"
#include "tcp/checks.h"
#include "tcp/facts.h"
#include "tcp/output.h"
#include "tcp/peer.h"
#include "tcp/quickack.h"
#include "tcp/rto.h"

/* RFC 7323 s5.5: a clock of ms may have gone half round in 24 days. */
#define TS_RECENT_VALID_NS (24 * 24 * 3600 * NS_PER_S)

static void take_timestamp(struct tcb *tcb, const struct segment *seg,
			   int64_t now_ns)
{
	tcb->ts_recent = seg->ts_val;
	tcb->ts_recent_ns = now_ns;
}

static void acked(const struct profile *profile, struct tcb *tcb,
		  const struct segment *seg, int64_t now_ns,
		  struct effects *effects)
{
	tcb->snd_una = seg->ack;
	rto_measure(profile, tcb, seg, now_ns);
	if (tcb->recovering && seq_le(tcb->recover, tcb->snd_una))
		tcb->recovering = false;
	if (tcb->recovering && tcb_outstanding(tcb))
		effects->set |= EFFECT_RETRANSMIT;
	tcb->retransmits = 0;
	tcb->backoff = 0;
	tcb->first_retransmit_ns = NEVER_NS;
	effects->set |= EFFECT_RETIME | EFFECT_OUTPUT;
}

static void in_listen(const struct profile *profile, struct tcb *tcb,
		      const struct segment *seg, int64_t now_ns,
		      struct effects *effects)
{
	if (segment_has(seg, SEG_RST))
		return;
	if (segment_has(seg, SEG_ACK)) {
		answers_reset(seg, effects);
		return;
	}
	if (!segment_has(seg, SEG_SYN))
		return;
	if (segment_has(seg, SEG_FIN) && profile->drop_syn_fin)
		return;
	peer_learn(profile, tcb, seg, now_ns);
	fsm_step(profile, tcb, EV_RCV_SYN, effects);
}

static void in_syn_sent(const struct profile *profile, struct tcb *tcb,
			const struct segment *seg, int64_t now_ns,
			struct effects *effects)
{
	bool acks = segment_has(seg, SEG_ACK);

	if (acks &&
	    (seq_le(seg->ack, tcb->iss) || seq_lt(tcb->snd_nxt, seg->ack))) {
		answers_reset(seg, effects);
		if (profile->syn_again_ns > 0 && tcb->retransmits == 0)
			effects->set |= EFFECT_SYN_AGAIN;
		return;
	}
	if (acks && checks_is_false_echo(profile, tcb, seg, now_ns)) {
		answers_reset(seg, effects);
		return;
	}
	if (segment_has(seg, SEG_RST)) {
		if (acks)
			fsm_step(profile, tcb, EV_RCV_RST, effects);
		return;
	}
	if (!segment_has(seg, SEG_SYN))
		return;
	peer_learn(profile, tcb, seg, now_ns);
	if (acks) {
		acked(profile, tcb, seg, now_ns, effects);
		fsm_step(profile, tcb, EV_RCV_SYN_ACK, effects);
		return;
	}
	tcb->snd_nxt = tcb->iss; /* the SYN goes out again, with an ACK */
	fsm_step(profile, tcb, EV_RCV_SYN, effects);
}

static void take_syn(const struct profile *profile, struct tcb *tcb,
		     const struct segment *seg, int64_t now_ns,
		     struct effects *effects)
{
	/* one that is sent again comes to the edge of the window only */
	if (seq_lt(seg->seq, tcb->rcv_nxt) ||
	    !fsm_step(profile, tcb, EV_RCV_SYN, effects)) {
		if (checks_is_request(profile, tcb)) {
			answers_reset(seg, effects);
			fsm_step(profile, tcb, EV_RCV_RST, effects);
		} else {
			answers_challenge(profile, tcb, now_ns, effects);
		}
		return;
	}
	if (tcb->state == TCP_LISTEN)
		return;
	effects->set |= EFFECT_TOLD_RESET;
	answers_reset(seg, effects);
	if (profile->syn_reset_in_order)
		effects->rst = output_reset(profile, tcb);
}

/* First to fourth check: true if the segment goes on to the ACK. */
static bool passes(const struct profile *profile, struct tcb *tcb,
		   const struct segment *seg, const struct facts *facts,
		   int64_t now_ns, struct effects *effects)
{
	bool rst = segment_has(seg, SEG_RST);
	bool paws_old;

	if (facts->acceptable & !facts->overruns & !facts->paws_old &
	    !(seg->flags & (SEG_SYN | SEG_RST)) &
	    (tcb->state != TCP_SYN_RECEIVED))
		return segment_has(seg, SEG_ACK);
	paws_old = facts->paws_old && checks_refuses_stamp(profile, tcb, seg);
	if (!paws_old && checks_is_syn_again(profile, tcb, seg)) {
		effects->set |= EFFECT_RETRANSMIT | EFFECT_RETIME;
		return false;
	}
	if (checks_is_crossing_syn_ack(profile, tcb, seg)) {
		answers_owe_ack(tcb, ACK_NOW, effects);
		return true;
	}
	if (checks_is_rst_before_fin(profile, tcb, seg)) {
		fsm_step(profile, tcb, EV_RCV_RST, effects);
		return false;
	}
	if (checks_refuses_request(profile, tcb, seg)) {
		answers_reset(seg, effects);
		return false;
	}
	if (paws_old && checks_drops_old_ack(profile, tcb, seg))
		return false;
	if (paws_old && !rst && !segment_has(seg, SEG_SYN))
		effects->set |= EFFECT_PAWS;
	if ((!facts->acceptable && !checks_is_on_edge(profile, tcb, seg)) ||
	    checks_refuses_overrun(profile, tcb, facts) ||
	    checks_refuses_echo(profile, tcb, seg) ||
	    (paws_old && (!rst || checks_is_request(profile, tcb)))) {
		answers_unacceptable(profile, tcb, seg, now_ns, effects);
		return false;
	}
	if (rst) {
		if (facts->at_rcv_nxt ||
		    (facts->in_window && profile->insecure_rst))
			fsm_step(profile, tcb, EV_RCV_RST, effects);
		else
			answers_challenge(profile, tcb, now_ns, effects);
		return false;
	}
	if (segment_has(seg, SEG_SYN)) {
		take_syn(profile, tcb, seg, now_ns, effects);
		return false;
	}
	return segment_has(seg, SEG_ACK);
}

/* An answer with a closed window shows that the peer is there; an orphan is
 * given up all the same. */
static void take_window(struct tcb *tcb, const struct segment *seg,
			struct effects *effects)
{
	bool was_blocked = tcb_is_blocked(tcb);

	if (seq_le(tcb->rcv_nxt, seg->seq))
		tcb->told_at_next = true;
	tcb->snd_wnd = (uint32_t)seg->window << tcb->snd_wscale;
	if (tcb->snd_wnd > tcb->snd_wnd_max)
		tcb->snd_wnd_max = tcb->snd_wnd;
	if (!was_blocked)
		return;
	if (tcb->snd_wnd > 0 || !tcb->orphan)
		tcb->zero_probes = 0;
	if (tcb->snd_wnd > 0) {
		tcb->backoff = 0;
		effects->set |= EFFECT_OUTPUT | EFFECT_RETIME;
	}
}

/* Fifth check: true if the segment goes on to its text. */
static bool take_ack(const struct profile *profile, struct tcb *tcb,
		     const struct segment *seg, const struct facts *facts,
		     int64_t now_ns, struct effects *effects)
{
	if (tcb->state == TCP_SYN_RECEIVED && !facts->ack_new &&
	    !checks_opens_crossing(profile, tcb, seg)) {
		answers_reset(seg, effects);
		return false;
	}
	if (seq_lt(seg->ack, tcb->snd_una) &&
	    checks_is_too_old(profile, tcb, seg)) {
		answers_challenge(profile, tcb, now_ns, effects);
		return false;
	}
	if (facts->ack_future) {
		answers_owe_ack(tcb, ACK_NOW, effects);
		return false;
	}
	if (tcb->probe_open)
		rto_settle_probe(tcb, seg);
	if (facts->ack_new)
		acked(profile, tcb, seg, now_ns, effects);
	take_window(tcb, seg, effects);
	if (tcb->state == TCP_SYN_RECEIVED)
		fsm_step(profile, tcb, EV_RCV_ACK_OF_SYN, effects);
	return true;
}

/* linux tcp_fin(): the end is what an application answers, its ACK can wait;
 * but not where there is no memory for it (tcp_try_rmem_schedule()), half of
 * which is the window. */
static bool delays_fin(const struct profile *profile, const struct tcb *tcb)
{
	return tcb->state == TCP_ESTABLISHED && profile->ack_delay_fin &&
	       profile->ack_delay_ns > 0 && tcb->unread / 2 < tcb->rcv_buf;
}

/* An ACK of text, at once or later; of text that ends with a FIN later. */
static void owe_ack_of_text(const struct profile *profile, struct tcb *tcb,
			    const struct segment *seg, bool delays_end,
			    int64_t now_ns, struct effects *effects)
{
	enum ack_owed when = ACK_LATER;

	if (!tcb->ack_paced && profile->ack_quick_start)
		quickack_start(tcb, seg);
	if (profile->ack_delay_ns == 0 || tcb->ack_owed == ACK_LATER)
		when = ACK_NOW; /* at once, or the second segment */
	if (quickack_next(tcb, now_ns) && !delays_end)
		when = ACK_NOW;
	answers_owe_ack(tcb, when, effects);
}

/* linux: it is an octet of the window, whose right edge stays. */
static void pass_fin(const struct profile *profile, struct tcb *tcb)
{
	tcb->rcv_nxt = seq_add(tcb->rcv_nxt, 1);
	tcb->fin_unread = true;
	tcb->told_at_next = false;
	if (profile->input_checks == CHECKS_LINUX && tcb->rcv_buf > 0)
		tcb->rcv_buf--;
}

/* linux tcp_rcv_state_process(): after the peer's FIN, text that begins before
 * it is looked at as if nobody would read it; one more FIN counts as well. */
static void take_overlap(const struct profile *profile, struct tcb *tcb,
			 const struct segment *seg, const struct facts *facts,
			 int64_t now_ns, struct effects *effects)
{
	if (facts->octets > 0) {
		fsm_step(profile, tcb, EV_RCV_TEXT_UNREAD, effects);
		answers_reset(seg, effects);
	} else if (facts->fin) {
		owe_ack_of_text(profile, tcb, seg, false, now_ns, effects);
		pass_fin(profile, tcb);
	}
}

static void take_text(const struct profile *profile, struct tcb *tcb,
		      const struct segment *seg, const struct facts *facts,
		      int64_t now_ns, struct effects *effects)
{
	bool open = tcb->state == TCP_ESTABLISHED ||
		    tcb->state == TCP_FIN_WAIT_1 ||
		    tcb->state == TCP_FIN_WAIT_2;
	bool linux = profile->input_checks == CHECKS_LINUX;
	bool again = segment_len(seg) > 0 && facts->octets == 0 &&
		     !facts->fin && !facts->text_skipped;

	if ((facts->octets > 0 || (linux && facts->text_skipped)) && open &&
	    tcb->rcv_closed &&
	    fsm_step(profile, tcb, EV_RCV_TEXT_UNREAD, effects)) {
		answers_reset(seg, effects);
		return;
	}
	/* what follows the FIN of the peer is nothing to Linux */
	if ((facts->text_skipped && (open || !linux)) || again)
		answers_owe_ack(tcb, ACK_NOW, effects);
	if (again && profile->ack_quick_start)
		quickack_enter(tcb, seg);
	if (linux && !open && seq_lt(seg->seq, tcb->rcv_nxt))
		take_overlap(profile, tcb, seg, facts, now_ns, effects);
	if (facts->octets == 0 && facts->fin && seg->len > 0 &&
	    profile->ack_quick_start && !tcb->ack_paced)
		quickack_start(tcb, seg); /* only the FIN of it is new */
	if (facts->octets == 0 || !open)
		return;
	tcb->unread += facts->octets;
	tcb->rcv_nxt = seq_add(tcb->rcv_nxt, facts->octets);
	tcb->told_at_next = false;
	effects->octets += facts->octets;
	effects->set |= EFFECT_TOLD_DATA;
	owe_ack_of_text(profile, tcb, seg,
			facts->fin && delays_fin(profile, tcb), now_ns,
			effects);
}

static void take_fin(const struct profile *profile, struct tcb *tcb,
		     struct effects *effects)
{
	bool delayed = delays_fin(profile, tcb) && tcb->ack_owed != ACK_NOW;

	if (!fsm_step(profile, tcb, EV_RCV_FIN, effects))
		return;
	pass_fin(profile, tcb);
	if (delayed) {
		tcb->ack_owed = ACK_LATER;
		tcb->pingpong = true;
	}
}

/* ACK of our FIN and the peer's FIN may come as one, or one by one. */
static void take_ends(const struct profile *profile, struct tcb *tcb,
		      const struct facts *facts, struct effects *effects)
{
	bool fin = facts->fin && !facts->text_skipped;

	if (facts->acks_fin && fin &&
	    fsm_step(profile, tcb, EV_RCV_FIN_ACK_OF_FIN, effects)) {
		pass_fin(profile, tcb);
		return;
	}
	if (facts->acks_fin)
		fsm_step(profile, tcb, fsm_ack_of_fin(profile, tcb), effects);
	if (fin)
		take_fin(profile, tcb, effects);
}

/* linux tcp_timewait_state_process(): only a FIN right in order is welcome. */
static void in_mini_fin_wait_2(const struct profile *profile, struct tcb *tcb,
			       const struct segment *seg,
			       const struct facts *facts, int64_t now_ns,
			       struct effects *effects)
{
	bool fin = segment_has(seg, SEG_FIN);
	bool syn = segment_has(seg, SEG_SYN) && seq_le(tcb->rcv_nxt, seg->seq);
	bool next = seq_eq(segment_end(seg), seq_add(tcb->rcv_nxt, 1));

	if ((!facts->acceptable && !checks_is_on_edge(profile, tcb, seg)) ||
	    facts->paws_old) {
		answers_unacceptable(profile, tcb, seg, now_ns, effects);
		return;
	}
	if (segment_has(seg, SEG_RST)) {
		fsm_step(profile, tcb, EV_RCV_RST, effects);
		return;
	}
	if (!syn && (!segment_has(seg, SEG_ACK) || segment_len(seg) == 0 ||
		     seq_le(segment_end(seg), tcb->rcv_nxt)))
		return;
	if (syn || !fin || !next) {
		answers_reset(seg, effects);
		fsm_step(profile, tcb, EV_RCV_TEXT_UNREAD, effects);
		return;
	}
	if (segment_has(seg, SEG_TS))
		take_timestamp(tcb, seg, now_ns);
	take_fin(profile, tcb, effects);
}

static void synchronized(const struct profile *profile, struct tcb *tcb,
			 const struct segment *seg, int64_t now_ns,
			 struct effects *effects)
{
	struct facts facts = facts_of(tcb, seg);

	if (now_ns - tcb->ts_recent_ns > TS_RECENT_VALID_NS)
		facts.paws_old = false;
	if (tcb->mini) {
		in_mini_fin_wait_2(profile, tcb, seg, &facts, now_ns, effects);
		return;
	}
	if (!passes(profile, tcb, seg, &facts, now_ns, effects))
		return;
	if (tcb->timestamps & segment_has(seg, SEG_TS) & !facts.paws_old &
	    seq_le(seg->seq, tcb->rcv_nxt) &
	    !checks_keeps_stamp(profile, tcb, seg))
		take_timestamp(tcb, seg, now_ns);
	if (!take_ack(profile, tcb, seg, &facts, now_ns, effects))
		return;
	if (checks_ends_with_ack(profile, tcb, &facts) ||
	    checks_is_last_of_orphan(profile, tcb, seg, &facts)) {
		fsm_step(profile, tcb, fsm_ack_of_fin(profile, tcb), effects);
		return;
	}
	take_text(profile, tcb, seg, &facts, now_ns, effects);
	if (tcb->state != TCP_CLOSED)
		take_ends(profile, tcb, &facts, effects);
}

STAGE void input_segment(const struct profile *profile, struct tcb *tcb,
			 const struct segment *seg, int64_t now_ns,
			 struct effects *effects)
{
	switch ((enum tcp_state)tcb->state) {
	case TCP_LISTEN:
		in_listen(profile, tcb, seg, now_ns, effects);
		return;
	case TCP_SYN_SENT:
		in_syn_sent(profile, tcb, seg, now_ns, effects);
		return;
	case TCP_SYN_RECEIVED:
	case TCP_ESTABLISHED:
	case TCP_FIN_WAIT_1:
	case TCP_FIN_WAIT_2:
	case TCP_CLOSE_WAIT:
	case TCP_CLOSING:
	case TCP_LAST_ACK:
		synchronized(profile, tcb, seg, now_ns, effects);
		return;
	case TCP_CLOSED:
	case TCP_TIME_WAIT:
	case TCP_STATES_N:
		break;
	}
	must_not_come("a state that takes segments");
}

static void probe_window(const struct profile *profile, struct tcb *tcb,
			 struct effects *effects)
{
	if (rto_zero_gives_up(profile, tcb)) {
		fsm_step(profile, tcb, EV_TIMEOUT_GIVE_UP, effects);
		return;
	}
	tcb->zero_probes++;
	if (tcb->backoff < UINT8_MAX)
		tcb->backoff++;
	effects->set |= EFFECT_ZERO_PROBE | EFFECT_RETIME;
}

void input_timeout(const struct profile *profile, struct tcb *tcb,
		   int64_t now_ns, struct effects *effects)
{
	if (tcb_is_blocked(tcb))
		probe_window(profile, tcb, effects);
	if (!tcb_outstanding(tcb))
		return;
	if (tcb->probing) {
		effects->set |= rto_probes(tcb) ? EFFECT_PROBE : 0;
		effects->set |= EFFECT_RETIME;
		return;
	}
	if (rto_gives_up(profile, tcb, now_ns)) {
		fsm_step(profile, tcb, EV_TIMEOUT_GIVE_UP, effects);
		return;
	}
	rto_back_off(profile, tcb);
	tcb->recovering = true;
	tcb->recover = tcb->snd_nxt;
	effects->set |= EFFECT_RETRANSMIT | EFFECT_RETIME;
}

void input_delayed_ack(struct tcb *tcb, struct effects *effects)
{
	quickack_late(tcb);
	answers_owe_ack(tcb, ACK_NOW, effects);
}
