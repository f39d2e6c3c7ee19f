#ifndef HOST_CALLERS_H
#define HOST_CALLERS_H

#include "base/histogram.h"
#include "host/outcomes.h"

/**
 * DOC: The threads that call connect()
 *
 * A connect() that searches long keeps its thread busy. A client with few
 * threads then begins its connects late, in the order in which they were due:
 * the search throttles the client, and not the ports. While a thread waits for
 * the network it is free, as that of an event loop is.
 */

/** The event that a thread is free again; index of the client. */
#define CALLERS_EVENT EVENT_KINDS_N

/**
 * struct caller - The threads of one client host
 * @busy_n:	Threads in connect()
 * @due:	Ring of the connects that wait, oldest at @first
 */
struct caller {
	uint32_t busy_n;
	uint32_t first;
	uint32_t waiting_n;
	uint32_t room;
	struct due_connect *due;
};

/** struct due_connect - A connect that waits for a thread */
struct due_connect {
	int64_t at_ns;
	uint32_t pair;
};

/**
 * struct callers - Those of all clients
 * @threads_n:	Of each client; 0: as many as are needed
 * @outcomes:	Where the connects are counted
 * @stopped:	Time is up: what waits is never begun
 * @never_begun_n: Connects that waited when time was up
 * @late:	How late connects began
 */
struct callers {
	struct caller *client;
	uint32_t clients_n;
	uint32_t threads_n;
	struct outcomes *outcomes;
	bool stopped;
	uint64_t never_begun_n;
	struct histogram late;
};

void callers_init(struct callers *callers, uint32_t clients_n,
		  uint32_t threads_n, struct outcomes *outcomes);
void callers_fini(struct callers *callers);

/** callers_due() - A connect is due; it begins now if a thread is free */
void callers_due(struct callers *callers, struct net *net, uint32_t pair);

/** callers_free() - CALLERS_EVENT: a thread of the client has come back */
void callers_free(struct callers *callers, struct net *net, uint32_t client);

/** callers_stop() - Nothing more is begun */
void callers_stop(struct callers *callers);

#endif
