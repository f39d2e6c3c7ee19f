#include "host/flights.h"

#include "base/alloc.h"
#include "base/hint.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_FLIGHTS (1u << FLIGHTS_BLOCK_BITS)

void flights_init(struct flights *flights)
{
	memset(flights, 0, sizeof(*flights));
	flights_grow(flights);
}

void flights_fini(struct flights *flights)
{
	for (uint32_t i = 0; i < flights->blocks_n; i++)
		free(flights->block[i]);
	free(flights->block);
	memset(flights, 0, sizeof(*flights));
}

RARELY void flights_grow(struct flights *flights)
{
	uint32_t first = flights->blocks_n * BLOCK_FLIGHTS;
	struct flight *block =
	    alloc_resize(NULL, BLOCK_FLIGHTS, sizeof(*block));

	flights->block = alloc_resize(flights->block, flights->blocks_n + 1,
				      sizeof(*flights->block));
	flights->block[flights->blocks_n++] = block;
	for (uint32_t i = BLOCK_FLIGHTS; i-- > 0;) {
		block[i].index = first + i;
		block[i].next_free = flights->free;
		flights->free = &block[i];
	}
}
