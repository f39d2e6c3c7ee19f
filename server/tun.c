#include "tun.h"

#include "instant.h"
#include "rtnl.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEVICE	  "/dev/net/tun"
#define NAME	  "drill"
#define PREFIX_V4 1
#define PREFIX_V6 16

/** struct in6_ifreq of linux/ipv6.h, which does not go with the C library's */
struct address_request {
	struct in6_addr address;
	uint32_t prefix;
	int index;
};

static int64_t realtime_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* Of some tries the one between whose readings the least time passed */
static int64_t clocks_apart_ns(void)
{
	int64_t best_ns = INT64_MAX;
	int64_t apart_ns = 0;

	for (int i = 0; i < 5; i++) {
		int64_t before_ns = instant_now_ns();
		int64_t real_ns = realtime_ns();
		int64_t took_ns = instant_now_ns() - before_ns;

		if (took_ns < best_ns) {
			best_ns = took_ns;
			apart_ns = before_ns + took_ns / 2 - real_ns;
		}
	}
	return apart_ns;
}

static int device_new(const char *name)
{
	struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	int fd = open(DEVICE, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	int error;

	if (fd < 0)
		return -1;
	memcpy(request.ifr_name, name, strlen(name));
	if (ioctl(fd, TUNSETIFF, &request) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

bool tun_may_be(void)
{
	int fd = device_new("twsim%d");

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static bool add_address_v6(unsigned index)
{
	struct address_request request = {.prefix = PREFIX_V6,
					  .index = (int)index};
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool done;

	if (fd < 0)
		return false;
	inet_pton(AF_INET6, TUN_NEAR_V6, &request.address);
	done = ioctl(fd, SIOCSIFADDR, &request) == 0;
	close(fd);
	return done;
}

static bool set_mtu(int64_t mtu)
{
	struct ifreq request = {.ifr_name = NAME, .ifr_mtu = (int)mtu};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool done = fd >= 0 && ioctl(fd, SIOCSIFMTU, &request) == 0;

	if (fd >= 0)
		close(fd);
	return done;
}

static bool configure(int family, int64_t mtu)
{
	int rtnl = rtnl_open();
	struct in_addr near;
	bool done;

	inet_pton(AF_INET, TUN_NEAR_V4, &near);
	done =
	    rtnl >= 0 && (!mtu || set_mtu(mtu)) && rtnl_link_up(rtnl, "lo") &&
	    rtnl_link_up(rtnl, NAME) &&
	    (family == AF_INET
		 ? rtnl_add_address(rtnl, NAME, ntohl(near.s_addr), PREFIX_V4)
		 : add_address_v6(if_nametoindex(NAME)));
	if (rtnl >= 0)
		close(rtnl);
	return done;
}

static int tap_new(void)
{
	struct sockaddr_ll at = {.sll_family = AF_PACKET,
				 .sll_protocol = htons(ETH_P_ALL),
				 .sll_ifindex = (int)if_nametoindex(NAME)};
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			htons(ETH_P_ALL));
	int on = 1;

	if (fd < 0)
		return -1;
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) == 0)
		return fd;
	close(fd);
	return -1;
}

bool tun_open(struct tun *tun, int family, int64_t mtu)
{
	int error;

	tun->tap = -1;
	tun->monotonic_ns = clocks_apart_ns();
	tun->fd = device_new(NAME);
	if (tun->fd < 0)
		return false;
	/* a packet socket on a device that is down has an error to tell */
	if (configure(family, mtu))
		tun->tap = tap_new();
	if (tun->tap >= 0)
		return true;
	error = errno;
	tun_close(tun);
	errno = error;
	return false;
}

void tun_close(struct tun *tun)
{
	if (tun->tap >= 0)
		close(tun->tap);
	if (tun->fd >= 0)
		close(tun->fd);
}

bool tun_write(struct tun *tun, const struct datagram *datagram)
{
	uint8_t octets[DATAGRAM_OCTETS_MAX];
	size_t n = datagram_write(datagram, octets);

	return n && write(tun->fd, octets, n) == (ssize_t)n;
}

/* Its queue is of no use here, but must not fill. */
static void drain(const struct tun *tun)
{
	uint8_t octet;

	while (read(tun->fd, &octet, sizeof(octet)) >= 0)
		;
}

static int64_t stamp_of(struct msghdr *message)
{
	struct timespec stamp = {0};

	for (struct cmsghdr *at = CMSG_FIRSTHDR(message); at;
	     at = CMSG_NXTHDR(message, at))
		if (at->cmsg_level == SOL_SOCKET &&
		    at->cmsg_type == SCM_TIMESTAMPNS)
			memcpy(&stamp, CMSG_DATA(at), sizeof(stamp));
	return stamp.tv_sec * NS_PER_S + stamp.tv_nsec;
}

bool tun_read(struct tun *tun, struct datagram *datagram, int64_t *at_ns)
{
	uint8_t octets[DATAGRAM_OCTETS_MAX];
	struct sockaddr_ll from;
	union {
		char bytes[CMSG_SPACE(sizeof(struct timespec))];
		struct cmsghdr align;
	} control;
	struct iovec into = {.iov_base = octets, .iov_len = sizeof(octets)};

	drain(tun);
	for (;;) {
		struct msghdr message = {
		    .msg_name = &from,
		    .msg_namelen = sizeof(from),
		    .msg_iov = &into,
		    .msg_iovlen = 1,
		    .msg_control = &control,
		    .msg_controllen = sizeof(control),
		};
		ssize_t n = recvmsg(tun->tap, &message, 0);

		if (n < 0)
			return false;
		if (from.sll_pkttype != PACKET_OUTGOING ||
		    !datagram_read(octets, (size_t)n, datagram))
			continue;
		*at_ns = stamp_of(&message) + tun->monotonic_ns;
		return true;
	}
}
