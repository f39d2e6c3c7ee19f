#ifndef CLAIMS_QUANTITY_H
#define CLAIMS_QUANTITY_H

#include "base/results.h"
#include "trace/trace.h"

#include <glib.h>
#include <stdbool.h>

/**
 * DOC: The number that is looked at
 *
 *	no_port.fraction                a result, as --fail-if names it
 *	server.memory_bytes.at_end per server.time_wait.at_end
 *	server TIME-WAIT                how long an end was first in a state, s
 *
 * The last is for scenes: a load keeps no events.
 */

#define QUANTITY_ERROR quantity_error_quark()
GQuark quantity_error_quark(void);
enum quantity_error {
	QUANTITY_ERROR_UNKNOWN, /* no result, end or state has that name */
	QUANTITY_ERROR_RANGE,	/* not "LOW to HIGH" */
};

/** enum quantity_unit - What its numbers are */
enum quantity_unit {
	QUANTITY_COUNT,
	QUANTITY_SECONDS,
	QUANTITY_BYTES,
	QUANTITY_SHARE,
	QUANTITY_RATE,
};

/**
 * struct quantity - A number to be read
 * @row:	A result; NULL: the time in @state
 * @per:	@row is divided by this; NULL: it is not
 */
struct quantity {
	enum quantity_unit unit;
	const struct result_row *row;
	const struct result_row *per;
	enum end end;
	enum tcp_state state;
};

/** quantity_parse() - Read what is written; @quantity is changed on success
 * only */
bool quantity_parse(struct quantity *quantity, const char *text,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * quantity_read() - The number
 * @events:	Array of struct trace_event; NULL: there are none
 *
 * Return:	NaN if there is none
 */
double quantity_read(const struct quantity *quantity,
		     const struct results *results, const GArray *events);

/** quantity_text() - (transfer full) for people: "61.8 s", "28 232", "3.2 %" */
char *quantity_text(const struct quantity *quantity, double value);

/**
 * quantity_is_between() - Is a number in a range?
 * @range:	"60s to 62.1s", "8 to 8"; both ends belong to it
 * @is:		Out
 */
bool quantity_is_between(const struct quantity *quantity, double value,
			 const char *range, bool *is,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
