#ifndef SERVER_TUN_H
#define SERVER_TUN_H

#include "datagram.h"

#include <stdbool.h>

/**
 * DOC: A wire whose far end is this program
 *
 * A TUN device in the namespace of the thread that opens it. What the kernel
 * sends there is seen by a packet socket beside it, which has the kernel's own
 * time stamps: when a segment left does not depend on when this program came
 * to look. The device is gone when its descriptor is closed, however.
 */

/**
 * struct tun - The device
 * @fd:		What is written comes in
 * @tap:	What goes out, with stamps
 * @monotonic_ns: CLOCK_MONOTONIC less CLOCK_REALTIME
 */
struct tun {
	int fd;
	int tap;
	int64_t monotonic_ns;
};

/** The two ends; a prefix of the near one covers the far one */
#define TUN_NEAR_V4 "192.168.0.1"
#define TUN_FAR_V4  "192.0.2.1"
#define TUN_NEAR_V6 "fd3d:a0b:17d6::1"
#define TUN_FAR_V6  "fd3d:fa7b:d17d::1"

/** tun_may_be() - Can devices be made at all? false and errno if not */
bool tun_may_be(void);

/**
 * tun_open() - Make it, give it an address of a family, switch it on
 * @mtu:	Of the device; 0: the usual one
 *
 * Return:	false and errno
 */
bool tun_open(struct tun *tun, int family, int64_t mtu);
void tun_close(struct tun *tun);

/** tun_write() - Something comes in */
bool tun_write(struct tun *tun, const struct datagram *datagram);

/**
 * tun_read() - The next that goes out, if there is any by now
 * @at_ns:	Out: when it left, CLOCK_MONOTONIC
 */
bool tun_read(struct tun *tun, struct datagram *datagram, int64_t *at_ns);

#endif
