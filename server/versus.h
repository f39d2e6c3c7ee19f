#ifndef SERVER_VERSUS_H
#define SERVER_VERSUS_H

#include "drill/drill_suite.h"

#include <json-glib/json-glib.h>

/**
 * DOC: A script, played to two stacks
 *
 * They agree if both do as the script says, or both do the same other thing in
 * the same place. What was skipped by one of them is not compared.
 */

/**
 * struct versus - What came out of one script
 * @real:	Of the kernel; the verdict is in it
 * @simulated:	Of the simulator
 */
struct versus {
	const struct drill_result *real;
	struct drill_verdict simulated;
};

enum versus_outcome { VERSUS_AGREE, VERSUS_DIFFER, VERSUS_NOT_COMPARED };

enum versus_outcome versus_outcome(const struct versus *versus);

/** versus_count() - How many of @versus_n have an outcome */
unsigned versus_count(const struct versus *versus, size_t versus_n,
		      enum versus_outcome outcome);

/** versus_text(), versus_tap() - Append what is to be said of all of them */
void versus_text(GString *to, const struct versus *versus, size_t versus_n);
void versus_tap(GString *to, const struct versus *versus, size_t versus_n);

/** versus_json_new() - (transfer full) one script, as an object */
JsonObject *versus_json_new(const struct versus *versus);

/** verdict_json_new() - (transfer full) one verdict, as an object */
JsonObject *verdict_json_new(const struct drill_verdict *verdict);

#endif
