#ifndef SERVER_DESTINATIONS_H
#define SERVER_DESTINATIONS_H

#include <netinet/in.h>
#include <stdint.h>

/**
 * DOC: --servers and --server-ports
 *
 * Addresses and ports one after another, counted as the simulator counts them:
 * the ports of an address, then those of the next.
 */

/** Of a server, or of all servers a client calls. */
#define DESTINATIONS_MAX 1024

/**
 * destinations_at() - The @i-th destination
 * @first:	The one with number 0
 * @ports_n:	Of an address
 */
struct sockaddr_in destinations_at(struct sockaddr_in first, uint32_t ports_n,
				   uint32_t i);

/**
 * destinations_check_or_die() - Are there so many?
 * @address, @port: Of the first one, host byte order
 */
void destinations_check_or_die(uint32_t address, int64_t port,
			       int64_t servers_n, int64_t ports_n);

#endif
