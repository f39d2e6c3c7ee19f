#ifndef CLI_USAGE_H
#define CLI_USAGE_H

#include "base/field.h"

#include <glib.h>

/** usage_run() - Append the options of run: unit, range and default of each */
void usage_run(GString *to);

/**
 * usage_row_text() - (transfer full) What a row means, and what it takes
 *
 * The range or the choices are there; how a value of its type is written is
 * said once, by usage_legend().
 */
char *usage_row_text(const struct field *row);

/** usage_legend() - Append how values are written */
void usage_legend(GString *to);

/** usage_overview() - Append what the command is, and its verbs */
void usage_overview(GString *to);

#endif
