#ifndef SERVER_PAIRS_H
#define SERVER_PAIRS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#define PAIRS_PORTS_MAX 64

/**
 * DOC: Connections within one namespace
 *
 * Both ends are this program's, on the loopback interface: to make many of
 * them, and what they leave, fast and exactly.
 */

/**
 * struct pairs - Connections, and the listeners they go to
 * @listener:	One for each destination, in turn
 * @fd:		Client and server end of each that is open, @fds_n in all
 */
struct pairs {
	int listener[PAIRS_PORTS_MAX];
	struct sockaddr_in at[PAIRS_PORTS_MAX];
	unsigned listeners_n;
	int *fd;
	int64_t fds_n;
};

/** pairs_listen() - On @n ports; false and errno */
bool pairs_listen(struct pairs *pairs, unsigned n);

/** enum pairs_end - Of a connection: who closes it, or writes */
enum pairs_end { PAIRS_CLIENT, PAIRS_SERVER };

/**
 * pairs_pass() - Open and close so many; false and errno
 *
 * Where the server closes first, a client's port is free at once: ports are
 * walked over, so that none serves the same destination twice.
 */
bool pairs_pass(struct pairs *pairs, int64_t n, enum pairs_end closer);

/** pairs_open() - Open so many at once; fewer where descriptors are few */
void pairs_open(struct pairs *pairs, int64_t n);

/** pairs_write() - So many octets on each, which nobody reads; false and errno
 */
bool pairs_write(const struct pairs *pairs, enum pairs_end writer,
		 size_t octets);

/**
 * struct pairs_waiting - What waits in the buffers of both ends of all
 * @text_bytes:	Octets not read, or not acknowledged (SIOCINQ, SIOCOUTQ)
 * @tcp_bytes:	Pages that the kernel counts for it (SO_MEMINFO)
 */
struct pairs_waiting {
	double text_bytes;
	double tcp_bytes;
};

/** pairs_waiting() - Ask the kernel; false and errno */
bool pairs_waiting(const struct pairs *pairs, struct pairs_waiting *waiting);

/** pairs_fini() - Reset what is open; TIME-WAITs stay */
void pairs_fini(struct pairs *pairs);

#endif
