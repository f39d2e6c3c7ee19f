#ifndef RUN_INI_FILE_H
#define RUN_INI_FILE_H

#include <glib.h>
#include <stdbool.h>

/**
 * DOC: .ini files with lines
 *
 * The format is that of GKeyFile: [group], key = value, # for comments, which
 * have a line of their own. GKeyFile itself is not used: it does not say in
 * which line a key was, and of two equal keys it silently keeps the last. Here
 * each entry knows its line, and duplicates are errors.
 */

#define INI_FILE_ERROR ini_file_error_quark()
GQuark ini_file_error_quark(void);
enum ini_file_error {
	INI_FILE_ERROR_SYNTAX,	  /* the line is none of an .ini file */
	INI_FILE_ERROR_DUPLICATE, /* the key was there already */
};

/**
 * struct ini_entry - One line "key = value"
 * @line, @column: Where the value begins, counted from 1
 */
struct ini_entry {
	char *group;
	char *key;
	char *value;
	unsigned line;
	unsigned column;
};

struct ini_file;

/**
 * ini_file_parse() - Read the text of a file
 * @name:	Of the file, for messages
 * @text:	Its content, @length octets
 *
 * Return:	(transfer full) the file; NULL and an INI_FILE_ERROR, which
 *		starts with "NAME:LINE:COLUMN: "
 */
struct ini_file *ini_file_parse(const char *name, const char *text,
				size_t length,
				GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ini_file_free(struct ini_file *ini);

/** ini_file_name() - As given to ini_file_parse() */
const char *ini_file_name(const struct ini_file *ini);

/** ini_file_entry() - The @i-th entry in the order of the file; NULL: no more
 */
const struct ini_entry *ini_file_entry(const struct ini_file *ini, size_t i);

/** ini_file_find() - Entry of a group and key; NULL: none */
const struct ini_entry *ini_file_find(const struct ini_file *ini,
				      const char *group, const char *key);

#endif
