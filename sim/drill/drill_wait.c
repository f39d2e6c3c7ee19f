#include "drill/drill_wait.h"

#include "drill/drill_return.h"

/* Timers that fire at this rate do not come to an end. */
#define STEPS_MAX 1000000

bool drill_wait_step(struct drill_play *play, int64_t to_ns, bool *any)
{
	*any = play->host.ops->step(play->host.self, to_ns);
	return !*any || drill_return_poll(play);
}

bool drill_wait_until(struct drill_play *play, int64_t to_ns)
{
	bool any = true;

	for (unsigned i = 0; any && i < STEPS_MAX; i++)
		if (!drill_wait_step(play, to_ns, &any))
			return false;
	if (any)
		return drill_play_fail(play, play->event,
				       "the timers of the stack do not come "
				       "to an end");
	play->host.ops->wait(play->host.self, to_ns);
	return drill_return_poll(play);
}
