#ifndef RUN_REPORT_ITEMS_H
#define RUN_REPORT_ITEMS_H

#include <glib.h>

/**
 * struct report_item - A part of the answer
 * @label:	"First failure"; "" goes on with the part before; NULL: a
 *		sentence
 */
struct report_item {
	const char *label;
	char *text;
};

/** report_items_new() - (transfer full) array of struct report_item *, without
 * any */
GPtrArray *report_items_new(void);

/** report_items_add() - One more; @label is a literal */
void report_items_add(GPtrArray *to, const char *label, const char *text);

#endif
