#ifndef RUN_DRILL_KNOBS_H
#define RUN_DRILL_KNOBS_H

#include "tcp/profile.h"

#include <glib.h>
#include <stdbool.h>

/** enum drill_knob - What became of a sysctl */
enum drill_knob {
	DRILL_KNOB_SET,
	DRILL_KNOB_IGNORED, /* it makes no difference to what is modelled */
	DRILL_KNOB_UNKNOWN, /* the stack has no such thing */
	DRILL_KNOB_VALUE,   /* it has, but not with this value */
};

/**
 * drill_knobs_set() - Set a sysctl of a stack
 * @name:	As a kernel names it; one of a row, or of a BSD
 */
enum drill_knob drill_knobs_set(struct profile *profile, const char *name,
				const char *value);

#endif
