#include "drill/drill_call.h"

#include "drill/drill_calls.h"

#include <string.h>

void drill_call_fini(struct drill_call *call)
{
	g_clear_pointer(&call->args, g_ptr_array_unref);
	g_clear_pointer(&call->result, drill_value_free);
	g_clear_pointer(&call->errno_name, g_free);
	g_clear_pointer(&call->text, g_free);
}

static bool find_row(struct drill_cursor *cursor, struct drill_call *call,
		     GError **error)
{
	struct drill_place place = cursor->place;
	g_autofree char *name = drill_cursor_word(cursor, "a call", error);
	g_autofree char *near = NULL;

	if (!name)
		return false;
	call->row = drill_calls_find(name);
	if (call->row)
		return true;
	if (drill_calls_is_foreign(name))
		return drill_cursor_unsupported(place, error, "the call %s()",
						name);
	near = drill_calls_nearest(name);
	return drill_cursor_fail_at(cursor, place, error,
				    "found '%s'; a call is expected%s%s", name,
				    near ? "; near: " : "", near ? near : "");
}

static bool fits(const struct drill_value *value, char shape)
{
	switch (shape) {
	case 'f':
		return value->kind == DRILL_NUMBER && value->number >= 0;
	case 'n':
		return value->kind == DRILL_NUMBER;
	case 'w':
		return value->kind == DRILL_WORD || value->kind == DRILL_NUMBER;
	default:
		return true;
	}
}

static bool check_shape(struct drill_cursor *cursor,
			const struct drill_call *call, struct drill_place place,
			GError **error)
{
	const char *shape = call->row->shape;
	const char *optional = strchr(shape, '?');
	guint most = (guint)strlen(shape) - (optional ? 1 : 0);
	guint least = optional ? (guint)(optional - shape) : most;

	if (call->args->len < least || call->args->len > most)
		return drill_cursor_fail_at(
		    cursor, place, error, "found %u arguments; %s is expected",
		    call->args->len, call->row->usage);
	for (guint i = 0; i < call->args->len; i++) {
		const struct drill_value *arg =
		    g_ptr_array_index(call->args, i);

		if (!fits(arg, shape[i + (i >= least)]))
			return drill_cursor_fail_at(
			    cursor, arg->place, error,
			    "found another kind of argument; %s is expected",
			    call->row->usage);
	}
	return true;
}

/* Results are numbers; a name is the errno of a -1. */
static bool read_result(struct drill_cursor *cursor, struct drill_call *call,
			GError **error)
{
	struct drill_place place = cursor->place;
	int64_t number;

	call->result = drill_value_parse(cursor, error);
	if (!call->result)
		return false;
	if (call->result->kind != DRILL_NUMBER &&
	    call->result->kind != DRILL_ANY)
		return drill_cursor_fail_at(
		    cursor, place, error,
		    "found another kind of result; a number is expected");
	if (drill_cursor_word_length(cursor) == 0)
		return true;
	place = cursor->place;
	call->errno_name = drill_cursor_word(cursor, "an errno", error);
	if (drill_symbol_find(call->errno_name, &number) &&
	    call->errno_name[0] == 'E')
		return true;
	if (call->errno_name[0] == 'E')
		return drill_cursor_unsupported(place, error, "the errno %s",
						call->errno_name);
	return drill_cursor_fail_at(cursor, place, error,
				    "found '%s'; an errno, like ECONNRESET, "
				    "or the next event is expected",
				    call->errno_name);
}

/* "(Connection reset by peer)", "(flags O_RDWR)": for the reader */
static bool skip_note(struct drill_cursor *cursor, GError **error)
{
	g_autofree char *note = NULL;

	if (*cursor->at != '(')
		return true;
	note = drill_cursor_until(cursor, ")", error);
	return note != NULL;
}

static bool read_args(struct drill_cursor *cursor, struct drill_call *call,
		      GError **error)
{
	const char *start = cursor->at;
	struct drill_place place = cursor->place;

	if (!find_row(cursor, call, error) ||
	    !drill_cursor_expect(cursor, "(", error))
		return false;
	call->args = drill_value_list(cursor, ")", error);
	if (!call->args)
		return false;
	call->text = g_strstrip(g_strndup(start, (size_t)(cursor->at - start)));
	g_strdelimit(call->text, "\r\n\t", ' ');
	return check_shape(cursor, call, place, error) &&
	       (!call->row->check || call->row->check(call, error));
}

bool drill_call_parse(struct drill_cursor *cursor, struct drill_call *call,
		      GError **error)
{
	return read_args(cursor, call, error) &&
	       drill_cursor_expect(cursor, "=", error) &&
	       read_result(cursor, call, error) && skip_note(cursor, error);
}
