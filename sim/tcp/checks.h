#ifndef TCP_CHECKS_H
#define TCP_CHECKS_H

#include "tcp/facts.h"
#include "tcp/profile.h"

/**
 * DOC: What stacks look at besides RFC 9293
 *
 * Questions about a segment and a connection in a synchronized state, each of
 * which a row of the profile decides. They change nothing.
 */

/**
 * checks_is_syn_again() - The same SYN again: our answer was lost
 *
 * A SYN,ACK is that of a simultaneous open, and must not be answered by
 * another.
 */
bool checks_is_syn_again(const struct profile *profile, const struct tcb *tcb,
			 const struct segment *seg);

/** checks_is_crossing_syn_ack() - That of a simultaneous open */
bool checks_is_crossing_syn_ack(const struct profile *profile,
				const struct tcb *tcb,
				const struct segment *seg);

/**
 * checks_opens_crossing() - Does it open, though it acknowledges nothing new?
 *
 * Of two SYNs that crossed linux has a full socket, which takes an ACK that is
 * not older than SND.UNA.
 *
 * Source:	linux v6.18 net/ipv4/tcp_input.c tcp_rcv_state_process(),
 *		tcp_ack()
 */
bool checks_opens_crossing(const struct profile *profile, const struct tcb *tcb,
			   const struct segment *seg);

/**
 * checks_is_rst_before_fin() - A RST that is numbered as if its sender had not
 *				sent its FIN
 *
 * Source:	linux v6.18 net/ipv4/tcp_input.c tcp_reset_check()
 */
bool checks_is_rst_before_fin(const struct profile *profile,
			      const struct tcb *tcb, const struct segment *seg);

/**
 * checks_is_on_edge() - Is it looked at though nothing of it is in the window?
 *
 * Source:	linux v6.18 net/ipv4/tcp_input.c tcp_sequence(): what ends at
 *		RCV.NXT or begins at the end of the window; for a request and a
 *		mini-socket net/ipv4/tcp_minisocks.c tcp_in_window(): what is
 *		empty and at the end of the window
 */
bool checks_is_on_edge(const struct profile *profile, const struct tcb *tcb,
		       const struct segment *seg);

/**
 * checks_refuses_overrun() - What ends beyond the window is not acceptable
 *			      while the receive queue has text or a FIN in it;
 *			      a FIN may be all that is beyond
 *
 * Source:	linux v6.18 net/ipv4/tcp_input.c tcp_sequence()
 */
bool checks_refuses_overrun(const struct profile *profile,
			    const struct tcb *tcb, const struct facts *facts);

/**
 * checks_refuses_stamp() - Is it not acceptable, for its timestamp is older
 *			    than TS.Recent?
 *
 * Linux has a connection take one that is older by 1, and an ACK that says
 * nothing new if it may have been overtaken.
 *
 * Source:	linux v6.18 net/ipv4/tcp_input.c TCP_PAWS_WINDOW,
 *		tcp_disordered_ack_check(); include/net/tcp.h tcp_paws_check()
 */
bool checks_refuses_stamp(const struct profile *profile, const struct tcb *tcb,
			  const struct segment *seg);

/**
 * checks_drops_old_ack() - Is it an ACK from before RCV.NXT, which a segment
 *			    has overtaken? Its timestamp is refused
 *
 * Source:	linux v6.18 net/ipv4/tcp_input.c tcp_disordered_ack_check():
 *		SKB_DROP_REASON_TCP_RFC7323_PAWS_ACK
 */
bool checks_drops_old_ack(const struct profile *profile, const struct tcb *tcb,
			  const struct segment *seg);

/** checks_is_request() - Is it what Linux has of a connection that a SYN began?
 */
bool checks_is_request(const struct profile *profile, const struct tcb *tcb);

/**
 * checks_refuses_request() - An ACK of anything but the SYN,ACK: RST at once
 *
 * Source:	linux v6.18 net/ipv4/tcp_minisocks.c tcp_check_req()
 */
bool checks_refuses_request(const struct profile *profile,
			    const struct tcb *tcb, const struct segment *seg);

/**
 * checks_refuses_echo() - Does it echo a timestamp that no SYN,ACK had?
 *
 * Of those between the first SYN,ACK and the last any will do.
 *
 * Source:	linux v6.18 net/ipv4/tcp_minisocks.c tcp_check_req():
 *		tsecr_reject
 */
bool checks_refuses_echo(const struct profile *profile, const struct tcb *tcb,
			 const struct segment *seg);

/**
 * checks_is_false_echo() - Does it echo a timestamp from before our first SYN,
 *			    or none that any clock has reached?
 *
 * Source:	linux v6.18 net/ipv4/tcp_input.c
 *		tcp_rcv_synsent_state_process(): LINUX_MIB_PAWSACTIVEREJECTED
 */
bool checks_is_false_echo(const struct profile *profile, const struct tcb *tcb,
			  const struct segment *seg, int64_t now_ns);

/**
 * checks_drops_silently() - Gets what is not acceptable no answer?
 *
 * A RST does not; but a TIME-WAIT of Linux that waits for the FIN answers even
 * that.
 * Source:	RFC 9293 s3.10.7.4; linux v6.18 net/ipv4/tcp_input.c
 *		tcp_rcv_state_process(): without ACK, RST and SYN;
 *		net/ipv4/tcp_minisocks.c tcp_timewait_state_process()
 */
bool checks_drops_silently(const struct profile *profile, const struct tcb *tcb,
			   const struct segment *seg);

/**
 * checks_is_too_old() - Does it acknowledge what one who is there would not?
 * @seg:	Its ACK is of before SND.UNA
 *
 * Who injects text does not know what is acknowledged.
 *
 * Source:	RFC 5961 s5.2; linux v6.18 net/ipv4/tcp_input.c tcp_ack()
 */
bool checks_is_too_old(const struct profile *profile, const struct tcb *tcb,
		       const struct segment *seg);

/**
 * checks_keeps_stamp() - Is its timestamp not taken, for what it acknowledges?
 *
 * Source:	linux v6.18 net/ipv4/tcp_input.c tcp_ack(): an ACK that is old,
 *		or of what was never sent, does not come to
 *		tcp_replace_ts_recent()
 */
static inline bool checks_keeps_stamp(const struct profile *profile,
				      const struct tcb *tcb,
				      const struct segment *seg)
{
	return profile->input_checks == CHECKS_LINUX &&
	       (seq_lt(seg->ack, tcb->snd_una) ||
		seq_lt(tcb->snd_nxt, seg->ack));
}

/**
 * checks_is_last_of_orphan() - Is it not answered but for what it acknowledges,
 *				our FIN? Then the orphan is a mini-socket
 *
 * TCP_LINGER2 is not asked for.
 *
 * Source:	linux v6.18 net/ipv4/tcp_input.c tcp_rcv_state_process():
 *		tcp_time_wait(sk, TCP_FIN_WAIT2, tmo), goto consume
 */
static inline bool checks_is_last_of_orphan(const struct profile *profile,
					    const struct tcb *tcb,
					    const struct segment *seg,
					    const struct facts *facts)
{
	return facts->acks_fin & tcb->orphan && tcb->state == TCP_FIN_WAIT_1 &&
	       facts->octets == 0 && !facts->text_skipped &&
	       !segment_has(seg, SEG_FIN) && profile->mini_fin_wait_2 &&
	       profile->tcp_fin_timeout_s * NS_PER_S <= profile->time_wait_ns;
}

/**
 * checks_ends_with_ack() - Is the socket gone with the ACK of its FIN, whatever
 *			    else is in the segment?
 *
 * Source:	linux v6.18 net/ipv4/tcp_input.c tcp_rcv_state_process()
 */
static inline bool checks_ends_with_ack(const struct profile *profile,
					const struct tcb *tcb,
					const struct facts *facts)
{
	return facts->acks_fin && profile->input_checks == CHECKS_LINUX &&
	       (tcb->state == TCP_CLOSING || tcb->state == TCP_LAST_ACK);
}

#endif
