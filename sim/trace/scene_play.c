#include "trace/scene.h"

#include <string.h>

/* More than any scene needs: two ends that answer each other for ever. */
#define EVENTS_MAX 100000u
#define STEP_NS	   NS_PER_S

/* In steps, as two ends may go on for ever. */
static bool advance(struct world *world, int64_t until_ns, const GArray *events,
		    GError **error)
{
	int64_t to_ns = 0;

	while (world_advance(world, to_ns) && to_ns < until_ns) {
		to_ns = MIN(to_ns + STEP_NS, until_ns);
		if (events->len <= EVENTS_MAX)
			continue;
		g_set_error(error, SCENE_ERROR, SCENE_ERROR_ENDLESS,
			    "more than %u events: this goes on for ever",
			    EVENTS_MAX);
		return false;
	}
	return true;
}

/** struct record - What is recorded of a world; last_ns: the last event */
struct record {
	const struct world *world;
	struct scene_run *run;
	int64_t last_ns;
};

/* Events are told before the hosts have done what they are about. */
static void record_level(const struct record *record)
{
	GArray *levels = record->run->levels;
	struct scene_level level = {.at_ns = record->last_ns};
	const struct scene_level *last = &level;
	struct sample sample;

	world_sample(record->world, &sample);
	if (levels->len > 0)
		last =
		    &g_array_index(levels, struct scene_level, levels->len - 1);
	if (last->time_wait_n[END_CLIENT] == sample.client_time_wait_n &&
	    last->time_wait_n[END_SERVER] == sample.server_time_wait_n)
		return;
	level.time_wait_n[END_CLIENT] = sample.client_time_wait_n;
	level.time_wait_n[END_SERVER] = sample.server_time_wait_n;
	g_array_append_val(levels, level);
}

static void record_event(void *data, const struct trace_event *event)
{
	struct record *record = data;

	record_level(record);
	record->last_ns = event->at_ns;
	g_array_append_vals(record->run->events, event, 1);
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
	return scene_play_until(scene, NEVER_NS, run, error);
}

bool scene_play_until(const struct scene *scene, int64_t until_ns,
		      struct scene_run *run, GError **error)
{
	GArray *seen = g_array_set_size(
	    g_array_new(FALSE, TRUE, sizeof(struct scripted_seen)),
	    scene->connects->len * ENDS_N);
	const struct scripted_stage stage = {
	    .connect = (const void *)scene->connects->data,
	    .connects_n = scene->connects->len,
	    .seen = (void *)seen->data,
	};
	struct rules *rules =
	    rules_new((const void *)scene->rules->data, scene->rules->len);
	struct world *world = world_new_staged(&scene->scenario.config, &stage);
	struct record record = {.world = world, .run = run};
	struct trace trace;
	bool ok;

	memset(run, 0, sizeof(*run));
	run->events = g_array_new(FALSE, FALSE, sizeof(struct trace_event));
	run->levels = g_array_new(FALSE, FALSE, sizeof(struct scene_level));
	run->seen = seen;
	trace = (struct trace){.take = record_event, .data = &record};
	trace_attach(&trace, world);
	if (scene->rules->len > 0)
		world_rule(world, rules);
	ok = advance(world, until_ns, run->events, error);
	record_level(&record);
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
	g_clear_pointer(&run->levels, g_array_unref);
	g_clear_pointer(&run->seen, g_array_unref);
}
