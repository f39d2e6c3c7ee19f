#ifndef RUN_REPORT_TABLE_H
#define RUN_REPORT_TABLE_H

#include "base/results.h"
#include "run/report.h"

#include <stddef.h>

/** report_sides_n() - Numbers of each side that are reported */
size_t report_sides_n(void);

/** report_side_name() - "TIME-WAIT, peak" */
const char *report_side_name(size_t i);

/**
 * report_side_text() - (transfer full) the number
 * @side:	"client" or "server"
 */
char *report_side_text(const struct results *results, const char *side,
		       size_t i);

/**
 * report_table_new() - The words, then the numbers in aligned columns
 *
 * Return:	(transfer full) the text, no line wider than 100 columns
 */
char *report_table_new(const struct report *report);

#endif
