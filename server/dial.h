#ifndef SERVER_DIAL_H
#define SERVER_DIAL_H

#include "base/units.h"

#include <netinet/in.h>
#include <stdbool.h>

/** enum dial_pick - Who chooses the local port; named as twsim's port_pick */
enum dial_pick {
	DIAL_AUTOBIND,	   /* connect() */
	DIAL_RANGE,	   /* the caller: IP_LOCAL_PORT_RANGE of one port */
	DIAL_BIND,	   /* bind(address, 0), for all destinations */
	DIAL_BIND_NO_PORT, /* connect(), the address being bound */
};

/**
 * struct dial - Where to, and from where
 * @server:	First destination
 * @ports_n:	Destinations at one address, by port; then comes the next
 *		address. 0 is 1
 * @destination: The one to connect to, from 0
 * @client:	Local address for the two binds
 * @lingers, @linger_s: SO_LINGER, if it is to be set
 */
struct dial {
	enum dial_pick pick;
	struct sockaddr_in server;
	uint32_t ports_n;
	uint32_t destination;
	struct sockaddr_in client;
	bool lingers;
	int linger_s;
};

/**
 * dial_begin() - Make a socket and begin to connect it
 * @port:	DIAL_RANGE: the only port it may take
 * @call_ns:	Out: what bind() and connect() took together
 *
 * Return:	a non-blocking socket, the handshake going on or over; a
 *		negative errno
 */
int dial_begin(const struct dial *dial, uint16_t port, int64_t *call_ns);

/** dial_is_no_port() - Does an errno of dial_begin() mean: no port is free? */
bool dial_is_no_port(int error);

/** dial_local() - Local address of a socket, as getsockname(); false: none */
bool dial_local(int fd, struct sockaddr_in *local);

/** dial_source() - Local address the kernel would choose for @dial->server */
bool dial_source(struct dial *dial);

/** dial_is_local() - Is @dial->server an address of this host? */
bool dial_is_local(const struct dial *dial);

#endif
