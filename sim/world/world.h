#ifndef WORLD_WORLD_H
#define WORLD_WORLD_H

#include "base/results.h"
#include "host/scripted.h"
#include "wire/rules.h"
#include "world/config.h"

#include <stdbool.h>

/**
 * DOC: A world is one run
 *
 * A configuration goes in; client and server hosts, the wire between them and
 * the connects to come are made from it; results come out. A world owns all of
 * its state: any number may run at once in different threads.
 */
struct world;

/** world_new() - Make all hosts; @config is copied and must pass config_check()
 */
struct world *world_new(const struct config *config);

/**
 * world_new_staged() - The same, but these connections instead of the load
 * @stage:	Kept by reference; in order of time
 */
struct world *world_new_staged(const struct config *config,
			       const struct scripted_stage *stage);
void world_free(struct world *world);

/**
 * world_course_bytes() - What a connection of such a world takes, on course
 *
 * Return:	octets; 0: none is on course, see host/course.h
 */
size_t world_course_bytes(const struct config *config);

/** world_tap() - Have someone told of every segment and step; @tap is copied */
void world_tap(struct world *world, const struct net_tap *tap);

/** world_rule() - The wire obeys these rules; kept by reference */
void world_rule(struct world *world, struct rules *rules);

/** world_rows_fired() - By row of the state table, how often it fired */
const uint64_t *world_rows_fired(const struct world *world);

/**
 * world_advance() - Handle all events up to and including an instant
 * @to_ns:	NEVER_NS: until nothing is left to happen
 *
 * After the duration of the configuration no connects arrive; what is left
 * then lives on to the end of its TIME-WAIT.
 *
 * Return:	true while anything is left to happen
 */
bool world_advance(struct world *world, int64_t to_ns);

/** world_now_ns() - Simulated instant */
int64_t world_now_ns(const struct world *world);

/** world_sample() - The present, as a line of the time series */
void world_sample(const struct world *world, struct sample *sample);

/**
 * world_results() - What was found so far
 * @results:	Out: all but wall_s, events_per_s and peak_rss_bytes
 */
void world_results(const struct world *world, struct results *results);

#endif
