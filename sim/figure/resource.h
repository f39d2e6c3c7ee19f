#ifndef FIGURE_RESOURCE_H
#define FIGURE_RESOURCE_H

#include <glib.h>

/** resource_append() - Append a file of plots/, which is part of the program */
void resource_append(GString *to, const char *name);

#endif
