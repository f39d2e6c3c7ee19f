#ifndef RUN_DRILL_SIMULATED_H
#define RUN_DRILL_SIMULATED_H

#include "drill/drill_host.h"
#include "drill/drill_script.h"

#include "tcp/profile.h"

struct drill_simulated;

/**
 * drill_simulated_new() - A simulated host to be drilled
 * @profile:	Its stack; the sysctls of the script are set in a copy
 * @seed:	Of its initial numbers
 * @sent:	Told of what it sends, with @data
 */
struct drill_simulated *drill_simulated_new(
    const struct drill_settings *settings, const struct profile *profile,
    uint64_t seed, drill_sent_fn *sent, void *data);
void drill_simulated_free(struct drill_simulated *simulated);

/** drill_simulated_host() - The same as a host, as long as it lives */
struct drill_host drill_simulated_host(struct drill_simulated *simulated);

#endif
