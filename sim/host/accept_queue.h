#ifndef HOST_ACCEPT_QUEUE_H
#define HOST_ACCEPT_QUEUE_H

#include "host/net.h"

/**
 * DOC: Connections that wait for accept()
 *
 * Where a server is one process its descriptors have an end. While it has one
 * left it takes a connection as soon as the handshake is over. When it has none
 * accept() fails with EMFILE and leaves the connection where it is: open, as
 * the client knows it, with what the client sends; but nobody reads. The first
 * that waits is taken when a descriptor is free again.
 *
 * The queue of a listener has an end too (net.core.somaxconn). Then a SYN is
 * dropped, and so is the ACK that would end a handshake: its request stays, and
 * its SYN,ACK is sent again. Both count as TcpExtListenOverflows.
 *
 * A connection that is reset while it waits keeps its place: the process takes
 * it, and finds it dead.
 *
 * Without a limit there are no such queues, and nothing of this is asked.
 *
 * Source: linux v6.18 net/ipv4/inet_connection_sock.c inet_csk_accept(),
 *	   net/ipv4/tcp_input.c tcp_conn_request(), net/ipv4/tcp_ipv4.c
 *	   tcp_v4_syn_recv_sock(), net/socket.c __sys_accept4_file()
 */

/** accept_queue_init() - Queues for all servers, if their descriptors end */
void accept_queue_init(struct net *net);
void accept_queue_fini(struct net *net);

/** accept_queue_takes() - Has the server's process a descriptor for one more,
 * and is that the next? */
bool accept_queue_takes(const struct net *net, uint32_t pair);
/** accept_queue_is_full() - Has the listener no place for one more? */
bool accept_queue_is_full(const struct net *net, uint32_t pair);
/** accept_queue_drops() - A SYN has come: is it dropped for that? It is counted
 */
bool accept_queue_drops(struct net *net, uint32_t pair);
/** accept_queue_drops_ack() - The same of a segment, which may be the ACK that
 * ends a handshake
 */
bool accept_queue_drops_ack(struct net *net, const struct socket *socket,
			    const struct segment *seg);

/** accept_queue_opens(), accept_queue_closes() - A descriptor of the server's
 * process; when one is free and somebody waits: EVENT_ACCEPT
 */
void accept_queue_opens(struct net *net, uint32_t pair);
void accept_queue_closes(struct net *net, uint32_t pair);

/** accept_queue_wait() - A connection has to wait */
void accept_queue_wait(struct net *net, uint32_t index);
/** accept_queue_forget() - One that waits is no more */
void accept_queue_forget(struct net *net, uint32_t index);

/**
 * accept_queue_next() - EVENT_ACCEPT: whom does the process take?
 * @host:	Of the event
 * @index:	Out: a connection that waits no more
 *
 * Return:	false: nobody waits, or there is no descriptor
 */
bool accept_queue_next(struct net *net, uint32_t host, uint32_t *index);

/** accept_queue_peak_n() - Most that waited at once, at all servers */
uint64_t accept_queue_peak_n(const struct net *net);

#endif
