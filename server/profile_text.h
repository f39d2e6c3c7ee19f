#ifndef SERVER_PROFILE_TEXT_H
#define SERVER_PROFILE_TEXT_H

#include <glib.h>

/**
 * DOC: A model that was measured, as text
 *
 * The form of models/: groups, keys, and where each value is from. What cannot
 * be measured is left to the model that is inherited, and said in a comment.
 */

/**
 * struct profile_text - The text while it grows
 * @text:	So far
 * @measured:	How a source begins: "measured 2026-11-26, linux 6.18.44"
 * @missing_n:	How many values could not be measured
 */
struct profile_text {
	GString *text;
	char *measured;
	unsigned missing_n;
};

/**
 * profile_text_init() - Begin with a title
 * @group:	"machine" or "stack": where the title stands
 * @title:	What it is, in a few words
 * @inherit:	Model that has what was not measured
 */
void profile_text_init(struct profile_text *profile, const char *group,
		       const char *title, const char *inherit);
void profile_text_fini(struct profile_text *profile);

/** profile_text_group() - The keys after it are of another group */
void profile_text_group(struct profile_text *profile, const char *group);

/**
 * profile_text_set() - A value that was measured
 * @how:	How; the end of its source
 */
void profile_text_set(struct profile_text *profile, const char *key,
		      const char *value, const char *how, ...)
    G_GNUC_PRINTF(4, 5);

/** profile_text_miss() - One that was not: why */
void profile_text_miss(struct profile_text *profile, const char *key,
		       const char *why);

/** profile_text_check_or_die() - Can the file be written, later? */
void profile_text_check_or_die(const char *path);

/** profile_text_write_or_die() - To a file, whole or not at all; NULL: stdout
 */
void profile_text_write_or_die(const struct profile_text *profile,
			       const char *path);

#endif
