#ifndef RUN_TRACE_LADDER_H
#define RUN_TRACE_LADDER_H

#include "trace/addresses.h"
#include "trace/trace.h"

#include <glib.h>

/**
 * trace_ladder() - Append a ladder: both ends, and what goes between them
 * @events:	Array of struct trace_event, all of them
 *
 * A line is a segment that leaves or arrives, or a step without one. On it are
 * the states of both ends after it, and the rows of the state table that fired,
 * each with where it is written, or the line of the rule of the wire. Numbers
 * count from the last SYN of each end; a segment of an earlier connection is
 * marked "old" and keeps the numbers that it had.
 */
void trace_ladder(GString *to, const struct addresses *addresses,
		  const GArray *events);

#endif
