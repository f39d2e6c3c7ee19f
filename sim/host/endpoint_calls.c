#include "host/conn.h"
#include "host/handles.h"
#include "tcp/expiry.h"

#include <errno.h>

/* Calls that make and name sockets */

int endpoint_socket(struct endpoint *ep)
{
	struct handle *h = handles_new(ep, HANDLE_FRESH);

	if (!h)
		return -EMFILE;
	h->fd = handles_lowest_free_fd(ep);
	return h->fd;
}

int endpoint_bind(struct endpoint *ep, int fd)
{
	struct handle *h = handles_by_fd(ep, fd);

	if (!h)
		return -EBADF;
	if (h->bound || h->kind != HANDLE_FRESH)
		return -EINVAL;
	if (!handles_may_bind(ep, h))
		return -EADDRINUSE;
	h->bound = true;
	return 0;
}

/* What was chosen; a connection has it from its listener, or from its connect()
 */
static uint32_t buffer_of(const struct handle *h)
{
	int bytes = h->option[ENDPOINT_SO_RCVBUF];

	return bytes > 0 ? (uint32_t)bytes : 0;
}

int endpoint_listen(struct endpoint *ep, int fd, int backlog)
{
	struct handle *h = handles_by_fd(ep, fd);

	(void)backlog;
	if (!h)
		return -EBADF;
	if (h->kind == HANDLE_STREAM)
		return -EINVAL;
	if (h->kind == HANDLE_FRESH && !handles_may_bind(ep, h))
		return -EADDRINUSE;
	h->kind = HANDLE_LISTENER;
	ep->net.listens = true;
	ep->net.buffer_bytes[END_SERVER] = buffer_of(h);
	return 0;
}

int endpoint_accept(struct endpoint *ep, int fd)
{
	struct handle *listener = handles_by_fd(ep, fd);
	struct handle *h;

	if (!listener)
		return -EBADF;
	if (listener->kind != HANDLE_LISTENER)
		return -EINVAL;
	h = handles_next_to_accept(ep);
	if (!h)
		return listener->nonblocking ? -EAGAIN : ENDPOINT_BLOCKS;
	h->waits = false;
	h->fd = handles_lowest_free_fd(ep);
	return h->fd;
}

static int take_error(struct handle *h)
{
	int error = h->error;

	h->error = 0;
	return -error;
}

static int begin_connect(struct endpoint *ep, struct handle *h)
{
	int64_t busy_ns;

	ep->net.buffer_bytes[END_CLIENT] = buffer_of(h);
	if ((h->bound
		 ? conn_connect_from(&ep->net, THE_PAIR, THE_PORT, &busy_ns)
		 : conn_connect(&ep->net, THE_PAIR, &busy_ns)) != CONN_BEGUN)
		return -EADDRNOTAVAIL;
	h->socket = handles_begun(ep);
	h->kind = HANDLE_STREAM;
	ep->port = sockets_at(&ep->net.sockets, h->socket)->port;
	h->connecting = true;
	endpoint_advance(ep, endpoint_now_ns(ep));
	return 0;
}

/* It has told so, and may be tried again. */
static int connect_failed(struct handle *h)
{
	if (h->socket == NO_SOCKET && !h->connected) {
		h->kind = HANDLE_FRESH;
		h->connecting = false;
	}
	return take_error(h);
}

int endpoint_connect(struct endpoint *ep, int fd)
{
	struct handle *h = handles_by_fd(ep, fd);
	int result;

	if (!h)
		return -EBADF;
	if (h->kind == HANDLE_FRESH) {
		result = begin_connect(ep, h);
		if (result < 0)
			return result;
		return h->nonblocking ? -EINPROGRESS : ENDPOINT_BLOCKS;
	}
	if (h->error)
		return connect_failed(h);
	if (h->connecting)
		return h->nonblocking ? -EALREADY : ENDPOINT_BLOCKS;
	if (h->connected && h->nonblocking)
		return -EISCONN;
	return h->connected ? 0 : -EISCONN;
}

/* Calls that move octets */

int endpoint_unread(struct endpoint *ep, int fd)
{
	struct handle *h = handles_by_fd(ep, fd);
	const struct tcb *tcb;

	if (!h)
		return -EBADF;
	if (h->kind == HANDLE_LISTENER)
		return -EINVAL;
	tcb = handles_tcb(ep, h);
	return (int)(tcb ? tcb->unread : h->unread);
}

static int take_octets(struct endpoint *ep, struct handle *h, int unread,
		       int max)
{
	int octets = unread < max ? unread : max;

	if (h->socket == NO_SOCKET)
		h->unread -= (uint32_t)octets;
	else
		conn_read(&ep->net, h->socket, (uint32_t)octets);
	return octets;
}

int endpoint_read(struct endpoint *ep, int fd, int max)
{
	struct handle *h = handles_by_fd(ep, fd);
	int unread = endpoint_unread(ep, fd);

	if (h && max == 0)
		return 0;
	if (h && h->kind == HANDLE_LISTENER)
		return -ENOTCONN;
	if (unread < 0)
		return unread;
	if (unread > 0)
		return take_octets(ep, h, unread, max);
	if (h->error && !(h->error == EPIPE && h->eof))
		return take_error(h);
	if (h->eof && h->socket != NO_SOCKET)
		conn_read(&ep->net, h->socket, 0);
	if (h->eof || h->shut_rd)
		return 0;
	if (h->kind == HANDLE_FRESH || (!h->connected && !h->connecting))
		return -ENOTCONN;
	if (h->socket == NO_SOCKET)
		return 0;
	return h->nonblocking ? -EAGAIN : ENDPOINT_BLOCKS;
}

int endpoint_write(struct endpoint *ep, int fd, int octets)
{
	struct handle *h = handles_by_fd(ep, fd);

	if (!h)
		return -EBADF;
	if (h->error)
		return take_error(h);
	if (h->kind != HANDLE_STREAM)
		return -EPIPE;
	if (h->connecting)
		return h->nonblocking ? -EAGAIN : ENDPOINT_BLOCKS;
	if (h->shut_wr || h->socket == NO_SOCKET)
		return -EPIPE;
	conn_send(&ep->net, h->socket, (uint32_t)octets);
	return octets;
}

/* Calls that end */

/* What is still in the handshake was the listener's alone. */
static void drop_embryos(struct endpoint *ep)
{
	const struct sockets *sockets = &ep->net.sockets;

	for (uint32_t i = 0; i < sockets_places_n(sockets); i++)
		if (sockets_at(sockets, i)->in_use &&
		    sockets_at(sockets, i)->tcb.passive &&
		    sockets_at(sockets, i)->tcb.state == TCP_SYN_RECEIVED)
			conn_drop(&ep->net, i);
}

static void close_listener(struct endpoint *ep)
{
	struct handle *h;

	ep->net.listens = false;
	drop_embryos(ep);
	while ((h = handles_next_to_accept(ep)) != NULL) {
		if (h->socket != NO_SOCKET)
			conn_abort(&ep->net, h->socket);
		handles_free(h);
	}
}

static bool fin_is_acked(struct endpoint *ep, const struct handle *h)
{
	const struct tcb *tcb = handles_tcb(ep, h);

	return !tcb || tcb->state == TCP_FIN_WAIT_2 ||
	       tcb->state == TCP_TIME_WAIT;
}

/* SO_LINGER with a time: close() returns when the FIN is acknowledged. */
static int linger(struct endpoint *ep, struct handle *h)
{
	if (!fin_is_acked(ep, h) && !h->nonblocking &&
	    endpoint_now_ns(ep) < h->close_by_ns)
		return ENDPOINT_BLOCKS;
	h->fd = 0;
	if (h->socket == NO_SOCKET)
		handles_free(h);
	else
		handles_leave(ep, h);
	return 0;
}

static void let_go(struct endpoint *ep, struct handle *h)
{
	h->fd = 0;
	if (h->socket == NO_SOCKET) {
		handles_free(h);
		return;
	}
	handles_leave(ep, h);
	if (h->linger_s == 0)
		conn_abort(&ep->net, h->socket);
	else
		conn_close(&ep->net, h->socket);
}

int endpoint_close(struct endpoint *ep, int fd)
{
	struct handle *h = handles_by_fd(ep, fd);

	if (!h)
		return -EBADF;
	if (h->close_by_ns > 0)
		return linger(ep, h);
	if (h->kind == HANDLE_LISTENER)
		close_listener(ep);
	if (h->kind != HANDLE_STREAM) {
		handles_free(h);
		return 0;
	}
	if (h->linger_s > 0 && h->socket != NO_SOCKET) {
		h->close_by_ns =
		    expiry_ns(ep->setup.profile, endpoint_now_ns(ep),
			      h->linger_s * NS_PER_S);
		conn_close(&ep->net, h->socket);
		return linger(ep, h);
	}
	let_go(ep, h);
	return 0;
}

/* linux v6.18 net/ipv4/af_inet.c inet_shutdown(): it listens no more */
static int shut_listener(struct endpoint *ep, struct handle *h,
			 enum endpoint_how how)
{
	if (how == ENDPOINT_SHUT_WR)
		return 0;
	close_listener(ep);
	h->kind = HANDLE_FRESH;
	return 0;
}

/* linux v6.18 net/ipv4/tcp.c tcp_disconnect(): without a word */
static int shut_connecting(struct endpoint *ep, struct handle *h)
{
	conn_drop(&ep->net, h->socket);
	h->kind = HANDLE_FRESH;
	h->connecting = false;
	h->error = ECONNRESET;
	return 0;
}

int endpoint_shutdown(struct endpoint *ep, int fd, enum endpoint_how how)
{
	struct handle *h = handles_by_fd(ep, fd);
	struct tcb *tcb;

	if (!h)
		return -EBADF;
	if (h->kind == HANDLE_LISTENER)
		return shut_listener(ep, h, how);
	if (h->connecting && h->socket != NO_SOCKET)
		return shut_connecting(ep, h);
	tcb = handles_tcb(ep, h);
	if (h->kind != HANDLE_STREAM || !tcb || !h->connected)
		return -ENOTCONN;
	if (how != ENDPOINT_SHUT_WR) {
		h->shut_rd = true;
		tcb->rcv_closed = true;
	}
	if (how != ENDPOINT_SHUT_RD && !h->shut_wr) {
		h->shut_wr = true;
		conn_shutdown(&ep->net, h->socket);
	}
	return 0;
}

/* Calls that set and look */

int endpoint_set_option(struct endpoint *ep, int fd,
			enum endpoint_option option, int value)
{
	struct handle *h = handles_by_fd(ep, fd);

	if (!h)
		return -EBADF;
	h->option[option] = value;
	if (option == ENDPOINT_SO_LINGER)
		h->linger_s = value;
	if (option == ENDPOINT_SO_RCVBUF && h->kind == HANDLE_LISTENER)
		ep->net.buffer_bytes[END_SERVER] = buffer_of(h);
	if (h->socket == NO_SOCKET)
		return 0;
	if (option == ENDPOINT_TCP_LINGER2)
		sockets_at(&ep->net.sockets, h->socket)->linger2_s = value;
	if (option == ENDPOINT_TCP_USER_TIMEOUT)
		handles_tcb(ep, h)->user_timeout_ms = (uint32_t)value;
	return 0;
}

int endpoint_get_option(struct endpoint *ep, int fd,
			enum endpoint_option option, int *value)
{
	struct handle *h = handles_by_fd(ep, fd);
	const struct tcb *tcb;

	if (!h)
		return -EBADF;
	tcb = handles_tcb(ep, h);
	*value = h->option[option];
	if (option == ENDPOINT_SO_ERROR)
		*value = -take_error(h);
	if (option == ENDPOINT_SO_RCVBUF && h->option[option] == 0)
		*value =
		    tcb ? (int)tcb->rcv_buf : (int)ep->setup.profile->window;
	return 0;
}

int endpoint_set_nonblocking(struct endpoint *ep, int fd, bool nonblocking)
{
	struct handle *h = handles_by_fd(ep, fd);

	if (!h)
		return -EBADF;
	h->nonblocking = nonblocking;
	return 0;
}

bool endpoint_is_nonblocking(const struct endpoint *ep, int fd)
{
	for (size_t i = 0; i < HANDLES_MAX; i++)
		if (ep->handle[i].kind != HANDLE_FREE && ep->handle[i].fd == fd)
			return ep->handle[i].nonblocking;
	return false;
}

/* What TCP has let go of is CLOSED to its descriptor where TIME-WAIT is an
 * object of its own. */
static enum tcp_state state_shown(const struct endpoint *ep,
				  const struct handle *h)
{
	if (h->kind == HANDLE_LISTENER)
		return TCP_LISTEN;
	if (ep->setup.profile->mini_socket)
		return TCP_CLOSED;
	return h->last_state;
}

int endpoint_get_info(struct endpoint *ep, int fd, struct endpoint_info *info)
{
	struct handle *h = handles_by_fd(ep, fd);
	const struct tcb *tcb;

	if (!h)
		return -EBADF;
	*info = (struct endpoint_info){0};
	tcb = handles_tcb(ep, h);
	if (!tcb) {
		info->state = state_shown(ep, h);
		return 0;
	}
	info->state = (enum tcp_state)tcb->state;
	info->retransmits = tcb->retransmits;
	info->backoff = tcb->backoff;
	info->options = (tcb->timestamps ? 1u : 0) | (tcb->sack ? 2u : 0) |
			(tcb->scaling ? 4u : 0);
	info->rto_us = (uint32_t)(tcb->rto_ns / NS_PER_US);
	info->rtt_us = (uint32_t)(tcb->srtt_ns / NS_PER_US);
	info->snd_mss = tcb->snd_mss;
	info->unacked =
	    (tcb->snd_nxt.raw - tcb->snd_una.raw + tcb->snd_mss - 1u) /
	    tcb->snd_mss;
	return 0;
}
