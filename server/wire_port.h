#ifndef SERVER_WIRE_PORT_H
#define SERVER_WIRE_PORT_H

#include "tap_port.h"

#include <poll.h>

/** DOC: An end of a wire, of whichever kind */

/** enum wire_backend - Where frames come from and go to */
enum wire_backend {
	WIRE_PACKET, /* an interface that is there, see packet_port.h */
	WIRE_TUN,    /* one that is made, see tap_port.h */
};

struct wire_port {
	enum wire_backend backend;
	union {
		struct packet_port packet;
		struct tap_port tap;
	} of;
};

/**
 * wire_port_open_or_die() - Begin
 * @interface:	Of this process's network namespace; with WIRE_TUN a new name
 * @frames_max:	How many frames the kernel keeps until they are read
 */
void wire_port_open_or_die(struct wire_port *port, enum wire_backend backend,
			   const char *interface, size_t frames_max);
void wire_port_close(struct wire_port *port);

/** wire_port_peek(), wire_port_next(), wire_port_send() - See packet_port.h */
bool wire_port_peek(struct wire_port *port, struct packet_seen *seen);
void wire_port_next(struct wire_port *port);
bool wire_port_send(const struct wire_port *port, const uint8_t *octets,
		    size_t octets_n);

/**
 * wire_port_missed_n() - Frames for which there was no room so far
 *
 * Return:	0 also where nobody counts them, see wire_port_counts_missed()
 */
uint64_t wire_port_missed_n(struct wire_port *port);
/** wire_port_counts_missed() - Does anybody count those? */
bool wire_port_counts_missed(enum wire_backend backend);

#define WIRE_PORT_FDS_MAX PACKET_SIZES

/** wire_port_fds() - What is readable when a frame is there; how many */
size_t wire_port_fds(const struct wire_port *port,
		     struct pollfd fds[WIRE_PORT_FDS_MAX]);

#endif
