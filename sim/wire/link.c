#include "wire/link.h"

#include "base/hint.h"
#include "base/units.h"

#include <stdio.h>
#include <string.h>

static void init_stream(struct rng *rng, uint64_t seed, const char *name,
			const char *purpose)
{
	char stream[64];

	snprintf(stream, sizeof(stream), "wire.%s.%s", name, purpose);
	rng_init(rng, seed, stream);
}

void link_init(struct link *link, int64_t delay_ns, int64_t jitter_ns,
	       double loss, uint64_t seed, const char *name)
{
	memset(link, 0, sizeof(*link));
	link->delay_ns = delay_ns;
	link->jitter_ns = jitter_ns;
	link->loss = loss;
	link->by_chance = loss > 0 || jitter_ns > 0;
	init_stream(&link->loss_rng, seed, name, "loss");
	init_stream(&link->jitter_rng, seed, name, "jitter");
}

RARELY bool link_send_by_chance(struct link *link, int64_t now_ns,
				int64_t *at_ns)
{
	int64_t at = now_ns + link->delay_ns;

	if (link->loss > 0 && rng_unit(&link->loss_rng) < link->loss) {
		link->lost_n++;
		return false;
	}
	if (link->jitter_ns > 0)
		at += (int64_t)rng_below(&link->jitter_rng,
					 (uint64_t)link->jitter_ns + 1);
	if (at < link->last_ns)
		at = link->last_ns;
	link->last_ns = at;
	*at_ns = at;
	return true;
}

void link_wander(struct link *link, double duplicate, double reorder,
		 int64_t wander_ns, uint64_t seed, const char *name)
{
	link->duplicate = duplicate;
	link->reorder = reorder;
	link->wander_ns = wander_ns;
	init_stream(&link->duplicate_rng, seed, name, "duplicate");
	init_stream(&link->reorder_rng, seed, name, "reorder");
}

/* One draw each, whatever comes of it: one setting moves nothing of another. */
static bool strays(struct rng *rng, double share, int64_t wander_ns,
		   int64_t *later_ns)
{
	bool yes = share > 0 && rng_unit(rng) < share;

	*later_ns = yes ? (int64_t)rng_below(rng, (uint64_t)wander_ns) + 1 : 0;
	return yes;
}

struct link_passage link_pass(struct link *link, int64_t now_ns)
{
	struct link_passage passage = {NEVER_NS, NEVER_NS, false};
	int64_t in_order_ns = link->last_ns;
	int64_t later_ns, copy_later_ns;
	bool copied;

	passage.astray = strays(&link->reorder_rng, link->reorder,
				link->wander_ns, &later_ns);
	copied = strays(&link->duplicate_rng, link->duplicate, link->wander_ns,
			&copy_later_ns);
	if (!link_send(link, now_ns, &passage.at_ns))
		return passage;
	if (copied) {
		passage.copy_ns = passage.at_ns + copy_later_ns;
		link->duplicated_n++;
	}
	if (passage.astray) {
		link->last_ns = in_order_ns;
		passage.at_ns += later_ns;
	}
	return passage;
}
