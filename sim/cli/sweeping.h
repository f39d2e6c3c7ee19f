#ifndef CLI_SWEEPING_H
#define CLI_SWEEPING_H

#include "cli/variants.h"
#include "cli/verbs.h"

/** SWEEPING_JOBS_MAX - More runs at a time gain nothing on any machine */
#define SWEEPING_JOBS_MAX 256

/** sweeping_jobs_are_right() - Is it a number of jobs? If not, says so */
bool sweeping_jobs_are_right(const char *verb, int jobs_n);

/** sweeping_notes() - Print the notes on the settings, each once */
void sweeping_notes(const struct variants *variants);

/**
 * sweeping_run() - Run all variants, with progress on a terminal
 * @tasks:	Of variants_tasks_new()
 * @jobs_n:	At a time; 0: as many as there are processors
 *
 * Return:	EXIT_FINE; EXIT_USAGE if one of them would not fit into memory;
 *		EXIT_RUNTIME if a signal or want of memory ended it; stderr says
 *		so
 */
enum exit_code sweeping_run(const struct variants *variants,
			    struct sweep_task *tasks, int jobs_n);

#endif
