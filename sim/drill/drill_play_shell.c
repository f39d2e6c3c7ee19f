#include "drill/drill_play_shell.h"

#include "drill/drill_return.h"
#include "drill/drill_wait.h"

static bool set_sysctl(struct drill_play *play, const struct drill_shell *shell)
{
	unsigned line = play->event->place.line;
	enum drill_sysctl outcome =
	    play->host.ops->sysctl(play->host.self, shell->name, shell->value);

	if (shell->may_fail && outcome != DRILL_SYSCTL_SET)
		outcome = DRILL_SYSCTL_IGNORED;
	switch (outcome) {
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
	return drill_return_poll(play);
}

static bool sleep_on(struct drill_play *play, const struct drill_shell *shell)
{
	play->due_ns = drill_play_now_ns(play) + shell->sleep_ns;
	return drill_wait_until(play, play->due_ns);
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
