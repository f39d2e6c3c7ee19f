#ifndef TCP_INPUT_H
#define TCP_INPUT_H

#include "tcp/fsm.h"
#include "tcp/segment.h"

/**
 * input_segment() - A segment has come for a connection
 * @tcb:	In any state but CLOSED and TIME-WAIT; in LISTEN it is one that
 *		the listener has made for the sender of the segment
 * @now_ns:	For the round trip
 * @effects:	Out, added to: what follows from it
 *
 * Source: RFC 9293 s3.10.7.2-4 in their order, with RFC 5961 s3 and s4 for RST
 * and SYN, and RFC 7323 s5
 */
void input_segment(const struct profile *profile, struct tcb *tcb,
		   const struct segment *seg, int64_t now_ns,
		   struct effects *effects);

/** input_timeout() - The retransmission timer has fired */
void input_timeout(const struct profile *profile, struct tcb *tcb,
		   int64_t now_ns, struct effects *effects);

/**
 * input_delayed_ack() - The timer of a delayed ACK has fired
 *
 * Source:	linux v6.18 net/ipv4/tcp_timer.c tcp_delack_timer_handler()
 */
void input_delayed_ack(struct tcb *tcb, struct effects *effects);

#endif
