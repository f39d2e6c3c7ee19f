#ifndef RUN_KNOBS_H
#define RUN_KNOBS_H

#include "tcp/profile.h"

#include <glib.h>
#include <stdbool.h>

/** enum knobs_outcome - What became of a sysctl */
enum knobs_outcome {
	KNOBS_SET,
	KNOBS_IGNORED, /* it makes no difference to what is modelled */
	KNOBS_UNKNOWN, /* the stack has no such thing */
	KNOBS_VALUE,   /* it has, but not with this value */
};

/**
 * knobs_set() - Set a sysctl of a stack
 * @name:	As a kernel names it; one of a row, or of a BSD
 */
enum knobs_outcome knobs_set(struct profile *profile, const char *name,
			     const char *value);

#endif
