#include "trace/packet.h"

#include "base/checksum.h"
#include "base/must.h"
#include "trace/options.h"

#include <string.h>

/* A letter: zeros look like some protocol to those who guess by content. */
#define FILLER	     'x'
#define IP_OCTETS    20u
#define TCP_OCTETS   20u
#define IP_DONT_FRAG 0x4000u
#define IP_TTL	     64
#define IP_TCP	     6

static uint8_t *put8(uint8_t *at, unsigned int value)
{
	*at = (uint8_t)value;
	return at + 1;
}

static uint8_t *put16(uint8_t *at, unsigned int value)
{
	return put8(put8(at, value >> 8), value & 0xff);
}

static uint8_t *put32(uint8_t *at, uint32_t value)
{
	return put16(put16(at, value >> 16), value & 0xffff);
}

static uint8_t *put_option(uint8_t *at, const struct segment *seg,
			   enum option_kind kind)
{
	at = put8(at, kind);
	switch (kind) {
	case OPTION_EOL:
	case OPTION_NOP:
		return at;
	case OPTION_MSS:
		return put16(put8(at, 4), seg->mss);
	case OPTION_WSCALE:
		return put8(put8(at, 3), seg->wscale);
	case OPTION_SACK_OK:
		return put8(at, 2);
	case OPTION_TS:
		return put32(put32(put8(at, 10), seg->ts_val), seg->ts_ecr);
	}
	return at;
}

static uint8_t *put_options(uint8_t *at, const struct segment *seg,
			    enum option_order order)
{
	struct options options = options_of(seg, order);
	const uint8_t *end = at + options.octets;

	for (size_t i = 0; i < options.n; i++)
		at = put_option(at, seg, options.kind[i]);
	must(at == end);
	return at;
}

static void write_ip(uint8_t *packet, size_t octets, struct address from,
		     struct address to)
{
	uint8_t *at = packet;

	at = put8(put8(at, 0x45), 0);
	at = put16(at, (unsigned int)octets);
	at = put16(put16(at, 0), IP_DONT_FRAG);
	at = put16(put8(put8(at, IP_TTL), IP_TCP), 0);
	at = put32(put32(at, from.host), to.host);
	put16(packet + 10, checksum_end(checksum_add(0, packet, IP_OCTETS)));
	must(at == packet + IP_OCTETS);
}

/* With the addresses, the protocol and the length (RFC 9293 s3.1). */
static void sum_tcp(uint8_t *packet, size_t octets)
{
	size_t tcp_octets = octets - IP_OCTETS;
	uint32_t sum = IP_TCP + (uint32_t)tcp_octets;

	sum = checksum_add(sum, packet + 12, 8);
	sum = checksum_add(sum, packet + IP_OCTETS, tcp_octets);
	put16(packet + IP_OCTETS + 16, checksum_end(sum));
}

size_t packet_write(uint8_t *packet, const struct segment *seg,
		    enum option_order order, struct address from,
		    struct address to)
{
	uint8_t *tcp = packet + IP_OCTETS;
	uint8_t *text = put_options(tcp + TCP_OCTETS, seg, order);
	size_t octets = (size_t)(text - packet) + seg->len;
	uint8_t *at = tcp;

	must(octets <= PACKET_OCTETS_MAX);
	memset(text, FILLER, seg->len);
	at = put16(put16(at, from.port), to.port);
	at = put32(put32(at, seg->seq.raw), seg->ack.raw);
	at = put8(at, (unsigned int)(text - tcp) / 4 << 4);
	at = put8(at, seg->flags & 0xffu);
	put32(put16(at, seg->window), 0);
	write_ip(packet, octets, from, to);
	sum_tcp(packet, octets);
	return octets;
}
