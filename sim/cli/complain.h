#ifndef CLI_COMPLAIN_H
#define CLI_COMPLAIN_H

#include <glib.h>

/**
 * complain() - Say on stderr what is wrong, on one line
 *
 * Control characters, which can come from what the user wrote, become '?'.
 */
void complain(const char *format, ...) G_GNUC_PRINTF(1, 2);

#endif
