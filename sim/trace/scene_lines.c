#include "trace/scene_lines.h"

#include "trace/trace_lines.h"

char *scene_lines_new(const struct scene *scene, const struct scene_run *run)
{
	struct addresses addresses = addresses_of(&scene->scenario.config);
	struct trace_lines *lines = trace_lines_new(&addresses, scene->at);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < run->events->len; i++)
		trace_lines_add(
		    lines, text,
		    &g_array_index(run->events, struct trace_event, i));
	trace_lines_free(lines);
	return g_string_free(text, FALSE);
}
