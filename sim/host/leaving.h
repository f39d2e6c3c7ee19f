#ifndef HOST_LEAVING_H
#define HOST_LEAVING_H

#include "host/performances_inside.h"

/**
 * DOC: Leaving the course
 *
 * The connection is rehearsed up to where it is; its sockets and their timers
 * are then those of the net. Its segments that are on the wire arrive when they
 * would have, as strays.
 */

/** struct strays - Segments of a connection that has left the course */
struct strays;

/**
 * leaving_leave() - A connection goes on through TCP
 * @last_end, @lost: Bits: of what the last step of that end sent, what is lost
 */
void leaving_leave(struct net *net, struct performance *p, enum end last_end,
		   uint64_t lost);

/** strays_take() - The next one that comes to an end */
struct flight strays_take(struct strays *strays, enum end end);
/** strays_free() - NULL is allowed */
void strays_free(struct strays *strays);

#endif
