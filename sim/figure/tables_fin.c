#include "figure/tables.h"

#include "tcp/fsm.h"
#include "trace/scene.h"

/* The server closes; the wire drops each of its FINs. */
#define SCENE "fin-never-acknowledged"

static bool is_fin(const struct trace_event *event)
{
	return event->kind == TRACE_SENT && event->end == END_SERVER &&
	       segment_has(&event->seg, SEG_FIN);
}

static bool is_given_up(const struct trace_event *event)
{
	size_t rows_n;
	const struct fsm_row *rows = fsm_rows(&rows_n);

	return event->kind == TRACE_STEPPED && event->end == END_SERVER &&
	       rows[event->row].event == EV_TIMEOUT_GIVE_UP;
}

static void write_stack(GString *to, const char *label, const GArray *events,
			size_t number)
{
	int64_t first_ns = NEVER_NS;
	unsigned sent_n = 0;

	for (guint i = 0; i < events->len; i++) {
		const struct trace_event *event =
		    &g_array_index(events, struct trace_event, i);

		if (is_fin(event) && first_ns == NEVER_NS)
			first_ns = event->at_ns;
		else if (is_fin(event))
			g_string_append_printf(
			    to, "simulated\t%s\tsent again\t%zu\t%.9g\t%u\n",
			    label, number, ns_to_s(event->at_ns - first_ns),
			    ++sent_n);
		else if (is_given_up(event))
			g_string_append_printf(
			    to, "simulated\t%s\tgiven up\t%zu\t%.9g\t%u\n",
			    label, number, ns_to_s(event->at_ns - first_ns),
			    sent_n);
	}
}

static bool play(GString *to, const struct figure_run *run, size_t number,
		 GError **error)
{
	struct scene *scene = scene_load(SCENE, run->settings, error);
	struct scene_run happened;
	bool ok;

	if (!scene)
		return false;
	ok = scene_play(scene, &happened, error);
	if (ok) {
		write_stack(to, run->label[0] ? run->label : "FIN",
			    happened.events, number);
		scene_run_fini(&happened);
	}
	scene_free(scene);
	return ok;
}

bool tables_fin(const struct figure *figure, GString *to,
		const struct figure_run *runs, size_t runs_n, GError **error)
{
	(void)figure;
	g_string_append(to, "kind\tcurve\twhat\tcurve_n\tt_s\tsent_again_n\n");
	for (size_t i = 0; i < runs_n; i++)
		if (!play(to, &runs[i], i + 1, error))
			return false;
	return true;
}
