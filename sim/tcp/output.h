#ifndef TCP_OUTPUT_H
#define TCP_OUTPUT_H

#include "tcp/profile.h"
#include "tcp/segment.h"
#include "tcp/tcb.h"

/**
 * output_is_due() - May there be something to send?
 *
 * Return:	false: output_next() has nothing; true: ask it
 */
static inline bool output_is_due(const struct tcb *tcb)
{
	return (tcb->ack_owed == ACK_NOW) |
	       seq_lt(tcb->snd_nxt, seq_add(tcb->snd_end, tcb->closed));
}

/**
 * output_next() - The next segment a connection has to send, if any
 * @tcb:	Numbers are moved on as if the segment had left
 * @seg:	Out: the segment
 *
 * SYN, then text as far as the peer's window and the initial congestion window
 * reach, then FIN; an ACK that is due rides on any of them or goes alone.
 *
 * Return:	true if there is one: send it and ask again
 */
bool output_next(const struct profile *profile, struct tcb *tcb, int64_t now_ns,
		 struct segment *seg);

/**
 * output_retransmit() - The segment to send again
 * @probe:	The last one sent (tail-loss probe), not the oldest
 * @seg:	Out: the segment; something must be outstanding
 */
void output_retransmit(const struct profile *profile, struct tcb *tcb,
		       int64_t now_ns, bool probe, struct segment *seg);

/** output_zero_probe() - The segment that asks for the peer's window */
void output_zero_probe(const struct profile *profile, struct tcb *tcb,
		       int64_t now_ns, struct segment *seg);

/**
 * output_reset() - The RST with which a connection ends itself
 *
 * If it has the timestamps option, its TSval is 0: who sends it has the clock.
 */
struct segment output_reset(const struct profile *profile,
			    const struct tcb *tcb);

/** output_whole_segments() - What of the receive buffer is whole segments */
uint32_t output_whole_segments(const struct profile *profile,
			       const struct tcb *tcb);

/**
 * output_window_shift() - Shift that lets a receive buffer be offered: 0 to 14
 *
 * Source:	linux v6.18 net/ipv4/tcp_output.c tcp_select_initial_window()
 */
uint8_t output_window_shift(int64_t buffer_bytes);

/** output_ts_val() - The clock of our timestamps: ms, from a random offset */
uint32_t output_ts_val(uint32_t ts_offset, int64_t now_ns);

#endif
