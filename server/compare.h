#ifndef SERVER_COMPARE_H
#define SERVER_COMPARE_H

#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdio.h>

/**
 * DOC: Simulated and real results, number by number
 *
 * Counts must agree within a share of the larger one, but up to three are
 * always allowed: where a burst of expiries and a connect come within the
 * fraction of a tick that is unknown, either may be first. What the real side
 * samples 20 times a second may miss a twentieth of a second of arrivals. A
 * client that was kept from its connects makes those that were due meanwhile at
 * once: how many are in a state at a time, and how many ports it finds that may
 * be reused, may be off by as many as were due in the longest such time. An ACK
 * of a FIN that a tick sent before the server's application had closed is one
 * segment more, and is counted by the kernel: as many are allowed.
 */

#define COMPARE_ROWS_N 24

/**
 * struct compare_limits - How far apart is still equal
 * @share:	Of a count
 * @instant_s:	Of an instant
 * @rate_per_s:	Arrivals: what a twentieth of a second may hide
 * @late_s:	How late a connect was at most, really
 */
struct compare_limits {
	double share;
	double instant_s;
	double rate_per_s;
	double late_s;
};

/**
 * struct compare_row - One number of both sides
 * @path:	As in the results
 * @simulated, @real: NaN: null, or not there
 * @allowed:	Difference that is still equal; NaN: shown, not judged
 */
struct compare_row {
	const char *path;
	double simulated;
	double real;
	double allowed;
	bool agrees;
};

struct compare {
	bool agrees;
	struct compare_row row[COMPARE_ROWS_N];
};

/** compare_results() - Lay two results objects side by side */
void compare_results(struct compare *compare, JsonObject *simulated,
		     JsonObject *real, const struct compare_limits *limits);

/** compare_print() - As a table */
void compare_print(const struct compare *compare, FILE *out);

/** compare_json_new() - (transfer full) the rows, as an array of objects */
JsonArray *compare_json_new(const struct compare *compare);

/** compare_number() - A number by its path, "client.time_wait.peak"; or NaN */
double compare_number(JsonObject *results, const char *path);

#endif
