#ifndef SERVER_OFFLOAD_H
#define SERVER_OFFLOAD_H

#include <linux/virtio_net.h>
#include <stddef.h>
#include <stdint.h>

/**
 * DOC: What a host leaves to its network interface
 *
 * A host may send TCP segments without their checksum, and several in one that
 * is too large for the wire. A wire is where that has been done: rules and
 * captures want each segment by itself, as it would be on a cable.
 */

/** offload_take - Given each frame; it may not keep it */
typedef void (*offload_take)(void *data, const uint8_t *octets,
			     size_t octets_n);

/**
 * offload_finish() - Do what the interface would have done
 * @left:	What is left to do; host byte order
 * @octets:	The frame, @octets_n of it; its checksum is put in
 * @take:	Called once, or for each segment of a large one
 */
void offload_finish(const struct virtio_net_hdr *left, uint8_t *octets,
		    size_t octets_n, offload_take take, void *data);

#endif
