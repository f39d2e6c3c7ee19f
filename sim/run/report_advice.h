#ifndef RUN_REPORT_ADVICE_H
#define RUN_REPORT_ADVICE_H

#include "run/report.h"

#include <glib.h>

/**
 * report_advice() - Add the changes that help, the best first
 * @to:		Of report_items_new()
 *
 * By the formulas, so that they cost no simulation. Nothing is added where
 * there is nothing to help.
 */
void report_advice(GPtrArray *to, const struct report *report);

#endif
