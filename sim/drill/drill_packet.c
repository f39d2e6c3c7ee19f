#include "drill/drill_packet.h"

#include <string.h>

#define ACK_EXPECTED "'ack N', 'win N', options or the next event"

/* What packetdrill can write after '<' or '>' and twsim does not play. */
static const char *const foreign[] = {
    "icmp", "icmpv6", "udp", "udplite", "sctp", "gre",	 "mpls",
    "ipv4", "ipv6",   "ip",  "tcp",	"sock", "vxlan",
};

static const char *const foreign_options[] = {
    "FO",  "FOEXP", "exp",    "md5", "uto", "ack",   "e0b",	"e1b", "ceb",
    "rec", "mp",    "accecn", "add", "dss", "tcpao", "unknown", "urg",
};

static const struct {
	char letter;
	uint8_t flag;
} letters[] = {
    {'S', DRILL_SYN}, {'F', DRILL_FIN}, {'R', DRILL_RST},
    {'P', DRILL_PSH}, {'.', DRILL_ACK}, {'E', DRILL_ECE},
    {'W', DRILL_CWR}, {'U', DRILL_URG}, {'-', 0},
};

static bool is_one_of(const char *word, size_t length, const char *const *names,
		      size_t names_n)
{
	for (size_t i = 0; i < names_n; i++)
		if (strlen(names[i]) == length &&
		    strncmp(names[i], word, length) == 0)
			return true;
	return false;
}

static bool check_kind(struct drill_cursor *cursor, GError **error)
{
	size_t length = drill_cursor_word_length(cursor);

	if (*cursor->at == '[' || *cursor->at == '(')
		return drill_cursor_unsupported(cursor->place, error,
						"fields of the IP header");
	if (!is_one_of(cursor->at, length, foreign, G_N_ELEMENTS(foreign)))
		return true;
	return drill_cursor_unsupported(cursor->place, error,
					"a packet of '%.*s'", (int)length,
					cursor->at);
}

static bool read_flags(struct drill_cursor *cursor, struct drill_packet *packet,
		       GError **error)
{
	struct drill_place place = cursor->place;
	const char *start = cursor->at;

	while (*cursor->at && !g_ascii_isspace(*cursor->at)) {
		size_t i = 0;

		while (i < G_N_ELEMENTS(letters) &&
		       letters[i].letter != *cursor->at)
			i++;
		if (i == G_N_ELEMENTS(letters))
			return drill_cursor_fail(
			    cursor, "flags out of SFRP.EW, or -,", error);
		packet->flags |= letters[i].flag;
		drill_cursor_move(cursor, 1);
	}
	if (cursor->at == start)
		return drill_cursor_fail(cursor, "flags out of SFRP.EW, or -,",
					 error);
	drill_cursor_skip(cursor);
	if (packet->flags & DRILL_URG)
		return drill_cursor_unsupported(place, error, "urgent data");
	return true;
}

static bool read_u32(struct drill_cursor *cursor, const char *expected,
		     uint32_t *number, GError **error)
{
	int64_t value;

	if (!drill_cursor_number(cursor, expected, 0, UINT32_MAX, &value,
				 error))
		return false;
	*number = (uint32_t)value;
	return true;
}

/* "seq:end(len)": the end says twice what the length says. */
static bool read_sequence(struct drill_cursor *cursor,
			  struct drill_packet *packet, GError **error)
{
	struct drill_place place = cursor->place;
	uint32_t end;

	if (!read_u32(cursor, "a sequence number", &packet->seq, error) ||
	    !drill_cursor_expect(cursor, ":", error) ||
	    !read_u32(cursor, "a sequence number", &end, error) ||
	    !drill_cursor_expect(cursor, "(", error) ||
	    !read_u32(cursor, "a length", &packet->len, error) ||
	    !drill_cursor_expect(cursor, ")", error))
		return false;
	if (packet->seq + packet->len == end)
		return true;
	return drill_cursor_fail_at(cursor, place, error,
				    "found %u:%u(%u); %u:%u(%u) is expected",
				    packet->seq, end, packet->len, packet->seq,
				    packet->seq + packet->len, packet->len);
}

static bool read_timestamps(struct drill_cursor *cursor,
			    struct drill_packet *packet, GError **error)
{
	if (!drill_cursor_expect(cursor, "val", error))
		return false;
	packet->ts_val_any = drill_cursor_accept(cursor, "...");
	if (!packet->ts_val_any &&
	    !read_u32(cursor, "a timestamp", &packet->ts_val, error))
		return false;
	if (!drill_cursor_expect(cursor, "ecr", error))
		return false;
	packet->ts_ecr_any = drill_cursor_accept(cursor, "...");
	return packet->ts_ecr_any ||
	       read_u32(cursor, "a timestamp", &packet->ts_ecr, error);
}

static bool read_sack(struct drill_cursor *cursor, struct drill_packet *packet,
		      GError **error)
{
	do {
		uint32_t *pair = &packet->sack[2 * packet->sack_n];

		if (packet->sack_n == DRILL_SACK_MAX)
			return drill_cursor_fail(
			    cursor, "'>': four blocks fill a header; it",
			    error);
		if (!read_u32(cursor, "the start of a block", &pair[0],
			      error) ||
		    !drill_cursor_expect(cursor, ":", error) ||
		    !read_u32(cursor, "the end of a block", &pair[1], error))
			return false;
		packet->sack_n++;
	} while (g_ascii_isdigit(*cursor->at));
	return true;
}

static bool read_mss(struct drill_cursor *cursor, struct drill_packet *packet,
		     GError **error)
{
	int64_t mss;

	if (!drill_cursor_number(cursor, "a segment size", 0, UINT16_MAX, &mss,
				 error))
		return false;
	packet->mss = (uint16_t)mss;
	return true;
}

static bool read_wscale(struct drill_cursor *cursor,
			struct drill_packet *packet, GError **error)
{
	int64_t shift;

	if (!drill_cursor_number(cursor, "a shift count", 0, UINT8_MAX, &shift,
				 error))
		return false;
	packet->wscale = (uint8_t)shift;
	return true;
}

static const struct option {
	const char *name;
	uint8_t bit;
	bool (*read)(struct drill_cursor *cursor, struct drill_packet *packet,
		     GError **error);
} options[] = {
    {"nop", 0, NULL},
    {"eol", 0, NULL},
    {"mss", DRILL_MSS, read_mss},
    {"wscale", DRILL_WSCALE, read_wscale},
    {"sackOK", DRILL_SACK_OK, NULL},
    {"TS", DRILL_TS, read_timestamps},
    {"sack", DRILL_SACK, read_sack},
};

static bool unknown_option(struct drill_cursor *cursor, GError **error)
{
	size_t length = drill_cursor_word_length(cursor);

	if (is_one_of(cursor->at, length, foreign_options,
		      G_N_ELEMENTS(foreign_options)))
		return drill_cursor_unsupported(cursor->place, error,
						"the option '%.*s'",
						(int)length, cursor->at);
	return drill_cursor_fail(
	    cursor, "one of mss, wscale, sackOK, TS, sack, nop, eol", error);
}

static bool read_option(struct drill_cursor *cursor,
			struct drill_packet *packet, GError **error)
{
	struct drill_place place = cursor->place;

	for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
		const struct option *option = &options[i];

		if (!drill_cursor_accept_word(cursor, option->name))
			continue;
		if (packet->options & option->bit)
			return drill_cursor_fail_at(
			    cursor, place, error,
			    "found '%s' twice; once is expected", option->name);
		packet->options |= option->bit;
		return !option->read || option->read(cursor, packet, error);
	}
	return unknown_option(cursor, error);
}

static bool read_options(struct drill_cursor *cursor,
			 struct drill_packet *packet, GError **error)
{
	if (drill_cursor_accept(cursor, "...")) {
		packet->any_options = true;
		return drill_cursor_expect(cursor, ">", error);
	}
	if (drill_cursor_accept(cursor, ">"))
		return true;
	do {
		if (!read_option(cursor, packet, error))
			return false;
	} while (drill_cursor_accept(cursor, ","));
	return drill_cursor_expect(cursor, ">", error);
}

static bool read_tail(struct drill_cursor *cursor, struct drill_packet *packet,
		      GError **error)
{
	struct drill_place place;

	if (drill_cursor_accept_word(cursor, "ack") &&
	    !read_u32(cursor, "an acknowledgment number", &packet->ack, error))
		return false;
	place = cursor->place;
	if (drill_cursor_accept_word(cursor, "win") &&
	    !drill_cursor_number(cursor, "a window", 0, UINT16_MAX,
				 &packet->window, error))
		return false;
	if (drill_cursor_accept_word(cursor, "urg"))
		return drill_cursor_unsupported(place, error, "urgent data");
	if (packet->out || packet->window >= 0 || packet->flags & DRILL_RST)
		return true;
	return drill_cursor_fail(
	    cursor, "'win N', which a packet that comes in has,", error);
}

bool drill_packet_parse(struct drill_cursor *cursor,
			struct drill_packet *packet, GError **error)
{
	struct drill_place place;

	memset(packet, 0, sizeof(*packet));
	packet->window = -1;
	packet->out = *cursor->at == '>';
	drill_cursor_move(cursor, 1);
	drill_cursor_skip(cursor);
	if (!check_kind(cursor, error) || !read_flags(cursor, packet, error) ||
	    !read_sequence(cursor, packet, error) ||
	    !read_tail(cursor, packet, error))
		return false;
	place = cursor->place;
	if (drill_cursor_accept(cursor, "<") &&
	    !read_options(cursor, packet, error))
		return false;
	/* the stack's segments have no such blocks: nothing to compare with */
	if (packet->out && packet->options & DRILL_SACK)
		return drill_cursor_unsupported(place, error,
						"SACK blocks from the stack");
	if (packet->out || !packet->any_options)
		return true;
	return drill_cursor_fail_at(cursor, place, error,
				    "found <...>; the options of a packet "
				    "that comes in are expected");
}

static void print_flags(GString *to, uint8_t flags)
{
	if (!flags)
		g_string_append_c(to, '-');
	for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
		if (flags & letters[i].flag)
			g_string_append_c(to, letters[i].letter);
}

static void print_stamp(GString *to, const char *name, bool any, uint32_t value)
{
	if (any)
		g_string_append_printf(to, " %s ...", name);
	else
		g_string_append_printf(to, " %s %u", name, value);
}

static void print_option(GString *to, const struct drill_packet *packet,
			 uint8_t bit)
{
	if (bit == DRILL_MSS)
		g_string_append_printf(to, " %u", packet->mss);
	if (bit == DRILL_WSCALE)
		g_string_append_printf(to, " %u", packet->wscale);
	if (bit == DRILL_TS) {
		print_stamp(to, "val", packet->ts_val_any, packet->ts_val);
		print_stamp(to, "ecr", packet->ts_ecr_any, packet->ts_ecr);
	}
	for (unsigned i = 0; bit == DRILL_SACK && i < packet->sack_n; i++)
		g_string_append_printf(to, " %u:%u", packet->sack[2 * i],
				       packet->sack[2 * i + 1]);
}

static void print_options(GString *to, const struct drill_packet *packet)
{
	const char *comma = "";

	g_string_append(to, " <");
	for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
		if (!(packet->options & options[i].bit))
			continue;
		g_string_append_printf(to, "%s%s", comma, options[i].name);
		print_option(to, packet, options[i].bit);
		comma = ",";
	}
	g_string_append_c(to, '>');
}

void drill_packet_print(GString *to, const struct drill_packet *packet)
{
	g_string_append(to, packet->out ? "> " : "< ");
	print_flags(to, packet->flags);
	g_string_append_printf(to, " %u:%u(%u)", packet->seq,
			       packet->seq + packet->len, packet->len);
	if (packet->flags & DRILL_ACK || packet->ack)
		g_string_append_printf(to, " ack %u", packet->ack);
	if (packet->window >= 0)
		g_string_append_printf(to, " win %u", (unsigned)packet->window);
	if (packet->any_options)
		g_string_append(to, " <...>");
	else if (packet->options)
		print_options(to, packet);
}
