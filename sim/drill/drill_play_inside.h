#ifndef RUN_DRILL_PLAY_INSIDE_H
#define RUN_DRILL_PLAY_INSIDE_H

/* For those who play a part of a script. */

#include "drill/drill_calls.h"
#include "drill/drill_mapping.h"
#include "drill/drill_play.h"

/** struct drill_sent - What came out of the stack, and when */
struct drill_sent {
	int64_t at_ns;
	struct segment seg;
};

/**
 * struct drill_play - A script while it is played
 * @host:	To which it is played
 * @sent:	struct drill_sent, all of the stack's, in order
 * @seen_n:	So many of them the script has talked about
 * @event:	The one it is at
 * @due_ns:	When that was to come, in the time of the host
 * @blocked:	A call that has not returned yet; NULL: none
 * @returns_ns:	When it is to return
 * @last_ns:	When the event before was to come
 * @ready_ns:	From when on nothing but the player was waited for
 */
struct drill_play {
	const struct drill_script *script;
	struct drill_limits limits;
	struct drill_host host;
	struct drill_calls calls;
	struct drill_mapping mapping;
	GArray *sent;
	guint seen_n;
	const struct drill_event *event;
	int64_t due_ns;
	const struct drill_event *blocked;
	int64_t returns_ns;
	int64_t last_ns;
	int64_t ready_ns;
	struct drill_verdict *verdict;
};

/** drill_play_now_ns() - Of the host */
int64_t drill_play_now_ns(const struct drill_play *play);

/** drill_play_fail() - Not ok, at an event; returns false */
bool drill_play_fail(struct drill_play *play, const struct drill_event *event,
		     const char *format, ...) G_GNUC_PRINTF(3, 4);

/** drill_play_fail_time() - The same, and all but the time is right */
bool drill_play_fail_time(struct drill_play *play,
			  const struct drill_event *event, const char *format,
			  ...) G_GNUC_PRINTF(3, 4);

/** drill_play_tolerance_ns() - How far an event may be from @due_ns */
int64_t drill_play_tolerance_ns(const struct drill_play *play, int64_t due_ns);

#endif
