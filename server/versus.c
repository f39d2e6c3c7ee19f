#include "versus.h"

#include <string.h>

static bool was_played(const struct drill_verdict *verdict)
{
	return verdict->kind == DRILL_OK || verdict->kind == DRILL_NOT_OK;
}

enum versus_outcome versus_outcome(const struct versus *versus)
{
	const struct drill_verdict *real = &versus->real->verdict;
	const struct drill_verdict *simulated = &versus->simulated;

	if (!was_played(real) || !was_played(simulated))
		return VERSUS_NOT_COMPARED;
	if (real->kind != simulated->kind)
		return VERSUS_DIFFER;
	if (real->kind == DRILL_OK ||
	    (real->line == simulated->line &&
	     real->time_only == simulated->time_only &&
	     g_strcmp0(real->actual, simulated->actual) == 0))
		return VERSUS_AGREE;
	return VERSUS_DIFFER;
}

unsigned versus_count(const struct versus *versus, size_t versus_n,
		      enum versus_outcome outcome)
{
	unsigned n = 0;

	for (size_t i = 0; i < versus_n; i++)
		n += versus_outcome(&versus[i]) == outcome;
	return n;
}

/* The first line in which one of them does not do as the script says. */
static unsigned line_of(const struct versus *versus)
{
	unsigned real = versus->real->verdict.line;
	unsigned simulated = versus->simulated.line;

	if (!real || !simulated)
		return MAX(real, simulated);
	return MIN(real, simulated);
}

/* (transfer full) What the script says in a line; NULL: nothing */
static char *event_in(const struct drill_script *script, unsigned line)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < script->events->len && text->len == 0; i++) {
		const struct drill_event *event =
		    g_ptr_array_index(script->events, i);

		if (event->place.line == line)
			drill_event_print(text, event);
	}
	return g_string_free(text, text->len == 0);
}

static const char *reason_of(const struct versus *versus)
{
	return was_played(&versus->real->verdict) ? versus->simulated.text
						  : versus->real->verdict.text;
}

static void add_side(GString *to, const char *indent, const char *side,
		     const struct drill_verdict *verdict)
{
	if (verdict->kind == DRILL_OK) {
		g_string_append_printf(to, "%s%-10s as the script says\n",
				       indent, side);
		return;
	}
	g_string_append_printf(to, "%s%-10s %s\n", indent, side, verdict->text);
	for (guint i = 0; i < verdict->details->len; i++)
		g_string_append_printf(
		    to, "%s  %s\n", indent,
		    (const char *)g_ptr_array_index(verdict->details, i));
}

static void add_cell(GString *to, const char *indent,
		     const struct versus *versus)
{
	unsigned line = line_of(versus);
	g_autofree char *event = event_in(versus->real->script, line);

	g_string_append_printf(to, "%s%s:%u: %s\n", indent, versus->real->file,
			       line, event ? event : "the end");
	add_side(to, indent, "simulated:", &versus->simulated);
	add_side(to, indent, "real:", &versus->real->verdict);
}

static void text_one(GString *to, const struct versus *versus)
{
	switch (versus_outcome(versus)) {
	case VERSUS_AGREE:
		g_string_append_printf(to, "agree  %s%s\n", versus->real->file,
				       versus->simulated.kind == DRILL_OK
					   ? ""
					   : ": both against the script");
		break;
	case VERSUS_NOT_COMPARED:
		g_string_append_printf(to, "skip   %s: %s\n",
				       versus->real->file, reason_of(versus));
		break;
	case VERSUS_DIFFER:
		g_string_append_printf(to, "DIFFER %s\n", versus->real->file);
		add_cell(to, "       ", versus);
		break;
	}
}

void versus_text(GString *to, const struct versus *versus, size_t versus_n)
{
	for (size_t i = 0; i < versus_n; i++)
		text_one(to, &versus[i]);
	g_string_append_printf(
	    to, "%zu scripts: %u agree, %u differ, %u not compared\n", versus_n,
	    versus_count(versus, versus_n, VERSUS_AGREE),
	    versus_count(versus, versus_n, VERSUS_DIFFER),
	    versus_count(versus, versus_n, VERSUS_NOT_COMPARED));
}

void versus_tap(GString *to, const struct versus *versus, size_t versus_n)
{
	g_string_append_printf(to, "TAP version 13\n1..%zu\n", versus_n);
	for (size_t i = 0; i < versus_n; i++) {
		enum versus_outcome outcome = versus_outcome(&versus[i]);

		g_string_append_printf(to, "%sok %zu - ",
				       outcome == VERSUS_DIFFER ? "not " : "",
				       i + 1);
		drill_suite_tap_text(to, versus[i].real->file);
		if (outcome == VERSUS_NOT_COMPARED)
			g_string_append_printf(to, " # SKIP %s",
					       reason_of(&versus[i]));
		g_string_append_c(to, '\n');
		if (outcome == VERSUS_DIFFER)
			add_cell(to, "#   ", &versus[i]);
	}
}

JsonObject *verdict_json_new(const struct drill_verdict *verdict)
{
	static const char *const kinds[] = {
	    [DRILL_OK] = "ok",
	    [DRILL_NOT_OK] = "not ok",
	    [DRILL_SKIP] = "skip",
	    [DRILL_MALFORMED] = "malformed",
	};
	JsonObject *object = json_object_new();
	JsonArray *details = json_array_new();

	json_object_set_string_member(object, "verdict", kinds[verdict->kind]);
	json_object_set_string_member(object, "text", verdict->text);
	json_object_set_string_member(object, "actual", verdict->actual);
	json_object_set_boolean_member(object, "time_only", verdict->time_only);
	for (guint i = 0; i < verdict->details->len; i++)
		json_array_add_string_element(
		    details, g_ptr_array_index(verdict->details, i));
	json_object_set_array_member(object, "details", details);
	return object;
}

static void set_cell(JsonObject *object, const struct versus *versus)
{
	unsigned line = line_of(versus);
	g_autofree char *event = event_in(versus->real->script, line);

	json_object_set_int_member(object, "line", line);
	json_object_set_string_member(object, "event", event);
}

JsonObject *versus_json_new(const struct versus *versus)
{
	static const char *const outcomes[] = {
	    [VERSUS_AGREE] = "agree",
	    [VERSUS_DIFFER] = "differ",
	    [VERSUS_NOT_COMPARED] = "not compared",
	};
	JsonObject *object = json_object_new();
	enum versus_outcome outcome = versus_outcome(versus);

	json_object_set_string_member(object, "file", versus->real->file);
	json_object_set_string_member(object, "outcome", outcomes[outcome]);
	if (outcome == VERSUS_DIFFER)
		set_cell(object, versus);
	json_object_set_object_member(object, "simulated",
				      verdict_json_new(&versus->simulated));
	json_object_set_object_member(object, "real",
				      verdict_json_new(&versus->real->verdict));
	return object;
}
