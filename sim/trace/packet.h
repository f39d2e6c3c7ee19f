#ifndef RUN_PACKET_H
#define RUN_PACKET_H

#include "tcp/profile.h"
#include "tcp/segment.h"
#include "trace/addresses.h"

#include <stddef.h>
#include <stdint.h>

/** Headers of IPv4 and TCP with all options, and the largest text */
#define PACKET_OCTETS_MAX 65535u

/**
 * packet_write() - A segment as octets: IPv4, TCP, options, text
 * @packet:	Out: PACKET_OCTETS_MAX octets of room
 * @seg:	Its text is 'x' throughout: what it said is not modelled
 * @order:	Of its options
 * @from, @to:	Of the two ends
 *
 * Checksums are right.
 *
 * Return:	octets written
 * Source:	RFC 791 s3.1; RFC 9293 s3.1; RFC 7323; RFC 2018
 */
size_t packet_write(uint8_t *packet, const struct segment *seg,
		    enum option_order order, struct address from,
		    struct address to);

#endif
