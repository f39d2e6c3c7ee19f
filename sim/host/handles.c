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

static struct bind_owner owner_of(const struct handle *h)
{
	return (struct bind_owner){
	    .reuse_addr = h->option[ENDPOINT_SO_REUSEADDR],
	    .reuse_port = h->option[ENDPOINT_SO_REUSEPORT],
	    .listens = h->kind == HANDLE_LISTENER,
	};
}

void handles_leave(struct endpoint *ep, const struct handle *h)
{
	if (h->bound)
		ep->left = owner_of(h);
}

/* It is CLOSED until the search for its port is over. */
uint32_t handles_begun(struct endpoint *ep)
{
	for (uint32_t i = 0; i < sockets_places_n(&ep->net.sockets); i++) {
		const struct socket *socket = sockets_at(&ep->net.sockets, i);

		if (socket->in_use && socket->end == END_CLIENT &&
		    socket->tcb.state == TCP_CLOSED &&
		    !handles_by_socket(ep, i))
			return i;
	}
	must_not_come("a connect() that has begun nothing");
	return NO_SOCKET;
}

static bool has_port(const struct handle *h)
{
	if (h->kind == HANDLE_FREE || !h->bound)
		return false;
	return h->kind != HANDLE_STREAM || h->socket != NO_SOCKET;
}

/* Has an orphan or a TIME-WAIT the port that bind() gives? */
static bool is_left(struct endpoint *ep)
{
	for (int end = 0; end < ENDS_N; end++) {
		struct slot slot = flows_slot(&ep->net.flows, (enum end)end,
					      THE_PAIR, THE_PORT);

		if (!slot_is_empty(slot) &&
		    (slot_is_timewait(slot) ||
		     !handles_by_socket(ep, slot_socket(slot))))
			return true;
	}
	return false;
}

bool handles_may_bind(struct endpoint *ep, const struct handle *h)
{
	enum bind_policy policy =
	    (enum bind_policy)ep->setup.profile->bind_policy;
	struct bind_owner wants = owner_of(h);

	for (size_t i = 0; i < HANDLES_MAX; i++) {
		struct bind_owner has = owner_of(&ep->handle[i]);

		if (&ep->handle[i] != h && has_port(&ep->handle[i]) &&
		    binds_conflict(policy, &wants, &has))
			return false;
	}
	return !is_left(ep) || !binds_conflict(policy, &wants, &ep->left);
}
