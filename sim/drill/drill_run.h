#ifndef RUN_DRILL_RUN_H
#define RUN_DRILL_RUN_H

#include "drill/drill_host.h"
#include "drill/drill_play.h"

#include "tcp/profile.h"

/** drill_run_script() - Play it to a host */
void drill_run_script(struct drill_play *play, struct drill_host host);

/**
 * drill_run() - Play a script to a simulated host
 * @profile:	The stack; the sysctls of the script are set in a copy
 * @seed:	Of the initial numbers of the stack
 * @verdict:	Out; initialised
 */
void drill_run(const struct drill_script *script, const struct profile *profile,
	       uint64_t seed, struct drill_verdict *verdict);

#endif
