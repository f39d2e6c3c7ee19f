#ifndef SERVER_TAP_PORT_H
#define SERVER_TAP_PORT_H

#include "packet_port.h"

/**
 * DOC: An interface that this program makes
 *
 * A device of /dev/net/tun, of the kind with Ethernet frames (TAP). It begins
 * in the network namespace of this process; whoever wants it elsewhere moves
 * it. What the host sends there is read here, cut and summed up by the kernel,
 * and what is written comes in. It is gone when it is closed.
 *
 * When a frame came is when it was read: the device gives no stamps. What its
 * queue had no room for nobody counts.
 */

/**
 * struct tap_port - The device
 * @frame:	@frame_n octets of it, the one that was peeked at; 0: none
 * @at_ns:	CLOCK_REALTIME, when it was read
 */
struct tap_port {
	int fd;
	size_t frame_n;
	int64_t at_ns;
	uint8_t *frame;
};

/**
 * tap_port_open_or_die() - Make it
 * @device:	Its name; there is none of that name
 * @frames_max:	How many frames the kernel keeps until they are read
 */
void tap_port_open_or_die(struct tap_port *port, const char *device,
			  size_t frames_max);
void tap_port_close(struct tap_port *port);

/** tap_port_peek(), tap_port_next(), tap_port_send() - See packet_port.h */
bool tap_port_peek(struct tap_port *port, struct packet_seen *seen);
void tap_port_next(struct tap_port *port);
bool tap_port_send(const struct tap_port *port, const uint8_t *octets,
		   size_t octets_n);

#endif
