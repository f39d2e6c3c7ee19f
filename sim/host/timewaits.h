#ifndef HOST_TIMEWAITS_H
#define HOST_TIMEWAITS_H

#include "host/net.h"

/**
 * timewaits_admit() - May this host keep one more? Counts it if so
 *
 * Return:	true; false if tcp_max_tw_buckets are there: the overflow is
 *		counted, and the connection skips the state
 */
bool timewaits_admit(struct net *net, enum end end, uint32_t pair);

/** timewaits_leave() - One that timewaits_admit() counted is gone */
void timewaits_leave(struct net *net, enum end end, uint32_t pair);

/**
 * timewaits_enter() - A socket has come to TIME-WAIT, and was admitted
 * @socket:	Its slot is taken over; it is to be freed by the caller
 */
void timewaits_enter(struct net *net, const struct socket *socket);

/**
 * timewaits_begin() - An end has come to TIME-WAIT, and was admitted
 * @tw:		What is kept of it
 */
void timewaits_begin(struct net *net, enum end end, uint32_t pair,
		     uint32_t port, const struct timewait *tw);

/** timewaits_expire() - EVENT_TIMEWAIT: end all that are due */
void timewaits_expire(struct net *net, enum end end);

/**
 * timewaits_segment() - A segment has come for a TIME-WAIT
 * @iss:	Out, if it is reopened: where our numbers begin
 *
 * Return:	true if it was ended by a SYN that now goes to the listener
 */
bool timewaits_segment(struct net *net, const struct flight *flight,
		       struct seq *iss);

/**
 * timewaits_ripen() - Free the ports whose TIME-WAIT connect() may take over
 *
 * Nothing happens where tcp_tw_reuse does not apply.
 */
void timewaits_ripen(struct net *net);

/**
 * timewaits_may_take() - May a connect() from this very port take over what its
 *			  flow has left?
 *
 * A TIME-WAIT that has recorded timestamps, however young, and whatever
 * tcp_tw_reuse says; not where bind() is not modelled.
 * Source:	linux v6.18 net/ipv4/tcp_ipv4.c tcp_twsk_unique(): twp is NULL
 */
bool timewaits_may_take(struct net *net, uint32_t pair, uint32_t port);

/**
 * timewaits_reuse() - connect() takes over the TIME-WAIT of its own flow
 *
 * Return:	where its numbers begin
 */
struct seq timewaits_reuse(struct net *net, uint32_t pair, uint32_t port);

/** timewaits_drop() - All of a side are removed */
void timewaits_drop(struct net *net, enum end end);

/** timewaits_reuse_applies() - Does tcp_tw_reuse do anything in this run? */
bool timewaits_reuse_applies(const struct profile *profile, bool loopback);

#endif
