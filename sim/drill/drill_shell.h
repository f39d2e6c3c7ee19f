#ifndef RUN_DRILL_SHELL_H
#define RUN_DRILL_SHELL_H

#include "drill/drill_cursor.h"

#include "tcp/state.h"

/**
 * DOC: Shell lines
 *
 * What stands in back-ticks is not run, but understood: sysctls are set, the
 * sockets in a state are counted or dropped; of the rest a table says that it
 * can be ignored, and what is in no table is unsupported.
 *
 * defaults.sh, where many scripts begin, is a file of such lines beside the
 * script. Of it only the sysctls count, and of them those that the stack has:
 * it is made for all scripts, and for more than one kernel.
 */

enum drill_shell_kind {
	DRILL_SHELL_SYSCTL,
	DRILL_SHELL_COUNT, /* so many sockets are in these states */
	DRILL_SHELL_DROP,  /* remove the sockets in these states */
	DRILL_SHELL_SLEEP,
};

/** DRILL_COUNT_SOME - Any number above 0 */
#define DRILL_COUNT_SOME -1

/**
 * struct drill_shell - What a command does
 * @name:	DRILL_SHELL_SYSCTL, with dots
 * @value:	DRILL_SHELL_SYSCTL
 * @states:	Bit TCP_x set: these states
 * @count:	Expected; or DRILL_COUNT_SOME
 * @sleep_ns:	DRILL_SHELL_SLEEP
 * @may_fail:	It does not matter if that cannot be set
 * @text:	The command, for messages
 */
struct drill_shell {
	enum drill_shell_kind kind;
	char *name;
	char *value;
	uint32_t states;
	int count;
	int64_t sleep_ns;
	bool may_fail;
	char *text;
};

/**
 * drill_shell_parse() - Understand a line
 * @place:	Of its back-tick
 * @folder:	Of the script; NULL: no files are read
 * @to:		Out: struct drill_shell are added
 * @notes:	Out: char *, of what is ignored
 */
bool drill_shell_parse(const char *line, struct drill_place place,
		       const char *folder, GPtrArray *to, GPtrArray *notes,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void drill_shell_free(struct drill_shell *shell);

/** drill_state_find() - State with a name of any system: "FIN_WAIT_2" */
bool drill_state_find(const char *name, size_t length, enum tcp_state *state);

#endif
