#ifndef HOST_FLIGHTS_H
#define HOST_FLIGHTS_H

#include "tcp/segment.h"

/**
 * struct flight - A segment on its way
 * @from:	Index of the socket that sent it; SOCKETS_NONE: none did
 * @guess:	Index of the socket that it is for, most likely
 * @pair:	Index of the pair of hosts and server port
 * @port:	Offset of the client's port
 * @to:		enum end
 * @index:	Its own
 * @next_free:	Next free one
 */
struct flight {
	struct segment seg;
	uint32_t from;
	uint32_t guess;
	uint32_t pair;
	uint16_t port;
	uint8_t to;
	uint32_t index;
	struct flight *next_free;
};

#define FLIGHTS_BLOCK_BITS 8

/**
 * struct flights - All of them, by index
 * @block:	Blocks of 2^FLIGHTS_BLOCK_BITS: none ever moves
 * @free:	First free one; there always is one
 * @in_use_n:	Segments on their way
 */
struct flights {
	struct flight **block;
	uint32_t blocks_n;
	struct flight *free;
	uint64_t in_use_n;
};

void flights_init(struct flights *flights);
void flights_fini(struct flights *flights);
/** flights_grow() - More free ones: there is none */
void flights_grow(struct flights *flights);

static inline struct flight *flights_at(const struct flights *flights,
					uint32_t index)
{
	return &flights->block[index >> FLIGHTS_BLOCK_BITS]
			      [index & ((1u << FLIGHTS_BLOCK_BITS) - 1)];
}

/** flights_next() - The one that flights_take() will take */
static inline struct flight *flights_next(const struct flights *flights)
{
	return flights->free;
}

/** flights_take() - One that is to be filled in */
static inline struct flight *flights_take(struct flights *flights)
{
	struct flight *flight = flights->free;

	flights->free = flight->next_free;
	flights->in_use_n++;
	if (!flights->free)
		flights_grow(flights);
	return flight;
}

static inline void flights_free(struct flights *flights, struct flight *flight)
{
	flight->next_free = flights->free;
	flights->free = flight;
	flights->in_use_n--;
}

#endif
