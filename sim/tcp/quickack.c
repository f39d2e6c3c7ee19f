#include "tcp/quickack.h"

/* linux TCP_MSS_DEFAULT: what a segment is taken for as long as all are small
 */
#define SEGMENT_LEAST 536
#define NEVER_NONE    2
/* linux has 16, but no application of ours gets there before it has sent. */
#define TIMES_MAX 8

void quickack_start(struct tcb *tcb, const struct segment *seg)
{
	uint32_t segment = seg->len > SEGMENT_LEAST ? seg->len : SEGMENT_LEAST;
	uint32_t n = tcb->rcv_buf / (2 * segment);

	if (n == 0)
		n = NEVER_NONE;
	if (n > TIMES_MAX)
		n = TIMES_MAX;
	if (tcb->quick_acks < n)
		tcb->quick_acks = (uint8_t)n;
	tcb->ack_paced = true;
}

/* Wraps */
static uint32_t in_ms(int64_t ns)
{
	return (uint32_t)(ns / NS_PER_MS);
}

void quickack_enter(struct tcb *tcb, const struct segment *seg)
{
	quickack_start(tcb, seg);
	tcb->pingpong = false;
}

void quickack_late(struct tcb *tcb)
{
	if (!tcb->pingpong)
		return;
	tcb->pingpong = false;
	tcb->ack_paced = true;
}

int64_t quickack_delay_ns(const struct profile *profile, const struct tcb *tcb)
{
	if (profile->ack_delay_learned && !tcb->ack_paced)
		return 0;
	return profile->ack_delay_ns;
}

bool quickack_next(struct tcb *tcb, int64_t now_ns)
{
	tcb->text_at_ms = in_ms(now_ns);
	if (tcb->quick_acks == 0)
		return false;
	tcb->quick_acks--;
	return !tcb->pingpong;
}

void quickack_answer(const struct profile *profile, struct tcb *tcb,
		     int64_t now_ns)
{
	bool none_came = seq_eq(tcb->rcv_nxt, seq_add(tcb->irs, 1));
	uint32_t since_ms = in_ms(now_ns) - tcb->text_at_ms;

	if (!none_came && since_ms < in_ms(profile->ack_delay_ns))
		tcb->pingpong = true;
}
