#include "kernel_calls.h"

#include "tun.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif

static const uint8_t numbers[] = {
    [TCP_CLOSED] = 7,	    [TCP_LISTEN] = 10,	   [TCP_SYN_SENT] = 2,
    [TCP_SYN_RECEIVED] = 3, [TCP_ESTABLISHED] = 1, [TCP_FIN_WAIT_1] = 4,
    [TCP_FIN_WAIT_2] = 5,   [TCP_CLOSE_WAIT] = 8,  [TCP_CLOSING] = 11,
    [TCP_LAST_ACK] = 9,	    [TCP_TIME_WAIT] = 6,
};
static_assert(sizeof(numbers) == TCP_STATES_N, "a number for each state");

unsigned kernel_calls_number_of(enum tcp_state state)
{
	return numbers[state];
}

void kernel_calls_init(struct kernel_calls *calls, int family)
{
	memset(calls, 0, sizeof(*calls));
	calls->family = family;
}

void kernel_calls_fini(struct kernel_calls *calls)
{
	struct linger reset = {.l_onoff = 1};

	for (unsigned i = 0; i < calls->open_n; i++) {
		if (calls->fd[i] < 0)
			continue;
		setsockopt(calls->fd[i], SOL_SOCKET, SO_LINGER, &reset,
			   sizeof(reset));
		close(calls->fd[i]);
	}
}

static int or_errno(int result)
{
	return result < 0 ? -errno : result;
}

/* One that cannot be kept would be open for ever. */
static int keep(struct kernel_calls *calls, int fd)
{
	if (fd < 0)
		return -errno;
	if (calls->open_n == KERNEL_CALLS_FDS_MAX) {
		close(fd);
		return -EMFILE;
	}
	calls->fd[calls->open_n++] = fd;
	return fd;
}

/** struct name - An address with a port, of either family */
struct name {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} at;
	socklen_t size;
};

static struct name name_of(int family, const char *v4, const char *v6)
{
	struct name name = {.size = sizeof(name.at.v4)};

	if (family == AF_INET) {
		name.at.v4.sin_family = AF_INET;
		name.at.v4.sin_port = htons(KERNEL_CALLS_PORT);
		inet_pton(AF_INET, v4, &name.at.v4.sin_addr);
		return name;
	}
	name.size = sizeof(name.at.v6);
	name.at.v6.sin6_family = AF_INET6;
	name.at.v6.sin6_port = htons(KERNEL_CALLS_PORT);
	inet_pton(AF_INET6, v6, &name.at.v6.sin6_addr);
	return name;
}

int kernel_calls_socket(void *self)
{
	struct kernel_calls *calls = self;

	return keep(calls,
		    socket(calls->family, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

int kernel_calls_bind(void *self, int fd)
{
	const struct kernel_calls *calls = self;
	struct name near = name_of(calls->family, TUN_NEAR_V4, TUN_NEAR_V6);

	return or_errno(bind(fd, &near.at.any, near.size));
}

int kernel_calls_listen(void *self, int fd, int backlog)
{
	(void)self;
	return or_errno(listen(fd, backlog));
}

int kernel_calls_accept(void *self, int fd)
{
	return keep(self, accept4(fd, NULL, NULL, SOCK_CLOEXEC));
}

int kernel_calls_connect(void *self, int fd)
{
	const struct kernel_calls *calls = self;
	struct name far = name_of(calls->family, TUN_FAR_V4, TUN_FAR_V6);

	return or_errno(connect(fd, &far.at.any, far.size));
}

/* With MSG_TRUNC the octets of a stream go nowhere. */
int kernel_calls_read(void *self, int fd, int max)
{
	(void)self;
	/* read() of nothing returns at once, recv() of nothing waits */
	if (max == 0)
		return or_errno((int)read(fd, NULL, 0));
	return or_errno((int)recv(fd, NULL, (size_t)max, MSG_TRUNC));
}

int kernel_calls_write(void *self, int fd, int octets)
{
	size_t size = octets > 0 ? (size_t)octets : 1;
	void *zeros;
	int result;

	(void)self;
	zeros = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (zeros == MAP_FAILED)
		return -errno;
	result = or_errno((int)send(fd, zeros, (size_t)octets, 0));
	munmap(zeros, size);
	return result;
}

int kernel_calls_close(void *self, int fd)
{
	struct kernel_calls *calls = self;

	for (unsigned i = 0; i < calls->open_n; i++)
		if (calls->fd[i] == fd)
			calls->fd[i] = -1;
	return or_errno(close(fd));
}

int kernel_calls_shutdown(void *self, int fd, enum endpoint_how how)
{
	(void)self;
	return or_errno(shutdown(fd, (int)how));
}

static const struct {
	int level;
	int name;
} options[] = {
    [ENDPOINT_SO_REUSEADDR] = {SOL_SOCKET, SO_REUSEADDR},
    [ENDPOINT_SO_REUSEPORT] = {SOL_SOCKET, SO_REUSEPORT},
    [ENDPOINT_SO_ERROR] = {SOL_SOCKET, SO_ERROR},
    [ENDPOINT_SO_RCVBUF] = {SOL_SOCKET, SO_RCVBUF},
    [ENDPOINT_SO_SNDBUF] = {SOL_SOCKET, SO_SNDBUF},
    [ENDPOINT_SO_LINGER] = {SOL_SOCKET, SO_LINGER},
    [ENDPOINT_TCP_LINGER2] = {IPPROTO_TCP, TCP_LINGER2},
    [ENDPOINT_TCP_USER_TIMEOUT] = {IPPROTO_TCP, TCP_USER_TIMEOUT},
    [ENDPOINT_TCP_NODELAY] = {IPPROTO_TCP, TCP_NODELAY},
    [ENDPOINT_TCP_DEFER_ACCEPT] = {IPPROTO_TCP, TCP_DEFER_ACCEPT},
    [ENDPOINT_IP_BIND_ADDRESS_NO_PORT] = {IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT},
    [ENDPOINT_IP_LOCAL_PORT_RANGE] = {IPPROTO_IP, IP_LOCAL_PORT_RANGE},
};
static_assert(sizeof(options) / sizeof(options[0]) == ENDPOINT_OPTIONS_N,
	      "each option");

int kernel_calls_set_option(void *self, int fd, enum endpoint_option option,
			    int value)
{
	struct linger linger = {.l_onoff = value >= 0,
				.l_linger = value >= 0 ? value : 0};
	bool lingers = option == ENDPOINT_SO_LINGER;

	(void)self;
	return or_errno(setsockopt(
	    fd, options[option].level, options[option].name,
	    lingers ? (const void *)&linger : &value,
	    lingers ? (socklen_t)sizeof(linger) : (socklen_t)sizeof(value)));
}

int kernel_calls_get_option(void *self, int fd, enum endpoint_option option,
			    int *value)
{
	struct linger linger = {0};
	bool lingers = option == ENDPOINT_SO_LINGER;
	socklen_t size = lingers ? sizeof(linger) : sizeof(*value);
	int result;

	(void)self;
	result = getsockopt(fd, options[option].level, options[option].name,
			    lingers ? (void *)&linger : value, &size);
	if (lingers)
		*value = linger.l_onoff ? linger.l_linger : -1;
	return or_errno(result);
}

int kernel_calls_set_nonblocking(void *self, int fd, bool nonblocking)
{
	int flags = fcntl(fd, F_GETFL);

	(void)self;
	if (flags < 0)
		return -errno;
	flags = nonblocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
	return or_errno(fcntl(fd, F_SETFL, flags));
}

bool kernel_calls_is_nonblocking(void *self, int fd)
{
	int flags = fcntl(fd, F_GETFL);

	(void)self;
	return flags >= 0 && flags & O_NONBLOCK;
}

int kernel_calls_unread(void *self, int fd)
{
	int octets = 0;

	(void)self;
	return ioctl(fd, FIONREAD, &octets) < 0 ? -errno : octets;
}

static enum tcp_state state_of(unsigned number)
{
	for (int i = 0; i < TCP_STATES_N; i++)
		if (numbers[i] == number)
			return (enum tcp_state)i;
	return TCP_CLOSED;
}

int kernel_calls_info(void *self, int fd, struct endpoint_info *info)
{
	struct tcp_info real = {0};
	socklen_t size = sizeof(real);

	(void)self;
	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &real, &size) < 0)
		return -errno;
	*info = (struct endpoint_info){
	    .state = state_of(real.tcpi_state),
	    .retransmits = real.tcpi_retransmits,
	    .probes = real.tcpi_probes,
	    .backoff = real.tcpi_backoff,
	    .options = real.tcpi_options,
	    .rto_us = real.tcpi_rto,
	    .rtt_us = real.tcpi_rtt,
	    .snd_mss = real.tcpi_snd_mss,
	    .unacked = real.tcpi_unacked,
	};
	return 0;
}
