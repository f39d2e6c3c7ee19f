#ifndef HOST_ENDING_H
#define HOST_ENDING_H

#include "host/net.h"

/**
 * DOC: The end of a full socket
 *
 * It ends in one of three ways: it is CLOSED; it comes to TIME-WAIT, and a
 * mini-socket takes its place; or its application has closed and the peer has
 * not, and it waits in FIN-WAIT-2 for as long as its stack lets orphans wait.
 * In each: @effects is what led to it, for the player.
 */

/** ending_count_rows() - See ending_count() */
void ending_count_rows(struct net *net, enum end end,
		       const struct effects *effects);

/**
 * ending_count() - Rows of the state table fired: was one an end that counts?
 *
 * None is that asks for nothing of this.
 *
 * Source: linux v6.18 net/ipv4/tcp.c tcp_set_state(), tcp_done()
 */
static inline void ending_count(struct net *net, enum end end,
				const struct effects *effects)
{
	if (effects->set &
	    (EFFECT_RST | EFFECT_TOLD_RESET | EFFECT_TOLD_TIMED_OUT))
		ending_count_rows(net, end, effects);
}

/** ending_closed() - Everything it holds is given back */
void ending_closed(struct net *net, uint32_t index, uint32_t effects);

/** ending_time_wait() - If tcp_max_tw_buckets is reached it is just closed */
void ending_time_wait(struct net *net, uint32_t index, uint32_t effects);

/** ending_fin_wait_2() - Begin to wait, as an orphan; false if it is gone */
bool ending_fin_wait_2(struct net *net, uint32_t index, uint32_t effects);

/**
 * ending_goes_on() - The wait in FIN-WAIT-2 is over. Is it?
 *
 * Return:	true if it goes on, as a mini-socket, for the time beyond 2 MSL
 */
bool ending_goes_on(struct net *net, uint32_t index);

/** ending_orphan() - Its application has closed it */
void ending_orphan(struct net *net, uint32_t index);

#endif
