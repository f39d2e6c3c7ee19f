#include "match.h"

#include "trace/trace_lines.h"

#include <inttypes.h>

#define BEFORE_N 4
#define AFTER_N	 3
#define WIDTH	 46

/* Relative to the last SYN of the sender up to there, as far as there is one.
 */
static uint32_t relative(const GArray *array, guint i, enum end whose,
			 uint32_t number)
{
	for (guint j = i + 1; j-- > 0;) {
		const struct trace_event *event =
		    &g_array_index(array, struct sighting, j).event;

		if (segment_has(&event->seg, SEG_SYN) &&
		    trace_sender(event) == whose)
			return number - event->seg.seq.raw;
	}
	return number;
}

/* Kinds, as on the wire: "<2,4,8,1,3>" */
static void append_options(GString *to, const struct sighting *sighting)
{
	for (size_t i = 0; i < sighting->options_n; i++)
		g_string_append_printf(to, "%s%u", i ? "," : " <",
				       sighting->option[i]);
	g_string_append(to, sighting->options_n ? ">" : " <>");
}

/* "  0.010515 sent F. 27:27 ack 1" */
static char *line_new(const GArray *array, guint i, bool options)
{
	const struct trace_event *event;
	const struct segment *seg;
	GString *line = g_string_new(NULL);
	uint32_t seq;

	if (i >= array->len)
		return g_string_free(g_string_append(line, "-"), FALSE);
	event = &g_array_index(array, struct sighting, i).event;
	seg = &event->seg;
	seq = relative(array, i, trace_sender(event), seg->seq.raw);
	g_string_append_printf(line, "%11.6f %s ", ns_to_s(event->at_ns),
			       event->kind == TRACE_SENT ? "sent" : "came");
	trace_lines_flags(line, seg->flags & 0xffu);
	g_string_append_printf(line, " %" PRIu32, seq);
	if (seg->len)
		g_string_append_printf(line, ":%" PRIu32, seq + seg->len);
	if (segment_has(seg, SEG_ACK))
		g_string_append_printf(line, " ack %" PRIu32,
				       relative(array, i,
						end_other(trace_sender(event)),
						seg->ack.raw));
	if (options)
		append_options(line, &g_array_index(array, struct sighting, i));
	return g_string_free(line, FALSE);
}

void match_context(GString *to, const struct match *match)
{
	guint before_n =
	    MIN(BEFORE_N, MIN(match->simulated_at, match->real_at));

	g_string_append_printf(to, "    %-*s %s\n", WIDTH, "simulated", "real");
	for (guint i = 0; i <= before_n + AFTER_N; i++) {
		guint a = match->simulated_at - before_n + i;
		guint b = match->real_at - before_n + i;
		bool options =
		    i == before_n && match->difference == MATCH_OPTIONS;
		g_autofree char *simulated =
		    line_new(match->simulated, a, options);
		g_autofree char *real = line_new(match->real, b, options);

		g_string_append_printf(to, "  %s %-*s %s\n",
				       i == before_n ? ">" : " ", WIDTH,
				       simulated, real);
	}
}
