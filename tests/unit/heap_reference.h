#ifndef UNIT_HEAP_REFERENCE_H
#define UNIT_HEAP_REFERENCE_H

#include "des/queue.h"

/**
 * struct heap_reference - A plain binary heap of events
 * @event:	Root first; children of i at 2 i + 1 and 2 i + 2
 *
 * Too simple to be wrong: what des/queue.c is compared with, in its order by
 * the tests and in its speed by tests/bench/queue.c.
 */
struct heap_reference {
	struct event *event;
	size_t n;
	size_t capacity;
	uint64_t serials_n;
};

void heap_reference_init(struct heap_reference *h);
void heap_reference_fini(struct heap_reference *h);
void heap_reference_push(struct heap_reference *h, int64_t at_ns,
			 uint64_t payload);
uint64_t heap_reference_reserve(struct heap_reference *h);
void heap_reference_push_reserved(struct heap_reference *h,
				  const struct event *event);
bool heap_reference_pop(struct heap_reference *h, struct event *event);

#endif
