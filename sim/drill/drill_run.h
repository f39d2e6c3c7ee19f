#ifndef RUN_DRILL_RUN_H
#define RUN_DRILL_RUN_H

#include "drill/drill_host.h"
#include "drill/drill_script.h"
#include "drill/drill_verdict.h"

#include "tcp/profile.h"

struct drill_play;

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

/** drill_play_script() - Play it to a host */
void drill_play_script(struct drill_play *play, struct drill_host host);

/**
 * drill_run() - Play a script to a simulated host
 * @profile:	The stack; the sysctls of the script are set in a copy
 * @seed:	Of the initial numbers of the stack
 * @verdict:	Out; initialised
 */
void drill_run(const struct drill_script *script, const struct profile *profile,
	       uint64_t seed, struct drill_verdict *verdict);

#endif
