#ifndef SERVER_WALK_H
#define SERVER_WALK_H

#include "base/units.h"

/**
 * struct walk - Local ports in turn, first in, first out
 * @range:	All of them
 * @first:	Where this walk begins, as an offset
 * @step:	From one to the next: walks of several threads interleave
 * @at:		Offset of the port to try next
 */
struct walk {
	struct port_range range;
	uint32_t first;
	uint32_t step;
	uint32_t at;
};

/**
 * walk_init() - The @i-th of @n walks that share a range
 * @range:	At least @n ports
 */
void walk_init(struct walk *walk, struct port_range range, uint32_t i,
	       uint32_t n);

/** walk_port() - The port to try; the same again until walk_on() */
uint16_t walk_port(const struct walk *walk);

/** walk_on() - That port was free: the next one is its turn */
void walk_on(struct walk *walk);

#endif
