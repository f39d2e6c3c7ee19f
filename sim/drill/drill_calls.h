#ifndef RUN_DRILL_CALLS_H
#define RUN_DRILL_CALLS_H

#include "drill/drill_host.h"
#include "drill/drill_script.h"

/**
 * struct drill_calls - Who makes the calls of a script
 * @host:	They are made on
 * @fds:	Descriptor of the script to that of the host
 * @under_test:	Descriptor of the host that was connected last; -1: none
 * @connects_n:	Calls of connect() so far
 * @taken:	Octets a write that blocks has got rid of
 * @why:	What besides the result was not as expected; empty: nothing
 */
struct drill_calls {
	struct drill_host host;
	GHashTable *fds;
	int under_test;
	unsigned connects_n;
	int taken;
	GString *why;
};

/**
 * struct drill_call_row - A call
 * @name:	"setsockopt"
 * @shape:	Of its arguments, a letter each: 'f' descriptor, 'n' number,
 *		'w' name, '*' anything; what follows '?' may be left out
 * @usage:	For complaints: "setsockopt(fd, level, option, value, length)"
 * @check:	NULL, or: is it one of those that are played?
 * @run:	Make it: its result, a negative errno, or ENDPOINT_BLOCKS
 */
struct drill_call_row {
	const char *name;
	const char *shape;
	const char *usage;
	bool (*check)(const struct drill_call *call, GError **error);
	drill_run_fn *run;
};

/** drill_calls_find() - Row with a name; NULL if there is none */
const struct drill_call_row *drill_calls_find(const char *name);

/** drill_calls_is_foreign() - Is it a call that is known, but not played? */
bool drill_calls_is_foreign(const char *name);

/** drill_calls_nearest() - (transfer full) Names near it; NULL: none */
char *drill_calls_nearest(const char *name);

void drill_calls_init(struct drill_calls *calls, struct drill_host host);
void drill_calls_fini(struct drill_calls *calls);

/**
 * drill_calls_begin() - Make a call
 * @blocks:	Does the script say that it returns later?
 *
 * Return:	its result, a negative errno, or ENDPOINT_BLOCKS
 */
int drill_calls_begin(struct drill_calls *calls, const struct drill_call *call,
		      bool blocks);

/**
 * drill_calls_again() - See whether one that blocked has returned
 * @at_ns:	Out: when it did
 */
int drill_calls_again(struct drill_calls *calls, const struct drill_call *call,
		      int64_t *at_ns);

/** drill_calls_as_expected() - Is the result the one in the script? */
bool drill_calls_as_expected(const struct drill_calls *calls,
			     const struct drill_call *call, int result);

/** drill_calls_print() - Append a result: "-1 ECONNRESET" */
void drill_calls_print(GString *to, int result);

#endif
