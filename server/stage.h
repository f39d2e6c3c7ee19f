#ifndef SERVER_STAGE_H
#define SERVER_STAGE_H

#include "frame.h"
#include "levels.h"
#include "trace/scene.h"

/**
 * DOC: A scene played for real
 *
 * Two hosts that this process makes for it, a wire between them with the
 * scene's delay and rules, and the applications of its scripts. What is found
 * is in the form in which the simulator says it, with instants since the start
 * of the scene.
 */

/**
 * struct sighting - A segment at an end, when it leaves or arrives there
 * @event:	TRACE_SENT or TRACE_ARRIVED
 * @option:	Kinds of its options in their order, @options_n
 */
struct sighting {
	struct trace_event event;
	size_t options_n;
	uint8_t option[FRAME_OPTIONS_MAX];
};

/** A scene that goes wrong goes wrong early, as a rule. */
#define STAGE_EARLY_NS (20 * NS_PER_S)

/**
 * struct stage - A scene that was played
 * @scene:	Kept by reference
 * @length_ns:	How long it is looked at
 * @late_ns_max: If the wire or an application is later than that in the first
 *		STAGE_EARLY_NS, all is over: it would say little about a kernel
 * @begin:	Called when the hosts are there; it may wait. NULL: there is
 *		nothing to wait for
 * @data:	Given to it
 * @cut:	Out: it was over before its time
 * @start_ns:	Out: CLOCK_MONOTONIC at its instant 0
 * @sightings:	Out: array of struct sighting, both ends, in order of time
 * @levels:	Out: by end, array of struct stage_level; none before the first
 * @seen:	Out: by connection and end
 * @counter:	Out: by end, what the kernel counted
 * @late_ns:	Out: the most by which the wire, or an application, was late
 * @missed_n:	Out: segments that the wire could not carry
 * @idle_rule:	Out: line of a rule that never decided; 0: each has
 */
struct stage {
	const struct scene *scene;
	int64_t length_ns;
	int64_t late_ns_max;
	void (*begin)(void *data);
	void *data;
	bool cut;
	int64_t start_ns;
	GArray *sightings;
	GArray *levels[ENDS_N];
	struct scripted_seen (*seen)[ENDS_N];
	uint64_t counter[ENDS_N][COUNTER_N];
	int64_t late_ns;
	uint64_t missed_n;
	unsigned idle_rule;
};

/**
 * stage_play_or_die() - Make the hosts, play, and let them go
 *
 * After hosts_may_be(), and where real_scene_refusal() has none. @scene and
 * @length_ns are set.
 */
void stage_play_or_die(struct stage *stage);
void stage_fini(struct stage *stage);

#endif
