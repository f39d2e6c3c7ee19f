#include "drill/drill_run.h"

#include "drill/drill_play.h"

#include <string.h>

/* Timers that fire at this rate do not come to an end. */
#define STEPS_MAX 1000000

#define HEADERS_IPV4 40
#define HEADERS_IPV6 60

bool drill_play_fail(struct drill_play *play, const struct drill_event *event,
		     const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	drill_verdict_set(play->verdict, DRILL_NOT_OK, "%s:%u: %s",
			  play->script->name, event->place.line, text);
	return false;
}

int64_t drill_play_tolerance_ns(const struct drill_play *play, int64_t due_ns)
{
	const struct drill_settings *settings = &play->script->settings;
	double share = (double)(due_ns - play->last_ns) *
		       settings->tolerance_percent / 100;

	return MAX(settings->tolerance_ns, (int64_t)share);
}

bool drill_play_step(struct drill_play *play, int64_t to_ns, bool *any)
{
	int64_t next_ns = endpoint_next_ns(play->endpoint);

	*any = next_ns != NEVER_NS && next_ns <= to_ns;
	if (!*any)
		return true;
	endpoint_advance(play->endpoint, next_ns);
	return drill_play_poll(play);
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
	if (to_ns > endpoint_now_ns(play->endpoint))
		endpoint_advance(play->endpoint, to_ns);
	return drill_play_poll(play);
}

static bool inject(struct drill_play *play)
{
	struct segment seg =
	    drill_mapping_in(&play->mapping, &play->event->packet);

	endpoint_arrive(play->endpoint, &seg);
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

/* What is due in the past comes now: time does not go back. */
static bool play_event(struct drill_play *play, const struct drill_event *event)
{
	bool any = event->time.kind == DRILL_TIME_ANY;

	play->event = event;
	play->due_ns = any ? endpoint_now_ns(play->endpoint)
			   : origin_ns(play, event) + event->time.from_ns;
	if (event->kind == DRILL_EVENT_PACKET && event->packet.out)
		return drill_play_expect(play);
	if (!drill_play_advance(play, play->due_ns) || !play_now(play))
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

static void keep_sent(void *data, int64_t at_ns, const struct segment *seg)
{
	struct drill_play *play = data;
	struct drill_sent sent = {at_ns, *seg};

	g_array_append_val(play->sent, sent);
}

/* The largest segment follows from the largest packet, or is smaller by what
 * the header of IPv6 is longer. */
static void set_mss(struct drill_play *play)
{
	const struct drill_settings *settings = &play->script->settings;
	int64_t headers = settings->ipv6 ? HEADERS_IPV6 : HEADERS_IPV4;

	if (settings->mss)
		play->profile.mss = settings->mss;
	else if (settings->mtu)
		play->profile.mss = settings->mtu - headers;
	else
		play->profile.mss -= headers - HEADERS_IPV4;
}

static void play_init(struct drill_play *play,
		      const struct drill_script *script,
		      const struct profile *profile, uint64_t seed,
		      struct drill_verdict *verdict)
{
	struct endpoint_setup setup = {
	    .profile = &play->profile,
	    .seed = seed,
	    .sent = keep_sent,
	    .data = play,
	};

	memset(play, 0, sizeof(*play));
	play->script = script;
	play->profile = *profile;
	play->verdict = verdict;
	play->sent = g_array_new(FALSE, FALSE, sizeof(struct drill_sent));
	set_mss(play);
	drill_mapping_init(&play->mapping);
	play->endpoint = endpoint_new(&setup);
	drill_calls_init(&play->calls, play->endpoint);
}

static void play_fini(struct drill_play *play)
{
	drill_calls_fini(&play->calls);
	endpoint_free(play->endpoint);
	drill_mapping_fini(&play->mapping);
	g_array_unref(play->sent);
}

void drill_run(const struct drill_script *script, const struct profile *profile,
	       uint64_t seed, struct drill_verdict *verdict)
{
	struct drill_play play;

	for (guint i = 0; i < script->notes->len; i++)
		drill_verdict_note(
		    verdict, "%s",
		    (const char *)g_ptr_array_index(script->notes, i));
	play_init(&play, script, profile, seed, verdict);
	verdict->kind = DRILL_OK;
	(void)play_all(&play);
	play_fini(&play);
}
