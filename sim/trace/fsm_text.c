#include "trace/fsm_text.h"

#include "tcp/fsm.h"

#include <inttypes.h>
#include <string.h>

static const char *guard_text(enum tcp_guard guard)
{
	static const char *const texts[] = {
	    [ALWAYS] = "",
	    [IF_PASSIVE] = "began in LISTEN",
	    [IF_RFC1337_OFF] = "tcp_rfc1337 = 0",
	    [IF_INSECURE_SYN] = "insecure-syn",
	    [IF_SYN_TO_LISTEN] = "syn-to-listen",
	};

	if ((size_t)guard < G_N_ELEMENTS(texts) && texts[guard])
		return texts[guard];
	return "see tcp/fsm.h";
}

static bool is_else(const struct fsm_row *rows, size_t i)
{
	return i > 0 && rows[i].guard == ALWAYS &&
	       rows[i].state == rows[i - 1].state &&
	       rows[i].event == rows[i - 1].event;
}

/* The columns are as wide as the longest name of each. */
#define LINE "%-12s  %-18s  %-12s  %-11s  %-15s  %s"

void fsm_text_table(GString *to, const uint64_t *fired)
{
	const struct fsm_row *rows;
	size_t rows_n;

	if (fired)
		g_string_append(to, "FIRED  ");
	g_string_append_printf(to, LINE "\n", "STATE", "EVENT", "NEXT",
			       "ACTION", "WHEN", "WHERE");
	rows = fsm_rows(&rows_n);
	for (size_t i = 0; i < rows_n; i++) {
		if (fired)
			g_string_append_printf(to, "%5" PRIu64 "  ", fired[i]);
		g_string_append_printf(
		    to, LINE "\n", tcp_state_name(rows[i].state),
		    tcp_event_name(rows[i].event), tcp_state_name(rows[i].next),
		    tcp_action_name(rows[i].action),
		    is_else(rows, i) ? "else" : guard_text(rows[i].guard),
		    rows[i].where);
	}
}

static const char *style_of(const char *where)
{
	if (strcmp(where, "stack") == 0)
		return "dotted";
	return strcmp(where, "Fig5") == 0 ? "solid" : "dashed";
}

static bool same_edge(const struct fsm_row *a, const struct fsm_row *b)
{
	return a->state == b->state && a->next == b->next &&
	       strcmp(style_of(a->where), style_of(b->where)) == 0;
}

static void append_label(GString *to, const struct fsm_row *row)
{
	const char *action = tcp_action_name(row->action);

	g_string_append(to, tcp_event_name(row->event));
	if (action[0])
		g_string_append_printf(to, " / %s", action);
	if (guard_text(row->guard)[0])
		g_string_append_printf(to, " [%s]", guard_text(row->guard));
	g_string_append(to, "\\l");
}

static void append_edge(GString *to, const struct fsm_row *rows, size_t rows_n,
			size_t first)
{
	const struct fsm_row *row = &rows[first];

	for (size_t i = 0; i < first; i++)
		if (same_edge(&rows[i], row))
			return; /* drawn with that one */
	g_string_append_printf(to, "\t\"%s\" -> \"%s\" [style=%s, label=\"",
			       tcp_state_name(row->state),
			       tcp_state_name(row->next), style_of(row->where));
	for (size_t i = first; i < rows_n; i++)
		if (same_edge(&rows[i], row))
			append_label(to, &rows[i]);
	g_string_append(to, "\"];\n");
}

void fsm_text_dot(GString *to)
{
	const struct fsm_row *rows;
	size_t rows_n;

	g_string_append(to, "digraph tcp {\n"
			    "\tnode [shape=box, fontname=\"sans-serif\"];\n"
			    "\tedge [fontname=\"sans-serif\", fontsize=9];\n");
	for (int state = 0; state < TCP_STATES_N; state++)
		g_string_append_printf(to, "\t\"%s\";\n",
				       tcp_state_name((enum tcp_state)state));
	rows = fsm_rows(&rows_n);
	for (size_t i = 0; i < rows_n; i++)
		append_edge(to, rows, rows_n, i);
	g_string_append(to, "}\n");
}

void fsm_text_row_name(GString *to, unsigned int row)
{
	size_t rows_n;
	const struct fsm_row *rows = fsm_rows(&rows_n);

	g_string_append_printf(to, "%s.%s", tcp_state_name(rows[row].state),
			       tcp_event_name(rows[row].event));
}
