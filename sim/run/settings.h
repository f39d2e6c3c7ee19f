#ifndef RUN_SETTINGS_H
#define RUN_SETTINGS_H

#include "run/scenario.h"

#include <glib.h>
#include <stdbool.h>

/**
 * DOC: Settings that are written one by one, as in a file
 *
 * A name is a row of config_rows(), one of stack, client-stack, server-stack,
 * machine and msl, or what scenario_set() takes. Models come first in
 * whatever order they are written; of two equal names the later one holds.
 */

#define SETTINGS_DEFAULT_STACK	 "linux-6.18"
#define SETTINGS_DEFAULT_MACHINE "cloud-vm"

/**
 * struct settings - What was written so far
 * @scenario:	Rows of the run are set in it at once
 * @sets:	"NAME=VALUE" of what scenario_set() takes
 * @where:	Of each: "FILE:LINE: ", or ""
 *
 * Texts are borrowed.
 */
struct settings {
	struct scenario *scenario;
	const char *stack;
	const char *client;
	const char *server;
	const char *machine;
	const char *msl;
	GPtrArray *sets;
	GPtrArray *where;
};

void settings_init(struct settings *settings, struct scenario *scenario);
void settings_fini(struct settings *settings);

/**
 * settings_take() - Take one
 * @where:	Begins a message about it
 *
 * Return:	false and a SCENARIO_ERROR if the value is none
 */
bool settings_take(struct settings *settings, const char *name,
		   const char *value, const char *where,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** settings_finish() - Load the models, lay the rest over them, and check */
bool settings_finish(struct settings *settings,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * settings_option() - Append how an option of run says a setting
 *
 * " --rate 500/s", " --set net.ipv4.tcp_tw_reuse=1", quoted for a shell.
 */
void settings_option(GString *to, const char *name, const char *value);

#endif
