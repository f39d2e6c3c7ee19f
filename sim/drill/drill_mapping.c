#include "drill/drill_mapping.h"

#include "drill/drill_host.h"

#include <stdlib.h>
#include <string.h>

#define WIRE_FLAGS 0xffu

static const struct {
	uint8_t drill;
	uint16_t segment;
} options[] = {
    {DRILL_MSS, SEG_MSS},
    {DRILL_WSCALE, SEG_WSCALE},
    {DRILL_SACK_OK, SEG_SACK_OK},
    {DRILL_TS, SEG_TS},
};

void drill_mapping_init(struct drill_mapping *mapping)
{
	memset(mapping, 0, sizeof(*mapping));
	mapping->stamps = g_hash_table_new(NULL, NULL);
}

void drill_mapping_fini(struct drill_mapping *mapping)
{
	g_hash_table_unref(mapping->stamps);
}

static uint32_t stamp_in(const struct drill_mapping *mapping, uint32_t stamp)
{
	gpointer live;

	if (g_hash_table_lookup_extended(mapping->stamps,
					 GUINT_TO_POINTER(stamp), NULL, &live))
		return GPOINTER_TO_UINT(live);
	if (stamp == 0)
		return 0;
	/* if the script left all open (<...>), it means the last one */
	return mapping->stamped ? stamp + mapping->stamp_offset
				: mapping->last_stamp;
}

struct segment drill_mapping_in(struct drill_mapping *mapping,
				const struct drill_packet *packet)
{
	struct segment seg = {
	    .seq = seq_of(packet->seq),
	    .flags = packet->flags,
	    .len = packet->len,
	    .window = (uint16_t)MAX(packet->window, 0),
	    .mss = packet->mss,
	    .wscale = packet->wscale,
	    .ts_val = packet->ts_val,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
		if (packet->options & options[i].drill)
			seg.flags |= options[i].segment;
	if (packet->flags & DRILL_ACK)
		seg.ack = seq_of(packet->ack + mapping->offset);
	if (packet->options & DRILL_TS)
		seg.ts_ecr = stamp_in(mapping, packet->ts_ecr);
	if ((packet->flags & (DRILL_SYN | DRILL_ACK)) == DRILL_SYN)
		mapping->may_learn = true;
	return seg;
}

/* A SYN that comes again has the number it had. */
static void learn_sequence(struct drill_mapping *mapping,
			   const struct segment *seg,
			   const struct drill_packet *expected)
{
	uint32_t script =
	    expected && expected->flags & DRILL_SYN ? expected->seq : 0;

	if (mapping->learned &&
	    (!mapping->may_learn || seg->seq.raw == mapping->isn ||
	     seg->seq.raw - mapping->offset == script))
		return;
	mapping->learned = true;
	mapping->may_learn = false;
	mapping->isn = seg->seq.raw;
	mapping->offset = seg->seq.raw - script;
}

void drill_mapping_learn(struct drill_mapping *mapping,
			 const struct segment *seg, int64_t at_ns,
			 const struct drill_packet *expected)
{
	if (segment_has(seg, SEG_SYN))
		learn_sequence(mapping, seg, expected);
	if (segment_has(seg, SEG_TS))
		mapping->last_stamp = seg->ts_val;
	if (!segment_has(seg, SEG_TS) || !expected ||
	    !(expected->options & DRILL_TS) || expected->ts_val_any)
		return;
	g_hash_table_insert(mapping->stamps, GUINT_TO_POINTER(expected->ts_val),
			    GUINT_TO_POINTER(seg->ts_val));
	if (mapping->stamped)
		return;
	mapping->stamped = true;
	mapping->stamped_ns = at_ns;
	mapping->stamp_offset = seg->ts_val - expected->ts_val;
}

struct drill_packet drill_mapping_out(const struct drill_mapping *mapping,
				      const struct segment *seg)
{
	struct drill_packet packet = {
	    .out = true,
	    .flags = (uint8_t)(seg->flags & WIRE_FLAGS),
	    .seq = seg->seq.raw - mapping->offset,
	    .len = seg->len,
	    .ack = segment_has(seg, SEG_ACK) ? seg->ack.raw : 0,
	    .window = seg->window,
	    .mss = seg->mss,
	    .wscale = seg->wscale,
	};

	/* the answer to a segment that acknowledges nothing has number 0 */
	if (segment_has(seg, SEG_RST) && seg->seq.raw == 0)
		packet.seq = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
		if (seg->flags & options[i].segment)
			packet.options |= options[i].drill;
	if (seg->flags & DRILL_SEG_SACK)
		packet.options |= DRILL_SACK;
	if (packet.options & DRILL_TS) {
		/* a number that stands for nothing in the script */
		packet.ts_val_any = !mapping->stamped;
		packet.ts_val = seg->ts_val - mapping->stamp_offset;
		packet.ts_ecr = seg->ts_ecr;
	}
	return packet;
}

static void differs(GString *list, const char *what)
{
	g_string_append_printf(list, "%s%s", list->len ? ", " : "", what);
}

static void compare_options(const struct drill_packet *expected,
			    const struct drill_packet *actual,
			    int64_t stamp_slack, GString *list)
{
	if (expected->options != actual->options) {
		differs(list, "options");
		return;
	}
	if (expected->options & DRILL_MSS && expected->mss != actual->mss)
		differs(list, "mss");
	if (expected->options & DRILL_WSCALE &&
	    expected->wscale != actual->wscale)
		differs(list, "wscale");
	if (!(expected->options & DRILL_TS))
		return;
	if (stamp_slack >= 0 && !expected->ts_val_any &&
	    labs((int32_t)(expected->ts_val - actual->ts_val)) > stamp_slack)
		differs(list, "TS val");
	if (!expected->ts_ecr_any && expected->ts_ecr != actual->ts_ecr)
		differs(list, "TS ecr");
}

char *drill_mapping_compare(const struct drill_packet *expected,
			    const struct drill_packet *actual,
			    int64_t stamp_slack)
{
	GString *list = g_string_new(NULL);

	if (expected->flags != actual->flags)
		differs(list, "flags");
	if (expected->seq != actual->seq)
		differs(list, "seq");
	if (expected->len != actual->len)
		differs(list, "length");
	if (expected->ack != actual->ack)
		differs(list, "ack");
	if (expected->window >= 0 && expected->window != actual->window)
		differs(list, "win");
	if (!expected->any_options)
		compare_options(expected, actual, stamp_slack, list);
	return g_string_free(list, list->len == 0);
}
