#include "drill/drill_cursor.h"

#include "base/units.h"

#include <stdarg.h>
#include <string.h>

#define FOUND_MAX 24

GQuark drill_error_quark(void)
{
	return g_quark_from_static_string("drill-error");
}

void drill_cursor_move(struct drill_cursor *cursor, size_t octets)
{
	for (; octets > 0 && *cursor->at; octets--) {
		if (*cursor->at++ == '\n') {
			cursor->place.line++;
			cursor->place.column = 1;
		} else {
			cursor->place.column++;
		}
	}
}

bool drill_cursor_sees(const struct drill_cursor *cursor, const char *text)
{
	return strncmp(cursor->at, text, strlen(text)) == 0;
}

static void skip_past(struct drill_cursor *cursor, const char *end)
{
	const char *found = strstr(cursor->at, end);

	drill_cursor_move(cursor,
			  found ? (size_t)(found - cursor->at) + strlen(end)
				: strlen(cursor->at));
}

void drill_cursor_skip(struct drill_cursor *cursor)
{
	for (;;) {
		if (drill_cursor_sees(cursor, "//"))
			skip_past(cursor, "\n");
		else if (drill_cursor_sees(cursor, "/*"))
			skip_past(cursor, "*/");
		else if (g_ascii_isspace(*cursor->at))
			drill_cursor_move(cursor, 1);
		else
			return;
	}
}

bool drill_cursor_accept(struct drill_cursor *cursor, const char *text)
{
	if (!drill_cursor_sees(cursor, text))
		return false;
	drill_cursor_move(cursor, strlen(text));
	drill_cursor_skip(cursor);
	return true;
}

bool drill_cursor_expect(struct drill_cursor *cursor, const char *text,
			 GError **error)
{
	g_autofree char *expected = NULL;

	if (drill_cursor_accept(cursor, text))
		return true;
	expected = g_strdup_printf("'%s'", text);
	return drill_cursor_fail(cursor, expected, error);
}

static bool is_word_char(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

size_t drill_cursor_word_length(const struct drill_cursor *cursor)
{
	size_t length = 0;

	if (g_ascii_isdigit(*cursor->at))
		return 0;
	while (is_word_char(cursor->at[length]))
		length++;
	return length;
}

char *drill_cursor_word(struct drill_cursor *cursor, const char *expected,
			GError **error)
{
	size_t length = drill_cursor_word_length(cursor);
	char *word;

	if (length == 0) {
		drill_cursor_fail(cursor, expected, error);
		return NULL;
	}
	word = g_strndup(cursor->at, length);
	drill_cursor_move(cursor, length);
	drill_cursor_skip(cursor);
	return word;
}

bool drill_cursor_accept_word(struct drill_cursor *cursor, const char *word)
{
	return drill_cursor_word_length(cursor) == strlen(word) &&
	       drill_cursor_accept(cursor, word);
}

bool drill_cursor_number(struct drill_cursor *cursor, const char *expected,
			 int64_t min, int64_t max, int64_t *number,
			 GError **error)
{
	const char *at = cursor->at + (*cursor->at == '-');
	bool hex = at[0] == '0' && (at[1] == 'x' || at[1] == 'X') &&
		   g_ascii_isxdigit(at[2]);
	g_autofree char *range = NULL;
	char *end;
	gint64 value;

	if (!g_ascii_isdigit(*at))
		return drill_cursor_fail(cursor, expected, error);
	/* saturates, and then is out of any range asked for */
	value = g_ascii_strtoll(cursor->at, &end, hex ? 16 : 10);
	if (value < min || value > max) {
		range = g_strdup_printf("%s, %" G_GINT64_FORMAT
					" to %" G_GINT64_FORMAT ",",
					expected, min, max);
		return drill_cursor_fail(cursor, range, error);
	}
	drill_cursor_move(cursor, (size_t)(end - cursor->at));
	drill_cursor_skip(cursor);
	*number = value;
	return true;
}

/* "0...0.1" is a zero, dots and another number. */
static size_t seconds_length(const char *at)
{
	size_t n = strspn(at, "0123456789");

	if (at[n] == '.' && at[n + 1] != '.')
		n += 1 + strspn(at + n + 1, "0123456789");
	return n;
}

bool drill_cursor_seconds(struct drill_cursor *cursor, int64_t *ns,
			  GError **error)
{
	static const char expected[] = "a time in seconds, like 0.1,";
	g_autofree char *text =
	    g_strndup(cursor->at, seconds_length(cursor->at));
	g_autofree char *whole = NULL;
	size_t length = strlen(text);

	if (strspn(text, ".") == length)
		return drill_cursor_fail(cursor, expected, error);
	if (text[length - 1] == '.')
		text[length - 1] = '\0';
	whole = g_strconcat(text[0] == '.' ? "0" : "", text, NULL);
	if (!units_parse_duration(whole, ns))
		return drill_cursor_fail(cursor, expected, error);
	drill_cursor_move(cursor, length);
	drill_cursor_skip(cursor);
	return true;
}

char *drill_cursor_until(struct drill_cursor *cursor, const char *end,
			 GError **error)
{
	const char *found = strstr(cursor->at, end);
	char *text;

	if (!found) {
		drill_cursor_fail_at(cursor, cursor->place, error,
				     "no end; '%s' is expected", end);
		return NULL;
	}
	text = g_strndup(cursor->at, (size_t)(found - cursor->at));
	drill_cursor_move(cursor, (size_t)(found - cursor->at) + strlen(end));
	drill_cursor_skip(cursor);
	return text;
}

/* (transfer full) What comes next, short enough for a message. */
static char *found_next(const struct drill_cursor *cursor)
{
	char text[FOUND_MAX + 1];
	size_t n = 0;

	if (!*cursor->at)
		return g_strdup("the end of the script");
	if (*cursor->at == '\n')
		return g_strdup("the end of the line");
	if (g_ascii_isspace(*cursor->at))
		return g_strdup("a blank");
	do {
		text[n] = g_ascii_isgraph(cursor->at[n]) ? cursor->at[n] : '?';
		n++;
	} while (n < FOUND_MAX && cursor->at[n] &&
		 !g_ascii_isspace(cursor->at[n]) &&
		 (is_word_char(text[0]) == is_word_char(cursor->at[n])));
	text[n] = '\0';
	return g_strdup_printf("'%s'", text);
}

bool drill_cursor_fail(const struct drill_cursor *cursor, const char *expected,
		       GError **error)
{
	g_autofree char *found = found_next(cursor);

	return drill_cursor_fail_at(cursor, cursor->place, error,
				    "found %s; %s is expected", found,
				    expected);
}

bool drill_cursor_fail_at(const struct drill_cursor *cursor,
			  struct drill_place place, GError **error,
			  const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error(error, DRILL_ERROR, DRILL_ERROR_SYNTAX, "%s:%u:%u: %s",
		    cursor->name, place.line, place.column, text);
	return false;
}

bool drill_cursor_unsupported(struct drill_place place, GError **error,
			      const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error(error, DRILL_ERROR, DRILL_ERROR_UNSUPPORTED,
		    "unsupported, line %u: %s", place.line, text);
	return false;
}
