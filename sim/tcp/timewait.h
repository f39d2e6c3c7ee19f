#ifndef TCP_TIMEWAIT_H
#define TCP_TIMEWAIT_H

#include "tcp/profile.h"
#include "tcp/segment.h"
#include "tcp/tcb.h"

/**
 * struct timewait - What is left of a connection in TIME-WAIT
 * @snd_nxt:	Ours: after our FIN
 * @rcv_nxt:	Next expected: after the peer's FIN
 * @ts_recent:	TS.Recent; means nothing without @timestamps
 * @timestamps:	Both ends used the option
 */
struct timewait {
	struct seq snd_nxt;
	struct seq rcv_nxt;
	uint32_t ts_recent;
	bool timestamps;
};

/** enum timewait_verdict - What a segment does to a TIME-WAIT; a bit set */
enum timewait_verdict {
	TIMEWAIT_DROP = 0,
	TIMEWAIT_ACK = 1 << 0,	 /* answer with an ACK */
	TIMEWAIT_REARM = 1 << 1, /* 2 MSL begins anew */
	TIMEWAIT_KILL = 1 << 2,	 /* the RST ends it */
	TIMEWAIT_REOPEN = 1
			  << 3, /* it ends, and the SYN goes to the listener */
};

/**
 * timewait_input() - A segment has come for a TIME-WAIT
 * @tw:		@ts_recent may be moved on
 *
 * Return:	enum timewait_verdict
 * Source:	RFC 9293 s3.10.7.4, RFC 6191 s2, RFC 1337; linux v6.18
 *		net/ipv4/tcp_minisocks.c tcp_timewait_state_process()
 */
unsigned int timewait_input(const struct profile *profile, struct timewait *tw,
			    const struct segment *seg);

/** timewait_of() - What is kept of a tcb that enters TIME-WAIT */
struct timewait timewait_of(const struct tcb *tcb);

/**
 * timewait_iss() - Initial sequence number after a TIME-WAIT
 * @clock:	What the clock of initial sequence numbers gives
 *
 * Return:	time-wait.isn-step beyond the old numbers, never 0; @clock where
 *		the stack has no such step
 */
struct seq timewait_iss(const struct profile *profile,
			const struct timewait *tw, struct seq clock);

#endif
