#ifndef SERVER_DATAGRAM_H
#define SERVER_DATAGRAM_H

#include "tcp/segment.h"

#include <netinet/in.h>
#include <stddef.h>

#define DATAGRAM_OCTETS_MAX 65535u
#define DATAGRAM_SACK_MAX   4

/**
 * struct datagram - A TCP segment with its addresses, in IPv4 or IPv6
 * @family:	AF_INET or AF_INET6: which member of an address holds
 * @sack_n:	Blocks of selective acknowledgment
 * @sack:	Their edges, two each
 */
struct datagram {
	int family;
	union datagram_address {
		struct in_addr v4;
		struct in6_addr v6;
	} from, to;
	uint16_t from_port;
	uint16_t to_port;
	struct segment seg;
	uint8_t sack_n;
	uint32_t sack[2 * DATAGRAM_SACK_MAX];
};

/**
 * datagram_write() - As octets, with the right checksums
 * @octets:	Out: DATAGRAM_OCTETS_MAX of room; the text is 'x' throughout
 *
 * Return:	octets written; 0 if the text is too long for one datagram
 * Source:	RFC 791 s3.1, RFC 8200 s3 and s8.1, RFC 9293 s3.1, RFC 7323,
 *		RFC 2018
 */
size_t datagram_write(const struct datagram *datagram, uint8_t *octets);

/**
 * datagram_read() - What octets mean
 *
 * Return:	false if they are no whole TCP segment
 */
bool datagram_read(const uint8_t *octets, size_t n, struct datagram *datagram);

#endif
