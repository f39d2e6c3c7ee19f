#ifndef FSM_TWO_HOSTS_H
#define FSM_TWO_HOSTS_H

#include "des/queue.h"
#include "host/net.h"

/**
 * DOC: Two real hosts, a wire, and nobody who plays
 *
 * A client with one port and a server that listens. The test makes the calls
 * of both applications, lets time pass, loses segments as it likes, and puts
 * forged ones on the wire. All else is the simulator's own.
 */

/** Half a round trip. */
#define TWO_HOSTS_ONE_WAY_NS (100 * NS_PER_US)

/**
 * struct two_hosts - The hosts of a story
 * @profile:	May be changed before two_hosts_init() and after
 * @lose:	Which segments are lost: by the end they go to, flags that all
 *		are set; SEG_SYN | SEG_FIN: none. Lost while @lose_n is not 0
 * @lose_n:	How many more are lost; negative: all
 * @told:	By end: EFFECT_TOLD_* so far
 * @sent_n:	Segments sent so far
 */
struct two_hosts {
	struct profile profile[ENDS_N];
	struct machine machine;
	struct queue *queue;
	struct net net;
	unsigned int lose[ENDS_N];
	int lose_n[ENDS_N];
	uint32_t told[ENDS_N];
	struct segment last[ENDS_N];
};

void two_hosts_init(struct two_hosts *hosts);
void two_hosts_fini(struct two_hosts *hosts);

/** two_hosts_run() - Let time pass */
void two_hosts_run(struct two_hosts *hosts, int64_t ns);

/** two_hosts_connect() - connect(), without waiting; there must be a port */
void two_hosts_connect(struct two_hosts *hosts);

/** two_hosts_lose() - Lose the next @n segments to an end that have @flags */
void two_hosts_lose(struct two_hosts *hosts, enum end to, unsigned int flags,
		    int n);

/** two_hosts_socket() - Index of the full socket of an end; there must be one
 */
uint32_t two_hosts_socket(const struct two_hosts *hosts, enum end end);

/** two_hosts_state() - Where an end is; CLOSED if it has nothing */
enum tcp_state two_hosts_state(const struct two_hosts *hosts, enum end end);

/** two_hosts_forge() - A segment from an end that did not send it */
void two_hosts_forge(struct two_hosts *hosts, enum end from,
		     struct segment seg);

#endif
