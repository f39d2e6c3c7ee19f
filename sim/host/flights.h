#ifndef HOST_FLIGHTS_H
#define HOST_FLIGHTS_H

#include "tcp/segment.h"

/**
 * struct flight - A segment on its way
 * @from:	Index of the socket that sent it; SOCKETS_NONE: none did
 * @guess:	Index of the socket that it is for, most likely
 * @pair:	Index of the pair of hosts and server port
 * @next_free:	Next free place
 * @port:	Offset of the client's port
 * @to:		enum end
 */
struct flight {
	struct segment seg;
	uint32_t from;
	uint32_t guess;
	uint32_t pair;
	uint32_t next_free;
	uint16_t port;
	uint8_t to;
};

#define FLIGHTS_BLOCK_BITS 8
#define FLIGHTS_NONE	   UINT32_MAX

/**
 * struct flights - All of them, by index
 * @block:	Blocks of 2^FLIGHTS_BLOCK_BITS: none ever moves
 * @free:	First free place, or FLIGHTS_NONE
 * @in_use_n:	Segments on their way
 */
struct flights {
	struct flight **block;
	uint32_t blocks_n;
	uint32_t free;
	uint64_t in_use_n;
};

void flights_init(struct flights *flights);
void flights_fini(struct flights *flights);
/** flights_grow() - More free places: there is none */
void flights_grow(struct flights *flights);

static inline struct flight *flights_at(const struct flights *flights,
					uint32_t index)
{
	return &flights->block[index >> FLIGHTS_BLOCK_BITS]
			      [index & ((1u << FLIGHTS_BLOCK_BITS) - 1)];
}

/** flights_next() - The flight that flights_new() will give */
static inline struct flight *flights_next(struct flights *flights)
{
	if (flights->free == FLIGHTS_NONE)
		flights_grow(flights);
	return flights_at(flights, flights->free);
}

/** flights_new() - Index of a place, to be filled in */
static inline uint32_t flights_new(struct flights *flights)
{
	uint32_t next_free = flights_next(flights)->next_free;
	uint32_t index = flights->free;

	flights->free = next_free;
	flights->in_use_n++;
	return index;
}

static inline void flights_free(struct flights *flights, uint32_t index)
{
	flights_at(flights, index)->next_free = flights->free;
	flights->free = index;
	flights->in_use_n--;
}

#endif
