#ifndef HOST_RECYCLE_H
#define HOST_RECYCLE_H

#include "host/net.h"

/**
 * DOC: tcp_tw_recycle
 *
 * Linux up to 4.11 could end TIME-WAIT after 3.5 retransmission time-outs. What
 * an old duplicate could do then it left to timestamps, and so it remembered
 * the last one of each peer's address and refused what was older from there.
 * Hosts behind one NAT have one address and several clocks.
 *
 * Source: linux v2.6.32 net/ipv4/tcp_minisocks.c tcp_time_wait(),
 * net/ipv4/tcp_ipv4.c tcp_v4_remember_stamp(), tcp_v4_conn_request()
 */

/** recycle_applies() - Are the TIME-WAITs of a side short? */
bool recycle_applies(const struct net *net, enum end end);

/** recycle_hold_ns() - How long they are then, before any rounding */
int64_t recycle_hold_ns(const struct profile *profile);

/** recycle_remember() - A TIME-WAIT begins: keep its peer's last timestamp */
void recycle_remember(struct net *net, enum end end, uint32_t pair,
		      uint32_t ts_recent);

/** recycle_refuses() - Is a SYN older than what its address sent last? */
bool recycle_refuses(const struct net *net, const struct flight *flight);

#endif
