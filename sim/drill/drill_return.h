#ifndef RUN_DRILL_RETURN_H
#define RUN_DRILL_RETURN_H

#include "drill/drill_play_inside.h"

/**
 * DOC: Calls return
 *
 * At once, or later: then the call blocks, and whoever lets time go on asks
 * whether it still does. One call at a time. False: that decided the verdict.
 */

/** drill_return_judge() - It has: with what it should, when it should? */
bool drill_return_judge(struct drill_play *play,
			const struct drill_event *event, int result,
			int64_t at_ns, int64_t due_ns);

/** drill_return_missing() - It has not, and should have: not ok */
bool drill_return_missing(struct drill_play *play,
			  const struct drill_event *event, int64_t due_ns);

/** drill_return_poll() - See whether the call that blocks returns now */
bool drill_return_poll(struct drill_play *play);

#endif
