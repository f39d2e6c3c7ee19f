#include "trace/scene.h"

#include <string.h>

/* More than any scene needs: two ends that answer each other for ever. */
#define EVENTS_MAX 100000u
#define STEP_NS	   NS_PER_S

/* In steps, as two ends may go on for ever. */
static bool advance(struct world *world, const GArray *events, GError **error)
{
	int64_t to_ns = 0;

	while (world_advance(world, to_ns)) {
		to_ns += STEP_NS;
		if (events->len <= EVENTS_MAX)
			continue;
		g_set_error(error, SCENE_ERROR, SCENE_ERROR_ENDLESS,
			    "more than %u events: this goes on for ever",
			    EVENTS_MAX);
		return false;
	}
	return true;
}

static unsigned int idle_rule(const struct scene *scene,
			      const struct rules *rules)
{
	for (guint i = 0; i < scene->rules->len; i++)
		if (rules_fired_n(rules, i) == 0)
			return g_array_index(scene->rules, struct rules_rule, i)
			    .line;
	return 0;
}

bool scene_play(const struct scene *scene, struct scene_run *run,
		GError **error)
{
	const struct scripted_stage stage = {
	    .connect = (const void *)scene->connects->data,
	    .connects_n = scene->connects->len,
	};
	struct rules *rules =
	    rules_new((const void *)scene->rules->data, scene->rules->len);
	struct world *world = world_new_staged(&scene->scenario.config, &stage);
	struct trace trace;
	bool ok;

	memset(run, 0, sizeof(*run));
	run->events = g_array_new(FALSE, FALSE, sizeof(struct trace_event));
	trace = trace_record(run->events);
	trace_attach(&trace, world);
	if (scene->rules->len > 0)
		world_rule(world, rules);
	ok = advance(world, run->events, error);
	if (ok) {
		memcpy(run->fired, world_rows_fired(world), sizeof(run->fired));
		run->idle_rule = idle_rule(scene, rules);
		world_results(world, &run->results);
	} else {
		scene_run_fini(run);
	}
	world_free(world);
	rules_free(rules);
	return ok;
}

void scene_run_fini(struct scene_run *run)
{
	g_clear_pointer(&run->events, g_array_unref);
}
