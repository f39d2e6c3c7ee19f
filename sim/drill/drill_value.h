#ifndef RUN_DRILL_VALUE_H
#define RUN_DRILL_VALUE_H

#include "drill/drill_cursor.h"

/** enum drill_value_kind - What stands as an argument or a result */
enum drill_value_kind {
	DRILL_ANY,	/* ... */
	DRILL_NUMBER,	/* 3, 0x2, O_RDWR|O_NONBLOCK */
	DRILL_WORD,	/* a name that is no number here: SO_LINGER */
	DRILL_TEXT,	/* "..." */
	DRILL_ARRAY,	/* [1, 2] */
	DRILL_STRUCT,	/* {onoff=1, linger=0} */
	DRILL_FUNCTION, /* htons(80) */
};

/**
 * struct drill_value - A value with its place
 * @number:	DRILL_NUMBER
 * @text:	The word, the text or the function; of a number that was
 *		written as a name: that name. Else NULL
 * @member:	Its name in a struct; else NULL
 * @items:	struct drill_value; of an array, a struct or a function
 */
struct drill_value {
	enum drill_value_kind kind;
	struct drill_place place;
	int64_t number;
	char *text;
	char *member;
	GPtrArray *items;
};

/** drill_value_parse() - (transfer full) A value; NULL and an error */
struct drill_value *drill_value_parse(struct drill_cursor *cursor,
				      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** drill_value_list() - (transfer full) Values and commas up to @end */
GPtrArray *drill_value_list(struct drill_cursor *cursor, const char *end,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void drill_value_free(struct drill_value *value);

/** drill_value_member() - Value in a struct; NULL if it has none of the name */
const struct drill_value *drill_value_member(const struct drill_value *value,
					     const char *name);

/** drill_value_first() - Of an array or by itself; NULL if there is none */
const struct drill_value *drill_value_first(const struct drill_value *value);

/** drill_symbol_find() - Number with a name, as ECONNRESET */
bool drill_symbol_find(const char *name, int64_t *number);

/** drill_errno_name() - "ECONNRESET"; NULL if no script can name it */
const char *drill_errno_name(int number);

/* Flags have the numbers of Linux. */
#define DRILL_O_RDWR	    0x2
#define DRILL_O_NONBLOCK    0x800
#define DRILL_MSG_PEEK	    0x2
#define DRILL_MSG_DONTWAIT  0x40
#define DRILL_MSG_WAITALL   0x100
#define DRILL_MSG_NOSIGNAL  0x4000
#define DRILL_SOCK_STREAM   0x1
#define DRILL_SOCK_NONBLOCK 0x800
#define DRILL_SOCK_CLOEXEC  0x80000

#endif
