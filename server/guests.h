#ifndef SERVER_GUESTS_H
#define SERVER_GUESTS_H

#include "conversation.h"

#include <glib.h>

/**
 * struct guest - A connection of a pool, one of many that a thread serves
 * @link:	In the queue of its state
 * @queue:	That queue; NULL: in none
 * @until_ns:	The end of the state it was put there for
 * @fd:		Its socket
 * @asked:	Events that epoll waits for
 */
struct guest {
	GList link;
	GQueue *queue;
	int64_t until_ns;
	int fd;
	uint32_t asked;
	struct conversation conversation;
	char answer[];
};

/**
 * struct guests - All of a thread, by when their state ends by itself
 * @queue:	By state: a state lasts equally long for all, so that the first
 *		to end is at the head
 */
struct guests {
	GQueue queue[CONVERSATION_STATES_N];
};

void guests_init(struct guests *guests);

/** guest_new() - (transfer full) For an accepted socket; NULL: no memory */
struct guest *guest_new(const struct server_options *options, int fd);

/** guest_free() - The struct; what becomes of its socket is another matter */
void guest_free(struct guest *guest);

/**
 * guests_put() - To the queue a guest belongs in
 *
 * Where it is already, it keeps its place.
 */
void guests_put(struct guests *guests, struct guest *guest);

/** guests_take() - A guest goes */
void guests_take(struct guest *guest);

/** guests_next_ns() - When the next state ends by itself; or NEVER_NS */
int64_t guests_next_ns(const struct guests *guests);

/** guests_overdue() - One whose state has ended by itself; NULL: none */
struct guest *guests_overdue(const struct guests *guests, int64_t now_ns);

/** guests_any() - One of them, whichever; NULL: none is left */
struct guest *guests_any(const struct guests *guests);

#endif
