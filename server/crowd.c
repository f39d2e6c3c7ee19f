#include "crowd.h"

#include "die.h"
#include "stagehands.h"

#include <stdlib.h>
#include <unistd.h>

void crowd_init(struct crowd *crowd, size_t n)
{
	crowd->n = n;
	crowd->trial = calloc(n, sizeof(*crowd->trial));
	if (!crowd->trial)
		die_errno(DIE_RUNTIME, "memory");
}

static pid_t start_or_die(void *data, size_t i)
{
	struct crowd *crowd = data;

	trial_start_or_die(&crowd->trial[i]);
	return crowd->trial[i].process;
}

int crowd_run_or_die(struct crowd *crowd)
{
	struct stagehands hands = {
	    .n = crowd->n,
	    .at_once_max = crowd->n,
	    .start_or_die = start_or_die,
	    .data = crowd,
	};

	return stagehands_run_or_die(&hands);
}

void crowd_fini(struct crowd *crowd)
{
	for (size_t i = 0; i < crowd->n; i++) {
		close(crowd->trial[i].load);
		close(crowd->trial[i].server);
		close(crowd->trial[i].simulated);
	}
	free(crowd->trial);
}
