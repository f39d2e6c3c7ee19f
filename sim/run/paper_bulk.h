#ifndef RUN_PAPER_BULK_H
#define RUN_PAPER_BULK_H

#include "world/config.h"

#include <glib.h>

/**
 * DOC: Two bulk senders, and TIME-WAITs between them and the listener
 *
 * As table 1 was made: two clients connect, so that they are at the end of the
 * server's list; another client loads connections that end in TIME-WAIT; a
 * second later both clients send. What counts is the time from there on.
 */

/**
 * struct paper_bulk - A run of it
 * @loaded_n:	Connections loaded
 * @load_gap_ns: From one of them to the next
 * @bytes:	What each client sends
 * @mbit_s:	Out: the mean of the two; NaN: it did not come to an end
 * @took_s:	Out: of the slower one
 * @time_wait_n: Out: TIME-WAITs at the server when the sending began
 */
struct paper_bulk {
	uint32_t loaded_n;
	int64_t load_gap_ns;
	uint32_t bytes;
	double mbit_s;
	double took_s;
	uint64_t time_wait_n;
};

/** paper_bulk_init() - A run with so many TIME-WAITs, as in 'twsim paper' */
void paper_bulk_init(struct paper_bulk *bulk, uint32_t loaded_n);

/** paper_bulk_run() - @config has three clients and one server */
void paper_bulk_run(const struct config *config, struct paper_bulk *bulk);

#endif
