#include "drill/drill_run.h"

#include "drill/drill_play_call.h"
#include "drill/drill_play_code.h"
#include "drill/drill_play_packet.h"
#include "drill/drill_play_shell.h"
#include "drill/drill_simulated.h"
#include "drill/drill_wait.h"

static bool play_now(struct drill_play *play)
{
	switch (play->event->kind) {
	case DRILL_EVENT_PACKET:
		return drill_play_packet_inject(play);
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
		return drill_play_packet_expect(play);
	if (!drill_wait_until(play, play->due_ns))
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
		if (!drill_wait_until(play, play->returns_ns + slack_ns + 1))
			return false;
	}
	return drill_play_packet_leftovers(play);
}

void drill_run_script(struct drill_play *play, struct drill_host host)
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

	drill_run_script(play, drill_simulated_host(simulated));
	drill_simulated_free(simulated);
	drill_play_free(play);
}
