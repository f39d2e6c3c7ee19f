#ifndef RUN_DRILL_WAIT_H
#define RUN_DRILL_WAIT_H

#include "drill/drill_play_inside.h"

/**
 * drill_wait_step() - Wait for what happens next, if it does by @to_ns
 * @any:	Out: did anything?
 *
 * Return:	false if that decided the verdict
 */
bool drill_wait_step(struct drill_play *play, int64_t to_ns, bool *any);

/** drill_wait_until() - Let time go on to @to_ns; false: as above */
bool drill_wait_until(struct drill_play *play, int64_t to_ns);

#endif
