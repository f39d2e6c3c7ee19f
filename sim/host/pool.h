#ifndef HOST_POOL_H
#define HOST_POOL_H

#include "host/net.h"

/**
 * DOC: A pool of mbufs with an end
 *
 * Stacks of BSD keep what they know of a connection, and the data in its
 * buffers, in small blocks of one pool. Where the stack names a pool, each host
 * has one of that size. A connection, and its TIME-WAIT, holds what its object
 * takes; text that was written or that nobody has read holds more. A writer
 * waits for mbufs where there are too few, and is next in line: what it claims
 * counts, and it is not slowed down otherwise. A connection does not wait: a
 * connect() or a SYN that finds too few comes to nothing, and is counted.
 *
 * Source: 4.3BSD sys/mbuf.h, netinet/tcp_subr.c tcp_newtcpcb(): m_getclr();
 * kern/uipc_socket.c sosend(): M_WAIT
 */

/** pool_init() - Pools for all hosts, if their stacks have such a thing */
void pool_init(struct net *net);
void pool_fini(struct net *net);

/**
 * pool_admits() - A connection is to begin at an end: are there mbufs for it?
 *
 * Return:	true, and it has them; false: that was counted
 */
bool pool_admits(struct net *net, enum end end, uint32_t pair);
/** pool_forgets() - It is gone, or its TIME-WAIT is */
void pool_forgets(struct net *net, enum end end, uint32_t pair);

/** pool_weighs() - What is in the buffers of a socket has changed */
void pool_weighs(struct net *net, struct socket *socket);
/** pool_drains() - The buffers of a socket go */
void pool_drains(struct net *net, struct socket *socket);

/** pool_refused_n() - Connections of an end that found too few mbufs */
uint64_t pool_refused_n(const struct net *net, enum end end);
/** pool_peak_n() - Most mbufs in use at once at a host of that end */
uint32_t pool_peak_n(const struct net *net, enum end end);

#endif
