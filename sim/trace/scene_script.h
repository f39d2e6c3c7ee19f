#ifndef RUN_SCENE_SCRIPT_H
#define RUN_SCENE_SCRIPT_H

#include "host/scripted.h"

#include <glib.h>
#include <stdbool.h>

/**
 * scene_script_read() - Read what an application does: "send 26, close"
 * @lines:	Array of struct scripted_line; appended
 * @file, @line, @column: Where @text begins, for messages
 *
 * Return:	false and a SCENE_ERROR "FILE:LINE:COLUMN: ..."
 */
bool scene_script_read(GArray *lines, const char *file, unsigned int line,
		       unsigned int column, const char *text,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
