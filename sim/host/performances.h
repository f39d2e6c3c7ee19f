#ifndef HOST_PERFORMANCES_H
#define HOST_PERFORMANCES_H

#include "host/net.h"

struct play;

/**
 * DOC: Connections on course
 *
 * They take their steps from the course (host/course.h), and have no sockets.
 * What a step sends goes over the wire of the net, what it makes and frees is
 * in the ledger, at the same instants and in the same order as if TCP had taken
 * the step. Counts that are only ever summed up are added later, by
 * performances_settle().
 *
 * A connection leaves the course before a step whose guards do not hold, and
 * after one of which a segment is lost. Then it is rehearsed up to there, and
 * the sockets that it has by then are sockets of the net.
 */

struct performances;

/**
 * performances_new() - For a net in which nobody has connected
 * @play:	Its player's, kept by reference
 *
 * Return:	NULL: no connection can be on course, or too few would stay on
 *		it. There is none; or someone looks on; or segments come in
 *		another order, or many are lost; or what a step does depends on
 *		more than what its guards look at
 */
struct performances *performances_new(struct net *net, struct play *play);
void performances_free(struct performances *performances);

/** performances_each_bytes() - What a connection on course takes; NULL: 0 */
size_t performances_each_bytes(const struct performances *performances);

/**
 * performances_may_begin() - Can this flow be on course, as things stand?
 *
 * What could not go on has sockets from the start.
 */
bool performances_may_begin(const struct net *net, uint32_t pair,
			    uint32_t port);

/**
 * performances_begin() - A client has found a port, and may begin
 * @dear:	See struct socket
 *
 * Return:	payload of the event that its search is over
 */
uint64_t performances_begin(struct net *net, uint32_t pair, uint32_t port,
			    struct seq iss, bool dear);

/** performances_call() - EVENT_COURSE_CALL; @number: of its payload */
void performances_call(struct net *net, uint32_t number);

/**
 * performances_segment() - EVENT_COURSE_SEGMENT
 * @flight:	Out: a segment that is not on course (any more)
 *
 * Return:	true if there is one, which has come
 */
bool performances_segment(struct net *net, uint32_t number,
			  struct flight *flight);

/** performances_settle() - Add up what has been taken in steps so far */
void performances_settle(struct net *net);

#endif
