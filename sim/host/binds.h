#ifndef HOST_BINDS_H
#define HOST_BINDS_H

#include "tcp/profile.h"

#include <stdbool.h>

/**
 * struct bind_owner - A socket that has a local address and port, or wants it
 * @reuse_addr:	SO_REUSEADDR
 * @reuse_port:	SO_REUSEPORT
 * @listens:	It is in LISTEN
 *
 * What is accepted takes the options over from its listener, a TIME-WAIT from
 * the socket that it was.
 */
struct bind_owner {
	bool reuse_addr;
	bool reuse_port;
	bool listens;
};

/**
 * binds_conflict() - May two sockets not have the same address and port?
 * @wants:	The one that calls bind() or listen()
 * @has:	The one that has it
 *
 * All are of one user.
 * Source:	linux v6.18 net/ipv4/inet_connection_sock.c
 *		inet_bind_conflict(); asked of linux 6.18.44
 */
bool binds_conflict(enum bind_policy policy, const struct bind_owner *wants,
		    const struct bind_owner *has);

#endif
