#ifndef TCP_QUICKACK_H
#define TCP_QUICKACK_H

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

#endif
