#ifndef RUN_REPORT_CSV_H
#define RUN_REPORT_CSV_H

#include <json-glib/json-glib.h>

#include <stddef.h>

/**
 * report_csv_new() - Results objects as lines, names first, then values
 * @nodes:	From results_json_new(), or objects with such; all of them with
 *		the same names
 *
 * Columns are the paths of the object, "client.time_wait.peak"; null is an
 * empty field. Wall time and memory of the program are left out, so that the
 * same settings give the same bytes. Quoting is that of RFC 4180, ends of
 * lines are not: a newline alone.
 *
 * Return:	(transfer full) the text
 */
char *report_csv_new(JsonNode *const *nodes, size_t nodes_n);

#endif
