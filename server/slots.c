#include "slots.h"

#include "base/units.h"

#include <stdlib.h>
#include <unistd.h>

static void list_append(struct slots *slots, struct slot_list *list, uint32_t i)
{
	struct slot *slot = &slots->slot[i];

	slot->prev = list->tail;
	slot->next = SLOT_NONE;
	if (list->tail == SLOT_NONE)
		list->head = i;
	else
		slots->slot[list->tail].next = i;
	list->tail = i;
}

static void list_remove(struct slots *slots, struct slot_list *list, uint32_t i)
{
	struct slot *slot = &slots->slot[i];

	if (slot->prev == SLOT_NONE)
		list->head = slot->next;
	else
		slots->slot[slot->prev].next = slot->next;
	if (slot->next == SLOT_NONE)
		list->tail = slot->prev;
	else
		slots->slot[slot->next].prev = slot->prev;
}

bool slots_init(struct slots *slots, uint32_t n)
{
	slots->slot = calloc(n, sizeof(*slots->slot));
	if (!slots->slot)
		return false;
	for (uint32_t i = 0; i < n; i++)
		slots->slot[i].next = i + 1 < n ? i + 1 : SLOT_NONE;
	slots->free = 0;
	for (int wait = 0; wait < SLOT_WAITS_N; wait++)
		slots->list[wait] = (struct slot_list){SLOT_NONE, SLOT_NONE};
	return true;
}

static void close_all(struct slots *slots, const struct slot_list *list)
{
	for (uint32_t i = list->head; i != SLOT_NONE; i = slots->slot[i].next)
		close(slots->slot[i].fd);
}

void slots_fini(struct slots *slots)
{
	for (int wait = 0; wait < SLOT_WAITS_N; wait++)
		close_all(slots, &slots->list[wait]);
	free(slots->slot);
}

uint32_t slots_take(struct slots *slots, int fd, int64_t since_ns)
{
	uint32_t i = slots->free;

	if (i == SLOT_NONE)
		return SLOT_NONE;
	slots->free = slots->slot[i].next;
	slots->slot[i] = (struct slot){
	    .fd = fd, .wait = SLOT_CONNECTS, .since_ns = since_ns};
	list_append(slots, &slots->list[SLOT_CONNECTS], i);
	return i;
}

void slots_wait(struct slots *slots, uint32_t i, enum slot_wait wait,
		int64_t since_ns)
{
	list_remove(slots, &slots->list[slots->slot[i].wait], i);
	slots->slot[i].wait = wait;
	slots->slot[i].since_ns = since_ns;
	list_append(slots, &slots->list[wait], i);
}

void slots_free(struct slots *slots, uint32_t i)
{
	struct slot *slot = &slots->slot[i];

	list_remove(slots, &slots->list[slot->wait], i);
	slot->wait = SLOT_FREE;
	slot->next = slots->free;
	slots->free = i;
}

int64_t slots_head_ns(const struct slots *slots, enum slot_wait wait,
		      int64_t delay_ns)
{
	uint32_t head = slots->list[wait].head;

	if (head == SLOT_NONE)
		return NEVER_NS;
	return slots->slot[head].since_ns + delay_ns;
}

bool slots_none(const struct slots *slots)
{
	for (int wait = 0; wait < SLOT_WAITS_N; wait++)
		if (slots->list[wait].head != SLOT_NONE)
			return false;
	return true;
}
