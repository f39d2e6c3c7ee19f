#ifndef RUN_RESULTS_JSON_H
#define RUN_RESULTS_JSON_H

#include "base/results.h"

#include <json-glib/json-glib.h>
#include <stdbool.h>

/** The schema of the object below; a change of a name changes the number */
#define RESULTS_JSON_SCHEMA "twsim.run/1"

/**
 * struct results_about - What a run was, beside its numbers
 * @seed:	Of the random streams; 0 on the real side
 * @partial:	The run was stopped before its end
 * @stopped_by:	If it was: "signal", or "memory" when there was none left
 * @stopped_at_s: If it was: how far it had come
 * @deterministic: Leave out what differs from run to run of the same
 *		settings: wall time and memory of the program are null
 */
struct results_about {
	uint64_t seed;
	bool partial;
	const char *stopped_by;
	double stopped_at_s;
	bool deterministic;
};

/**
 * results_json_new() - Results as the object of the contract
 * @results:	The numbers; NaN and infinity become null
 * @scenario:	(transfer none) every effective setting; simulator and load
 *		client have their own
 *
 * Return:	(transfer full) schema, version, seed, partial with stopped_by
 *		and stopped_at_s (null, if it is whole), scenario, then the
 *		rows of the results, a level of objects for each dot
 */
JsonNode *results_json_new(const struct results *results,
			   const struct results_about *about,
			   JsonObject *scenario);

/**
 * results_json_set_real() - A number in an object; null if it is none
 *
 * Of use because json-glib up to 1.6 writes 1e+20 as 1e+20.0, which no parser
 * reads: such a value is written as its neighbour, 1 in 10^16 away.
 */
void results_json_set_real(JsonObject *object, const char *name, double real);

/**
 * results_json_text() - (transfer full) the text, ending in a newline
 * @pretty:	Indented, else on one line
 */
char *results_json_text(JsonNode *node, bool pretty);

/** results_json_is_timing() - Does a path differ from run to run? */
bool results_json_is_timing(const char *path);

#endif
