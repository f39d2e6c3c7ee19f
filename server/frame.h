#ifndef SERVER_FRAME_H
#define SERVER_FRAME_H

#include "tcp/segment.h"

#include <stddef.h>
#include <stdint.h>

/** Octets before the IP header; what a frame of ours has at most. */
#define FRAME_LINK_OCTETS 14u
#define FRAME_OCTETS_MAX  (FRAME_LINK_OCTETS + 65535u)
#define FRAME_OPTIONS_MAX 40u

/** enum frame_kind - What a wire makes of it */
enum frame_kind {
	FRAME_NEIGHBOUR, /* ARP, neighbour discovery: of the two ends alone */
	FRAME_TCP,
	FRAME_OTHER,
};

/** struct frame_end - Whose it is: an address of 4 or 16 octets, and a port */
struct frame_end {
	const uint8_t *address;
	uint16_t port;
};

/**
 * struct frame - An Ethernet frame, read
 * @octets:	All of it, @octets_n of them; others point into it
 * @flow:	TCP: tells connections apart, in both directions the same
 * @seg:	TCP: with its options, as far as the stacks look at them
 * @ip:		TCP: offset of the IP header
 * @tcp:	TCP: offset of the TCP header
 * @text:	TCP: offset of what is behind the options
 * @address_octets: TCP: 4 or 16
 * @from, @to:	TCP: its ends
 */
struct frame {
	const uint8_t *octets;
	size_t octets_n;
	enum frame_kind kind;
	uint64_t flow;
	struct segment seg;
	size_t ip;
	size_t tcp;
	size_t text;
	size_t address_octets;
	struct frame_end from;
	struct frame_end to;
};

/**
 * frame_read() - Find out what it is
 *
 * A fragment, a header that is cut off, and TCP behind headers of IPv6 or VLAN
 * are FRAME_OTHER.
 */
struct frame frame_read(const uint8_t *octets, size_t octets_n);

/**
 * frame_options() - Kinds of the options of a TCP segment in their order
 * @kind:	Out: FRAME_OPTIONS_MAX of room; with NOPs, up to the end of the
 *		list
 *
 * Return:	how many
 */
size_t frame_options(const struct frame *frame, uint8_t *kind);

/** frame_get16(), frame_get32() - Numbers as they stand in a header */
static inline uint16_t frame_get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t frame_get32(const uint8_t *at)
{
	return (uint32_t)frame_get16(at) << 16 | frame_get16(at + 2);
}

#endif
