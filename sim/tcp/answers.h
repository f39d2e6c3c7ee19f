#ifndef TCP_ANSWERS_H
#define TCP_ANSWERS_H

#include "tcp/fsm.h"
#include "tcp/profile.h"
#include "tcp/segment.h"
#include "tcp/tcb.h"

/**
 * DOC: What a segment is answered by
 *
 * An ACK is owed, and leaves with the next segment that does; a RST goes by
 * itself.
 */

/** answers_owe_ack() - An ACK is due, at once or later */
static inline void answers_owe_ack(struct tcb *tcb, enum ack_owed when,
				   struct effects *effects)
{
	if (tcb->ack_owed < when)
		tcb->ack_owed = (uint8_t)when;
	if (when == ACK_NOW)
		effects->set |= EFFECT_OUTPUT;
}

/**
 * answers_challenge() - A challenge ACK
 *
 * Source: RFC 5961 s3.2, s4.2, s5.2
 */
void answers_challenge(const struct profile *profile, struct tcb *tcb,
		       int64_t now_ns, struct effects *effects);

/**
 * answers_unacceptable() - To what fails the first check: an ACK, unless it has
 *			    a RST or was held back
 *
 * Source: RFC 9293 s3.10.7.4, first check; linux v6.18 net/ipv4/tcp_input.c
 *	   tcp_send_dupack(), tcp_oow_rate_limited()
 */
void answers_unacceptable(const struct profile *profile, struct tcb *tcb,
			  const struct segment *seg, int64_t now_ns,
			  struct effects *effects);

/** answers_reset() - A RST, unless it has one itself: RFC 9293 s3.10.7.1 */
void answers_reset(const struct segment *seg, struct effects *effects);

#endif
