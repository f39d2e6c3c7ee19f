#ifndef RUN_REPORT_CSV_H
#define RUN_REPORT_CSV_H

#include <json-glib/json-glib.h>

/**
 * report_csv_new() - A results object as two lines, names and values
 * @node:	From results_json_new()
 *
 * Columns are the paths of the object, "client.time_wait.peak"; null is an
 * empty field. Wall time and memory of the program are left out, so that the
 * same settings give the same bytes. Quoting is that of RFC 4180, ends of
 * lines are not: a newline alone.
 *
 * Return:	(transfer full) the text
 */
char *report_csv_new(JsonNode *node);

#endif
