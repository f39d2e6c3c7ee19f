#ifndef SERVER_REPORT_MARKDOWN_H
#define SERVER_REPORT_MARKDOWN_H

#include <json-glib/json-glib.h>

/**
 * report_markdown() - A report for readers
 * @to:		Appended to
 * @document:	tw-lab.report/1: where it was made, and what each job found
 */
void report_markdown(GString *to, JsonObject *document);

#endif
