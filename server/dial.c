#include "dial.h"

#include "destinations.h"
#include "instant.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

/* linux include/uapi/linux/in.h; the C library's header may be older. */
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif

static int dial_prepare(const struct dial *dial, int fd, uint16_t port)
{
	uint32_t range = port | (uint32_t)port << 16;
	struct linger linger = {.l_onoff = 1, .l_linger = dial->linger_s};
	int yes = 1;

	if (dial->lingers &&
	    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) < 0)
		return -1;
	switch (dial->pick) {
	case DIAL_RANGE:
		return setsockopt(fd, IPPROTO_IP, IP_LOCAL_PORT_RANGE, &range,
				  sizeof(range));
	case DIAL_BIND_NO_PORT:
		return setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes,
				  sizeof(yes));
	case DIAL_AUTOBIND:
	case DIAL_BIND:
		break;
	}
	return 0;
}

static int dial_bind(const struct dial *dial, int fd)
{
	if (dial->pick != DIAL_BIND && dial->pick != DIAL_BIND_NO_PORT)
		return 0;
	return bind(fd, (const struct sockaddr *)&dial->client,
		    sizeof(dial->client));
}

static int dial_connect(const struct dial *dial, int fd)
{
	struct sockaddr_in at = destinations_at(
	    dial->server, dial->ports_n ? dial->ports_n : 1, dial->destination);

	if (connect(fd, (const struct sockaddr *)&at, sizeof(at)) < 0 &&
	    errno != EINPROGRESS)
		return -1;
	return 0;
}

int dial_begin(const struct dial *dial, uint16_t port, int64_t *call_ns)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int64_t begin_ns;
	int error;

	*call_ns = 0;
	if (fd < 0)
		return -errno;
	if (dial_prepare(dial, fd, port) == 0) {
		begin_ns = instant_now_ns();
		if (dial_bind(dial, fd) == 0 && dial_connect(dial, fd) == 0) {
			*call_ns = instant_now_ns() - begin_ns;
			return fd;
		}
		*call_ns = instant_now_ns() - begin_ns;
	}
	error = errno;
	close(fd);
	return -error;
}

bool dial_is_no_port(int error)
{
	return error == EADDRNOTAVAIL || error == EADDRINUSE;
}

bool dial_local(int fd, struct sockaddr_in *local)
{
	socklen_t size = sizeof(*local);

	return getsockname(fd, (struct sockaddr *)local, &size) == 0;
}

/* connect() of a UDP socket looks up the route and sends nothing. */
bool dial_source(struct dial *dial)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool found;

	if (fd < 0)
		return false;
	found = connect(fd, (const struct sockaddr *)&dial->server,
			sizeof(dial->server)) == 0 &&
		dial_local(fd, &dial->client);
	close(fd);
	dial->client.sin_port = 0;
	return found;
}

bool dial_is_local(const struct dial *dial)
{
	struct sockaddr_in at = dial->server;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool local;

	if (fd < 0)
		return false;
	at.sin_port = 0;
	local = bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0;
	close(fd);
	return local;
}
