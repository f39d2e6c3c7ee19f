#include "trace/trace_json.h"

#include "run/results_json.h"
#include "tcp/fsm.h"
#include "trace/addresses.h"
#include "trace/fsm_text.h"
#include "trace/trace_lines.h"

#include <json-glib/json-glib.h>

static void set_text(JsonObject *object, const char *name, const char *text)
{
	if (text)
		json_object_set_string_member(object, name, text);
	else
		json_object_set_null_member(object, name);
}

static const char *end_name(enum end end)
{
	return end == END_CLIENT ? "client" : "server";
}

static void add_segment(JsonObject *object, const struct addresses *addresses,
			const struct trace_event *event)
{
	const struct segment *seg = &event->seg;
	g_autoptr(GString) flags = g_string_new(NULL);
	g_autoptr(GString) options = g_string_new(NULL);

	trace_lines_flags(flags, seg->flags & 0xffu);
	trace_lines_options(options, seg,
			    addresses->options[trace_sender(event)]);
	json_object_set_string_member(object, "flags", flags->str);
	json_object_set_int_member(object, "seq", seg->seq.raw);
	if (segment_has(seg, SEG_ACK))
		json_object_set_int_member(object, "ack", seg->ack.raw);
	json_object_set_int_member(object, "window", seg->window);
	json_object_set_int_member(object, "length", seg->len);
	json_object_set_string_member(object, "options", options->str);
}

static void add_sent(JsonObject *object, const struct trace_event *event)
{
	json_object_set_boolean_member(object, "again", event->again);
	if (event->arrives_ns == NEVER_NS)
		json_object_set_null_member(object, "arrives_ns");
	else
		json_object_set_int_member(object, "arrives_ns",
					   event->arrives_ns);
	if (event->rule_line)
		json_object_set_int_member(object, "wire_rule_line",
					   event->rule_line);
}

static void add_step(JsonObject *object, const struct trace_event *event)
{
	size_t rows_n;
	const struct fsm_row *row = &fsm_rows(&rows_n)[event->row];
	g_autoptr(GString) name = g_string_new(NULL);

	fsm_text_row_name(name, event->row);
	json_object_set_string_member(object, "row", name->str);
	json_object_set_string_member(object, "state",
				      tcp_state_name(row->next));
	json_object_set_string_member(object, "where", row->where);
}

static JsonObject *event_json(const struct addresses *addresses,
			      const struct trace_event *event)
{
	static const char *const kinds[] = {
	    [TRACE_SENT] = "sent",
	    [TRACE_ARRIVED] = "arrived",
	    [TRACE_STEPPED] = "step",
	    [TRACE_FORGOT] = "forgot",
	};
	JsonObject *object = json_object_new();
	struct address client =
	    addresses_end(addresses, END_CLIENT, event->pair, event->port);

	json_object_set_int_member(object, "t_ns", event->at_ns);
	json_object_set_string_member(object, "event", kinds[event->kind]);
	json_object_set_string_member(object, "end", end_name(event->end));
	json_object_set_int_member(object, "client_port", client.port);
	if (event->kind == TRACE_STEPPED)
		add_step(object, event);
	if (trace_is_segment(event))
		add_segment(object, addresses, event);
	if (event->kind == TRACE_SENT)
		add_sent(object, event);
	return object;
}

static JsonArray *events_json(const struct scene *scene,
			      const struct scene_run *run)
{
	struct addresses addresses = addresses_of(&scene->scenario.config);
	JsonArray *array = json_array_new();

	for (guint i = 0; i < run->events->len; i++)
		json_array_add_object_element(
		    array, event_json(&addresses,
				      &g_array_index(run->events,
						     struct trace_event, i)));
	return array;
}

char *trace_json_new(const struct scene *scene, const struct scene_run *run)
{
	JsonObject *object = json_object_new();
	g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);

	json_object_set_string_member(object, "schema", "twsim.trace/1");
	json_object_set_string_member(object, "scenario", scene->name);
	set_text(object, "title", scene->title);
	set_text(object, "claim", scene->claim);
	set_text(object, "source", scene->source);
	set_text(object, "confirmed", scene->confirmed);
	json_object_set_string_member(object, "at", end_name(scene->at));
	json_object_set_object_member(object, "settings",
				      scenario_json(&scene->scenario));
	json_object_set_array_member(object, "events", events_json(scene, run));
	json_node_take_object(node, object);
	return results_json_text(node, true);
}
