#ifndef RUN_FITTING_H
#define RUN_FITTING_H

#include "run/memory.h"
#include "world/config.h"

#include <glib.h>
#include <stdbool.h>

#define FITTING_ERROR fitting_error_quark()
GQuark fitting_error_quark(void);
enum fitting_error {
	FITTING_ERROR_MEMORY, /* the run would not fit */
};

/**
 * fitting_check() - Will a run fit into the memory there is?
 *
 * Return:	false and an error: what is needed, what there is, and which
 *		smaller run would fit: by rate, by duration, by clients at the
 *		same rate each
 */
bool fitting_check(const struct config *config,
		   const struct memory_limit *limit,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
