#include "host/handles.h"

struct handle *handles_by_fd(struct endpoint *ep, int fd)
{
	for (size_t i = 0; i < HANDLES_MAX; i++)
		if (ep->handle[i].kind != HANDLE_FREE && fd >= FD_FIRST &&
		    ep->handle[i].fd == fd)
			return &ep->handle[i];
	return NULL;
}

struct handle *handles_by_socket(struct endpoint *ep, uint32_t socket)
{
	for (size_t i = 0; i < HANDLES_MAX; i++)
		if (ep->handle[i].kind == HANDLE_STREAM &&
		    ep->handle[i].socket == socket)
			return &ep->handle[i];
	return NULL;
}

struct handle *handles_new(struct endpoint *ep, enum handle_kind kind)
{
	for (size_t i = 0; i < HANDLES_MAX; i++) {
		if (ep->handle[i].kind != HANDLE_FREE)
			continue;
		ep->handle[i] = (struct handle){
		    .kind = kind,
		    .socket = NO_SOCKET,
		    .linger_s = -1,
		    .last_state = TCP_CLOSED,
		};
		return &ep->handle[i];
	}
	return NULL;
}

int handles_lowest_free_fd(struct endpoint *ep)
{
	int fd = FD_FIRST;

	while (handles_by_fd(ep, fd))
		fd++;
	return fd;
}

struct handle *handles_listener(struct endpoint *ep)
{
	for (size_t i = 0; i < HANDLES_MAX; i++)
		if (ep->handle[i].kind == HANDLE_LISTENER)
			return &ep->handle[i];
	return NULL;
}

struct tcb *handles_tcb(struct endpoint *ep, const struct handle *h)
{
	if (h->socket == NO_SOCKET)
		return NULL;
	return &sockets_at(&ep->net.sockets, h->socket)->tcb;
}

void handles_free(struct handle *h)
{
	*h = (struct handle){.kind = HANDLE_FREE};
}

struct handle *handles_next_to_accept(struct endpoint *ep)
{
	struct handle *next = NULL;

	for (size_t i = 0; i < HANDLES_MAX; i++)
		if (ep->handle[i].kind == HANDLE_STREAM &&
		    ep->handle[i].waits &&
		    (!next || ep->handle[i].turn < next->turn))
			next = &ep->handle[i];
	return next;
}
