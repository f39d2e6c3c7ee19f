#ifndef FIGURE_PAGE_SETTINGS_H
#define FIGURE_PAGE_SETTINGS_H

#include "run/scenario.h"

#include <glib.h>

/** page_settings() - Append the settings to a page: what differs, then all */
void page_settings(GString *to, const struct scenario *scenario);

#endif
