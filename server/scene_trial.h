#ifndef SERVER_SCENE_TRIAL_H
#define SERVER_SCENE_TRIAL_H

#include "vigil.h"
#include "wheel.h"

#include <json-glib/json-glib.h>
#include <stdbool.h>

/**
 * struct scene_trial_options - How scenes are tried
 * @any_kernel:	Whatever kernel runs here, it is asked
 * @quick:	Without those whose segments take long, and without waiting for
 *		TIME-WAITs to end
 * @longest_ns:	A scene is looked at no longer
 * @tries_max:	How often one is tried that was held up
 * @wheel:	Of this machine
 * @vigil:	Of this machine
 * @begin, @data: As in struct stage, for the first try
 */
struct scene_trial_options {
	bool any_kernel;
	bool quick;
	int64_t longest_ns;
	int tries_max;
	struct wheel wheel;
	const struct vigil *vigil;
	void (*begin)(void *data);
	void *data;
};

/**
 * scene_trial_or_die() - Play a scene really and simulated, and compare
 * @name:	As for scene_load(), which has read it before
 *
 * After hosts_may_be().
 *
 * Return:	(transfer full) an object: scenario, outcome ("agrees",
 *		"differs" or "skipped"), summary, a line, details, lines, and
 *		what was found
 */
JsonObject *scene_trial_or_die(const char *name,
			       const struct scene_trial_options *options);

#endif
