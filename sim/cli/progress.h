#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "run/simulate.h"
#include "run/sweep.h"

#include <stdbool.h>

/** progress_wanted() - Is stderr a terminal that can move its cursor? */
bool progress_wanted(void);

/** progress_show() - Write the line anew */
void progress_show(const struct simulate_progress *progress);

/** progress_show_sweep() - The same of many runs */
void progress_show_sweep(const struct sweep_progress *progress);

/** progress_erase() - Leave the terminal as it was; no matter how often */
void progress_erase(void);

/** progress_erase_at_once() - The same, in a signal handler */
void progress_erase_at_once(void);

#endif
