#ifndef SERVER_CROWD_H
#define SERVER_CROWD_H

#include "trial.h"

/** struct crowd - Trials that go on at the same time */
struct crowd {
	struct trial *trial;
	size_t n;
};

/** crowd_init() - Room for @n trials; their plans are to be filled in */
void crowd_init(struct crowd *crowd, size_t n);

/**
 * crowd_run_or_die() - Run all, and wait for the last one
 *
 * The first one that fails ends the others, and so do SIGINT, SIGTERM and
 * SIGHUP.
 * Return:	0; exit code of the trial that failed; 128 and the signal
 */
int crowd_run_or_die(struct crowd *crowd);

void crowd_fini(struct crowd *crowd);

#endif
