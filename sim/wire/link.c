#include "wire/link.h"

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
	init_stream(&link->loss_rng, seed, name, "loss");
	init_stream(&link->jitter_rng, seed, name, "jitter");
}

bool link_send(struct link *link, int64_t now_ns, int64_t *at_ns)
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
