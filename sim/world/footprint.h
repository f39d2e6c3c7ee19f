#ifndef WORLD_FOOTPRINT_H
#define WORLD_FOOTPRINT_H

#include "world/config.h"

/**
 * struct footprint - Our own memory that a run takes at its peak, bytes
 * @ports_bytes:	Tables of flows, sets of free ports
 * @timewaits_bytes:	Entries, of both ends
 * @sockets_bytes:	Full sockets, of both ends
 * @flights_bytes:	Segments on the wire
 * @events_bytes:	Pending: segments, searches for a port
 * @fixed_bytes:	What is there whatever the load
 */
struct footprint {
	int64_t ports_bytes;
	int64_t timewaits_bytes;
	int64_t sockets_bytes;
	int64_t flights_bytes;
	int64_t events_bytes;
	int64_t fixed_bytes;
};

/**
 * footprint_of() - Estimate it before the run
 * @config:	Has passed config_check()
 *
 * Not the memory of the modelled hosts, which the ledger has, but what the
 * simulation of them needs. From above, where it cannot be exact; in that it
 * is too large where few of the connects will find a port, or many be lost.
 */
struct footprint footprint_of(const struct config *config);

/** footprint_bytes() - All of it; INT64_MAX if that is not enough to say */
int64_t footprint_bytes(const struct config *config);

#endif
