#include "drill/drill_play_inside.h"

int64_t drill_play_now_ns(const struct drill_play *play)
{
	return drill_host_now_ns(&play->host);
}

G_GNUC_PRINTF(3, 0)
static void fail(struct drill_play *play, const struct drill_event *event,
		 const char *format, va_list args)
{
	g_autofree char *text = g_strdup_vprintf(format, args);

	drill_verdict_set(play->verdict, DRILL_NOT_OK, "%s:%u: %s",
			  play->script->name, event->place.line, text);
	play->verdict->line = event->place.line;
	play->verdict->time_only = false;
}

bool drill_play_fail(struct drill_play *play, const struct drill_event *event,
		     const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fail(play, event, format, args);
	va_end(args);
	return false;
}

bool drill_play_fail_time(struct drill_play *play,
			  const struct drill_event *event, const char *format,
			  ...)
{
	va_list args;

	va_start(args, format);
	fail(play, event, format, args);
	va_end(args);
	play->verdict->time_only = true;
	return false;
}

int64_t drill_play_tolerance_ns(const struct drill_play *play, int64_t due_ns)
{
	const struct drill_settings *settings = &play->script->settings;
	double share = (double)(due_ns - play->last_ns) *
		       settings->tolerance_percent / 100;

	/* what the player brings about late comes late */
	return MAX(play->limits.tolerance_ns,
		   MAX(settings->tolerance_ns, (int64_t)share)) +
	       MIN(play->verdict->late_ns, play->limits.late_ns);
}

void drill_play_sent(void *data, int64_t at_ns, const struct segment *seg)
{
	struct drill_play *play = data;
	struct drill_sent sent = {at_ns, *seg};

	g_array_append_val(play->sent, sent);
}

struct drill_play *drill_play_new(const struct drill_script *script,
				  struct drill_limits limits,
				  struct drill_verdict *verdict)
{
	struct drill_play *play = g_new0(struct drill_play, 1);

	play->script = script;
	play->limits = limits;
	play->verdict = verdict;
	play->sent = g_array_new(FALSE, FALSE, sizeof(struct drill_sent));
	drill_mapping_init(&play->mapping);
	return play;
}

void drill_play_free(struct drill_play *play)
{
	drill_mapping_fini(&play->mapping);
	g_array_unref(play->sent);
	g_free(play);
}
