#include "pairs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 16
/* Those that the program itself has open, and some more */
#define SPARE_FDS 128

static bool listen_once(struct pairs *pairs)
{
	struct sockaddr_in *at = &pairs->at[pairs->listeners_n];
	int *listener = &pairs->listener[pairs->listeners_n];
	socklen_t size = sizeof(*at);

	*at = (struct sockaddr_in){.sin_family = AF_INET,
				   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	*listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*listener < 0)
		return false;
	pairs->listeners_n++;
	/* below the range of local ports, of which none must be lost */
	at->sin_port = htons((uint16_t)(5000 + pairs->listeners_n));
	return bind(*listener, (struct sockaddr *)at, size) == 0 &&
	       listen(*listener, BACKLOG) == 0;
}

bool pairs_listen(struct pairs *pairs, unsigned n)
{
	memset(pairs, 0, sizeof(*pairs));
	while (pairs->listeners_n < n)
		if (!listen_once(pairs))
			return false;
	return true;
}

/* linux include/uapi/linux/in.h; the C library's header may be older. */
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif

#define PORT_LOW 32768u
#define PORTS_N	 28232u
#define ANY_PORT 0

/* @port: ANY_PORT: the kernel's choice */
static bool connect_pair(const struct pairs *pairs, unsigned to, unsigned port,
			 int pair[2])
{
	uint32_t range = port | port << 16;
	const struct sockaddr *at = (const struct sockaddr *)&pairs->at[to];

	pair[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pair[1] = -1;
	if (pair[0] >= 0 && port != ANY_PORT &&
	    setsockopt(pair[0], IPPROTO_IP, IP_LOCAL_PORT_RANGE, &range,
		       sizeof(range)) < 0) {
		close(pair[0]);
		return false;
	}
	if (pair[0] >= 0 && connect(pair[0], at, sizeof(pairs->at[to])) == 0)
		pair[1] =
		    accept4(pairs->listener[to], NULL, NULL, SOCK_CLOEXEC);
	if (pair[1] >= 0)
		return true;
	if (pair[0] >= 0)
		close(pair[0]);
	return false;
}

bool pairs_pass(struct pairs *pairs, int64_t n, enum pairs_end closer)
{
	int pair[2];

	for (int64_t i = 0; i < n; i++) {
		unsigned to = (unsigned)(i % pairs->listeners_n);
		unsigned turn = (unsigned)(i / pairs->listeners_n);
		unsigned port = closer == PAIRS_CLIENT
				    ? ANY_PORT
				    : PORT_LOW + turn % PORTS_N;

		if (!connect_pair(pairs, to, port, pair))
			return false;
		close(pair[closer == PAIRS_SERVER]);
		close(pair[closer != PAIRS_SERVER]);
	}
	return true;
}

static int64_t fds_left(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 0;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	return (int64_t)limit.rlim_cur - SPARE_FDS;
}

void pairs_open(struct pairs *pairs, int64_t n)
{
	int64_t most = fds_left() / 2;

	n = n < most ? n : most;
	pairs->fd = n > 0 ? calloc((size_t)(2 * n), sizeof(*pairs->fd)) : NULL;
	while (pairs->fd && pairs->fds_n < 2 * n &&
	       connect_pair(pairs,
			    (unsigned)(pairs->fds_n / 2 % pairs->listeners_n),
			    ANY_PORT, pairs->fd + pairs->fds_n))
		pairs->fds_n += 2;
}

/* A send buffer grows to a limit: what is more must not be waited for. */
static bool write_all(int fd, const char *text, size_t octets)
{
	ssize_t n;

	while (octets > 0) {
		n = send(fd, text, octets, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0)
			return false;
		octets -= (size_t)n;
	}
	return true;
}

bool pairs_write(const struct pairs *pairs, enum pairs_end writer,
		 size_t octets)
{
	char *text = calloc(1, octets);
	bool done = text != NULL;

	for (int64_t i = writer; done && i < pairs->fds_n; i += 2)
		done = write_all(pairs->fd[i], text, octets);
	free(text);
	return done;
}

bool pairs_waiting(const struct pairs *pairs, struct pairs_waiting *waiting)
{
	uint32_t memory[SK_MEMINFO_VARS];
	socklen_t size;
	int unread, unacked;

	*waiting = (struct pairs_waiting){0};
	for (int64_t i = 0; i < pairs->fds_n; i++) {
		size = sizeof(memory);
		if (ioctl(pairs->fd[i], SIOCINQ, &unread) < 0 ||
		    ioctl(pairs->fd[i], SIOCOUTQ, &unacked) < 0 ||
		    getsockopt(pairs->fd[i], SOL_SOCKET, SO_MEMINFO, memory,
			       &size) < 0)
			return false;
		waiting->text_bytes += unread + unacked;
		waiting->tcp_bytes += (double)memory[SK_MEMINFO_RMEM_ALLOC] +
				      memory[SK_MEMINFO_WMEM_QUEUED] +
				      memory[SK_MEMINFO_FWD_ALLOC];
	}
	return true;
}

void pairs_fini(struct pairs *pairs)
{
	struct linger reset = {.l_onoff = 1};

	for (int64_t i = 0; i < pairs->fds_n; i++) {
		setsockopt(pairs->fd[i], SOL_SOCKET, SO_LINGER, &reset,
			   sizeof(reset));
		close(pairs->fd[i]);
	}
	free(pairs->fd);
	for (unsigned i = 0; i < pairs->listeners_n; i++)
		close(pairs->listener[i]);
	memset(pairs, 0, sizeof(*pairs));
}
