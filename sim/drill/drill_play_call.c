#include "drill/drill_play_call.h"

#include "drill/drill_return.h"
#include "drill/drill_wait.h"

/* One call at a time: that of before returns first, though it may take until
 * its own time. */
static bool await_blocked(struct drill_play *play)
{
	int64_t slack_ns = drill_play_tolerance_ns(play, play->returns_ns);
	bool any = true;

	while (any && play->blocked)
		if (!drill_wait_step(play, play->returns_ns + slack_ns, &any))
			return false;
	return !play->blocked ||
	       drill_return_missing(play, play->blocked, play->returns_ns);
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
		return drill_return_judge(play, event, result,
					  drill_play_now_ns(play), returns_ns);
	if (event->time.returns_ns == NEVER_NS)
		return drill_return_missing(play, event, returns_ns);
	play->blocked = event;
	play->returns_ns = returns_ns;
	return true;
}
