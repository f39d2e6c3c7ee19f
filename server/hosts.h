#ifndef SERVER_HOSTS_H
#define SERVER_HOSTS_H

#include "base/units.h"
#include "wheel.h"

#include <stddef.h>

/** Addresses of the two hosts, as in a simulation with one of each. */
#define HOSTS_CLIENT UINT32_C(0x0a000001)
#define HOSTS_SERVER UINT32_C(0x0a800001)

/** What to say where hosts_may_be() is false. */
#define HOSTS_NONE                                                         \
	"no network namespaces can be had here: neither as root nor in a " \
	"user namespace"

/**
 * struct hosts_sysctl - What both hosts have set, unlike the defaults
 *
 * tcp_tw_reuse is 2 by default, which depends on addresses. Without
 * tcp_rfc1337, TIME-WAITs are lost when this machine is busy: Linux answers a
 * FIN that meets a close() still going on with two ACKs, the second one finds
 * the server's socket gone, and the RST that it gets ends the TIME-WAIT (up to
 * 1 % of them were seen to go).
 */
struct hosts_sysctl {
	const char *name;
	const char *value;
};

/** The settings above, NULL at the end; a simulation must have them too. */
extern const struct hosts_sysctl hosts_sysctls[];

/**
 * struct hosts - A client and a server host: two network namespaces
 * @client:	Namespace of the client, a descriptor
 * @server:	Namespace of the server
 *
 * They have no name and no file: when the last process and the last descriptor
 * is gone, the kernel removes them and the wire between them.
 */
struct hosts {
	int client;
	int server;
};

/**
 * hosts_may_be() - Can this process make network namespaces?
 *
 * Moves the process into a fresh one, if need be in a user namespace of its
 * own, which only a process with one thread can.
 * Return:	false and errno if it cannot
 */
bool hosts_may_be(void);

/**
 * hosts_make_or_die() - Make both hosts, and a wire
 * @ports:	net.ipv4.ip_local_port_range of the client
 * @wheel:	Out: where the timers of this machine stand
 *
 * After hosts_may_be(). The process is in the client's namespace then. Besides
 * hosts_sysctls, memories of routes and IPv6 are kept out of the way:
 * tcp_no_metrics_save=1, disable_ipv6=1.
 */
void hosts_make_or_die(struct hosts *hosts, struct port_range ports,
		       struct wheel *wheel);

/** Interfaces of a wire between the hosts, in its namespace. */
#define HOSTS_WIRE_CLIENT "client"
#define HOSTS_WIRE_SERVER "server"

/**
 * hosts_make_apart_or_die() - Make both hosts, with room for a wire
 * @ports:	As for hosts_make_or_die()
 * @mtu:	Of all interfaces
 * @wire:	Out: a namespace between them, with an interface towards each;
 *		until someone relays there, nothing passes
 *
 * After hosts_may_be(). Interfaces do no work for the hosts: each segment is on
 * the wire by itself, with its checksum. Which namespace the process is in
 * after that is not said.
 */
void hosts_make_apart_or_die(struct hosts *hosts, struct port_range ports,
			     unsigned mtu, int *wire);

/** hosts_close() - Let go of both; when no process is there, they are gone */
void hosts_close(struct hosts *hosts);

/**
 * hosts_set_or_die() - Set a sysctl of this process's namespace
 * @name:	"net.ipv4.tcp_tw_reuse"
 */
void hosts_set_or_die(const char *name, const char *value);

/** hosts_enter_or_die() - Move this process to a host */
void hosts_enter_or_die(int host);

#endif
