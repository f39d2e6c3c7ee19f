#ifndef RUN_SCENE_EXPECT_H
#define RUN_SCENE_EXPECT_H

#include "run/ini_file.h"
#include "trace/scene.h"

/**
 * struct scene_check - What is compared with what
 * @file:	Of the expectations, for messages
 * @run:	What happened
 * @all_lines:	What trace_lines gives
 * @lines:	Where the search for the next "line.N" begins; first @all_lines
 * @unmet:	Array of char *: what is not so is appended, with its line
 */
struct scene_check {
	const char *file;
	const struct scene_run *run;
	const char *all_lines;
	const char *lines;
	GPtrArray *unmet;
};

/** scene_expect_is_key() - Is this a key of [expect]? */
bool scene_expect_is_key(const char *key);

/**
 * scene_expect_entry() - Is one expectation met?
 *
 * Return:	false and an error if it is malformed
 */
bool scene_expect_entry(struct scene_check *check,
			const struct ini_entry *entry,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * scene_expect() - Is what happened what the scene's [expect] says?
 *
 * A rule of the wire that never decided is unmet as well: it was for nothing.
 *
 * Return:	false and an error if an expectation is malformed
 */
bool scene_expect(const struct scene *scene, const struct scene_run *run,
		  const char *lines, GPtrArray *unmet,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
