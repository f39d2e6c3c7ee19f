#ifndef BASE_FIFO_H
#define BASE_FIFO_H

#include <stdint.h>

/**
 * struct fifo - Numbers that are taken out in the order in which they came in
 *
 * All zero: empty.
 *
 * @item:	Ring of @room, oldest at @first
 * @n:		How many are in it
 */
struct fifo {
	uint64_t *item;
	uint32_t first;
	uint32_t n;
	uint32_t room;
};

void fifo_fini(struct fifo *fifo);

void fifo_push(struct fifo *fifo, uint64_t number);

/** fifo_oldest() - The one that is next; there must be one */
uint64_t fifo_oldest(const struct fifo *fifo);
/** fifo_pop() - Take it out; there must be one */
uint64_t fifo_pop(struct fifo *fifo);

/** fifo_replace() - @with takes the place of @number, which is in it once */
void fifo_replace(struct fifo *fifo, uint64_t number, uint64_t with);

#endif
