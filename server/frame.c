#include "frame.h"

#include "base/rng.h"

#include <linux/if_ether.h>
#include <netinet/in.h>
#include <string.h>

#define IP6_OCTETS 40u
#define TCP_OCTETS 20u

enum { OPTION_EOL, OPTION_NOP, OPTION_MSS, OPTION_WSCALE, OPTION_SACK_OK };
#define OPTION_TS 8

static uint64_t hash_end(const struct frame *frame, const struct frame_end *end)
{
	uint64_t hash = end->port;

	for (size_t i = 0; i < frame->address_octets; i += 4)
		hash = hash_u64(hash + 1) ^ frame_get32(end->address + i);
	return hash_u64(hash);
}

/* What is behind one option; NULL: nothing more, or it is malformed. */
static const uint8_t *option_next(const uint8_t *at, const uint8_t *end)
{
	if (*at == OPTION_EOL)
		return NULL;
	if (*at == OPTION_NOP)
		return at + 1 < end ? at + 1 : NULL;
	if (at + 1 >= end || at[1] < 2 || at + at[1] > end)
		return NULL;
	return at + at[1] < end ? at + at[1] : NULL;
}

static bool option_is(const uint8_t *at, const uint8_t *end, uint8_t kind,
		      uint8_t octets)
{
	return at[0] == kind && at + octets <= end && at[1] == octets;
}

static void read_option(struct segment *seg, const uint8_t *at,
			const uint8_t *end)
{
	if (option_is(at, end, OPTION_MSS, 4)) {
		seg->flags |= SEG_MSS;
		seg->mss = frame_get16(at + 2);
	} else if (option_is(at, end, OPTION_WSCALE, 3)) {
		seg->flags |= SEG_WSCALE;
		seg->wscale = at[2];
	} else if (option_is(at, end, OPTION_SACK_OK, 2)) {
		seg->flags |= SEG_SACK_OK;
	} else if (option_is(at, end, OPTION_TS, 10)) {
		seg->flags |= SEG_TS;
		seg->ts_val = frame_get32(at + 2);
		seg->ts_ecr = frame_get32(at + 6);
	}
}

/* @end: of the IP packet, which a short frame's padding is not part of */
static bool read_tcp(struct frame *frame, size_t end)
{
	const uint8_t *tcp = frame->octets + frame->tcp;
	const uint8_t *text;
	struct segment *seg = &frame->seg;

	if (frame->tcp + TCP_OCTETS > end || end > frame->octets_n)
		return false;
	frame->text = frame->tcp + (size_t)(tcp[12] >> 4) * 4;
	if (frame->text < frame->tcp + TCP_OCTETS || frame->text > end)
		return false;
	text = frame->octets + frame->text;
	*seg = (struct segment){
	    .seq.raw = frame_get32(tcp + 4),
	    .len = (uint32_t)(end - frame->text),
	    .flags = tcp[13],
	    .window = frame_get16(tcp + 14),
	};
	if (segment_has(seg, SEG_ACK))
		seg->ack.raw = frame_get32(tcp + 8);
	for (const uint8_t *at = tcp + TCP_OCTETS; at && at < text;
	     at = option_next(at, text))
		read_option(seg, at, text);
	frame->from.port = frame_get16(tcp);
	frame->to.port = frame_get16(tcp + 2);
	frame->flow =
	    hash_end(frame, &frame->from) + hash_end(frame, &frame->to);
	return true;
}

static enum frame_kind read_ip4(struct frame *frame)
{
	const uint8_t *ip = frame->octets + frame->ip;
	size_t header = (size_t)(ip[0] & 0xf) * 4;

	if (frame->ip + 20 > frame->octets_n || header < 20 ||
	    ip[9] != IPPROTO_TCP || frame_get16(ip + 6) & 0x3fff)
		return FRAME_OTHER;
	frame->tcp = frame->ip + header;
	frame->address_octets = 4;
	frame->from.address = ip + 12;
	frame->to.address = ip + 16;
	return read_tcp(frame, frame->ip + frame_get16(ip + 2)) ? FRAME_TCP
								: FRAME_OTHER;
}

static bool is_neighbour6(const struct frame *frame)
{
	const uint8_t *ip = frame->octets + frame->ip;
	const uint8_t *type = ip + IP6_OCTETS;

	return ip[6] == IPPROTO_ICMPV6 &&
	       type < frame->octets + frame->octets_n && *type >= 133 &&
	       *type <= 137;
}

static enum frame_kind read_ip6(struct frame *frame)
{
	const uint8_t *ip = frame->octets + frame->ip;

	if (frame->ip + IP6_OCTETS > frame->octets_n)
		return FRAME_OTHER;
	if (is_neighbour6(frame))
		return FRAME_NEIGHBOUR;
	if (ip[6] != IPPROTO_TCP)
		return FRAME_OTHER;
	frame->tcp = frame->ip + IP6_OCTETS;
	frame->address_octets = 16;
	frame->from.address = ip + 8;
	frame->to.address = ip + 24;
	return read_tcp(frame, frame->tcp + frame_get16(ip + 4)) ? FRAME_TCP
								 : FRAME_OTHER;
}

struct frame frame_read(const uint8_t *octets, size_t octets_n)
{
	struct frame frame = {
	    .octets = octets,
	    .octets_n = octets_n,
	    .kind = FRAME_OTHER,
	    .ip = FRAME_LINK_OCTETS,
	};

	if (octets_n <= FRAME_LINK_OCTETS)
		return frame;
	switch (frame_get16(octets + 12)) {
	case ETH_P_ARP:
		frame.kind = FRAME_NEIGHBOUR;
		break;
	case ETH_P_IP:
		frame.kind = read_ip4(&frame);
		break;
	case ETH_P_IPV6:
		frame.kind = read_ip6(&frame);
		break;
	default:
		break;
	}
	return frame;
}

size_t frame_options(const struct frame *frame, uint8_t *kind)
{
	const uint8_t *end = frame->octets + frame->text;
	const uint8_t *at = frame->octets + frame->tcp + TCP_OCTETS;
	size_t n = 0;

	for (; at && at < end && n < FRAME_OPTIONS_MAX;
	     at = option_next(at, end))
		kind[n++] = *at;
	return n;
}
