#ifndef SERVER_LEVELS_H
#define SERVER_LEVELS_H

#include "base/units.h"

#include <glib.h>
#include <stdint.h>

/** How often levels_look() is meant to be called. */
#define LEVELS_EVERY_NS (10 * NS_PER_MS)

/**
 * struct stage_level - From some instant on so many sockets are in TIME-WAIT
 * @after_ns, @at_ns: It was not before the one, and is there at the other
 */
struct stage_level {
	int64_t after_ns;
	int64_t at_ns;
	uint64_t time_wait_n;
};

/**
 * struct levels - How many sockets of a host are in TIME-WAIT, over time
 * @sockstat:	Looked at each time: mini-sockets of all kinds
 * @tcp:	Looked at where there are any: which of them are in TIME-WAIT
 * @level:	Array of struct stage_level, one for each change
 * @mini_n:	As sockstat said last
 * @looked_ns:	When that was
 */
struct levels {
	int sockstat;
	int tcp;
	GArray *level;
	uint64_t mini_n;
	int64_t looked_ns;
};

/** levels_open_or_die() - Of the host in whose namespace this process is */
void levels_open_or_die(struct levels *levels, GArray *level);

/** levels_look() - Now, which is @at_ns */
void levels_look(struct levels *levels, int64_t at_ns);
void levels_close(struct levels *levels);

#endif
