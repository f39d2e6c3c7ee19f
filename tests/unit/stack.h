#ifndef UNIT_STACK_H
#define UNIT_STACK_H

#include "run/model_file.h"

#include <stdlib.h>

/** stack_load() - A bundled stack, as it stands in models/stacks */
static inline struct profile stack_load(const char *name)
{
	struct model *model = model_load(MODEL_STACK, name, NULL);
	struct profile profile;

	if (!model)
		abort();
	profile = model->value.profile;
	model_free(model);
	return profile;
}

#endif
