#ifndef SERVER_PACKET_PORT_H
#define SERVER_PACKET_PORT_H

#include <linux/virtio_net.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * DOC: An interface, below all protocols
 *
 * What comes in is read from a ring that the kernel fills, and each frame says
 * when it came; what goes out leaves at once. What the host itself sends there
 * is not seen. Works in network namespaces of ordinary users too.
 */

/** A ring for frames of the interface's size, and one for larger ones, of which
 * the interface of the sender would have made several. */
enum packet_size { PACKET_SMALL, PACKET_LARGE, PACKET_SIZES };

/**
 * struct packet_ring - Frames that have come
 * @fd:		Readable when one is there
 * @map:	@slots_n slots, @slot_octets each
 * @next:	Slot that comes next
 */
struct packet_ring {
	int fd;
	uint8_t *map;
	size_t slots_n;
	size_t slot_octets;
	size_t next;
};

/**
 * struct packet_port - An interface that is read from and written to
 * @tx:		To send
 * @seen_in:	Ring of the frame that was peeked at
 * @missed_n:	Frames for which there was no room
 */
struct packet_port {
	struct packet_ring ring[PACKET_SIZES];
	int tx;
	enum packet_size seen_in;
	uint64_t missed_n;
};

/**
 * struct packet_seen - A frame that has come; valid until packet_port_next()
 * @octets:	@octets_n of it, which may be changed
 * @left:	What its sender has left to the interface
 * @at_ns:	CLOCK_REALTIME
 */
struct packet_seen {
	uint8_t *octets;
	size_t octets_n;
	struct virtio_net_hdr left;
	int64_t at_ns;
};

/**
 * packet_port_open_or_die() - Of this process's network namespace
 * @frames_max:	How many frames the kernel keeps until they are read
 */
void packet_port_open_or_die(struct packet_port *port, const char *interface,
			     size_t frames_max);
void packet_port_close(struct packet_port *port);

/** packet_port_peek() - The frame that came first; false: there is none */
bool packet_port_peek(struct packet_port *port, struct packet_seen *seen);

/** packet_port_next() - It is done with */
void packet_port_next(struct packet_port *port);

/** packet_port_send() - A frame leaves; false and errno: the kernel refuses */
bool packet_port_send(const struct packet_port *port, const uint8_t *octets,
		      size_t octets_n);

/** packet_port_count_missed() - Bring @missed_n up to date */
void packet_port_count_missed(struct packet_port *port);

#endif
