#include "drill/drill_value.h"

#include <errno.h>
#include <string.h>

#define DEPTH_MAX 16

static const struct {
	const char *name;
	int number;
} symbols[] = {
    {"O_RDONLY", 0},
    {"O_WRONLY", 1},
    {"O_RDWR", DRILL_O_RDWR},
    {"O_NONBLOCK", DRILL_O_NONBLOCK},
    {"MSG_PEEK", DRILL_MSG_PEEK},
    {"MSG_DONTWAIT", DRILL_MSG_DONTWAIT},
    {"MSG_WAITALL", DRILL_MSG_WAITALL},
    {"MSG_NOSIGNAL", DRILL_MSG_NOSIGNAL},
    {"SOCK_STREAM", DRILL_SOCK_STREAM},
    {"SOCK_NONBLOCK", DRILL_SOCK_NONBLOCK},
    {"SOCK_CLOEXEC", DRILL_SOCK_CLOEXEC},
    {"SHUT_RD", 0},
    {"SHUT_WR", 1},
    {"SHUT_RDWR", 2},
    {"SOMAXCONN", 128},
};

#define E(name)             \
	{                   \
#name, name \
	}
static const struct {
	const char *name;
	int number;
} errnos[] = {
    E(EPERM),	      E(EINTR),	       E(EBADF),	E(EAGAIN),
    E(ENOMEM),	      E(EACCES),       E(EFAULT),	E(EINVAL),
    E(EMFILE),	      E(EPIPE),	       E(ENOTSOCK),	E(EDESTADDRREQ),
    E(EMSGSIZE),      E(ENOPROTOOPT),  E(EOPNOTSUPP),	E(EADDRINUSE),
    E(EADDRNOTAVAIL), E(ENETDOWN),     E(ENETUNREACH),	E(ECONNABORTED),
    E(ECONNRESET),    E(ENOBUFS),      E(EISCONN),	E(ENOTCONN),
    E(ETIMEDOUT),     E(ECONNREFUSED), E(EHOSTUNREACH), E(EALREADY),
    E(EINPROGRESS),   E(EWOULDBLOCK),  E(ESHUTDOWN),	E(ENETRESET),
    E(EHOSTDOWN),     E(EDOM),	       E(EPROTO),	E(EAFNOSUPPORT),
};
#undef E

bool drill_symbol_find(const char *name, int64_t *number)
{
	for (size_t i = 0; i < G_N_ELEMENTS(symbols); i++) {
		if (strcmp(symbols[i].name, name) == 0) {
			*number = symbols[i].number;
			return true;
		}
	}
	for (size_t i = 0; i < G_N_ELEMENTS(errnos); i++) {
		if (strcmp(errnos[i].name, name) == 0) {
			*number = errnos[i].number;
			return true;
		}
	}
	return false;
}

const char *drill_errno_name(int number)
{
	for (size_t i = 0; i < G_N_ELEMENTS(errnos); i++)
		if (errnos[i].number == number)
			return errnos[i].name;
	return NULL;
}

void drill_value_free(struct drill_value *value)
{
	if (!value)
		return;
	g_clear_pointer(&value->items, g_ptr_array_unref);
	g_free(value->text);
	g_free(value->member);
	g_free(value);
}

static GPtrArray *items_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)drill_value_free);
}

static bool read_or(struct drill_cursor *cursor, struct drill_value *value,
		    unsigned depth, GError **error);

/* "name = " before a value, in a struct */
static bool read_member_name(struct drill_cursor *cursor,
			     struct drill_value *value)
{
	struct drill_cursor ahead = *cursor;
	size_t length = drill_cursor_word_length(cursor);

	drill_cursor_move(&ahead, length);
	drill_cursor_skip(&ahead);
	if (length == 0 || *ahead.at != '=')
		return false;
	value->member = g_strndup(cursor->at, length);
	drill_cursor_move(&ahead, 1);
	drill_cursor_skip(&ahead);
	*cursor = ahead;
	return true;
}

static bool read_items(struct drill_cursor *cursor, GPtrArray *items,
		       const char *end, unsigned depth, GError **error)
{
	if (drill_cursor_accept(cursor, end))
		return true;
	do {
		struct drill_value *item = g_new0(struct drill_value, 1);

		g_ptr_array_add(items, item);
		if (*end == '}')
			read_member_name(cursor, item);
		if (!read_or(cursor, item, depth, error))
			return false;
	} while (drill_cursor_accept(cursor, ","));
	return drill_cursor_expect(cursor, end, error);
}

static bool read_list(struct drill_cursor *cursor, struct drill_value *value,
		      enum drill_value_kind kind, const char *end,
		      unsigned depth, GError **error)
{
	if (depth >= DEPTH_MAX)
		return drill_cursor_fail(cursor, "a value that nests less deep",
					 error);
	value->kind = kind;
	value->items = items_new();
	return read_items(cursor, value->items, end, depth + 1, error);
}

static bool read_word(struct drill_cursor *cursor, struct drill_value *value,
		      unsigned depth, GError **error)
{
	value->text = drill_cursor_word(cursor, "a value", error);
	if (!value->text)
		return false;
	if (drill_cursor_accept(cursor, "("))
		return read_list(cursor, value, DRILL_FUNCTION, ")", depth,
				 error);
	value->kind = drill_symbol_find(value->text, &value->number)
			  ? DRILL_NUMBER
			  : DRILL_WORD;
	return true;
}

static bool read_text(struct drill_cursor *cursor, struct drill_value *value,
		      GError **error)
{
	value->kind = DRILL_TEXT;
	value->text = drill_cursor_until(cursor, "\"", error);
	return value->text != NULL;
}

static bool read_primary(struct drill_cursor *cursor, struct drill_value *value,
			 unsigned depth, GError **error)
{
	if (drill_cursor_accept(cursor, "...")) {
		value->kind = DRILL_ANY;
		return true;
	}
	if (drill_cursor_accept(cursor, "["))
		return read_list(cursor, value, DRILL_ARRAY, "]", depth, error);
	if (drill_cursor_accept(cursor, "{"))
		return read_list(cursor, value, DRILL_STRUCT, "}", depth,
				 error);
	if (*cursor->at == '"') {
		drill_cursor_move(cursor, 1);
		return read_text(cursor, value, error);
	}
	if (drill_cursor_word_length(cursor) > 0)
		return read_word(cursor, value, depth, error);
	value->kind = DRILL_NUMBER;
	return drill_cursor_number(cursor, "a value", INT32_MIN, UINT32_MAX,
				   &value->number, error);
}

/* Flags that are joined are numbers, every one. */
static bool join(struct drill_value *value, const struct drill_value *right,
		 GError **error)
{
	if (value->kind != DRILL_NUMBER || right->kind != DRILL_NUMBER)
		return drill_cursor_unsupported(value->place, error,
						"flags that are not known");
	value->number |= right->number;
	g_clear_pointer(&value->text, g_free);
	return true;
}

static bool read_or(struct drill_cursor *cursor, struct drill_value *value,
		    unsigned depth, GError **error)
{
	bool ok;

	value->place = cursor->place;
	ok = read_primary(cursor, value, depth, error);
	while (ok && drill_cursor_accept(cursor, "|")) {
		struct drill_value *right = g_new0(struct drill_value, 1);

		ok = read_primary(cursor, right, depth, error) &&
		     join(value, right, error);
		drill_value_free(right);
	}
	return ok;
}

struct drill_value *drill_value_parse(struct drill_cursor *cursor,
				      GError **error)
{
	struct drill_value *value = g_new0(struct drill_value, 1);

	if (read_or(cursor, value, 0, error))
		return value;
	drill_value_free(value);
	return NULL;
}

GPtrArray *drill_value_list(struct drill_cursor *cursor, const char *end,
			    GError **error)
{
	GPtrArray *items = items_new();

	if (read_items(cursor, items, end, 0, error))
		return items;
	g_ptr_array_unref(items);
	return NULL;
}

const struct drill_value *drill_value_member(const struct drill_value *value,
					     const char *name)
{
	for (guint i = 0; value->items && i < value->items->len; i++) {
		const struct drill_value *item =
		    g_ptr_array_index(value->items, i);

		if (item->member && strcmp(item->member, name) == 0)
			return item;
	}
	return NULL;
}

const struct drill_value *drill_value_first(const struct drill_value *value)
{
	if (value->kind != DRILL_ARRAY)
		return value;
	return value->items->len ? g_ptr_array_index(value->items, 0) : NULL;
}
