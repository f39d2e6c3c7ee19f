#ifndef RUN_DRILL_CURSOR_H
#define RUN_DRILL_CURSOR_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define DRILL_ERROR drill_error_quark()
GQuark drill_error_quark(void);
enum drill_error {
	DRILL_ERROR_SYNTAX,	 /* not the language */
	DRILL_ERROR_UNSUPPORTED, /* the language, but not the subset */
};

/** struct drill_place - Where something stands, both counted from 1 */
struct drill_place {
	unsigned line;
	unsigned column;
};

/**
 * struct drill_cursor - A place in a script that is being read
 * @name:	Of the file
 * @at:		What comes next; a zero is at the end of the text
 * @place:	Of @at
 *
 * There are no tokens: what "1:1(0)" or ".1" is depends on what is expected.
 */
struct drill_cursor {
	const char *name;
	const char *at;
	struct drill_place place;
};

/** drill_cursor_skip() - To what is neither blank nor comment */
void drill_cursor_skip(struct drill_cursor *cursor);

/** drill_cursor_move() - On by so many octets; not beyond the end */
void drill_cursor_move(struct drill_cursor *cursor, size_t octets);

/** drill_cursor_sees() - Does @text come next? */
bool drill_cursor_sees(const struct drill_cursor *cursor, const char *text);

/** drill_cursor_accept() - Take @text, and the blanks after it, if it is next
 */
bool drill_cursor_accept(struct drill_cursor *cursor, const char *text);

/** drill_cursor_expect() - Take it, or complain */
bool drill_cursor_expect(struct drill_cursor *cursor, const char *text,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** drill_cursor_word_length() - Octets of the name that comes next, or 0 */
size_t drill_cursor_word_length(const struct drill_cursor *cursor);

/**
 * drill_cursor_word() - Take a name, and the blanks after it
 * @expected:	What it is, for the complaint: "a call"
 *
 * Return:	(transfer full) the name; NULL and an error
 */
char *drill_cursor_word(struct drill_cursor *cursor, const char *expected,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** drill_cursor_accept_word() - Take a name if it is @word */
bool drill_cursor_accept_word(struct drill_cursor *cursor, const char *word);

/**
 * drill_cursor_number() - Take a whole number, decimal or 0x..., signed
 * @min:	Smallest allowed
 * @max:	Largest allowed
 */
bool drill_cursor_number(struct drill_cursor *cursor, const char *expected,
			 int64_t min, int64_t max, int64_t *number,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** drill_cursor_seconds() - Take a time without a unit: "0.1", ".1", "1" */
bool drill_cursor_seconds(struct drill_cursor *cursor, int64_t *ns,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * drill_cursor_until() - Take all up to @end, and @end itself
 *
 * Return:	(transfer full) the text before @end; NULL and an error
 */
char *drill_cursor_until(struct drill_cursor *cursor, const char *end,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * drill_cursor_fail() - Complain of what comes next
 * @expected:	What should stand there
 *
 * Return:	false
 */
bool drill_cursor_fail(const struct drill_cursor *cursor, const char *expected,
		       GError **error);

/** drill_cursor_fail_at() - The same of a place before, in own words */
bool drill_cursor_fail_at(const struct drill_cursor *cursor,
			  struct drill_place place, GError **error,
			  const char *format, ...) G_GNUC_PRINTF(4, 5);

/** drill_cursor_unsupported() - Say that the subset has it not */
bool drill_cursor_unsupported(struct drill_place place, GError **error,
			      const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
