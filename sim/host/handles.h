#ifndef HOST_HANDLES_H
#define HOST_HANDLES_H

/* For endpoint.c and endpoint_calls.c: what an endpoint is made of. */

#include "host/binds.h"
#include "host/endpoint.h"

/** The first descriptor: 0 to 2 are taken */
#define FD_FIRST    3
#define HANDLES_MAX 256
#define NO_SOCKET   UINT32_MAX
#define THE_PAIR    0
/** The port that bind() gives; connect() without it takes any of PORTS_N */
#define THE_PORT 0
#define PORTS_N	 64

enum handle_kind { HANDLE_FREE, HANDLE_FRESH, HANDLE_LISTENER, HANDLE_STREAM };

/**
 * struct handle - What an application has of a socket
 * @kind:	What has become of it
 * @fd:		Its descriptor; 0: none, it waits to be accepted or is closed
 * @socket:	Index of the full socket; NO_SOCKET: TCP has let go of it
 * @bound:	It has the port that bind() gives
 * @waits:	In the accept queue, in order of @turn
 * @unread:	Octets left to read when TCP let go
 * @error:	errno that the next call gives, 0: none
 * @linger_s:	SO_LINGER; negative: off
 * @close_by_ns: When a lingering close() gives up
 */
struct handle {
	enum handle_kind kind;
	int fd;
	uint32_t socket;
	uint64_t turn;
	bool waits;
	bool connected;
	bool connecting;
	bool eof;
	bool shut_rd;
	bool shut_wr;
	bool nonblocking;
	bool bound;
	uint32_t unread;
	int error;
	int linger_s;
	int64_t close_by_ns;
	enum tcp_state last_state;
	int option[ENDPOINT_OPTIONS_N];
};

/**
 * struct endpoint - A host, and what its one application has
 * @left:	As what the connection without a descriptor has the port: an
 *		orphan or a TIME-WAIT
 * @port:	Of the connection that connect() began last
 */
struct endpoint {
	struct endpoint_setup setup;
	struct machine machine;
	struct queue *queue;
	struct net net;
	struct handle handle[HANDLES_MAX];
	uint64_t turns;
	struct bind_owner left;
	uint32_t port;
};

/** handles_by_fd(), handles_by_socket(), handles_listener() - NULL: none */
struct handle *handles_by_fd(struct endpoint *ep, int fd);
struct handle *handles_by_socket(struct endpoint *ep, uint32_t socket);
struct handle *handles_listener(struct endpoint *ep);
/** handles_new() - NULL if there are HANDLES_MAX */
struct handle *handles_new(struct endpoint *ep, enum handle_kind kind);
int handles_lowest_free_fd(struct endpoint *ep);
/** handles_next_to_accept() - The one that waits longest; NULL: none */
struct handle *handles_next_to_accept(struct endpoint *ep);
/** handles_tcb() - Its TCP; NULL if TCP has let go of it */
struct tcb *handles_tcb(struct endpoint *ep, const struct handle *h);
void handles_free(struct handle *h);
/** handles_leave() - Its connection is to go on without a descriptor, if it
 *		     does; of interest if it has the port that bind() gives */
void handles_leave(struct endpoint *ep, const struct handle *h);
/** handles_begun() - The socket that connect() has just begun */
uint32_t handles_begun(struct endpoint *ep);
/** handles_may_bind() - Does nobody else forbid it the port? */
bool handles_may_bind(struct endpoint *ep, const struct handle *h);

#endif
