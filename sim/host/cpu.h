#ifndef HOST_CPU_H
#define HOST_CPU_H

#include "host/net.h"

/**
 * DOC: A CPU that takes time
 *
 * Where the machine says what a segment costs, each host has one CPU that does
 * one thing after another: segments that have arrived, in the order in which
 * they came, with the answers that they lead to; what timers send; and what
 * the server's application does for a connection and for the octets that leave.
 * While it is busy, segments wait.
 *
 * Where the stack looks for connections in a list (host/pcbs.h), each entry
 * that it compares costs time as well.
 *
 * Where the machine names no cost there are no CPUs, and nothing of this is
 * asked.
 */

/** cpu_init() - CPUs for all hosts, if the machine says what they cost */
void cpu_init(struct net *net);
void cpu_fini(struct net *net);

/** cpu_receives() - A segment has come to a host: EVENT_SEGMENT */
void cpu_receives(struct net *net, uint32_t index);

/**
 * cpu_begins() - EVENT_SERVED: the CPU of a host has looked at a segment
 * @host:	Of the event
 *
 * Return:	index of the flight; it is handled now, and cpu_goes_on()
 * follows
 */
uint32_t cpu_begins(struct net *net, uint32_t host);
/** cpu_goes_on() - With the next segment, if one waits */
void cpu_goes_on(struct net *net, uint32_t host);

/** cpu_sends() - A host sends a segment; when it leaves */
int64_t cpu_sends(struct net *net, const struct flight *flight);

/** cpu_serves() - The server's application has a new connection */
void cpu_serves(struct net *net, uint32_t pair);

/** cpu_connection_begins(), cpu_connection_ends() - For the list of a host */
void cpu_connection_begins(struct net *net, enum end end, uint32_t pair,
			   uint32_t port);
void cpu_connection_ends(struct net *net, enum end end, uint32_t pair,
			 uint32_t port);

/** cpu_busy_ns() - Time that the busiest host of a side has worked, or will
 *		have when it has done what it has begun; 0: no CPUs
 */
int64_t cpu_busy_ns(const struct net *net, enum end end);

#endif
