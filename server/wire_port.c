#include "wire_port.h"

void wire_port_open_or_die(struct wire_port *port, enum wire_backend backend,
			   const char *interface, size_t frames_max)
{
	port->backend = backend;
	if (backend == WIRE_TUN)
		tap_port_open_or_die(&port->of.tap, interface, frames_max);
	else
		packet_port_open_or_die(&port->of.packet, interface,
					frames_max);
}

void wire_port_close(struct wire_port *port)
{
	if (port->backend == WIRE_TUN)
		tap_port_close(&port->of.tap);
	else
		packet_port_close(&port->of.packet);
}

bool wire_port_peek(struct wire_port *port, struct packet_seen *seen)
{
	return port->backend == WIRE_TUN
		   ? tap_port_peek(&port->of.tap, seen)
		   : packet_port_peek(&port->of.packet, seen);
}

void wire_port_next(struct wire_port *port)
{
	if (port->backend == WIRE_TUN)
		tap_port_next(&port->of.tap);
	else
		packet_port_next(&port->of.packet);
}

bool wire_port_send(const struct wire_port *port, const uint8_t *octets,
		    size_t octets_n)
{
	return port->backend == WIRE_TUN
		   ? tap_port_send(&port->of.tap, octets, octets_n)
		   : packet_port_send(&port->of.packet, octets, octets_n);
}

uint64_t wire_port_missed_n(struct wire_port *port)
{
	if (port->backend == WIRE_TUN)
		return 0;
	packet_port_count_missed(&port->of.packet);
	return port->of.packet.missed_n;
}

bool wire_port_counts_missed(enum wire_backend backend)
{
	return backend == WIRE_PACKET;
}

size_t wire_port_fds(const struct wire_port *port,
		     struct pollfd fds[WIRE_PORT_FDS_MAX])
{
	const struct packet_ring *ring = port->of.packet.ring;

	if (port->backend == WIRE_TUN) {
		fds[0] =
		    (struct pollfd){.fd = port->of.tap.fd, .events = POLLIN};
		return 1;
	}
	for (int size = 0; size < PACKET_SIZES; size++)
		fds[size] =
		    (struct pollfd){.fd = ring[size].fd, .events = POLLIN};
	return PACKET_SIZES;
}
