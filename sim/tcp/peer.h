#ifndef TCP_PEER_H
#define TCP_PEER_H

#include "tcp/profile.h"
#include "tcp/segment.h"
#include "tcp/tcb.h"

/**
 * peer_learn() - What the SYN of the peer says of it
 * @seg:	With SYN
 *
 * Its number and its window, and the options that both ends then use.
 */
void peer_learn(const struct profile *profile, struct tcb *tcb,
		const struct segment *seg, int64_t now_ns);

#endif
