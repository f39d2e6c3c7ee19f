#ifndef SCENARIO_SETTINGS_H
#define SCENARIO_SETTINGS_H

#include "base/results.h"
#include "world/config.h"

/**
 * DOC: A run in one line
 *
 * "stack=rfc9293 msl=30s rate=5 ports=300 close=server": words of NAME=VALUE.
 * A name is one of config_rows(), or stack, client-stack, server-stack,
 * machine, msl, or what --set takes. The rest are the defaults of the command.
 */

/** settings_config() - The configuration; prints and aborts if it is none */
void settings_config(struct config *config, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** settings_run() - Run it to its end */
void settings_run(struct results *results, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** settings_run_config() - Run a configuration to its end */
void settings_run_config(struct results *results, const struct config *config);

#endif
