#ifndef TCP_QUICKACK_H
#define TCP_QUICKACK_H

#include "tcp/profile.h"
#include "tcp/segment.h"
#include "tcp/tcb.h"

/**
 * quickack_start() - The first text has come: how often ACKs go out at once
 * @seg:	That text
 *
 * As often as half of the window has segments, as large as the first one seems
 * to be; so a host hears early how fast it may send.
 *
 * Source:	linux v6.18 net/ipv4/tcp_input.c tcp_incr_quickack()
 */
void quickack_start(struct tcb *tcb, const struct segment *seg);

/**
 * quickack_enter() - Text has come again, or none is welcome: the peer must
 *		      hear of it, and what follows is acknowledged at once
 *
 * Source:	linux v6.18 net/ipv4/tcp_input.c tcp_enter_quickack_mode()
 */
void quickack_enter(struct tcb *tcb, const struct segment *seg);

/**
 * quickack_late() - The answer on which an ACK was to ride did not come
 *
 * Source:	linux v6.18 net/ipv4/tcp_timer.c tcp_delack_timer_handler()
 */
void quickack_late(struct tcb *tcb);

/**
 * quickack_delay_ns() - How long an ACK that may wait does so
 *
 * How long is learned from text; before any has come a timer is set for 0, and
 * fires with the next tick.
 *
 * Source:	linux v6.18 net/ipv4/tcp_output.c tcp_send_delayed_ack()
 */
int64_t quickack_delay_ns(const struct profile *profile, const struct tcb *tcb);

/**
 * quickack_next() - Text has come: is it one that is acknowledged at once?
 *
 * Not where text has been answered by text: the next ACK rides on an answer.
 *
 * Source:	linux v6.18 net/ipv4/tcp_input.c tcp_in_quickack_mode(),
 *		include/net/tcp.h tcp_dec_quickack_mode()
 */
bool quickack_next(struct tcb *tcb, int64_t now_ns);

/**
 * quickack_answer() - Text leaves: soon after some that came, it is an answer
 *
 * Source:	linux v6.18 net/ipv4/tcp_output.c tcp_event_data_sent(), with
 *		net.ipv4.tcp_pingpong_thresh=1
 */
void quickack_answer(const struct profile *profile, struct tcb *tcb,
		     int64_t now_ns);

#endif
