#ifndef HOST_BUFFERS_H
#define HOST_BUFFERS_H

#include "host/net.h"

/**
 * DOC: What waits in the buffers of a socket
 *
 * Text that nobody has read, and what was written and is not acknowledged, lies
 * in buffers (Linux: an skb, the room for its headers, and pages for its text).
 * They are booked where they stay: from when an application leaves text unread
 * or a retransmission or a probe of a closed window is due, until nothing waits
 * any more. What is acknowledged before that is not booked: it is on its way,
 * for a round trip.
 *
 * Against the limit of all sockets (limits.tcp-memory) a socket counts whole
 * pages. Buffers that arrive one after another are taken as one as far as a
 * buffer reaches (memory.skb-text): so Linux does with what the sender has cut
 * late (GSO), or what came when the one before it was acknowledged.
 *
 * Stacks with a pool of mbufs keep such text there, see host/pool.h.
 *
 * Source: linux v6.18 net/ipv4/tcp_input.c tcp_try_coalesce(),
 * include/net/tcp.h tcp_bound_to_half_wnd(), net/core/skbuff.c __alloc_skb(),
 * net/core/sock.c
 * __sk_mem_schedule()
 */

/** Octets of a page, which is what a socket counts in */
#define BUFFERS_PAGE_BYTES 4096

/**
 * buffers_n() - How many a stack takes for so much text
 * @window:	Largest that the reader has offered: a sender puts no more than
 *		half of it into one
 */
uint32_t buffers_n(const struct profile *profile, uint64_t octets,
		   uint32_t window);

/** buffers_pages_n() - Pages that so many, with their text, count */
uint64_t buffers_pages_n(const struct profile *profile, uint64_t n,
			 uint64_t octets);

/** buffers_weigh() - Book what waits at a socket now, if it is @weighed */
void buffers_weigh(struct net *net, struct socket *socket);

/** buffers_drain() - A @weighed socket goes, and its buffers with it */
void buffers_drain(struct net *net, struct socket *socket);

#endif
