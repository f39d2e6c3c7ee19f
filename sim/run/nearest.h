#ifndef RUN_NEAREST_H
#define RUN_NEAREST_H

#include "base/field.h"

#include <glib.h>

/**
 * nearest_new() - Names close to one that was mistyped
 * @text:	What was written
 * @names:	What would have been right
 * @names_n:	How many
 *
 * Close is: few letters differ, or one contains the other.
 *
 * Return:	(transfer full) "a, b or c", three at most, the closest first;
 *		NULL if nothing is close
 */
char *nearest_new(const char *text, const char *const *names, size_t names_n);

/** nearest_field_new() - The same among the names of rows */
char *nearest_field_new(const char *text, const struct field *rows,
			size_t rows_n);

#endif
