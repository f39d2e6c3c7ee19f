#ifndef WIRE_LINK_H
#define WIRE_LINK_H

#include "base/rng.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * struct link - One direction of a wire
 * @delay_ns:	What every segment takes
 * @jitter_ns:	What it may take longer, evenly spread
 * @loss:	Share that is lost, in [0, 1]
 * @last_ns:	Last delivery: nothing overtakes
 * @lost_n:	Segments lost so far
 * @loss_rng, @jitter_rng: Streams of this direction
 */
struct link {
	int64_t delay_ns;
	int64_t jitter_ns;
	double loss;
	int64_t last_ns;
	uint64_t lost_n;
	struct rng loss_rng;
	struct rng jitter_rng;
};

/**
 * link_init() - A wire on which nothing has been sent
 * @seed:	Of the run
 * @name:	Of the direction: its streams are its own
 */
void link_init(struct link *link, int64_t delay_ns, int64_t jitter_ns,
	       double loss, uint64_t seed, const char *name);

/**
 * link_send() - A segment leaves now
 * @at_ns:	Out: when it arrives, never before one that was sent earlier
 *
 * Return:	true; false if it is lost
 */
bool link_send(struct link *link, int64_t now_ns, int64_t *at_ns);

#endif
