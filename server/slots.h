#ifndef SERVER_SLOTS_H
#define SERVER_SLOTS_H

#include "exchange.h"

#include <stdbool.h>
#include <stdint.h>

/** Index of no slot. */
#define SLOT_NONE UINT32_MAX

/** enum slot_wait - What an open connection waits for */
enum slot_wait {
	SLOT_FREE,
	SLOT_CONNECTS, /* the handshake */
	SLOT_TALKS,    /* an answer, or room for a request */
	SLOT_HOLDS,    /* the end of --hold */
	SLOT_FOLLOWS,  /* the server's close */
	SLOT_WAITS_N
};

/**
 * struct slot - One open connection
 * @fd:		Its socket
 * @wait:	What it waits for
 * @since_ns:	Since when: they stand in that order in their list
 * @due_ns:	When the connect was due
 * @prev, @next: Neighbours in its list; @next also links free slots
 */
struct slot {
	int fd;
	enum slot_wait wait;
	int64_t since_ns;
	int64_t due_ns;
	uint32_t prev;
	uint32_t next;
	struct exchange exchange;
};

/** struct slot_list - Oldest first; SLOT_NONE: empty */
struct slot_list {
	uint32_t head;
	uint32_t tail;
};

/**
 * struct slots - All connections that may be open at once
 * @list:	By what they wait for: each ends a constant after @since_ns, so
 *		the first to end is always at the head
 */
struct slots {
	struct slot *slot;
	uint32_t free;
	struct slot_list list[SLOT_WAITS_N];
};

/** slots_init() - @n free ones, at least 1; false: no memory */
bool slots_init(struct slots *slots, uint32_t n);

/** slots_fini() - Close what is open, too */
void slots_fini(struct slots *slots);

/** slots_take() - A connecting one for a socket; SLOT_NONE: all are taken */
uint32_t slots_take(struct slots *slots, int fd, int64_t since_ns);

/** slots_wait() - To wait for something, from an instant on */
void slots_wait(struct slots *slots, uint32_t i, enum slot_wait wait,
		int64_t since_ns);

/** slots_free() - It is closed */
void slots_free(struct slots *slots, uint32_t i);

/** slots_head_ns() - @delay_ns after a head's instant; NEVER_NS: empty */
int64_t slots_head_ns(const struct slots *slots, enum slot_wait wait,
		      int64_t delay_ns);

/** slots_none() - Is no connection open? */
bool slots_none(const struct slots *slots);

#endif
