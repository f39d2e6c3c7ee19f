#include "datagram.h"

#include <string.h>

#define FILLER	     'x'
#define IPV4_OCTETS  20u
#define IPV6_OCTETS  40u
#define TCP_OCTETS   20u
#define DONT_FRAG    0x4000u
#define TTL	     64u
#define OPTIONS_MAX  40u
#define BLOCK_OCTETS 8u

enum option { EOL, NOP, MSS, WSCALE, SACK_OK, SACK, TS = 8 };

/**
 * struct place - Where the next octet goes, or is
 */
struct place {
	uint8_t *at;
};

static void put8(struct place *place, unsigned value)
{
	*place->at++ = (uint8_t)value;
}

static void put16(struct place *place, unsigned value)
{
	put8(place, value >> 8);
	put8(place, value & 0xff);
}

static void put32(struct place *place, uint32_t value)
{
	put16(place, value >> 16);
	put16(place, value & 0xffff);
}

static unsigned get16(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static uint32_t get32(const uint8_t *at)
{
	return (uint32_t)get16(at) << 16 | get16(at + 2);
}

static void put_bytes(struct place *place, const void *bytes, size_t n)
{
	memcpy(place->at, bytes, n);
	place->at += n;
}

/* The one's complement sum of RFC 1071, not folded yet */
static uint64_t sum_of(const uint8_t *octets, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i + 1 < n; i += 2)
		sum += get16(octets + i);
	return n % 2 ? sum + ((unsigned)octets[n - 1] << 8) : sum;
}

static unsigned folded(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (unsigned)~sum & 0xffff;
}

static void put_sack(struct place *place, const struct datagram *datagram)
{
	put8(place, SACK);
	put8(place, 2 + BLOCK_OCTETS * datagram->sack_n);
	for (unsigned i = 0; i < 2u * datagram->sack_n; i++)
		put32(place, datagram->sack[i]);
}

static void put_options(struct place *place, const struct datagram *datagram)
{
	const struct segment *seg = &datagram->seg;
	const uint8_t *start = place->at;

	if (segment_has(seg, SEG_MSS)) {
		put16(place, MSS << 8 | 4);
		put16(place, seg->mss);
	}
	if (segment_has(seg, SEG_SACK_OK))
		put16(place, SACK_OK << 8 | 2);
	if (segment_has(seg, SEG_TS)) {
		put16(place, TS << 8 | 10);
		put32(place, seg->ts_val);
		put32(place, seg->ts_ecr);
	}
	if (segment_has(seg, SEG_WSCALE)) {
		put16(place, WSCALE << 8 | 3);
		put8(place, seg->wscale);
	}
	if (datagram->sack_n)
		put_sack(place, datagram);
	while ((place->at - start) % 4)
		put8(place, NOP);
}

static size_t ip_octets(const struct datagram *datagram)
{
	return datagram->family == AF_INET ? IPV4_OCTETS : IPV6_OCTETS;
}

static void write_ipv4(struct place *place, const struct datagram *datagram,
		       size_t octets)
{
	uint8_t *start = place->at;

	put16(place, 0x4500);
	put16(place, (unsigned)octets);
	put32(place, DONT_FRAG);
	put16(place, TTL << 8 | IPPROTO_TCP);
	put16(place, 0);
	put_bytes(place, &datagram->from.v4, sizeof(datagram->from.v4));
	put_bytes(place, &datagram->to.v4, sizeof(datagram->to.v4));
	put16(&(struct place){start + 10}, folded(sum_of(start, IPV4_OCTETS)));
}

static void write_ipv6(struct place *place, const struct datagram *datagram,
		       size_t octets)
{
	put32(place, 0x60000000);
	put16(place, (unsigned)(octets - IPV6_OCTETS));
	put16(place, IPPROTO_TCP << 8 | TTL);
	put_bytes(place, &datagram->from.v6, sizeof(datagram->from.v6));
	put_bytes(place, &datagram->to.v6, sizeof(datagram->to.v6));
}

/* Over the addresses, the protocol, the length, and what it protects */
static unsigned tcp_sum(const struct datagram *datagram, const uint8_t *tcp,
			size_t octets)
{
	bool v4 = datagram->family == AF_INET;
	size_t addresses_octets = v4 ? 8 : 32;

	return folded(IPPROTO_TCP + octets +
		      sum_of(tcp - addresses_octets, addresses_octets) +
		      sum_of(tcp, octets));
}

size_t datagram_write(const struct datagram *datagram, uint8_t *octets)
{
	const struct segment *seg = &datagram->seg;
	uint8_t *tcp = octets + ip_octets(datagram);
	struct place place = {tcp + TCP_OCTETS};
	size_t n;

	if (seg->len >
	    DATAGRAM_OCTETS_MAX - IPV6_OCTETS - TCP_OCTETS - OPTIONS_MAX)
		return 0;
	put_options(&place, datagram);
	memset(place.at, FILLER, seg->len);
	n = (size_t)(place.at - octets) + seg->len;
	place.at = tcp;
	put16(&place, datagram->from_port);
	put16(&place, datagram->to_port);
	put32(&place, seg->seq.raw);
	put32(&place, seg->ack.raw);
	put8(&place, (unsigned)(n - seg->len - ip_octets(datagram)) / 4 << 4);
	put8(&place, seg->flags & 0xffu);
	put16(&place, seg->window);
	put32(&place, 0);
	place.at = octets;
	if (datagram->family == AF_INET)
		write_ipv4(&place, datagram, n);
	else
		write_ipv6(&place, datagram, n);
	place.at = tcp + 16;
	put16(&place, tcp_sum(datagram, tcp, n - ip_octets(datagram)));
	return n;
}

static void read_sack(const uint8_t *at, size_t n, struct datagram *datagram)
{
	datagram->sack_n = 0;
	for (; n >= BLOCK_OCTETS && datagram->sack_n < DATAGRAM_SACK_MAX;
	     n -= BLOCK_OCTETS, at += BLOCK_OCTETS) {
		uint32_t *edge = datagram->sack + 2u * datagram->sack_n++;

		edge[0] = get32(at);
		edge[1] = get32(at + 4);
	}
}

static void read_option(const uint8_t *at, struct datagram *datagram)
{
	struct segment *seg = &datagram->seg;
	unsigned kind = at[0];
	unsigned n = at[1];

	if (kind == MSS && n == 4) {
		seg->flags |= SEG_MSS;
		seg->mss = (uint16_t)get16(at + 2);
	} else if (kind == WSCALE && n == 3) {
		seg->flags |= SEG_WSCALE;
		seg->wscale = at[2];
	} else if (kind == SACK_OK && n == 2) {
		seg->flags |= SEG_SACK_OK;
	} else if (kind == TS && n == 10) {
		seg->flags |= SEG_TS;
		seg->ts_val = get32(at + 2);
		seg->ts_ecr = get32(at + 6);
	} else if (kind == SACK) {
		read_sack(at + 2, n - 2, datagram);
	}
}

static bool read_options(const uint8_t *at, size_t n, struct datagram *datagram)
{
	while (n > 0 && at[0] != EOL) {
		size_t length = at[0] == NOP ? 1 : n > 1 ? at[1] : 0;

		if (length > n || (at[0] != NOP && length < 2))
			return false;
		if (at[0] != NOP)
			read_option(at, datagram);
		at += length;
		n -= length;
	}
	return true;
}

static bool read_tcp(const uint8_t *tcp, size_t n, struct datagram *datagram)
{
	struct segment *seg = &datagram->seg;
	size_t header;

	if (n < TCP_OCTETS)
		return false;
	header = (size_t)(tcp[12] >> 4) * 4;
	if (header < TCP_OCTETS || header > n)
		return false;
	datagram->from_port = (uint16_t)get16(tcp);
	datagram->to_port = (uint16_t)get16(tcp + 2);
	seg->seq.raw = get32(tcp + 4);
	seg->flags = tcp[13];
	if (seg->flags & SEG_ACK)
		seg->ack.raw = get32(tcp + 8);
	seg->window = (uint16_t)get16(tcp + 14);
	seg->len = (uint32_t)(n - header);
	return read_options(tcp + TCP_OCTETS, header - TCP_OCTETS, datagram);
}

static bool read_ipv4(const uint8_t *octets, size_t n,
		      struct datagram *datagram)
{
	size_t header = (size_t)(octets[0] & 0xf) * 4;
	size_t total = get16(octets + 2);

	if (header < IPV4_OCTETS || total < header || total > n ||
	    octets[9] != IPPROTO_TCP || get16(octets + 6) & 0x3fff)
		return false;
	datagram->family = AF_INET;
	memcpy(&datagram->from.v4, octets + 12, 4);
	memcpy(&datagram->to.v4, octets + 16, 4);
	return read_tcp(octets + header, total - header, datagram);
}

static bool read_ipv6(const uint8_t *octets, size_t n,
		      struct datagram *datagram)
{
	size_t payload = get16(octets + 4);

	if (n < IPV6_OCTETS || payload > n - IPV6_OCTETS ||
	    octets[6] != IPPROTO_TCP)
		return false;
	datagram->family = AF_INET6;
	memcpy(&datagram->from.v6, octets + 8, 16);
	memcpy(&datagram->to.v6, octets + 24, 16);
	return read_tcp(octets + IPV6_OCTETS, payload, datagram);
}

bool datagram_read(const uint8_t *octets, size_t n, struct datagram *datagram)
{
	memset(datagram, 0, sizeof(*datagram));
	if (n < IPV4_OCTETS)
		return false;
	if (octets[0] >> 4 == 4)
		return read_ipv4(octets, n, datagram);
	return octets[0] >> 4 == 6 && read_ipv6(octets, n, datagram);
}
