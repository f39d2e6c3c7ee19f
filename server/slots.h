#ifndef SERVER_SLOTS_H
#define SERVER_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

/** Index of no slot. */
#define SLOT_NONE UINT32_MAX

enum slot_state { SLOT_FREE, SLOT_CONNECTING, SLOT_READING, SLOT_HOLDING };

/**
 * struct slot - One open connection
 * @fd:		Its socket
 * @since_ns:	In which order it stands in its list: when it was begun, or
 *		when it began to be held
 * @prev, @next: Neighbours in its list; @next also links free slots
 * @got:	Octets of the answer so far
 * @last:	The last of them
 */
struct slot {
	int fd;
	enum slot_state state;
	int64_t since_ns;
	uint32_t prev;
	uint32_t next;
	uint32_t got;
	char last;
};

/** struct slot_list - Oldest first; SLOT_NONE: empty */
struct slot_list {
	uint32_t head;
	uint32_t tail;
};

/**
 * struct slots - All connections that may be open at once
 * @waiting:	Connecting or reading, by when they were begun
 * @holding:	Answered and held open, by when that was
 *
 * Both lists wait for an instant that is a constant after @since_ns, so the
 * first to end is always at the head.
 */
struct slots {
	struct slot *slot;
	uint32_t free;
	struct slot_list waiting;
	struct slot_list holding;
};

/** slots_init() - @n free ones, at least 1; false: no memory */
bool slots_init(struct slots *slots, uint32_t n);

/** slots_fini() - Close what is open, too */
void slots_fini(struct slots *slots);

/** slots_take() - A connecting one for a socket; SLOT_NONE: all are taken */
uint32_t slots_take(struct slots *slots, int fd, int64_t since_ns);

/** slots_hold() - From waiting to holding */
void slots_hold(struct slots *slots, uint32_t i, int64_t since_ns);

/** slots_free() - It is closed */
void slots_free(struct slots *slots, uint32_t i);

/** slots_head_ns() - @delay_ns after the head's instant; NEVER_NS: empty */
int64_t slots_head_ns(const struct slots *slots, const struct slot_list *list,
		      int64_t delay_ns);

#endif
