#include "trace/trace_ladder.h"

#include "tcp/fsm.h"
#include "trace/fsm_text.h"
#include "trace/trace_lines.h"

#include <string.h>

#define HALF	 28 /* of the way between the ends, columns */
#define ROWS_MAX 4

/**
 * struct rung - A line of the ladder
 * @event:	A segment, or the step that stands alone
 * @label:	Of the segment
 * @row:	What fired, in order
 */
struct rung {
	const struct trace_event *event;
	char *label;
	unsigned int row[ROWS_MAX];
	unsigned int rows_n;
};

/**
 * struct flow - A flow, while the ladder is written from top to bottom
 * @start:	Initial number of the last SYN, by end
 * @state:	By end
 */
struct flow {
	uint64_t flow;
	struct seq start[ENDS_N];
	enum tcp_state state[ENDS_N];
};

struct ladder {
	struct addresses addresses;
	const GArray *events;
	GArray *rungs;
	GArray *flows;
};

static const struct trace_event *event_at(const struct ladder *ladder, size_t i)
{
	return &g_array_index(ladder->events, struct trace_event, i);
}

static struct rung *rung_at(const struct ladder *ladder, size_t i)
{
	return &g_array_index(ladder->rungs, struct rung, i);
}

static uint64_t flow_name(const struct trace_event *event)
{
	return (uint64_t)event->pair << 16 | event->port;
}

static struct flow *flow_of(const struct ladder *ladder,
			    const struct trace_event *event)
{
	struct flow new = {.flow = flow_name(event)};

	for (size_t i = 0; i < ladder->flows->len; i++) {
		struct flow *flow =
		    &g_array_index(ladder->flows, struct flow, i);

		if (flow->flow == new.flow)
			return flow;
	}
	new.state[END_CLIENT] = TCP_CLOSED;
	new.state[END_SERVER] = TCP_LISTEN;
	g_array_append_val(ladder->flows, new);
	return &g_array_index(ladder->flows, struct flow,
			      ladder->flows->len - 1);
}

/* What a segment is called, in the numbers of the moment it is sent. */
static char *label_new(struct flow *flow, const struct trace_event *event)
{
	const struct segment *seg = &event->seg;
	GString *label = g_string_new("[");
	enum end from = event->end;
	int32_t seq, ack;

	if (segment_has(seg, SEG_SYN))
		flow->start[from] = seg->seq;
	/* below the start: a number of an earlier connection */
	seq = (int32_t)(seg->seq.raw - flow->start[from].raw);
	ack = (int32_t)(seg->ack.raw - flow->start[end_other(from)].raw);
	trace_lines_flags(label, seg->flags & 0xffu);
	g_string_append(label, "]");
	if (seg->len > 0)
		g_string_append_printf(label, " %d:%d", seq,
				       seq + (int32_t)seg->len);
	else if (seg->flags & (SEG_SYN | SEG_FIN | SEG_RST))
		g_string_append_printf(label, " %d", seq);
	if (segment_has(seg, SEG_ACK))
		g_string_append_printf(label, " ack %d", ack);
	return g_string_free(label, FALSE);
}

static bool same_segment(const struct segment *a, const struct segment *b)
{
	return seq_eq(a->seq, b->seq) && seq_eq(a->ack, b->ack) &&
	       a->ts_val == b->ts_val && a->ts_ecr == b->ts_ecr &&
	       a->len == b->len && a->flags == b->flags &&
	       a->window == b->window;
}

/* An old duplicate is one whose sender has begun anew since it was sent. */
static bool is_old(const struct ladder *ladder, size_t sent)
{
	const struct trace_event *first = rung_at(ladder, sent)->event;

	for (size_t i = sent + 1; i < ladder->rungs->len; i++) {
		const struct trace_event *event = rung_at(ladder, i)->event;

		if (event->kind == TRACE_SENT && event->end == first->end &&
		    flow_name(event) == flow_name(first) &&
		    segment_has(&event->seg, SEG_SYN) &&
		    event->seg.seq.raw != first->seg.seq.raw &&
		    !segment_has(&first->seg, SEG_SYN) && !event->again)
			return true;
	}
	return false;
}

/* What arrives is called what it was called when it was sent. */
static char *label_again(const struct ladder *ladder,
			 const struct trace_event *event)
{
	for (size_t i = ladder->rungs->len; i-- > 0;) {
		const struct trace_event *sent = rung_at(ladder, i)->event;

		if (sent->kind == TRACE_SENT && sent->end != event->end &&
		    flow_name(sent) == flow_name(event) &&
		    same_segment(&sent->seg, &event->seg))
			return g_strconcat(is_old(ladder, i) ? "old " : "",
					   rung_at(ladder, i)->label, NULL);
	}
	return g_strdup("?");
}

/* Which segment does a step belong to? What is received has just arrived; what
 * a call or a time-out does has just left, if it sends anything. */
static bool belongs(const struct rung *rung, const struct trace_event *step,
		    const struct fsm_row *row)
{
	static const unsigned int flags[] = {
	    [DO_NOTHING] = 0,		[DO_SND_SYN] = SEG_SYN,
	    [DO_SND_SYN_ACK] = SEG_SYN, [DO_SND_ACK] = SEG_ACK,
	    [DO_SND_FIN] = SEG_FIN,	[DO_SND_RST] = SEG_RST,
	};
	bool received = g_str_has_prefix(tcp_event_name(row->event), "RCV_") ||
			row->event == EV_CALL_PASSIVE_OPEN;

	if (rung->event->at_ns != step->at_ns ||
	    rung->event->end != step->end ||
	    flow_name(rung->event) != flow_name(step) ||
	    rung->rows_n == ROWS_MAX)
		return false;
	if (received)
		return rung->event->kind == TRACE_ARRIVED;
	return rung->event->kind == TRACE_SENT && row->action != DO_NOTHING &&
	       segment_has(&rung->event->seg, flags[row->action]);
}

static void add_step(struct ladder *ladder, const struct trace_event *step)
{
	struct rung alone = {.event = step, .label = g_strdup("")};
	size_t rows_n;
	const struct fsm_row *row = &fsm_rows(&rows_n)[step->row];

	for (size_t i = ladder->rungs->len; i-- > 0;) {
		struct rung *rung = rung_at(ladder, i);

		if (rung->event->at_ns != step->at_ns)
			break;
		if (belongs(rung, step, row)) {
			rung->row[rung->rows_n++] = step->row;
			g_free(alone.label);
			return;
		}
	}
	alone.row[alone.rows_n++] = step->row;
	g_array_append_val(ladder->rungs, alone);
}

static void add_segment(struct ladder *ladder, const struct trace_event *event)
{
	struct rung rung = {.event = event};

	if (event->kind == TRACE_SENT)
		rung.label = label_new(flow_of(ladder, event), event);
	else if (event->kind == TRACE_ARRIVED)
		rung.label = label_again(ladder, event);
	g_array_append_val(ladder->rungs, rung);
}

/* Writing */

static void append_sent(GString *to, const struct rung *rung)
{
	const struct trace_event *event = rung->event;
	int dashes = HALF - 2 - (int)strlen(rung->label);
	char head = event->end == END_CLIENT ? '>' : '<';
	g_autofree char *arrow = g_strnfill((gsize)MAX(dashes, 1), '-');

	if (event->arrives_ns == NEVER_NS)
		head = event->rule_line && event->rule_deed == RULES_HOLD ? '|'
									  : 'X';
	if (event->end == END_CLIENT)
		g_string_append_printf(to, "%s %s%c%*s", rung->label, arrow,
				       head, HALF, "");
	else
		g_string_append_printf(to, "%*s%c%s %s", HALF, "", head, arrow,
				       rung->label);
}

static void append_arrived(GString *to, const struct rung *rung)
{
	int dashes = HALF - 2 - (int)strlen(rung->label);
	g_autofree char *arrow = g_strnfill((gsize)MAX(dashes, 1), '-');

	if (rung->event->end == END_CLIENT)
		g_string_append_printf(to, "%s <%s%*s", rung->label, arrow,
				       HALF, "");
	else
		g_string_append_printf(to, "%*s%s> %s", HALF, "", arrow,
				       rung->label);
}

static void append_way(GString *to, const struct rung *rung)
{
	switch (rung->event->kind) {
	case TRACE_SENT:
		append_sent(to, rung);
		return;
	case TRACE_ARRIVED:
		append_arrived(to, rung);
		return;
	case TRACE_STEPPED:
	case TRACE_FORGOT:
		g_string_append_printf(to, "%*s", 2 * HALF, "");
		return;
	}
}

/* Of this end of the flow, the next row that fires; NULL: none */
static const struct fsm_row *next_row(const struct ladder *ladder,
				      const struct trace_event *event,
				      size_t rung, unsigned int i)
{
	size_t rows_n;
	const struct fsm_row *rows = fsm_rows(&rows_n);

	for (i++; rung < ladder->rungs->len; rung++, i = 0) {
		const struct rung *next = rung_at(ladder, rung);

		if (next->event->end == event->end &&
		    flow_name(next->event) == flow_name(event) &&
		    i < next->rows_n)
			return &rows[next->row[i]];
	}
	return NULL;
}

/* There was no room for a TIME-WAIT: no row ends it. */
static bool is_skipped(const struct ladder *ladder, size_t rung, unsigned int i)
{
	const struct rung *at = rung_at(ladder, rung);
	const struct fsm_row *next = next_row(ladder, at->event, rung, i);
	size_t rows_n;

	return fsm_rows(&rows_n)[at->row[i]].next == TCP_TIME_WAIT &&
	       (!next || next->state != TCP_TIME_WAIT);
}

static void append_reason(GString *to, const struct ladder *ladder,
			  size_t index, struct flow *flow)
{
	const struct rung *rung = rung_at(ladder, index);
	enum end end = rung->event->end;
	size_t rows_n;
	const struct fsm_row *rows = fsm_rows(&rows_n);

	for (unsigned int i = 0; i < rung->rows_n; i++) {
		const struct fsm_row *row = &rows[rung->row[i]];

		g_string_append(to, i ? "; " : "  ");
		fsm_text_row_name(to, rung->row[i]);
		g_string_append_printf(to, " %s", row->where);
		flow->state[end] = row->next;
		if (is_skipped(ladder, index, i)) {
			g_string_append(to, ", but there is no room for one");
			flow->state[end] = TCP_CLOSED;
		}
	}
}

static void append_wire(GString *to, const struct trace_event *event)
{
	static const char *const deeds[] = {
	    [RULES_DROP] = "drops it",
	    [RULES_DUPLICATE] = "makes a copy",
	    [RULES_DELAY] = "delays it",
	    [RULES_HOLD] = "holds it",
	};

	if (event->kind != TRACE_SENT)
		return;
	if (event->rule_line)
		g_string_append_printf(to, "  (the wire %s: line %u)",
				       deeds[event->rule_deed],
				       event->rule_line);
	else if (event->arrives_ns == NEVER_NS)
		g_string_append(to, "  (lost)");
	if (event->again)
		g_string_append(to, "  (again)");
}

static void append_rung(GString *to, const struct ladder *ladder, size_t index)
{
	const struct rung *rung = rung_at(ladder, index);
	const struct trace_event *event = rung->event;
	struct flow *flow = flow_of(ladder, event);
	g_autoptr(GString) reason = g_string_new(NULL);

	append_reason(reason, ladder, index, flow);
	if (event->kind == TRACE_FORGOT) {
		g_string_append(reason, "  (the host forgets the connection)");
		flow->state[event->end] = TCP_CLOSED;
	}
	append_wire(reason, event);
	if (ladder->flows->len > 1)
		g_string_append_printf(to, "%5u  ",
				       addresses_end(&ladder->addresses,
						     END_CLIENT, event->pair,
						     event->port)
					   .port);
	g_string_append_printf(to, "%13.6f  %-12s  ",
			       (double)(event->at_ns / NS_PER_US) / 1e6,
			       tcp_state_name(flow->state[END_CLIENT]));
	append_way(to, rung);
	g_string_append_printf(to, "  %-12s%s",
			       tcp_state_name(flow->state[END_SERVER]),
			       reason->str);
	while (to->str[to->len - 1] == ' ')
		g_string_truncate(to, to->len - 1);
	g_string_append_c(to, '\n');
}

static void append_header(GString *to, const struct addresses *addresses,
			  const GArray *events, bool many)
{
	const struct trace_event *first =
	    &g_array_index(events, struct trace_event, 0);
	struct address client =
	    addresses_end(addresses, END_CLIENT, first->pair, first->port);
	struct address server =
	    addresses_end(addresses, END_SERVER, first->pair, first->port);
	g_autoptr(GString) names = g_string_new(NULL);
	size_t before;

	trace_lines_address(names, client);
	before = names->len;
	g_string_append_c(names, ' ');
	if (many)
		g_string_append(to, " PORT  ");
	trace_lines_address(names, server);
	g_string_append_printf(to, "%13s  %-12s  %.*s%*s  %-12s  %s\n",
			       "TIME, s", "CLIENT", (int)before, names->str,
			       2 * HALF - (int)before, names->str + before + 1,
			       "SERVER", "WHY");
}

static void clear_rung(void *data)
{
	g_free(((struct rung *)data)->label);
}

void trace_ladder(GString *to, const struct addresses *addresses,
		  const GArray *events)
{
	struct ladder ladder = {
	    .addresses = *addresses,
	    .events = events,
	    .rungs = g_array_new(FALSE, FALSE, sizeof(struct rung)),
	    .flows = g_array_new(FALSE, FALSE, sizeof(struct flow)),
	};

	g_array_set_clear_func(ladder.rungs, clear_rung);
	for (size_t i = 0; i < events->len; i++)
		if (event_at(&ladder, i)->kind == TRACE_STEPPED)
			add_step(&ladder, event_at(&ladder, i));
		else
			add_segment(&ladder, event_at(&ladder, i));
	if (events->len > 0)
		append_header(to, addresses, events, ladder.flows->len > 1);
	for (size_t i = 0; i < ladder.rungs->len; i++)
		append_rung(to, &ladder, i);
	g_array_unref(ladder.rungs);
	g_array_unref(ladder.flows);
}
