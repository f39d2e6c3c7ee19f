#include "host/endpoint.h"

#include "base/alloc.h"
#include "host/conn.h"
#include "host/handles.h"
#include "host/host.h"
#include "host/timewaits.h"

#include <errno.h>
#include <stdlib.h>

/* What TCP tells */

static void inherit(const struct handle *listener, struct handle *h)
{
	if (!listener)
		return;
	h->bound = listener->bound;
	h->linger_s = listener->linger_s;
	for (int i = 0; i < ENDPOINT_OPTIONS_N; i++)
		h->option[i] = listener->option[i];
}

static struct handle *handle_told(struct endpoint *ep, uint32_t index)
{
	struct handle *h = handles_by_socket(ep, index);

	if (h)
		return h;
	h = handles_new(ep, HANDLE_STREAM);
	must(h != NULL);
	h->socket = index;
	inherit(handles_listener(ep), h);
	return h;
}

static int reset_error(const struct handle *h)
{
	if (!h->connected)
		return ECONNREFUSED;
	return h->eof ? EPIPE : ECONNRESET;
}

/* Through the handshake: to the accept queue, if it still is somebody's. */
static void told_connected(struct endpoint *ep, struct handle *h)
{
	h->connected = true;
	h->connecting = false;
	if (h->fd != 0)
		return;
	if (!handles_listener(ep)) {
		conn_abort(&ep->net, h->socket);
		return;
	}
	h->waits = true;
	h->turn = ep->turns++;
}

static void told(struct net *net, uint32_t index, uint32_t told,
		 uint32_t octets)
{
	struct endpoint *ep = net->player_data;
	struct handle *h = handle_told(ep, index);

	(void)octets; /* they wait in the receive queue */
	if (told & EFFECT_TOLD_CONNECTED)
		told_connected(ep, h);
	if (told & EFFECT_TOLD_EOF)
		h->eof = true;
	if (told & EFFECT_TOLD_RESET)
		h->error = reset_error(h);
	if (told & EFFECT_TOLD_TIMED_OUT)
		h->error = ETIMEDOUT;
}

static void patience(struct net *net, uint32_t index)
{
	(void)net;
	(void)index;
	must_not_come("an application that sets no time for itself");
}

static void gone(struct net *net, uint32_t index, uint32_t effects)
{
	struct endpoint *ep = net->player_data;
	struct handle *h = handles_by_socket(ep, index);
	const struct tcb *tcb = &sockets_at(&net->sockets, index)->tcb;

	(void)effects;
	if (!h)
		return;
	if (h->fd != 0 || h->waits)
		handles_leave(ep, h);
	h->unread = tcb->unread;
	h->last_state = (enum tcp_state)tcb->state;
	h->socket = NO_SOCKET;
	if (h->fd == 0 && !h->waits)
		handles_free(h);
}

static const struct net_player endpoint_player = {
    .told = told,
    .patience = patience,
    .gone = gone,
};

static void sent(void *data, const struct flight *flight, bool again,
		 int64_t arrives_ns)
{
	struct endpoint *ep = data;

	(void)again;
	(void)arrives_ns;
	ep->setup.sent(ep->setup.data, net_now_ns(&ep->net), &flight->seg);
}

/* Life */

struct endpoint *endpoint_new(const struct endpoint_setup *setup)
{
	struct endpoint *ep = alloc_zeroed(1, sizeof(*ep));
	struct net_setup net = {
	    .profile = {setup->profile, setup->profile},
	    .machine = &ep->machine,
	    .pick = PICK_AUTOBIND,
	    .clients_n = 1,
	    .servers_n = 1,
	    .server_ports_n = 1,
	    .ports_n = PORTS_N,
	    .seed = setup->seed,
	};

	ep->setup = *setup;
	ep->queue = queue_new();
	net_init(&ep->net, &net, ep->queue, &endpoint_player, ep);
	ep->net.detached = true;
	ep->net.listens = false;
	ep->net.reuses = true; /* of a port that is bound */
	ep->net.tap.sent = sent;
	ep->net.tap.data = ep;
	flows_pair(&ep->net.flows, THE_PAIR);
	return ep;
}

void endpoint_free(struct endpoint *ep)
{
	if (!ep)
		return;
	net_fini(&ep->net);
	queue_free(ep->queue);
	free(ep);
}

int64_t endpoint_now_ns(const struct endpoint *ep)
{
	return queue_now_ns(ep->queue);
}

int64_t endpoint_next_ns(const struct endpoint *ep)
{
	int64_t next_ns = queue_next_at_ns(ep->queue);
	int64_t now_ns = endpoint_now_ns(ep);

	/* a close() that lingers returns without an event */
	for (size_t i = 0; i < HANDLES_MAX; i++) {
		const struct handle *h = &ep->handle[i];

		if (h->close_by_ns > now_ns && h->close_by_ns < next_ns)
			next_ns = h->close_by_ns;
	}
	return next_ns;
}

void endpoint_advance(struct endpoint *ep, int64_t to_ns)
{
	struct event event;

	while (queue_pop(ep->queue, to_ns, &event))
		host_handle(&ep->net, &event);
	queue_advance(ep->queue, to_ns);
}

/* To the end that knows the peer, and else to the listener. */
void endpoint_arrive(struct endpoint *ep, const struct segment *seg)
{
	struct slot ours =
	    flows_slot(&ep->net.flows, END_CLIENT, THE_PAIR, ep->port);
	struct flight flight = {
	    .from = SOCKETS_NONE,
	    .guess = SOCKETS_NONE,
	    .seg = *seg,
	    .pair = THE_PAIR,
	    .port = (uint16_t)(slot_is_empty(ours) ? THE_PORT : ep->port),
	    .to = slot_is_empty(ours) ? END_SERVER : END_CLIENT,
	};

	host_arrive(&ep->net, &flight);
}

unsigned int endpoint_count(const struct endpoint *ep, enum tcp_state state)
{
	const struct sockets *sockets = &ep->net.sockets;
	unsigned int n = 0;

	if (state == TCP_LISTEN)
		return ep->net.listens ? 1 : 0;
	if (state == TCP_TIME_WAIT)
		return (unsigned int)(ep->net.timewaits[END_CLIENT].alive_n +
				      ep->net.timewaits[END_SERVER].alive_n);
	for (uint32_t i = 0; i < sockets_places_n(sockets); i++)
		if (sockets_at(sockets, i)->in_use &&
		    sockets_at(sockets, i)->tcb.state == state)
			n++;
	return n;
}

void endpoint_drop(struct endpoint *ep, enum tcp_state state)
{
	const struct sockets *sockets = &ep->net.sockets;

	if (state == TCP_TIME_WAIT) {
		timewaits_drop(&ep->net, END_CLIENT);
		timewaits_drop(&ep->net, END_SERVER);
		return;
	}
	for (uint32_t i = 0; i < sockets_places_n(sockets); i++)
		if (sockets_at(sockets, i)->in_use &&
		    sockets_at(sockets, i)->tcb.state == state)
			conn_drop(&ep->net, i);
}
