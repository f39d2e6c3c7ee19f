#include "drill/drill_script.h"

#include "drill/drill_call.h"
#include "drill/drill_code.h"
#include "drill/drill_header.h"

#include "base/units.h"

#include <string.h>

static void event_free(void *data)
{
	struct drill_event *event = data;

	drill_call_fini(&event->call);
	g_free(event->code.text);
	if (event->shell)
		g_ptr_array_unref(event->shell);
	g_free(event);
}

void drill_script_free(struct drill_script *script)
{
	if (!script)
		return;
	g_ptr_array_unref(script->events);
	g_ptr_array_unref(script->notes);
	g_free(script->name);
	g_free(script);
}

static struct drill_script *script_new(const char *name)
{
	struct drill_script *script = g_new0(struct drill_script, 1);

	script->name = g_strdup(name);
	script->events = g_ptr_array_new_with_free_func(event_free);
	script->notes = g_ptr_array_new_with_free_func(g_free);
	drill_header_init(&script->settings);
	return script;
}

static struct drill_event *event_new(struct drill_script *script,
				     const struct drill_cursor *cursor)
{
	struct drill_event *event = g_new0(struct drill_event, 1);

	event->place = cursor->place;
	event->time.returns_ns = NEVER_NS;
	g_ptr_array_add(script->events, event);
	return event;
}

/* After "a~": "b", or "+b" if "a" had a '+' as well */
static bool read_window(struct drill_cursor *cursor, struct drill_time *time,
			GError **error)
{
	struct drill_place place = cursor->place;

	time->window = true;
	if (time->kind == DRILL_TIME_RELATIVE)
		(void)drill_cursor_accept(cursor, "+");
	if (!drill_cursor_seconds(cursor, &time->to_ns, error))
		return false;
	if (time->to_ns >= time->from_ns)
		return true;
	return drill_cursor_fail_at(cursor, place, error,
				    "found a window that ends before it "
				    "starts; a later time is expected");
}

static bool read_returns(struct drill_cursor *cursor, struct drill_time *time,
			 GError **error)
{
	struct drill_place place = cursor->place;

	if (time->kind == DRILL_TIME_RELATIVE)
		(void)drill_cursor_accept(cursor, "+");
	if (!drill_cursor_seconds(cursor, &time->returns_ns, error))
		return false;
	if (time->returns_ns >= time->from_ns)
		return true;
	return drill_cursor_fail_at(cursor, place, error,
				    "found a call that returns before it "
				    "starts; a later time is expected");
}

static bool read_time(struct drill_cursor *cursor, struct drill_time *time,
		      GError **error)
{
	if (drill_cursor_accept(cursor, "*")) {
		time->kind = DRILL_TIME_ANY;
		return true;
	}
	time->kind = DRILL_TIME_ABSOLUTE;
	if (drill_cursor_accept(cursor, "+"))
		time->kind = DRILL_TIME_RELATIVE;
	else if (*cursor->at != '.' && !g_ascii_isdigit(*cursor->at))
		return drill_cursor_fail(cursor, "a time, like 0.1, +.1 or *,",
					 error);
	if (!drill_cursor_seconds(cursor, &time->from_ns, error))
		return false;
	time->to_ns = time->from_ns;
	if (drill_cursor_accept(cursor, "~"))
		return read_window(cursor, time, error);
	if (drill_cursor_accept(cursor, "..."))
		return read_returns(cursor, time, error);
	return true;
}

static bool read_shell(struct drill_cursor *cursor, struct drill_script *script,
		       struct drill_event *event, GError **error)
{
	struct drill_place place = cursor->place;
	g_autofree char *line = NULL;
	g_autofree char *folder = NULL;

	event->kind = DRILL_EVENT_SHELL;
	event->shell =
	    g_ptr_array_new_with_free_func((GDestroyNotify)drill_shell_free);
	drill_cursor_move(cursor, 1);
	line = drill_cursor_until(cursor, "`", error);
	folder = g_path_get_dirname(cursor->name);
	return line && drill_shell_parse(line, place, folder, event->shell,
					 script->notes, error);
}

static bool read_code(struct drill_cursor *cursor, struct drill_event *event,
		      GError **error)
{
	struct drill_place place = cursor->place;
	g_autofree char *text = NULL;

	event->kind = DRILL_EVENT_CODE;
	drill_cursor_move(cursor, strlen("%{"));
	text = drill_cursor_until(cursor, "}%", error);
	return text && drill_code_parse(text, place, &event->code, error);
}

/* A window is for what the stack sends, a range for a call. */
static bool check_time(struct drill_cursor *cursor,
		       const struct drill_event *event, GError **error)
{
	if (event->time.window &&
	    (event->kind != DRILL_EVENT_PACKET || !event->packet.out))
		return drill_cursor_fail_at(cursor, event->place, error,
					    "found a window a~b; a time is "
					    "expected but for a packet with "
					    "'>'");
	if (event->time.returns_ns != NEVER_NS &&
	    event->kind != DRILL_EVENT_CALL)
		return drill_cursor_fail_at(cursor, event->place, error,
					    "found a range a...b; a time is "
					    "expected but for a call");
	return true;
}

static bool read_action(struct drill_cursor *cursor,
			struct drill_script *script, struct drill_event *event,
			GError **error)
{
	if (*cursor->at == '<' || *cursor->at == '>') {
		event->kind = DRILL_EVENT_PACKET;
		return drill_packet_parse(cursor, &event->packet, error);
	}
	if (*cursor->at == '`')
		return read_shell(cursor, script, event, error);
	if (drill_cursor_sees(cursor, "%{"))
		return read_code(cursor, event, error);
	if (drill_cursor_word_length(cursor) == 0)
		return drill_cursor_fail(
		    cursor, "a call, '<', '>', '`' or '%{'", error);
	event->kind = DRILL_EVENT_CALL;
	return drill_call_parse(cursor, &event->call, error);
}

/* A shell line without a time is run before all else. */
static bool read_event(struct drill_cursor *cursor, struct drill_script *script,
		       GError **error)
{
	struct drill_event *event = event_new(script, cursor);

	if (*cursor->at == '`') {
		event->time.kind = DRILL_TIME_ANY;
		return read_shell(cursor, script, event, error);
	}
	return read_time(cursor, &event->time, error) &&
	       read_action(cursor, script, event, error) &&
	       check_time(cursor, event, error);
}

static bool read_script(struct drill_cursor *cursor,
			struct drill_script *script, GError **error)
{
	drill_cursor_skip(cursor);
	while (drill_cursor_sees(cursor, "--"))
		if (!drill_header_parse(cursor, &script->settings,
					script->notes, error))
			return false;
	while (*cursor->at)
		if (!read_event(cursor, script, error))
			return false;
	return true;
}

static bool check_text(const struct drill_cursor *start, size_t length,
		       GError **error)
{
	struct drill_cursor cursor = *start;

	if (strlen(start->at) == length)
		return true;
	drill_cursor_move(&cursor, length);
	return drill_cursor_fail_at(&cursor, cursor.place, error,
				    "found an octet of zero; text is expected");
}

struct drill_script *drill_script_parse(const char *name, const char *text,
					size_t length,
					const char *const *defines,
					GError **error)
{
	struct drill_script *script = script_new(name);
	g_autofree char *kept = NULL;
	struct drill_cursor cursor = {name, text, {1, 1}};

	if (check_text(&cursor, length, error)) {
		kept = drill_header_choose(&cursor, defines, error);
		cursor.at = kept;
		if (kept && read_script(&cursor, script, error))
			return script;
	}
	drill_script_free(script);
	return NULL;
}

static int64_t slept_ns(const struct drill_event *event)
{
	int64_t ns = 0;

	for (guint i = 0; event->shell && i < event->shell->len; i++)
		ns += ((struct drill_shell *)g_ptr_array_index(event->shell, i))
			  ->sleep_ns;
	return ns;
}

int64_t drill_script_length_ns(const struct drill_script *script)
{
	int64_t last_ns = 0;
	int64_t end_ns = 0;

	for (guint i = 0; i < script->events->len; i++) {
		const struct drill_event *event =
		    g_ptr_array_index(script->events, i);
		const struct drill_time *time = &event->time;
		int64_t origin_ns =
		    time->kind == DRILL_TIME_ABSOLUTE ? 0 : last_ns;

		last_ns = MAX(last_ns, origin_ns + time->to_ns);
		if (time->returns_ns != NEVER_NS)
			end_ns = MAX(end_ns, origin_ns + time->returns_ns);
		last_ns += slept_ns(event);
		end_ns = MAX(end_ns, last_ns);
	}
	return end_ns;
}

void drill_event_print(GString *to, const struct drill_event *event)
{
	switch (event->kind) {
	case DRILL_EVENT_PACKET:
		drill_packet_print(to, &event->packet);
		break;
	case DRILL_EVENT_CALL:
		g_string_append(to, event->call.text);
		break;
	case DRILL_EVENT_SHELL:
		for (guint i = 0; i < event->shell->len; i++)
			g_string_append_printf(
			    to, "%s`%s`", i ? " " : "",
			    ((struct drill_shell *)g_ptr_array_index(
				 event->shell, i))
				->text);
		break;
	case DRILL_EVENT_CODE:
		g_string_append_printf(to, "%%{ %s }%%", event->code.text);
		break;
	}
}
