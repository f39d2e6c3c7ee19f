#ifndef RUN_DRILL_RUN_H
#define RUN_DRILL_RUN_H

#include "drill/drill_host.h"
#include "drill/drill_script.h"
#include "drill/drill_verdict.h"

#include "tcp/profile.h"

struct drill_play;

/**
 * drill_play_new() - Get ready for a script
 * @tolerance_ns: How far times may be off at least, whatever the script says
 * @verdict:	Out; initialised
 */
struct drill_play *drill_play_new(const struct drill_script *script,
				  int64_t tolerance_ns,
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
