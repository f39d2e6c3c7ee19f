#ifndef TCP_RTO_H
#define TCP_RTO_H

#include "tcp/profile.h"
#include "tcp/segment.h"
#include "tcp/tcb.h"

/** rto_init() - No round trip measured yet: the initial time-out */
void rto_init(const struct profile *profile, struct tcb *tcb);

/**
 * rto_sample() - A round trip was measured
 *
 * Source: RFC 6298 s2; with FLOOR_VARIANCE linux v6.18 net/ipv4/tcp_input.c
 * tcp_rtt_estimator(), which keeps the variation above tcp_rto_min
 */
void rto_sample(const struct profile *profile, struct tcb *tcb, int64_t rtt_ns);

/**
 * rto_measure() - An ACK has come: how long was the round trip?
 * @seg:	What has moved @snd_una on
 *
 * The measured segment says so; of what was sent again only a timestamp can.
 *
 * Source: RFC 6298 s3 (Karn's rule); RFC 7323 s4; linux v6.18
 * net/ipv4/tcp_input.c tcp_ack_update_rtt(), measured 2026-11-26: after a lost
 * SYN the time-out is that of the round trip, and not 1 s
 */
void rto_measure(const struct profile *profile, struct tcb *tcb,
		 const struct segment *seg, int64_t now_ns);

/**
 * rto_delay_ns() - What the retransmission timer is set for, now
 * @tcb:	Something is outstanding. Out: @probing tells what it will be
 *
 * Source: RFC 6298 s5; the probe: RFC 8985 s7.2 and linux v6.18
 * net/ipv4/tcp_output.c tcp_schedule_loss_probe()
 */
int64_t rto_delay_ns(const struct profile *profile, struct tcb *tcb);

/**
 * rto_probes() - The timer of a tail-loss probe has come: does one go out?
 *
 * Only one at a time. If not, what is left of the time-out follows.
 */
bool rto_probes(struct tcb *tcb);

/**
 * rto_settle_probe() - An ACK has come: is it known what the probe was good
 * for?
 *
 * It was needless if both it and the segment came, for the second is answered
 * again. If it was not, only an ACK of what was sent after it ends it: until
 * then what is lost waits for the time-out.
 *
 * Source: linux v6.18 net/ipv4/tcp_input.c tcp_process_tlp_ack(),
 * tcp_output.c tcp_send_loss_probe(): tlp_high_seq; measured 2026-11-26
 */
void rto_settle_probe(struct tcb *tcb, const struct segment *seg);

/**
 * rto_gives_up() - Has enough been retransmitted, when the timer fires?
 *
 * SYN and SYN,ACK are counted. All else by time: what the number of
 * retransmissions would have taken from the smallest time-out on.
 * Source: linux v6.18 net/ipv4/tcp_timer.c tcp_write_timeout(),
 * retransmits_timed_out()
 */
bool rto_gives_up(const struct profile *profile, const struct tcb *tcb,
		  int64_t now_ns);

/** rto_zero_gives_up() - Was a closed window probed in vain for too long? */
bool rto_zero_gives_up(const struct profile *profile, const struct tcb *tcb);

/** rto_back_off() - The timer fired and something is sent again */
void rto_back_off(const struct profile *profile, struct tcb *tcb);

#endif
