#ifndef SERVER_SCENE_COMPARE_H
#define SERVER_SCENE_COMPARE_H

#include "match.h"

#include <json-glib/json-glib.h>

/**
 * struct scene_compare - A scene simulated and played for real
 * @scene, @run, @stage: Kept by reference
 * @match:	By end
 * @details:	Lines for people: what differs
 * @differences_n: How many kinds of things do
 */
struct scene_compare {
	const struct scene *scene;
	const struct scene_run *run;
	const struct stage *stage;
	int64_t tick_ns;
	struct match match[ENDS_N];
	GPtrArray *details;
	unsigned differences_n;
};

/**
 * scene_compare() - Segments, counters, TIME-WAITs, what the applications saw
 * @tick_ns:	Of the kernel's timers
 */
void scene_compare(struct scene_compare *compare, const struct scene *scene,
		   const struct scene_run *run, const struct stage *stage,
		   int64_t tick_ns);
void scene_compare_fini(struct scene_compare *compare);

/** scene_compare_ends - "client" and "server" */
extern const char *const scene_compare_ends[ENDS_N];

/** scene_compare_counter() - The @i-th counter of an end, simulated */
uint64_t scene_compare_counter(const struct scene_compare *compare,
			       enum end end, int i);

/** scene_compare_json() - Add what was found to an object */
void scene_compare_json(const struct scene_compare *compare,
			JsonObject *object);

#endif
