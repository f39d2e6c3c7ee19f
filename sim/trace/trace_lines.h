#ifndef RUN_TRACE_LINES_H
#define RUN_TRACE_LINES_H

#include "trace/addresses.h"
#include "trace/trace.h"

#include <glib.h>

/**
 * DOC: Lines as tcpdump prints them
 *
 * Those of `tcpdump -nn` 4.99, at one end: what that end sends when it leaves,
 * what it receives when it arrives. As there, the numbers of a SYN are
 * absolute, and from then on they count from it; a segment without ACK, like a
 * RST that answers an ACK, keeps its absolute number.
 */

struct trace_lines;

/** trace_lines_new() - (transfer full) None yet, seen from an end */
struct trace_lines *trace_lines_new(const struct addresses *addresses,
				    enum end at);
void trace_lines_free(struct trace_lines *lines);

/**
 * trace_lines_add() - Append the line of an event
 *
 * Return:	false, and nothing is appended, if that end does not see it
 */
bool trace_lines_add(struct trace_lines *lines, GString *to,
		     const struct trace_event *event);

/** trace_lines_time() - Append HH:MM:SS.uuuuuu, cut to microseconds */
void trace_lines_time(GString *to, int64_t at_ns);
/** trace_lines_address() - Append "10.0.0.1.32768" */
void trace_lines_address(GString *to, struct address address);
/** trace_lines_flags() - Append "S.", "F.", "none" */
void trace_lines_flags(GString *to, unsigned int flags);
/** trace_lines_options() - Append "mss 1460,sackOK,..."; @order: the sender's
 */
void trace_lines_options(GString *to, const struct segment *seg,
			 enum option_order order);

#endif
