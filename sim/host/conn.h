#ifndef HOST_CONN_H
#define HOST_CONN_H

#include "host/net.h"

/**
 * DOC: The life of a full socket
 *
 * A connection has two: the client's begins with connect(), the server's with
 * a SYN. Whatever happens to one - a segment, a timer, a call of its
 * application - is one step of the TCP of sim/tcp, and what that step asks for
 * is done here in this order: answer, send, tell the application, whose calls
 * are part of the step, set the timers, and last let go of a socket that is
 * CLOSED or in TIME-WAIT. So an ACK that TCP owes at once leaves before the
 * application could add to it, and one that may wait rides on what the
 * application sends.
 */

/** enum conn_connect - What comes of connect() at once */
enum conn_connect {
	CONN_BEGUN,
	CONN_NO_PORT,	/* EADDRNOTAVAIL */
	CONN_NO_MEMORY, /* ENOBUFS: see host/pool.h */
};

/**
 * conn_connect() - A client connects
 * @busy_ns:	Out: how long the search for a port keeps the caller
 */
enum conn_connect conn_connect(struct net *net, uint32_t pair,
			       int64_t *busy_ns);

/**
 * conn_connect_from() - A client connects from a port that it has bound
 *
 * Return:	CONN_NO_PORT if that flow is taken, and not by a TIME-WAIT that
 *		gives way
 */
enum conn_connect conn_connect_from(struct net *net, uint32_t pair,
				    uint32_t port, int64_t *busy_ns);

/** conn_send() - The application writes so many octets */
void conn_send(struct net *net, uint32_t index, uint32_t octets);
/** conn_read() - It takes so many out of the receive queue, which has them;
 * with the last, or with 0 where there is none, the FIN that may follow
 */
void conn_read(struct net *net, uint32_t index, uint32_t octets);
/** conn_read_all() - It takes all, after it had left it there: the peer is told
 * when there is room for twice as much as it knows of
 */
void conn_read_all(struct net *net, uint32_t index);
/** conn_leave_unread() - It does not read what is there */
void conn_leave_unread(struct net *net, uint32_t index);
/** conn_shutdown() - It will not write any more */
void conn_shutdown(struct net *net, uint32_t index);
/** conn_close() - It lets go of the socket; what is unread makes that a RST */
void conn_close(struct net *net, uint32_t index);
/** conn_abort() - It throws the connection away: RST (SO_LINGER with 0) */
void conn_abort(struct net *net, uint32_t index);

/** conn_drop() - It is removed, and not a segment says so */
void conn_drop(struct net *net, uint32_t index);

/**
 * conn_accept() - A segment has come for a port where only a listener is
 * @iss:	Where our numbers begin
 */
void conn_accept(struct net *net, const struct flight *flight, struct seq iss);

/** conn_segment() - A segment has come for a socket */
void conn_segment(struct net *net, uint32_t index, const struct flight *flight);

/** conn_accepted() - The process has taken it from the accept queue: it hears
 * of all that has come so far
 */
void conn_accepted(struct net *net, uint32_t index);
/** conn_searched() - EVENT_CONNECT: the search for a port is over */
void conn_searched(struct net *net, uint32_t index);

/** conn_timer() - A timer of a socket is due; it is off now */
void conn_timer(struct net *net, uint32_t index, enum socket_timer timer);

#endif
