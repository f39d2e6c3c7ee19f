#include "drill/drill_code.h"
#include "drill/drill_play.h"

#include <string.h>

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

/* A call has returned: with what it should, when it should? */
static bool judge(struct drill_play *play, const struct drill_event *event,
		  int result, int64_t at_ns, int64_t due_ns)
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

static bool still_blocks(struct drill_play *play,
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

bool drill_play_poll(struct drill_play *play)
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
		return judge(play, event, result, at_ns, play->returns_ns);
	}
	slack_ns = drill_play_tolerance_ns(play, play->returns_ns);
	if (drill_play_now_ns(play) <= play->returns_ns + slack_ns)
		return true;
	return still_blocks(play, event, play->returns_ns);
}

/* One call at a time: that of before returns first, if it is due. */
static bool await_blocked(struct drill_play *play)
{
	int64_t slack_ns = drill_play_tolerance_ns(play, play->returns_ns);
	bool any = play->returns_ns <= play->due_ns;

	while (any && play->blocked)
		if (!drill_play_step(play, play->returns_ns + slack_ns, &any))
			return false;
	return !play->blocked ||
	       still_blocks(play, play->blocked, play->returns_ns);
}

/* When a call is to return: at once, if nothing is said. */
static int64_t call_returns_ns(const struct drill_play *play)
{
	const struct drill_time *time = &play->event->time;

	if (time->returns_ns == NEVER_NS)
		return drill_play_now_ns(play);
	return play->due_ns + (time->returns_ns - time->from_ns);
}

bool drill_play_call(struct drill_play *play)
{
	const struct drill_event *event = play->event;
	int64_t returns_ns = call_returns_ns(play);
	int under_test = play->calls.under_test;
	unsigned connects_n = play->calls.connects_n;
	int result;

	if (!await_blocked(play))
		return false;
	result = drill_calls_begin(&play->calls, &event->call,
				   event->time.returns_ns != NEVER_NS);
	/* another connection may have another initial number */
	if (play->calls.under_test != under_test ||
	    play->calls.connects_n != connects_n)
		play->mapping.may_learn = true;
	if (result != ENDPOINT_BLOCKS)
		return judge(play, event, result, drill_play_now_ns(play),
			     returns_ns);
	if (event->time.returns_ns == NEVER_NS)
		return still_blocks(play, event, returns_ns);
	play->blocked = event;
	play->returns_ns = returns_ns;
	return true;
}

static bool set_sysctl(struct drill_play *play, const struct drill_shell *shell)
{
	unsigned line = play->event->place.line;

	switch (play->host.ops->sysctl(play->host.self, shell->name,
				       shell->value)) {
	case DRILL_SYSCTL_SET:
		return true;
	case DRILL_SYSCTL_IGNORED:
		drill_verdict_note(play->verdict, "line %u: %s=%s is ignored",
				   line, shell->name, shell->value);
		return true;
	case DRILL_SYSCTL_GLOBAL:
		drill_verdict_set(play->verdict, DRILL_SKIP,
				  "line %u: %s is not of one network namespace "
				  "alone",
				  line, shell->name);
		return false;
	case DRILL_SYSCTL_UNKNOWN:
		drill_verdict_set(play->verdict, DRILL_SKIP,
				  "unsupported, line %u: the stack has no %s",
				  line, shell->name);
		return false;
	case DRILL_SYSCTL_VALUE:
		break;
	}
	drill_verdict_set(play->verdict, DRILL_SKIP,
			  "unsupported, line %u: %s=%s", line, shell->name,
			  shell->value);
	return false;
}

static bool count_sockets(struct drill_play *play,
			  const struct drill_shell *shell)
{
	g_autoptr(GString) names = g_string_new(NULL);
	int n = 0;

	for (int i = 0; i < TCP_STATES_N; i++) {
		if (!(shell->states & UINT32_C(1) << i))
			continue;
		n += (int)play->host.ops->count(play->host.self,
						(enum tcp_state)i);
		g_string_append_printf(names, "%s%s", names->len ? "/" : "",
				       tcp_state_name((enum tcp_state)i));
	}
	if (shell->count == DRILL_COUNT_SOME ? n > 0 : n == shell->count)
		return true;
	drill_play_fail(play, play->event, "another number of sockets in %s",
			names->str);
	if (shell->count == DRILL_COUNT_SOME)
		drill_verdict_detail(play->verdict, "expected 1 or more");
	else
		drill_verdict_detail(play->verdict, "expected %d",
				     shell->count);
	drill_verdict_detail(play->verdict, "actual   %d", n);
	g_string_printf(names, "%d", n);
	drill_verdict_actual(play->verdict, names->str);
	return false;
}

static bool drop_sockets(struct drill_play *play,
			 const struct drill_shell *shell)
{
	if (!play->host.ops->drop) {
		drill_verdict_set(play->verdict, DRILL_SKIP,
				  "line %u: this system removes no socket "
				  "without a word",
				  play->event->place.line);
		return false;
	}
	for (int i = 0; i < TCP_STATES_N; i++)
		if (shell->states & UINT32_C(1) << i)
			play->host.ops->drop(play->host.self,
					     (enum tcp_state)i);
	return drill_play_poll(play);
}

static bool sleep_on(struct drill_play *play, const struct drill_shell *shell)
{
	play->due_ns = drill_play_now_ns(play) + shell->sleep_ns;
	return drill_play_advance(play, play->due_ns);
}

bool drill_play_shell(struct drill_play *play)
{
	static bool (*const run[])(struct drill_play *,
				   const struct drill_shell *) = {
	    [DRILL_SHELL_SYSCTL] = set_sysctl,
	    [DRILL_SHELL_COUNT] = count_sockets,
	    [DRILL_SHELL_DROP] = drop_sockets,
	    [DRILL_SHELL_SLEEP] = sleep_on,
	};

	for (guint i = 0; i < play->event->shell->len; i++) {
		const struct drill_shell *shell =
		    g_ptr_array_index(play->event->shell, i);

		if (!run[shell->kind](play, shell))
			return false;
	}
	return true;
}

bool drill_play_code(struct drill_play *play)
{
	const struct drill_code *code = &play->event->code;
	g_autoptr(GString) is = g_string_new(NULL);
	struct endpoint_info info;
	int64_t actual;

	if (play->calls.under_test < 0 ||
	    play->host.ops->info(play->host.self, play->calls.under_test,
				 &info) < 0)
		return drill_play_fail(play, play->event,
				       "no open connection to assert of");
	if (drill_code_holds(code, &info, &actual))
		return true;
	drill_code_print(is, code, actual);
	drill_play_fail(play, play->event, "the assertion is false");
	drill_verdict_detail(play->verdict, "expected %s", code->text);
	drill_verdict_detail(play->verdict, "actual   %s", is->str);
	drill_verdict_actual(play->verdict, is->str);
	return false;
}
