#ifndef RUN_FAIL_IF_H
#define RUN_FAIL_IF_H

#include "base/results.h"

#include <glib.h>
#include <stdbool.h>

/**
 * DOC: --fail-if
 *
 * A condition over results: comparisons of a path with a number, joined by
 * 'and' (&&), 'or' (||) and parentheses; 'and' binds closer.
 *	no_port.fraction > 0.01 or client.memory_bytes.peak >= 1GiB
 * Operators are < <= > >= == !=. A path may be written by its last parts where
 * that is one path only: 'max_rate_per_s'. Alone, it means '> 0'. A number may
 * have the units of its path: 1%, 20k, 1GiB, 60s, 500/s. Whatever is compared
 * with a value that did not happen (null) is false.
 */

#define FAIL_IF_ERROR fail_if_error_quark()
GQuark fail_if_error_quark(void);
enum fail_if_error {
	FAIL_IF_ERROR_SYNTAX,  /* malformed */
	FAIL_IF_ERROR_UNKNOWN, /* no result has that path, or several have */
};

struct fail_if;

/**
 * fail_if_parse() - Read a condition
 *
 * Return:	(transfer full) the condition; NULL and a FAIL_IF_ERROR
 */
struct fail_if *fail_if_parse(const char *text,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void fail_if_free(struct fail_if *condition);

/**
 * fail_if_holds() - Is the condition true?
 * @why:	Out, may be NULL: (transfer full) the comparisons that held,
 *		with the values found; NULL if the condition is false
 */
bool fail_if_holds(const struct fail_if *condition,
		   const struct results *results, char **why);

#endif
