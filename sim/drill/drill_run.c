#include "drill/drill_run.h"

#include "drill/drill_play.h"
#include "drill/drill_simulated.h"

/* Timers that fire at this rate do not come to an end. */
#define STEPS_MAX 1000000

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

bool drill_play_step(struct drill_play *play, int64_t to_ns, bool *any)
{
	*any = play->host.ops->step(play->host.self, to_ns);
	return !*any || drill_play_poll(play);
}

bool drill_play_advance(struct drill_play *play, int64_t to_ns)
{
	bool any = true;

	for (unsigned i = 0; any && i < STEPS_MAX; i++)
		if (!drill_play_step(play, to_ns, &any))
			return false;
	if (any)
		return drill_play_fail(play, play->event,
				       "the timers of the stack do not come "
				       "to an end");
	play->host.ops->wait(play->host.self, to_ns);
	return drill_play_poll(play);
}

static bool inject(struct drill_play *play)
{
	struct segment seg =
	    drill_mapping_in(&play->mapping, &play->event->packet);

	play->host.ops->arrive(play->host.self, &seg, &play->event->packet);
	return drill_play_poll(play);
}

static bool play_now(struct drill_play *play)
{
	switch (play->event->kind) {
	case DRILL_EVENT_PACKET:
		return inject(play);
	case DRILL_EVENT_CALL:
		return drill_play_call(play);
	case DRILL_EVENT_SHELL:
		return drill_play_shell(play);
	case DRILL_EVENT_CODE:
		return drill_play_code(play);
	}
	return true;
}

static int64_t origin_ns(const struct drill_play *play,
			 const struct drill_event *event)
{
	return event->time.kind == DRILL_TIME_RELATIVE ? play->last_ns : 0;
}

/* A player in real time may be: what it brings about is late as well. */
static void note_lateness(struct drill_play *play)
{
	int64_t ready_ns = MAX(play->due_ns, play->ready_ns);
	int64_t late_ns = drill_play_now_ns(play) - ready_ns;

	play->verdict->late_ns = MAX(play->verdict->late_ns, late_ns);
}

/* What is due in the past comes now: time does not go back. */
static bool play_event(struct drill_play *play, const struct drill_event *event)
{
	bool any = event->time.kind == DRILL_TIME_ANY;

	play->event = event;
	play->due_ns = any ? drill_play_now_ns(play)
			   : origin_ns(play, event) + event->time.from_ns;
	if (event->kind == DRILL_EVENT_PACKET && event->packet.out)
		return drill_play_expect(play);
	if (!drill_play_advance(play, play->due_ns))
		return false;
	note_lateness(play);
	if (!play_now(play))
		return false;
	play->last_ns = play->due_ns;
	return true;
}

static bool play_all(struct drill_play *play)
{
	const GPtrArray *events = play->script->events;

	for (guint i = 0; i < events->len; i++)
		if (!play_event(play, g_ptr_array_index(events, i)))
			return false;
	if (play->blocked) {
		int64_t slack_ns =
		    drill_play_tolerance_ns(play, play->returns_ns);

		/* the poll beyond the time says that it does not return */
		if (!drill_play_advance(play, play->returns_ns + slack_ns + 1))
			return false;
	}
	return drill_play_leftovers(play);
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

void drill_play_script(struct drill_play *play, struct drill_host host)
{
	const GPtrArray *notes = play->script->notes;

	for (guint i = 0; i < notes->len; i++)
		drill_verdict_note(play->verdict, "%s",
				   (const char *)g_ptr_array_index(notes, i));
	play->host = host;
	drill_calls_init(&play->calls, host);
	play->verdict->kind = DRILL_OK;
	(void)play_all(play);
	drill_calls_fini(&play->calls);
}

void drill_run(const struct drill_script *script, const struct profile *profile,
	       uint64_t seed, struct drill_verdict *verdict)
{
	struct drill_play *play =
	    drill_play_new(script, (struct drill_limits){0}, verdict);
	struct drill_simulated *simulated = drill_simulated_new(
	    &script->settings, profile, seed, drill_play_sent, play);

	drill_play_script(play, drill_simulated_host(simulated));
	drill_simulated_free(simulated);
	drill_play_free(play);
}
