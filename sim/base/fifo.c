#include "base/fifo.h"

#include "base/alloc.h"
#include "base/must.h"

#include <stdlib.h>

#define ROOM_LEAST 16

static uint64_t *place(const struct fifo *fifo, uint32_t nth)
{
	return &fifo->item[(fifo->first + nth) % fifo->room];
}

void fifo_fini(struct fifo *fifo)
{
	free(fifo->item);
	*fifo = (struct fifo){0};
}

static void grow(struct fifo *fifo)
{
	uint32_t room = fifo->room ? 2 * fifo->room : ROOM_LEAST;
	uint64_t *item = alloc_resize(NULL, room, sizeof(*item));

	for (uint32_t i = 0; i < fifo->n; i++)
		item[i] = *place(fifo, i);
	free(fifo->item);
	fifo->item = item;
	fifo->room = room;
	fifo->first = 0;
}

void fifo_push(struct fifo *fifo, uint64_t number)
{
	if (fifo->n == fifo->room)
		grow(fifo);
	*place(fifo, fifo->n++) = number;
}

uint64_t fifo_oldest(const struct fifo *fifo)
{
	must(fifo->n > 0);
	return fifo->item[fifo->first];
}

uint64_t fifo_pop(struct fifo *fifo)
{
	uint64_t number = fifo_oldest(fifo);

	fifo->first = (fifo->first + 1) % fifo->room;
	fifo->n--;
	return number;
}

void fifo_replace(struct fifo *fifo, uint64_t number, uint64_t with)
{
	for (uint32_t i = 0; i < fifo->n; i++)
		if (*place(fifo, i) == number) {
			*place(fifo, i) = with;
			return;
		}
	must_not_come("a number that is in it");
}
