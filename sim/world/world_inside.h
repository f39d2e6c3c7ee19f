#ifndef WORLD_WORLD_INSIDE_H
#define WORLD_WORLD_INSIDE_H

#include "host/callers.h"
#include "host/play.h"
#include "world/workload.h"
#include "world/world.h"

/** DOC: For world.c, and for world_results.c, which reads it */

/**
 * struct end_of_run - What is kept when the last arrival was due, before the
 *		       rest expires
 * @last_ns:	The last event of that rest so far
 */
struct end_of_run {
	bool taken;
	int64_t at_ns;
	int64_t last_ns;
	struct gauge time_wait_n[ENDS_N];
	struct gauge memory_bytes[ENDS_N];
	struct gauge waiting_bytes[ENDS_N];
	struct gauge tcp_pages_n[ENDS_N];
	int64_t busy_ns[ENDS_N];
};

/** struct turn - Whose turn it is to connect, and to where */
struct turn {
	uint32_t client;
	uint32_t destination;
};

struct world {
	struct config config;
	struct queue *queue;
	int64_t arrival_ns;
	uint64_t arrival_serial;
	struct net net;
	struct play play;
	struct callers callers;
	struct scripted scripted;
	const struct outcomes *outcomes;
	bool staged;
	struct workload load;
	struct end_of_run end;
	struct must_context context;
	uint64_t arrivals_n;
	struct turn turn;
};

/** world_is_over() - Is nothing left to happen? */
/* After the last arrival: the timers that are left in the queue when all is
 * over were cancelled long before, and time need not wait for them. On a stage
 * more may be to come. */
static inline bool world_is_over(const struct world *world)
{
	return world->end.taken &&
	       ((queue_pending(world->queue) == 0 &&
		 world->arrival_ns == NEVER_NS) ||
		(!world->staged && net_is_idle(&world->net)));
}

/** world_left_open_n() - Sockets of an end that nothing will ever close */
uint64_t world_left_open_n(const struct net *net, enum end end);

#endif
