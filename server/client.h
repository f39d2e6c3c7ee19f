#ifndef SERVER_CLIENT_H
#define SERVER_CLIENT_H

#include "load.h"
#include "pace.h"
#include "slots.h"
#include "tally.h"
#include "walk.h"

#include <stdatomic.h>

/**
 * DOC: An open-loop client
 *
 * Every connect has its instant before the run begins, and a slow answer or a
 * slow connect() moves none of the later ones: a client that falls behind
 * begins the overdue ones at once and says how late it was. Each thread has
 * an epoll loop and connections of its own, and shares nothing with others.
 */

/**
 * struct client - One thread of the client
 * @options:	Of all threads
 * @request:	Octets of a request, of all threads
 * @id:		Begins the connects k with k mod threads = id
 * @start_ns:	Instant 0, CLOCK_MONOTONIC
 * @stop:	Set by another thread: give up what is open and return
 * @stop_fd:	eventfd that is readable once @stop is set
 * @tally:	What happened
 */
struct client {
	const struct load_options *options;
	const char *request;
	struct dial dial;
	uint32_t id;
	int64_t start_ns;
	const atomic_bool *stop;
	int stop_fd;
	struct tally tally;
	/* private */
	uint32_t destinations_n;
	struct pace pace;
	struct walk *walk;
	uint64_t due_k;
	int64_t due_ns;
	struct slots slots;
	int epoll_fd;
};

/** client_init_or_die() - Make ready; the members above are set */
void client_init_or_die(struct client *client);

/** client_run() - The thread: returns when all is over, or stopped */
void client_run(struct client *client);

void client_fini(struct client *client);

#endif
