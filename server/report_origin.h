#ifndef SERVER_REPORT_ORIGIN_H
#define SERVER_REPORT_ORIGIN_H

#include <json-glib/json-glib.h>

/**
 * report_origin() - Say when and where a report was made
 * @checkout:	A folder of it
 *
 * Sets date, kernel, machine, cores and commit, which is null outside of a
 * checkout. No names of hosts or places.
 */
void report_origin(JsonObject *document, const char *checkout);

#endif
