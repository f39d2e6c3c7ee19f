#ifndef HOST_ENDPOINT_H
#define HOST_ENDPOINT_H

#include "host/net.h"

#include <limits.h>

/**
 * DOC: One host between a script and a wire
 *
 * The same sockets as in any run, but nobody plays the applications: the owner
 * makes the socket calls, puts segments in and is told of those that come out.
 * There is one peer. Calls answer as the kernel's do: a count, 0, or a negative
 * errno; a call that would block says ENDPOINT_BLOCKS, and is made again when
 * time has moved on.
 */
struct endpoint;

#define ENDPOINT_BLOCKS INT_MIN

/**
 * struct endpoint_setup - What an endpoint is made from
 * @profile:	Its stack; kept by reference, may be changed between calls
 * @sent:	Called for every segment that comes out
 * @data:	Given to @sent
 */
struct endpoint_setup {
	const struct profile *profile;
	uint64_t seed;
	void (*sent)(void *data, int64_t at_ns, const struct segment *seg);
	void *data;
};

enum endpoint_how { ENDPOINT_SHUT_RD, ENDPOINT_SHUT_WR, ENDPOINT_SHUT_RDWR };

/** enum endpoint_option - Options of a socket; times in the kernel's units */
enum endpoint_option {
	ENDPOINT_SO_REUSEADDR,
	ENDPOINT_SO_REUSEPORT,
	ENDPOINT_SO_ERROR,	   /* get only; clears it */
	ENDPOINT_SO_RCVBUF,	   /* bytes */
	ENDPOINT_SO_SNDBUF,	   /* bytes */
	ENDPOINT_SO_LINGER,	   /* s; negative: off */
	ENDPOINT_TCP_LINGER2,	   /* s */
	ENDPOINT_TCP_USER_TIMEOUT, /* ms */
	ENDPOINT_TCP_NODELAY,
	ENDPOINT_TCP_DEFER_ACCEPT, /* s */
	ENDPOINT_IP_BIND_ADDRESS_NO_PORT,
	ENDPOINT_IP_LOCAL_PORT_RANGE,
	ENDPOINT_OPTIONS_N,
};

/** struct endpoint_info - What TCP_INFO tells; tcp_info's names and units */
struct endpoint_info {
	enum tcp_state state;
	uint32_t retransmits;
	uint32_t probes;
	uint32_t backoff;
	uint32_t options; /* TCPI_OPT_TIMESTAMPS 1, _SACK 2, _WSCALE 4 */
	uint32_t rto_us;
	uint32_t rtt_us;
	uint32_t snd_mss;
	uint32_t unacked;
};

struct endpoint *endpoint_new(const struct endpoint_setup *setup);
void endpoint_free(struct endpoint *ep);

int64_t endpoint_now_ns(const struct endpoint *ep);
/** endpoint_advance() - Let time go on; timers fire up to and including @to_ns
 */
void endpoint_advance(struct endpoint *ep, int64_t to_ns);
/** endpoint_next_ns() - When the next timer fires; NEVER_NS: none is set */
int64_t endpoint_next_ns(const struct endpoint *ep);
/** endpoint_arrive() - A segment comes in from the peer, now */
void endpoint_arrive(struct endpoint *ep, const struct segment *seg);

/** endpoint_socket() - A descriptor, from 3 on */
int endpoint_socket(struct endpoint *ep);
int endpoint_bind(struct endpoint *ep, int fd);
int endpoint_listen(struct endpoint *ep, int fd, int backlog);
int endpoint_accept(struct endpoint *ep, int fd);
int endpoint_connect(struct endpoint *ep, int fd);
/** endpoint_read() - Octets taken from the receive queue; 0: end of file */
int endpoint_read(struct endpoint *ep, int fd, int max);
/** endpoint_write() - Octets taken over; -EPIPE after shutdown or reset */
int endpoint_write(struct endpoint *ep, int fd, int octets);
int endpoint_close(struct endpoint *ep, int fd);
int endpoint_shutdown(struct endpoint *ep, int fd, enum endpoint_how how);
int endpoint_set_option(struct endpoint *ep, int fd,
			enum endpoint_option option, int value);
int endpoint_get_option(struct endpoint *ep, int fd,
			enum endpoint_option option, int *value);
int endpoint_set_nonblocking(struct endpoint *ep, int fd, bool nonblocking);
bool endpoint_is_nonblocking(const struct endpoint *ep, int fd);
/** endpoint_unread() - SIOCINQ: octets in the receive queue */
int endpoint_unread(struct endpoint *ep, int fd);
/** endpoint_get_info() - 0, or -EBADF */
int endpoint_get_info(struct endpoint *ep, int fd, struct endpoint_info *info);

/** endpoint_count() - Sockets in a state, TIME-WAITs and orphans included */
unsigned int endpoint_count(const struct endpoint *ep, enum tcp_state state);
/** endpoint_drop() - Remove all sockets in a state without a word (tcpdrop) */
void endpoint_drop(struct endpoint *ep, enum tcp_state state);

#endif
