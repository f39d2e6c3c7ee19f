#include "offload.h"

#include "base/checksum.h"
#include "frame.h"

#include <netinet/in.h>
#include <string.h>

static void put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

/* The sum of the addresses is in its place already. */
static void finish_sum(const struct virtio_net_hdr *left, uint8_t *octets,
		       size_t octets_n)
{
	size_t from = left->csum_start;
	size_t at = from + left->csum_offset;
	unsigned sum;

	if (at + 2 > octets_n)
		return;
	sum = checksum_end(checksum_add(0, octets + from, octets_n - from));
	/* 0 would mean to UDP that there is none */
	put16(octets + at, sum ? sum : 0xffff);
}

static void sum_tcp(const struct frame *whole, uint8_t *octets, size_t octets_n)
{
	size_t tcp_octets = octets_n - whole->tcp;
	size_t addresses = (size_t)(whole->from.address - whole->octets);
	uint32_t sum = IPPROTO_TCP + (uint32_t)tcp_octets;

	put16(octets + whole->tcp + 16, 0);
	sum = checksum_add(sum, octets + addresses, 2 * whole->address_octets);
	sum = checksum_add(sum, octets + whole->tcp, tcp_octets);
	put16(octets + whole->tcp + 16, checksum_end(sum));
}

/* @nth: piece, from 0: each IPv4 packet of them has its own identification */
static void set_ip(const struct frame *whole, uint8_t *octets, size_t octets_n,
		   unsigned nth)
{
	uint8_t *ip = octets + whole->ip;

	if (whole->address_octets == 16) {
		put16(ip + 4, (unsigned)(octets_n - whole->tcp));
		return;
	}
	put16(ip + 2, (unsigned)(octets_n - whole->ip));
	put16(ip + 4, (frame_get16(ip + 4) + nth) & 0xffff);
	put16(ip + 10, 0);
	put16(ip + 10,
	      checksum_end(checksum_add(0, ip, whole->tcp - whole->ip)));
}

/* CWR is of the first alone; FIN and PSH of the last. */
static uint8_t flags_of(const struct frame *whole, size_t from, size_t n)
{
	unsigned flags = whole->seg.flags & 0xffu;

	if (from > 0)
		flags &= ~(unsigned)SEG_CWR;
	if (from + n < whole->seg.len)
		flags &= ~(unsigned)(SEG_FIN | SEG_PSH);
	return (uint8_t)flags;
}

static void cut(const struct frame *whole, size_t piece_max, offload_take take,
		void *data)
{
	uint8_t octets[FRAME_OCTETS_MAX];
	unsigned nth = 0;

	for (size_t from = 0; from < whole->seg.len; from += piece_max) {
		size_t left = whole->seg.len - from;
		size_t n = left < piece_max ? left : piece_max;

		memcpy(octets, whole->octets, whole->text);
		memcpy(octets + whole->text, whole->octets + whole->text + from,
		       n);
		put32(octets + whole->tcp + 4,
		      whole->seg.seq.raw + (uint32_t)from);
		octets[whole->tcp + 13] = flags_of(whole, from, n);
		set_ip(whole, octets, whole->text + n, nth++);
		sum_tcp(whole, octets, whole->text + n);
		take(data, octets, whole->text + n);
	}
}

void offload_finish(const struct virtio_net_hdr *left, uint8_t *octets,
		    size_t octets_n, offload_take take, void *data)
{
	struct frame whole;

	if (left->gso_type != VIRTIO_NET_HDR_GSO_NONE && left->gso_size > 0) {
		whole = frame_read(octets, octets_n);
		if (whole.kind == FRAME_TCP && whole.seg.len > left->gso_size &&
		    octets_n <= FRAME_OCTETS_MAX) {
			cut(&whole, left->gso_size, take, data);
			return;
		}
	}
	if (left->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		finish_sum(left, octets, octets_n);
	take(data, octets, octets_n);
}
