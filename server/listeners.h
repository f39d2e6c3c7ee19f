#ifndef SERVER_LISTENERS_H
#define SERVER_LISTENERS_H

#include <stddef.h>

struct server_options;

/**
 * struct listeners - All sockets that listen
 * @ready_fd:	Readable when accept() may have something
 * @fd:		By server, and by port of a server
 */
struct listeners {
	int ready_fd;
	size_t n;
	int *fd;
};

/**
 * listeners_open_or_die() - Listen at all addresses and ports of the options
 * @options:	With port 0 the port that was found is put there
 */
void listeners_open_or_die(struct listeners *listeners,
			   struct server_options *options);

/**
 * listeners_accept() - Take a connection; those who wait take turns
 *
 * Return:	a socket, blocking, closed on exec; else a negative errno,
 *		-EAGAIN: nobody waits
 */
int listeners_accept(const struct listeners *listeners);

/** listeners_close() - Stop listening; also in a child that inherited them */
void listeners_close(struct listeners *listeners);

#endif
