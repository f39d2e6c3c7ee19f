#ifndef RUN_DRILL_RUN_H
#define RUN_DRILL_RUN_H

#include "drill/drill_script.h"
#include "drill/drill_verdict.h"

#include "tcp/profile.h"

/**
 * drill_run() - Play a script against a stack
 * @profile:	The stack; the sysctls of the script are set in a copy
 * @seed:	Of the initial numbers of the stack
 * @verdict:	Out; initialised
 */
void drill_run(const struct drill_script *script, const struct profile *profile,
	       uint64_t seed, struct drill_verdict *verdict);

#endif
