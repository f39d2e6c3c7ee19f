#include "drill/drill_return.h"

static void tell_call(struct drill_play *play, const char *label,
		      const struct drill_call *call, int64_t at_ns,
		      const char *result)
{
	g_autofree char *time = drill_verdict_time(at_ns);

	drill_verdict_detail(play->verdict, "%-8s %11s %s = %s", label, time,
			     call->text, result);
}

static void tell_expected(struct drill_play *play,
			  const struct drill_event *event, int64_t at_ns)
{
	const struct drill_call *call = &event->call;
	g_autofree char *number =
	    call->result->kind == DRILL_ANY
		? g_strdup("...")
		: g_strdup_printf("%" G_GINT64_FORMAT, call->result->number);
	g_autofree char *result = g_strconcat(
	    number, call->errno_name ? " " : "", call->errno_name, NULL);

	tell_call(play, "expected", call, at_ns, result);
}

static void tell_actual(struct drill_play *play,
			const struct drill_event *event, int result,
			int64_t at_ns)
{
	g_autoptr(GString) text = g_string_new(NULL);

	drill_calls_print(text, result);
	if (play->calls.why->len > 0)
		g_string_append_printf(text, ", with %s", play->calls.why->str);
	drill_verdict_actual(play->verdict, text->str);
	tell_call(play, "actual", &event->call, at_ns, text->str);
}

bool drill_return_judge(struct drill_play *play,
			const struct drill_event *event, int result,
			int64_t at_ns, int64_t due_ns)
{
	int64_t off_ns = at_ns - due_ns;
	int64_t slack_ns = drill_play_tolerance_ns(play, due_ns);
	const char *name = event->call.row->name;

	if (!drill_calls_as_expected(&play->calls, &event->call, result))
		drill_play_fail(play, event, "%s() returned something else",
				name);
	else if (off_ns > slack_ns)
		drill_play_fail_time(play, event, "%s() returned too late",
				     name);
	else if (off_ns < -slack_ns)
		drill_play_fail_time(play, event, "%s() returned too early",
				     name);
	else
		return true;
	tell_expected(play, event, due_ns);
	tell_actual(play, event, result, at_ns);
	return false;
}

bool drill_return_missing(struct drill_play *play,
			  const struct drill_event *event, int64_t due_ns)
{
	g_autofree char *now = drill_verdict_time(drill_play_now_ns(play));

	drill_play_fail_time(play, event, "%s() does not return",
			     event->call.row->name);
	tell_expected(play, event, due_ns);
	drill_verdict_actual(play->verdict, "it still blocks");
	drill_verdict_detail(play->verdict, "actual   %11s it still blocks",
			     now);
	play->blocked = NULL;
	return false;
}

bool drill_return_poll(struct drill_play *play)
{
	const struct drill_event *event = play->blocked;
	int64_t slack_ns;
	int64_t at_ns;
	int result;

	if (!event)
		return true;
	result = drill_calls_again(&play->calls, &event->call, &at_ns);
	if (result != ENDPOINT_BLOCKS) {
		play->blocked = NULL;
		play->ready_ns = MAX(play->ready_ns, at_ns);
		return drill_return_judge(play, event, result, at_ns,
					  play->returns_ns);
	}
	slack_ns = drill_play_tolerance_ns(play, play->returns_ns);
	if (drill_play_now_ns(play) <= play->returns_ns + slack_ns)
		return true;
	return drill_return_missing(play, event, play->returns_ns);
}
