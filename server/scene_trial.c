#include "scene_trial.h"

#include "die.h"
#include "real_scene.h"
#include "scene_compare.h"

#include <string.h>

/* After the last segment, or the last TIME-WAIT: whether more comes. */
#define GRACE_NS (500 * NS_PER_MS)
/* Segments of a scene that is quick come no later. */
#define QUICK_NS (6 * NS_PER_S)
/* Half of what instants may differ: when the lab itself, or the machine, was
 * later, a difference says nothing about the kernel. */
#define LATE_NS (MATCH_SLACK_NS / 2)

static struct scene *load_or_die(const char *name, const struct wheel *wheel,
				 int64_t phase_ns)
{
	g_autofree char *hz =
	    g_strdup_printf("clock.hz=%lld", (long long)wheel->hz);
	g_autofree char *phase =
	    g_strdup_printf("clock.wheel-phase=%lldns", (long long)phase_ns);
	char *const settings[] = {hz, phase, NULL};
	GError *error = NULL;
	struct scene *scene = scene_load(name, settings, &error);

	if (!scene)
		die(DIE_USAGE, "%s", error->message);
	scene_shorten(scene);
	return scene;
}

static void simulate_or_die(const struct scene *scene, int64_t until_ns,
			    struct scene_run *run)
{
	GError *error = NULL;

	if (!scene_play_until(scene, until_ns, run, &error))
		die(DIE_RUNTIME, "%s: %s", scene->name, error->message);
}

/* How long to look */

static int64_t last_ns(const GArray *events, bool segments_only)
{
	int64_t at_ns = 0;

	for (guint i = 0; i < events->len; i++) {
		const struct trace_event *event =
		    &g_array_index(events, struct trace_event, i);

		if (!segments_only || trace_is_segment(event))
			at_ns = MAX(at_ns, event->at_ns);
	}
	return at_ns;
}

/* Where nothing happens for longest, in the second half up to @longest_ns:
 * nothing there depends on who is a little late. */
static int64_t quiet_place_ns(const GArray *events, int64_t longest_ns)
{
	int64_t before_ns = longest_ns / 2;
	int64_t best_ns = longest_ns;
	int64_t widest_ns = 0;

	for (guint i = 0; i <= events->len; i++) {
		int64_t at_ns =
		    i < events->len
			? g_array_index(events, struct trace_event, i).at_ns
			: longest_ns;

		at_ns = MIN(at_ns, longest_ns);
		if (at_ns - before_ns > widest_ns) {
			widest_ns = at_ns - before_ns;
			best_ns = before_ns + widest_ns / 2;
		}
		before_ns = MAX(before_ns, at_ns);
	}
	return best_ns;
}

/* @reason: out, if it is not to be played */
static int64_t length_ns(const struct scene *scene,
			 const struct scene_trial_options *options,
			 char **reason)
{
	struct scene_run run;
	int64_t segments_ns, all_ns;
	int64_t length;

	simulate_or_die(scene, NEVER_NS, &run);
	segments_ns = last_ns(run.events, true);
	all_ns = last_ns(run.events, false) +
		 match_step_ns(60 * NS_PER_S, NS_PER_S / options->wheel.hz);
	length = options->quick ? segments_ns + GRACE_NS : all_ns + GRACE_NS;
	if (options->quick && segments_ns > QUICK_NS)
		*reason = g_strdup_printf("its segments take %.0f s: not quick",
					  ns_to_s(segments_ns));
	else if (length > options->longest_ns)
		length = quiet_place_ns(run.events, options->longest_ns);
	scene_run_fini(&run);
	return length;
}

/* The instants of the connects, as they really were */

static const struct trace_event *syn_of(const struct stage *stage, guint nth)
{
	const GArray *all = stage->sightings;
	const struct trace_event *last = NULL;

	for (guint i = 0; i < all->len; i++) {
		const struct trace_event *event =
		    &g_array_index(all, struct sighting, i).event;

		if (event->kind != TRACE_SENT || event->end != END_CLIENT ||
		    !segment_has(&event->seg, SEG_SYN) ||
		    (last && event->port == last->port &&
		     event->seg.seq.raw == last->seg.seq.raw))
			continue;
		last = event;
		if (nth-- == 0)
			return event;
	}
	return NULL;
}

/*
 * From the first SYN to another. The clock of initial numbers is finer than
 * any other here: where both numbers are of that clock it says so to the tick,
 * and the simulated numbers will be as far apart.
 */
static int64_t apart_ns(const struct trace_event *first,
			const struct trace_event *other, int64_t isn_tick_ns)
{
	int64_t apart = other->at_ns - first->at_ns;
	uint32_t ticks = other->seg.seq.raw - first->seg.seq.raw;
	int64_t round_ns = (INT64_C(1) << 32) * isn_tick_ns;
	int64_t by_clock = (int64_t)ticks * isn_tick_ns;

	by_clock += (apart - by_clock + round_ns / 2) / round_ns * round_ns;
	return ABS(by_clock - apart) < NS_PER_MS ? by_clock : apart;
}

static void take_instants(struct scene *scene, const struct stage *stage)
{
	const struct trace_event *first = syn_of(stage, 0);
	int64_t tick_ns = scene->scenario.config.client.isn_tick_ns;
	guint syns_n = 0;

	for (guint i = 0; i < scene->connects->len; i++) {
		struct scripted_connect *connect =
		    &g_array_index(scene->connects, struct scripted_connect, i);
		const struct trace_event *syn;

		if (stage->seen[i][END_CLIENT].error == SCRIPTED_NO_PORT)
			continue;
		syn = syn_of(stage, syns_n++);
		if (syn && syn != first)
			connect->at_ns = apart_ns(first, syn, tick_ns);
	}
}

/* Trying */

static char *summary(const struct scene_compare *compare, int tries_n)
{
	GString *text = g_string_new(NULL);
	int64_t apart_ns_max = MAX(compare->match[END_CLIENT].apart_ns,
				   compare->match[END_SERVER].apart_ns);
	bool any = false;

	g_string_append_printf(text,
			       "%u and %u segments, instants within %.1f ms",
			       compare->match[END_CLIENT].same_n,
			       compare->match[END_SERVER].same_n,
			       (double)apart_ns_max / NS_PER_MS);
	for (int i = 0; i < MATCH_VARIANTS_N; i++) {
		unsigned n = compare->match[END_CLIENT].used_n[i] +
			     compare->match[END_SERVER].used_n[i];

		if (n == 0)
			continue;
		g_string_append_printf(
		    text, "%s%u %s", any ? ", " : "; ", n,
		    match_variant_name((enum match_variant)i));
		any = true;
	}
	if (tries_n > 1)
		g_string_append_printf(text, "; try %d: it was held up before",
				       tries_n);
	return g_string_free(text, FALSE);
}

/**
 * struct lateness - By how much there was doubt about a try
 * @lab_ns:	Of the wire and the applications
 * @machine_ns:	Of the machine
 */
struct lateness {
	int64_t lab_ns;
	int64_t machine_ns;
};

static void fill(JsonObject *object, const struct scene_compare *compare,
		 const struct lateness *late, int tries_n)
{
	bool agrees = compare->differences_n == 0;
	g_autofree char *text =
	    agrees
		? summary(compare, tries_n)
		: g_strdup_printf("%u things differ; try %d: the lab was late "
				  "by %.1f ms at most, the machine by %.1f",
				  compare->differences_n, tries_n,
				  (double)late->lab_ns / NS_PER_MS,
				  (double)late->machine_ns / NS_PER_MS);
	JsonArray *details = json_array_new();

	json_object_set_string_member(object, "outcome",
				      agrees ? "agrees" : "differs");
	json_object_set_string_member(object, "summary", text);
	for (guint i = 0; i < compare->details->len; i++)
		json_array_add_string_element(
		    details, g_ptr_array_index(compare->details, i));
	json_object_set_array_member(object, "details", details);
	json_object_set_double_member(object, "looked_at_s",
				      ns_to_s(compare->stage->length_ns));
	json_object_set_int_member(object, "tries", tries_n);
	json_object_set_double_member(object, "late_s", ns_to_s(late->lab_ns));
	json_object_set_double_member(object, "machine_late_s",
				      ns_to_s(late->machine_ns));
	scene_compare_json(compare, object);
}

static struct lateness lateness_of(const struct scene_trial_options *options,
				   const struct stage *stage)
{
	return (struct lateness){
	    stage->late_ns,
	    vigil_late_ns(options->vigil, stage->start_ns,
			  stage->start_ns + stage->length_ns),
	};
}

static bool was_held_up(const struct stage *stage, const struct lateness *late)
{
	return late->lab_ns > LATE_NS || late->machine_ns > LATE_NS ||
	       stage->missed_n > 0;
}

/* False: it differs, and was held up. */
static bool try_or_die(const char *name,
		       const struct scene_trial_options *options,
		       const struct scene *scene, int64_t length, int tries_n,
		       JsonObject *object)
{
	bool last = tries_n == options->tries_max;
	struct stage stage = {
	    .scene = scene,
	    .length_ns = length,
	    .late_ns_max = last ? NEVER_NS : LATE_NS,
	    .begin = tries_n == 1 ? options->begin : NULL,
	    .data = options->data,
	};
	struct scene_compare compare;
	struct scene_run run;
	struct lateness late;
	struct scene *same;
	bool told;

	stage_play_or_die(&stage);
	if (stage.cut) {
		stage_fini(&stage);
		return false;
	}
	same = load_or_die(name, &options->wheel,
			   wheel_phase_ns(&options->wheel, stage.start_ns));
	take_instants(same, &stage);
	simulate_or_die(same, length, &run);
	scene_compare(&compare, same, &run, &stage,
		      NS_PER_S / options->wheel.hz);
	late = lateness_of(options, &stage);
	told =
	    compare.differences_n == 0 || last || !was_held_up(&stage, &late);
	if (told)
		fill(object, &compare, &late, tries_n);
	scene_compare_fini(&compare);
	scene_run_fini(&run);
	scene_free(same);
	stage_fini(&stage);
	return told;
}

static void skip(const struct scene_trial_options *options, JsonObject *object,
		 const char *reason)
{
	if (options->begin)
		options->begin(options->data);

	json_object_set_string_member(object, "outcome", "skipped");
	json_object_set_string_member(object, "summary", reason);
	json_object_set_array_member(object, "details", json_array_new());
}

JsonObject *scene_trial_or_die(const char *name,
			       const struct scene_trial_options *options)
{
	struct scene *scene = load_or_die(name, &options->wheel, 0);
	char *reason = real_scene_refusal(scene, options->any_kernel);
	JsonObject *object = json_object_new();
	int64_t length = 0;

	json_object_set_string_member(object, "scenario", scene->name);
	if (!reason && real_scene_missing(scene))
		reason = g_strdup_printf("a network namespace has no %s here",
					 real_scene_missing(scene));
	if (!reason)
		length = length_ns(scene, options, &reason);
	if (reason)
		skip(options, object, reason);
	for (int i = 1; !reason; i++)
		if (try_or_die(name, options, scene, length, i, object))
			break;
	g_free(reason);
	scene_free(scene);
	return object;
}
