#include "trace/trace_lines.h"

#include "trace/options.h"

#include <inttypes.h>

struct trace_lines {
	struct addresses addresses;
	enum end at;
	GHashTable *starts; /* flow -> struct start */
};

/* Where the numbers of a flow begin, by end, less one for the SYN itself. */
struct start {
	uint64_t flow;
	uint32_t seq[ENDS_N];
};

struct trace_lines *trace_lines_new(const struct addresses *addresses,
				    enum end at)
{
	struct trace_lines *lines = g_new(struct trace_lines, 1);

	*lines = (struct trace_lines){
	    .addresses = *addresses,
	    .at = at,
	    .starts = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL,
					    g_free),
	};
	return lines;
}

void trace_lines_free(struct trace_lines *lines)
{
	if (!lines)
		return;
	g_hash_table_unref(lines->starts);
	g_free(lines);
}

/* As tcpdump: what carries an ACK is counted from the last SYN,ACK, or from
 * the first ACK that was seen at all. That one shows absolute numbers. */
static void relate(struct trace_lines *lines, const struct trace_event *event,
		   uint32_t *seq, uint32_t *ack)
{
	uint64_t flow = (uint64_t)event->pair << 16 | event->port;
	enum end from = trace_sender(event);
	struct start *start = g_hash_table_lookup(lines->starts, &flow);

	*seq = event->seg.seq.raw;
	*ack = event->seg.ack.raw;
	if (!segment_has(&event->seg, SEG_ACK))
		return;
	if (start && !segment_has(&event->seg, SEG_SYN)) {
		*seq -= start->seq[from];
		*ack -= start->seq[end_other(from)];
		return;
	}
	if (!start) {
		start = g_new(struct start, 1);
		start->flow = flow;
		g_hash_table_insert(lines->starts, &start->flow, start);
	}
	start->seq[from] = *seq;
	start->seq[end_other(from)] = *ack - 1;
}

void trace_lines_time(GString *to, int64_t at_ns)
{
	int64_t s = at_ns / NS_PER_S;

	g_string_append_printf(
	    to, "%02" PRId64 ":%02" PRId64 ":%02" PRId64 ".%06" PRId64,
	    s / 3600 % 24, s / 60 % 60, s % 60, at_ns % NS_PER_S / NS_PER_US);
}

void trace_lines_flags(GString *to, unsigned int flags)
{
	static const struct {
		unsigned int flag;
		char letter;
	} letters[] = {
	    {SEG_FIN, 'F'}, {SEG_SYN, 'S'}, {SEG_RST, 'R'}, {SEG_PSH, 'P'},
	    {SEG_ACK, '.'}, {SEG_URG, 'U'}, {SEG_ECE, 'E'}, {SEG_CWR, 'W'},
	};
	size_t before = to->len;

	for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
		if (flags & letters[i].flag)
			g_string_append_c(to, letters[i].letter);
	if (to->len == before)
		g_string_append(to, "none");
}

static void append_option(GString *to, const struct segment *seg,
			  enum option_kind kind)
{
	switch (kind) {
	case OPTION_EOL:
		g_string_append(to, "eol");
		break;
	case OPTION_NOP:
		g_string_append(to, "nop");
		break;
	case OPTION_MSS:
		g_string_append_printf(to, "mss %u", seg->mss);
		break;
	case OPTION_WSCALE:
		g_string_append_printf(to, "wscale %u", seg->wscale);
		break;
	case OPTION_SACK_OK:
		g_string_append(to, "sackOK");
		break;
	case OPTION_TS:
		g_string_append_printf(to, "TS val %u ecr %u", seg->ts_val,
				       seg->ts_ecr);
		break;
	}
}

/* Up to the end of the list, as tcpdump, which shows no filler after it. */
void trace_lines_options(GString *to, const struct segment *seg,
			 enum option_order order)
{
	struct options options = options_of(seg, order);

	for (size_t i = 0; i < options.n; i++) {
		if (i > 0)
			g_string_append_c(to, ',');
		append_option(to, seg, options.kind[i]);
		if (options.kind[i] == OPTION_EOL)
			break;
	}
}

void trace_lines_address(GString *to, struct address address)
{
	g_string_append_printf(
	    to, "%u.%u.%u.%u.%u", address.host >> 24, address.host >> 16 & 0xff,
	    address.host >> 8 & 0xff, address.host & 0xff, address.port);
}

static void append_ends(const struct trace_lines *lines, GString *to,
			const struct trace_event *event)
{
	enum end from = trace_sender(event);

	trace_lines_address(to, addresses_end(&lines->addresses, from,
					      event->pair, event->port));
	g_string_append(to, " > ");
	trace_lines_address(to,
			    addresses_end(&lines->addresses, end_other(from),
					  event->pair, event->port));
}

static void append_segment(struct trace_lines *lines, GString *to,
			   const struct trace_event *event)
{
	enum end from = trace_sender(event);
	const struct segment *seg = &event->seg;
	uint32_t seq, ack;
	size_t before;

	relate(lines, event, &seq, &ack);
	g_string_append(to, ": Flags [");
	trace_lines_flags(to, seg->flags & 0xffu);
	g_string_append_c(to, ']');
	if (seg->len > 0)
		g_string_append_printf(to, ", seq %u:%u", seq, seq + seg->len);
	else if (seg->flags & (SEG_SYN | SEG_FIN | SEG_RST))
		g_string_append_printf(to, ", seq %u", seq);
	if (segment_has(seg, SEG_ACK))
		g_string_append_printf(to, ", ack %u", ack);
	g_string_append_printf(to, ", win %u", seg->window);
	before = to->len;
	g_string_append(to, ", options [");
	trace_lines_options(to, seg, lines->addresses.options[from]);
	if (to->str[to->len - 1] == '[')
		g_string_truncate(to, before);
	else
		g_string_append_c(to, ']');
	g_string_append_printf(to, ", length %u\n", seg->len);
}

bool trace_lines_add(struct trace_lines *lines, GString *to,
		     const struct trace_event *event)
{
	if (!trace_is_segment(event) || event->end != lines->at)
		return false;
	trace_lines_time(to, event->at_ns);
	g_string_append(to, " IP ");
	append_ends(lines, to, event);
	append_segment(lines, to, event);
	return true;
}
