#include "scene_compare.h"

#include "trace/options.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

const char *const scene_compare_ends[ENDS_N] = {
    [END_CLIENT] = "client",
    [END_SERVER] = "server",
};

G_GNUC_PRINTF(2, 3)
static void say(struct scene_compare *compare, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(compare->details, g_strdup_vprintf(format, args));
	va_end(args);
}

/* Segments */

static void add_simulated(GArray *sightings, const struct trace_event *event,
			  enum option_order order)
{
	struct sighting sighting = {.event = *event};
	struct options options = options_of(&event->seg, order);

	for (size_t i = 0; i < options.n; i++)
		if (options.kind[i] != OPTION_EOL)
			sighting.option[sighting.options_n++] =
			    (uint8_t)options.kind[i];
	g_array_append_val(sightings, sighting);
}

static GArray *simulated_at(const struct scene_compare *compare, enum end end)
{
	GArray *sightings = g_array_new(FALSE, FALSE, sizeof(struct sighting));
	const struct config *config = &compare->scene->scenario.config;
	const GArray *events = compare->run->events;

	for (guint i = 0; i < events->len; i++) {
		const struct trace_event *event =
		    &g_array_index(events, struct trace_event, i);
		bool by_client;

		if (!trace_is_segment(event) || event->end != end)
			continue;
		by_client = trace_sender(event) == END_CLIENT;
		add_simulated(sightings, event,
			      (enum option_order)(by_client ? config->client
							    : config->server)
				  .option_order);
	}
	return sightings;
}

static int compare_instants(const void *a, const void *b)
{
	int64_t first = ((const struct sighting *)a)->event.at_ns;
	int64_t second = ((const struct sighting *)b)->event.at_ns;

	return (first > second) - (first < second);
}

/* What enters is stamped by the kernel, what leaves by the wire: in order of
 * time only when sorted. g_array_sort() is stable. */
static GArray *real_at(const struct scene_compare *compare, enum end end)
{
	GArray *sightings = g_array_new(FALSE, FALSE, sizeof(struct sighting));
	const GArray *all = compare->stage->sightings;

	for (guint i = 0; i < all->len; i++) {
		const struct sighting *sighting =
		    &g_array_index(all, struct sighting, i);

		if (sighting->event.end == end &&
		    sighting->event.at_ns <= compare->stage->length_ns)
			g_array_append_vals(sightings, sighting, 1);
	}
	g_array_sort(sightings, compare_instants);
	return sightings;
}

static void compare_segments(struct scene_compare *compare, enum end end)
{
	struct match *match = &compare->match[end];
	g_autoptr(GString) context = g_string_new(NULL);
	g_auto(GStrv) lines = NULL;

	match_segments(match, simulated_at(compare, end), real_at(compare, end),
		       compare->tick_ns);
	if (match->difference == MATCH_SAME)
		return;
	compare->differences_n++;
	say(compare, "segment %u at the %s: %s", match->simulated_at + 1,
	    scene_compare_ends[end], match_difference_text(match->difference));
	match_context(context, match);
	lines = g_strsplit(g_strchomp(context->str), "\n", -1);
	for (size_t i = 0; lines[i]; i++)
		say(compare, "%s", lines[i]);
}

/* TIME-WAITs */

/* The lab looks every so often: a shorter level may not be seen. */
#define LEVEL_SHORT_NS (3 * LEVELS_EVERY_NS)

static void add_level(GArray *levels, int64_t at_ns, uint64_t n)
{
	struct stage_level level = {at_ns, at_ns, n};
	struct stage_level *last;

	last = levels->len > 0
		   ? &g_array_index(levels, struct stage_level, levels->len - 1)
		   : NULL;
	if (last && last->at_ns == at_ns)
		last->time_wait_n = n;
	else if (n != (last ? last->time_wait_n : 0))
		g_array_append_val(levels, level);
}

static GArray *simulated_levels(const struct scene_compare *compare,
				enum end end)
{
	GArray *levels = g_array_new(FALSE, FALSE, sizeof(struct stage_level));
	const GArray *all = compare->run->levels;

	for (guint i = 0; i < all->len; i++) {
		const struct scene_level *level =
		    &g_array_index(all, struct scene_level, i);

		add_level(levels, level->at_ns, level->time_wait_n[end]);
	}
	return levels;
}

static const struct stage_level *level_at(const GArray *levels, guint i)
{
	return &g_array_index(levels, struct stage_level, i);
}

static bool level_agrees(const struct scene_compare *compare, enum end end,
			 const struct stage_level *a,
			 const struct stage_level *b)
{
	const struct match *match = &compare->match[end];

	return a->time_wait_n == b->time_wait_n &&
	       ((a->at_ns >= b->after_ns && a->at_ns <= b->at_ns) ||
		match_instants_agree(match, a->at_ns, b->after_ns) ||
		match_instants_agree(match, a->at_ns, b->at_ns));
}

static bool is_short(const GArray *levels, guint i)
{
	return i + 1 < levels->len &&
	       level_at(levels, i + 1)->at_ns - level_at(levels, i)->at_ns <
		   LEVEL_SHORT_NS;
}

static bool levels_agree(const struct scene_compare *compare, enum end end,
			 const GArray *simulated, const GArray *real)
{
	uint64_t now_n = 0;
	guint j = 0;

	for (guint i = 0; i < simulated->len; i++) {
		const struct stage_level *level = level_at(simulated, i);

		if (j < real->len &&
		    level_agrees(compare, end, level, level_at(real, j))) {
			now_n = level->time_wait_n;
			j++;
			continue;
		}
		/* not seen, and so nothing changed when it was over */
		if (!is_short(simulated, i) && level->time_wait_n != now_n)
			return false;
	}
	return j == real->len;
}

static char *levels_text(const GArray *levels)
{
	GString *text = g_string_new("0");

	for (guint i = 0; i < levels->len; i++) {
		const struct stage_level *level =
		    &g_array_index(levels, struct stage_level, i);

		g_string_append_printf(text, ", %" PRIu64 " from %.3f s",
				       level->time_wait_n,
				       ns_to_s(level->at_ns));
	}
	return g_string_free(text, FALSE);
}

static void compare_levels(struct scene_compare *compare, enum end end)
{
	g_autoptr(GArray) simulated = simulated_levels(compare, end);
	const GArray *real = compare->stage->levels[end];
	g_autofree char *simulated_text = levels_text(simulated);
	g_autofree char *real_text = levels_text(real);

	if (levels_agree(compare, end, simulated, real))
		return;
	compare->differences_n++;
	say(compare, "TIME-WAITs at the %s: simulated %s; real %s",
	    scene_compare_ends[end], simulated_text, real_text);
}

/* Counters */

uint64_t scene_compare_counter(const struct scene_compare *compare,
			       enum end end, int i)
{
	const struct results *results = &compare->run->results;

	return (end == END_CLIENT ? results->client : results->server)
	    .counter[i];
}

/* A segment more or less that a variant allows is counted as well. */
static int64_t surplus(const struct scene_compare *compare, enum end end, int i)
{
	const int *surplus_n = compare->match[end].surplus_n;

	if (i == COUNTER_DELAYED_ACKS)
		return compare->match[end].fins_acked_n;
	if (i == COUNTER_OUT_SEGS)
		return surplus_n[TRACE_SENT];
	return i == COUNTER_IN_SEGS ? surplus_n[TRACE_ARRIVED] : 0;
}

static void compare_counters(struct scene_compare *compare, enum end end)
{
	for (int i = 0; i < COUNTER_N; i++) {
		uint64_t simulated = scene_compare_counter(compare, end, i);
		uint64_t real = compare->stage->counter[end][i];

		if ((int64_t)(real - simulated) == surplus(compare, end, i))
			continue;
		compare->differences_n++;
		say(compare,
		    "%s at the %s: simulated %" PRIu64 ", real %" PRIu64,
		    counter_name((enum counter)i), scene_compare_ends[end],
		    simulated, real);
	}
}

/* Applications */

static const char *const error_names[] = {
    [SCRIPTED_FINE] = NULL,
    [SCRIPTED_NO_PORT] = "EADDRNOTAVAIL",
    [SCRIPTED_REFUSED] = "ECONNREFUSED",
    [SCRIPTED_RESET] = "ECONNRESET",
    [SCRIPTED_TIMED_OUT] = "ETIMEDOUT",
};

static const struct scripted_seen *simulated_seen(
    const struct scene_compare *compare, guint nth, enum end end)
{
	return &g_array_index(compare->run->seen, struct scripted_seen,
			      nth * ENDS_N + (guint)end);
}

static bool seen_agree(const struct match *match, const struct scripted_seen *a,
		       const struct scripted_seen *b)
{
	return a->octets == b->octets && a->error == b->error &&
	       match_instants_agree(match, a->connected_ns, b->connected_ns) &&
	       match_instants_agree(match, a->eof_ns, b->eof_ns) &&
	       match_instants_agree(match, a->error_ns, b->error_ns);
}

static void append_instant(GString *to, const char *what, int64_t at_ns)
{
	if (at_ns != NEVER_NS)
		g_string_append_printf(to, ", %s at %.6f s", what,
				       ns_to_s(at_ns));
}

static char *seen_text(const struct scripted_seen *seen)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%" PRIu64 " octets", seen->octets);
	append_instant(text, "connected", seen->connected_ns);
	append_instant(text, "the end", seen->eof_ns);
	append_instant(text, error_names[seen->error], seen->error_ns);
	return g_string_free(text, FALSE);
}

static void compare_seen(struct scene_compare *compare, guint nth, enum end end)
{
	const struct scripted_seen *a = simulated_seen(compare, nth, end);
	const struct scripted_seen *b = &compare->stage->seen[nth][end];
	g_autofree char *simulated = seen_text(a);
	g_autofree char *real = seen_text(b);

	if (seen_agree(&compare->match[end], a, b))
		return;
	compare->differences_n++;
	say(compare, "application %u of the %s: simulated %s; real %s", nth + 1,
	    scene_compare_ends[end], simulated, real);
}

void scene_compare(struct scene_compare *compare, const struct scene *scene,
		   const struct scene_run *run, const struct stage *stage,
		   int64_t tick_ns)
{
	*compare = (struct scene_compare){
	    .scene = scene,
	    .run = run,
	    .stage = stage,
	    .tick_ns = tick_ns,
	    .details = g_ptr_array_new_with_free_func(g_free),
	};
	for (int end = 0; end < ENDS_N; end++)
		compare_segments(compare, (enum end)end);
	for (int end = 0; end < ENDS_N; end++) {
		compare_counters(compare, (enum end)end);
		compare_levels(compare, (enum end)end);
		for (guint i = 0; i < scene->connects->len; i++)
			compare_seen(compare, i, (enum end)end);
	}
	if (stage->idle_rule != run->idle_rule) {
		compare->differences_n++;
		say(compare,
		    "a rule of the wire decided on one side alone: "
		    "line %u",
		    stage->idle_rule ? stage->idle_rule : run->idle_rule);
	}
}

void scene_compare_fini(struct scene_compare *compare)
{
	for (int end = 0; end < ENDS_N; end++)
		match_fini(&compare->match[end]);
	g_ptr_array_unref(compare->details);
}
