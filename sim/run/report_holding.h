#ifndef RUN_REPORT_HOLDING_H
#define RUN_REPORT_HOLDING_H

#include "run/report.h"

#include <glib.h>

/** report_lacks_no_ports() - Is something else short, and ports are not? */
bool report_lacks_no_ports(const struct report *report);

/**
 * report_holding() - Add what else ended, and what will end first
 * @to:		Of report_items_new()
 */
void report_holding(GPtrArray *to, const struct report *report);

#endif
