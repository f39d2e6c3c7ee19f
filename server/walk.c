#include "walk.h"

void walk_init(struct walk *walk, struct port_range range, uint32_t i,
	       uint32_t n)
{
	*walk = (struct walk){.range = range, .first = i, .step = n, .at = i};
}

uint16_t walk_port(const struct walk *walk)
{
	return (uint16_t)(walk->range.low + walk->at);
}

void walk_on(struct walk *walk)
{
	walk->at += walk->step;
	if (walk->at >= port_range_count(walk->range))
		walk->at = walk->first;
}
