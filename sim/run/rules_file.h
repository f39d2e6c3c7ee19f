#ifndef RUN_RULES_FILE_H
#define RUN_RULES_FILE_H

#include "wire/rules.h"

#include <glib.h>
#include <stdbool.h>

/**
 * DOC: Rules of a wire, as text
 *
 * One rule a line; '#' begins a comment.
 *
 *	DIRECTION CONDITION... drop
 *	DIRECTION CONDITION... duplicate after TIME
 *	DIRECTION CONDITION... delay by TIME
 *	DIRECTION CONDITION... hold until DIRECTION CONDITION...
 *
 * DIRECTION is to-client or to-server. A CONDITION is a flag that is set (SYN)
 * or not (!SYN); 'len', 'relseq' or 'relack' with a number, as in 'relseq 27',
 * 'len=26', 'len>0' or 'len<100'; and 'nth', which of those that meet the rest
 * is meant: 'nth 1', 'nth 2..4', or 'nth 3..' from the third on. What each
 * means is told in wire/rules.h.
 */

#define RULES_FILE_ERROR rules_file_error_quark()
GQuark rules_file_error_quark(void);
enum rules_file_error {
	RULES_FILE_ERROR_SYNTAX,
};

/**
 * rules_file_line() - Read one rule
 * @rules:	Array of struct rules_rule; it is appended, if there is one
 * @file, @line, @column: Where @text begins, for messages
 *
 * Return:	false and an error "FILE:LINE:COLUMN: ..."
 */
bool rules_file_line(GArray *rules, const char *file, unsigned int line,
		     unsigned int column, const char *text,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * rules_file_read() - Read a file of rules
 *
 * Return:	(transfer full) array of struct rules_rule; NULL and an error
 */
GArray *rules_file_read(const char *path,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
