#include "heap_reference.h"

#include "base/alloc.h"

#include <stdlib.h>

static bool is_before(const struct event *a, const struct event *b)
{
	if (a->at_ns != b->at_ns)
		return a->at_ns < b->at_ns;
	return a->serial < b->serial;
}

static void swap(struct event *a, struct event *b)
{
	struct event kept = *a;

	*a = *b;
	*b = kept;
}

void heap_reference_init(struct heap_reference *h)
{
	*h = (struct heap_reference){0};
}

void heap_reference_fini(struct heap_reference *h)
{
	free(h->event);
}

uint64_t heap_reference_reserve(struct heap_reference *h)
{
	return h->serials_n++;
}

void heap_reference_push(struct heap_reference *h, int64_t at_ns,
			 uint64_t payload)
{
	struct event event = {at_ns, heap_reference_reserve(h), payload};

	heap_reference_push_reserved(h, &event);
}

void heap_reference_push_reserved(struct heap_reference *h,
				  const struct event *event)
{
	size_t i = h->n++;

	if (h->n > h->capacity) {
		h->capacity = h->capacity ? 2 * h->capacity : 16;
		h->event =
		    alloc_resize(h->event, h->capacity, sizeof(*h->event));
	}
	h->event[i] = *event;
	while (i > 0 && is_before(&h->event[i], &h->event[(i - 1) / 2])) {
		swap(&h->event[i], &h->event[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
}

bool heap_reference_pop(struct heap_reference *h, struct event *event)
{
	size_t i = 0;

	if (h->n == 0)
		return false;
	*event = h->event[0];
	h->event[0] = h->event[--h->n];
	for (;;) {
		size_t child = 2 * i + 1;

		if (child + 1 < h->n &&
		    is_before(&h->event[child + 1], &h->event[child]))
			child++;
		if (child >= h->n || is_before(&h->event[i], &h->event[child]))
			return true;
		swap(&h->event[i], &h->event[child]);
		i = child;
	}
}
