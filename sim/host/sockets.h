#ifndef HOST_SOCKETS_H
#define HOST_SOCKETS_H

#include "base/alloc.h"
#include "des/timer.h"
#include "host/app.h"
#include "tcp/tcb.h"

/** enum socket_timer - What a socket may wait for */
enum socket_timer {
	SOCKET_RETRANSMIT, /* the peer's ACK */
	SOCKET_DELACK,	   /* a segment for an ACK to ride on */
	SOCKET_PATIENCE,   /* what its application has set itself; once that has
			    * closed, the end of FIN-WAIT-2 */
	SOCKET_TIMERS_N,
};

/**
 * struct socket - A full socket of either side
 * @tcb:	Its TCP
 * @app:	Its application, until it closes
 * @linger2_s:	TCP_LINGER2: s in FIN-WAIT-2; 0: tcp_fin_timeout; negative: none
 * @timer:	By enum socket_timer
 * @next_deed:	enum app_deed when SOCKET_PATIENCE is over
 * @opened_ns:	When connect() was called
 * @peer:	Index of the other end's socket, as last heard of: a guess
 * @pair:	Index of the pair of hosts and server port
 * @port:	Offset of the client's port
 * @end:	enum end
 * @dear:	The port was found past the cheap part of the range
 * @established: It got as far as ESTABLISHED
 * @in_use:	It is a socket, not a free place
 * @next_free:	Next free place
 * @waits:	For accept(), see host/accept_queue.h
 * @weighed:	Something waits in its buffers, see host/buffers.h
 * @text_bytes:	Text that is booked for it
 * @buffers_n:	Buffers that are booked for it: mbufs of host/pool.h, or those
 *		of host/buffers.h
 */
struct socket {
	_Alignas(CACHE_LINE) struct tcb tcb;
	uint32_t peer;
	uint32_t pair;
	uint16_t port;
	uint8_t end;
	bool dear : 1;
	bool established : 1;
	bool in_use : 1;
	bool waits : 1;
	bool weighed : 1;
	uint32_t text_bytes;
	struct timer timer[SOCKET_TIMERS_N];
	struct app app;
	int32_t linger2_s;
	int64_t opened_ns;
	uint32_t next_free;
	uint16_t buffers_n;
	uint8_t next_deed;
};

#define SOCKETS_BLOCK_BITS 8
#define SOCKETS_NONE	   UINT32_MAX

/**
 * struct sockets - All full sockets of a run
 * @block:	Blocks of 2^SOCKETS_BLOCK_BITS sockets: none ever moves
 * @free:	First free place, or SOCKETS_NONE
 * @in_use_n:	Sockets alive
 */
struct sockets {
	struct socket **block;
	uint32_t blocks_n;
	uint32_t free;
	uint64_t in_use_n;
};

void sockets_init(struct sockets *sockets);
void sockets_fini(struct sockets *sockets);
/** sockets_new() - Index of a socket that is all zero but for its timers */
uint32_t sockets_new(struct sockets *sockets);
/** sockets_free() - Its timers are off */
void sockets_free(struct sockets *sockets, uint32_t index);

/** sockets_places_n() - Indices below it are sockets, or free places */
static inline uint32_t sockets_places_n(const struct sockets *sockets)
{
	return sockets->blocks_n << SOCKETS_BLOCK_BITS;
}

static inline struct socket *sockets_at(const struct sockets *sockets,
					uint32_t index)
{
	return &sockets->block[index >> SOCKETS_BLOCK_BITS]
			      [index & ((1u << SOCKETS_BLOCK_BITS) - 1)];
}

#endif
