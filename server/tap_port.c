#include "tap_port.h"

#include "base/alloc.h"
#include "die.h"
#include "frame.h"
#include "instant.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAKER "/dev/net/tun"

static struct ifreq request_for(const char *device)
{
	struct ifreq request = {0};

	if (strlen(device) >= IFNAMSIZ)
		die(DIE_USAGE,
		    "a device has a name of less than %d letters, "
		    "not '%s'",
		    IFNAMSIZ, device);
	strncpy(request.ifr_name, device, IFNAMSIZ - 1);
	return request;
}

static void set_queue_or_die(const char *device, size_t frames_max)
{
	struct ifreq request = request_for(device);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	request.ifr_qlen = (int)frames_max;
	if (fd < 0 || ioctl(fd, SIOCSIFTXQLEN, &request) < 0)
		die_errno(DIE_RUNTIME, "cannot set the queue of %s", device);
	close(fd);
}

void tap_port_open_or_die(struct tap_port *port, const char *device,
			  size_t frames_max)
{
	struct ifreq request = request_for(device);

	if (if_nametoindex(device))
		die(DIE_USAGE,
		    "%s: there is such an interface; with "
		    "--backend tun a new name is expected",
		    device);
	port->fd = open(MAKER, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (port->fd < 0)
		die_errno(DIE_RUNTIME, "cannot open " MAKER);
	request.ifr_flags = IFF_TAP | IFF_NO_PI;
	if (ioctl(port->fd, TUNSETIFF, &request) < 0)
		die_errno(DIE_RUNTIME,
			  "cannot make %s: that needs root, or a user "
			  "namespace of one's own",
			  device);
	set_queue_or_die(device, frames_max);
	port->frame = alloc_zeroed(FRAME_OCTETS_MAX, 1);
	port->frame_n = 0;
}

void tap_port_close(struct tap_port *port)
{
	free(port->frame);
	close(port->fd);
}

bool tap_port_peek(struct tap_port *port, struct packet_seen *seen)
{
	ssize_t n;

	if (port->frame_n == 0) {
		n = read(port->fd, port->frame, FRAME_OCTETS_MAX);
		if (n <= 0)
			return false;
		port->frame_n = (size_t)n;
		port->at_ns = instant_wall_ns();
	}
	*seen = (struct packet_seen){
	    .octets = port->frame,
	    .octets_n = port->frame_n,
	    .at_ns = port->at_ns,
	};
	return true;
}

void tap_port_next(struct tap_port *port)
{
	port->frame_n = 0;
}

/* A device that is down is a cable that nobody has plugged in yet. */
bool tap_port_send(const struct tap_port *port, const uint8_t *octets,
		   size_t octets_n)
{
	return write(port->fd, octets, octets_n) == (ssize_t)octets_n ||
	       errno == EIO;
}
