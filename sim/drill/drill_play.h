#ifndef RUN_DRILL_PLAY_H
#define RUN_DRILL_PLAY_H

#include "drill/drill_script.h"
#include "drill/drill_verdict.h"

/** struct drill_play - A script while it is played */
struct drill_play;
struct segment;

/**
 * struct drill_limits - How exact times must be, beyond what a script says
 * @tolerance_ns: How far they may be off at least
 * @late_ns:	As far more as the player itself was late, up to this
 */
struct drill_limits {
	int64_t tolerance_ns;
	int64_t late_ns;
};

/**
 * drill_play_new() - Get ready for a script
 * @verdict:	Out; initialised
 */
struct drill_play *drill_play_new(const struct drill_script *script,
				  struct drill_limits limits,
				  struct drill_verdict *verdict);
void drill_play_free(struct drill_play *play);

/** drill_play_sent() - A drill_sent_fn: what the host sends, @data: the play */
void drill_play_sent(void *data, int64_t at_ns, const struct segment *seg);

#endif
