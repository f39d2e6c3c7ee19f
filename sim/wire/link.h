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
 * @by_chance:	There is loss, or jitter
 * @last_ns:	Last delivery in order: nothing but what wanders is overtaken
 * @lost_n:	Segments lost so far
 * @loss_rng, @jitter_rng: Streams of this direction
 * @duplicate:	Share of which a copy follows, in [0, 1]
 * @reorder:	Share that may be overtaken, in [0, 1]
 * @wander_ns:	How much later than otherwise such a one comes, at most
 * @duplicated_n: Copies made so far
 * @duplicate_rng, @reorder_rng: Streams of this direction
 */
struct link {
	int64_t delay_ns;
	int64_t jitter_ns;
	double loss;
	bool by_chance;
	int64_t last_ns;
	uint64_t lost_n;
	struct rng loss_rng;
	struct rng jitter_rng;
	double duplicate;
	double reorder;
	int64_t wander_ns;
	uint64_t duplicated_n;
	struct rng duplicate_rng;
	struct rng reorder_rng;
};

/**
 * struct link_passage - What a segment comes to
 * @at_ns:	When it arrives; NEVER_NS: it is lost
 * @astray:	Others may overtake it, and it may overtake others
 * @copy_ns:	When a copy arrives; NEVER_NS: there is none
 */
struct link_passage {
	int64_t at_ns;
	int64_t copy_ns;
	bool astray;
};

/**
 * link_init() - A wire on which nothing has been sent
 * @seed:	Of the run
 * @name:	Of the direction: its streams are its own
 */
void link_init(struct link *link, int64_t delay_ns, int64_t jitter_ns,
	       double loss, uint64_t seed, const char *name);

/** link_send_by_chance() - link_send() where there is loss or jitter */
bool link_send_by_chance(struct link *link, int64_t now_ns, int64_t *at_ns);

/**
 * link_send() - A segment leaves now
 * @at_ns:	Out: when it arrives, never before one that was sent earlier
 *
 * Return:	true; false if it is lost
 */
static inline bool link_send(struct link *link, int64_t now_ns, int64_t *at_ns)
{
	if (link->by_chance)
		return link_send_by_chance(link, now_ns, at_ns);
	*at_ns = now_ns + link->delay_ns;
	if (*at_ns < link->last_ns)
		*at_ns = link->last_ns;
	link->last_ns = *at_ns;
	return true;
}

/**
 * link_wander() - From here on some segments come twice, or out of order
 * @duplicate, @reorder, @wander_ns: As in struct link
 * @seed, @name: As for link_init()
 *
 * Such a link is used by link_pass().
 */
void link_wander(struct link *link, double duplicate, double reorder,
		 int64_t wander_ns, uint64_t seed, const char *name);

/** link_wanders() - Does it? If not, link_send() is enough */
static inline bool link_wanders(const struct link *link)
{
	return link->duplicate > 0 || link->reorder > 0;
}

/** link_pass() - A segment leaves now; as link_send(), and it may wander */
struct link_passage link_pass(struct link *link, int64_t now_ns);

#endif
