#ifndef RUN_SCENE_EXPECT_H
#define RUN_SCENE_EXPECT_H

#include "trace/scene.h"

/**
 * scene_expect() - Is what happened what the scene's [expect] says?
 * @lines:	What trace_lines gives
 * @unmet:	Array of char *: what is not so is appended, with its line
 *
 * A rule of the wire that never decided is unmet as well: it was for nothing.
 *
 * Return:	false and an error if an expectation is malformed
 */
bool scene_expect(const struct scene *scene, const struct scene_run *run,
		  const char *lines, GPtrArray *unmet,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
