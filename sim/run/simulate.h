#ifndef RUN_SIMULATE_H
#define RUN_SIMULATE_H

#include "base/results.h"
#include "run/memory.h"
#include "world/config.h"
#include "world/world.h"

#include <glib.h>
#include <signal.h>
#include <stdbool.h>

/**
 * struct simulate_progress - How far a run is
 * @now_ns:	Simulated instant
 * @end_ns:	When it will end, about
 * @connects:	That were due so far
 * @events:	Handled so far
 * @wall_s:	Since the start
 * @memory_bytes: That the program has now
 */
struct simulate_progress {
	int64_t now_ns;
	int64_t end_ns;
	uint64_t connects;
	uint64_t events;
	double wall_s;
	int64_t memory_bytes;
};

/** enum simulate_ending - Why a run is over */
enum simulate_ending {
	SIMULATE_WHOLE,	    /* nothing is left to happen */
	SIMULATE_STOPPED,   /* partial: it was asked to stop */
	SIMULATE_NO_MEMORY, /* partial: it took more than it may */
};

/**
 * struct simulate_watch - Who looks on
 * @begin:	Is given the world before anything happens; may be NULL
 * @sample_ns:	Simulated time between two samples; 0: none
 * @sample:	Is given each sample; false and an error end the run
 * @progress:	Called four times per second of wall time; may be NULL
 * @data:	For all of them
 * @limit:	What memory it may take; NULL: all it wants
 * @stop:	The run ends soon after it is not 0; may be NULL
 *
 * What is watched changes nothing in the results.
 */
struct simulate_watch {
	void (*begin)(struct world *world, void *data);
	int64_t sample_ns;
	bool (*sample)(const struct sample *sample, void *data, GError **error);
	void (*progress)(const struct simulate_progress *progress, void *data);
	void *data;
	const struct memory_limit *limit;
	const volatile sig_atomic_t *stop;
};

/**
 * simulate() - Make a world and let it run to its end
 * @config:	Has passed config_check()
 * @results:	Out, on success: also of a run that was stopped
 * @ending:	Out, on success
 *
 * Return:	false and the error of @watch->sample()
 */
bool simulate(const struct config *config, const struct simulate_watch *watch,
	      struct results *results, enum simulate_ending *ending,
	      GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
