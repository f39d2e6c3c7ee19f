#ifndef WORLD_EXPECTED_H
#define WORLD_EXPECTED_H

#include "world/config.h"

/**
 * DOC: What a run will have at once, foreseen
 *
 * For world/footprint.h: from above where it cannot be exact. @config has
 * passed config_check().
 */

/** expected_pairs_n() - Client hosts times destinations */
double expected_pairs_n(const struct config *config);
/** expected_ports_n() - Local ports of each pair */
double expected_ports_n(const struct config *config);

/** expected_arrivals_n() - Most connects that are due in any window so long */
double expected_arrivals_n(const struct config *config, double window_ns);
/** expected_begun_n() - Those that find a port: each holds it for a while */
double expected_begun_n(const struct config *config, double window_ns);

/** expected_segments_n() - Segments of a connection, with those sent again
 * because of jitter */
double expected_segments_n(const struct config *config);

/**
 * expected_open_ns() - How long a connection is open, without TIME-WAIT
 *
 * The longest search for a port included. Where many share a wire on which none
 * overtakes, all are about as late as the latest.
 */
double expected_open_ns(const struct config *config);

#endif
