#include "base/counters.h"

#define COUNTER_NAME(id, name) [COUNTER_##id] = name,
static const char *const counter_names[COUNTER_N] = {COUNTERS(COUNTER_NAME)};

const char *counter_name(enum counter counter)
{
	return counter_names[counter];
}
