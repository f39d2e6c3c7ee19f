#ifndef RUN_SCENARIO_H
#define RUN_SCENARIO_H

#include "run/model_file.h"
#include "world/config.h"

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>

/**
 * DOC: From what the user wrote to a configuration
 *
 * Models first, then what is laid over them, in the order of the calls:
 * the sysctls of this host, a sysctl.conf, --msl, --set. The rows of
 * config_rows() are set in @config directly.
 */

#define SCENARIO_ERROR scenario_error_quark()
GQuark scenario_error_quark(void);
enum scenario_error {
	SCENARIO_ERROR_SETTING, /* not NAME=VALUE, no such name, no value */
	SCENARIO_ERROR_HOST,	/* this host does not tell its sysctls */
	SCENARIO_ERROR_CHECK,	/* the settings do not go together */
};

/**
 * struct scenario - All settings of a run, with their sources
 * @config:	Whole after scenario_finish()
 * @client, @server: Stacks
 * @machine:	Hardware of every host
 * @notes:	Lines for the user: settings that do not do what many believe
 */
struct scenario {
	struct config config;
	struct model *client;
	struct model *server;
	struct model *machine;
	GPtrArray *notes;
};

/** scenario_init() - The defaults, without models */
void scenario_init(struct scenario *scenario);
void scenario_fini(struct scenario *scenario);

/** scenario_load() - Load the three models by name or path */
bool scenario_load(struct scenario *scenario, const char *client_stack,
		   const char *server_stack, const char *machine,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * scenario_set() - One "NAME=VALUE"
 * @assignment:	NAME is a row of a stack, which is set on both sides, or on
 *		one after "client:" or "server:"; or a row of the machine
 */
bool scenario_set(struct scenario *scenario, const char *assignment,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** scenario_set_msl() - TIME-WAIT of both sides is twice @text */
bool scenario_set_msl(struct scenario *scenario, const char *text,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * scenario_sysctl() - Lay a sysctl.conf over both stacks
 * @path:	"-": standard input
 *
 * Names that no stack has are passed over: such a file has hundreds.
 */
bool scenario_sysctl(struct scenario *scenario, const char *path,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * scenario_this_host() - Lay the sysctls of this host over both stacks
 * @root:	"/proc/sys"
 */
bool scenario_this_host(struct scenario *scenario, const char *root,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** scenario_finish() - Put the models into @config, and check it */
bool scenario_finish(struct scenario *scenario,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * scenario_json() - (transfer full) every effective setting
 *
 * The rows of the run by their names, then client_stack, server_stack and
 * machine with theirs. Counts, bytes and shares are numbers; what has another
 * unit is a text that the option of that name reads.
 */
JsonObject *scenario_json(const struct scenario *scenario);

/** scenario_unverified_n() - Different values in use without a source */
unsigned scenario_unverified_n(const struct scenario *scenario);

#endif
