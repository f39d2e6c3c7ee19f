#include "listeners.h"

#include "destinations.h"
#include "die.h"
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_or_die(const struct server_options *options,
			 struct sockaddr_in at)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int yes = 1;
	char text[FIELD_TEXT_SIZE];

	units_print_address(text, sizeof(text), ntohl(at.sin_addr.s_addr));
	if (fd < 0)
		die_errno(DIE_RUNTIME, "socket()");
	if (options->reuse &&
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0)
		die_errno(DIE_RUNTIME, "SO_REUSEADDR");
	if (bind(fd, (const struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(fd, (int)options->backlog) < 0)
		die_errno(DIE_RUNTIME, "cannot listen on %s:%u", text,
			  (unsigned)ntohs(at.sin_port));
	return fd;
}

static uint16_t port_or_die(int fd)
{
	struct sockaddr_in at;
	socklen_t size = sizeof(at);

	if (getsockname(fd, (struct sockaddr *)&at, &size) < 0)
		die_errno(DIE_RUNTIME, "getsockname()");
	return ntohs(at.sin_port);
}

static void add_or_die(struct listeners *listeners, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

	if (epoll_ctl(listeners->ready_fd, EPOLL_CTL_ADD, fd, &event) < 0)
		die_errno(DIE_RUNTIME, "epoll_ctl()");
	listeners->fd[listeners->n++] = fd;
}

void listeners_open_or_die(struct listeners *listeners,
			   struct server_options *options)
{
	size_t n = (size_t)(options->servers_n * options->ports_n);
	struct sockaddr_in first = {.sin_family = AF_INET};

	*listeners = (struct listeners){
	    .ready_fd = epoll_create1(EPOLL_CLOEXEC),
	    .fd = calloc(n, sizeof(*listeners->fd)),
	};
	if (listeners->ready_fd < 0 || !listeners->fd)
		die_errno(DIE_RUNTIME, "listeners");
	first.sin_addr.s_addr = htonl(options->address);
	for (size_t i = 0; i < n; i++) {
		int fd;

		first.sin_port = htons((uint16_t)options->port);
		fd = listen_or_die(
		    options, destinations_at(first, (uint32_t)options->ports_n,
					     (uint32_t)i));
		if (options->port == 0)
			options->port = port_or_die(fd);
		add_or_die(listeners, fd);
	}
}

/* The kernel puts one that was told of behind the others. */
static int listener_ready(const struct listeners *listeners)
{
	struct epoll_event event;
	int n;

	if (listeners->n == 1)
		return listeners->fd[0];
	n = epoll_wait(listeners->ready_fd, &event, 1, 0);
	if (n == 0)
		errno = EAGAIN;
	return n == 1 ? event.data.fd : -1;
}

int listeners_accept(const struct listeners *listeners)
{
	int listener = listener_ready(listeners);
	int fd =
	    listener < 0 ? -1 : accept4(listener, NULL, NULL, SOCK_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

void listeners_close(struct listeners *listeners)
{
	for (size_t i = 0; i < listeners->n; i++)
		close(listeners->fd[i]);
	close(listeners->ready_fd);
	free(listeners->fd);
	listeners->n = 0;
	listeners->fd = NULL;
	listeners->ready_fd = -1;
}
