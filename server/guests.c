#include "guests.h"

#include "instant.h"
#include "server.h"

#include <stdlib.h>

void guests_init(struct guests *guests)
{
	for (int i = 0; i < CONVERSATION_STATES_N; i++)
		g_queue_init(&guests->queue[i]);
}

struct guest *guest_new(const struct server_options *options, int fd)
{
	struct guest *guest =
	    malloc(sizeof(*guest) + (size_t)options->answer_bytes);

	if (!guest)
		return NULL;
	*guest = (struct guest){.link.data = guest, .fd = fd};
	conversation_begin(&guest->conversation, guest->answer, options,
			   instant_now_ns());
	return guest;
}

void guest_free(struct guest *guest)
{
	free(guest);
}

void guests_take(struct guest *guest)
{
	if (guest->queue)
		g_queue_unlink(guest->queue, &guest->link);
	guest->queue = NULL;
}

static struct guest *head(const struct guests *guests, int state)
{
	const GList *link = guests->queue[state].head;

	return link ? link->data : NULL;
}

void guests_put(struct guests *guests, struct guest *guest)
{
	int state = guest->conversation.state;
	GQueue *queue = &guests->queue[state];
	const struct guest *first = head(guests, state);

	if (guest->queue == queue &&
	    guest->until_ns == guest->conversation.until_ns)
		return;
	guests_take(guest);
	guest->queue = queue;
	guest->until_ns = guest->conversation.until_ns;
	/* one that was taken for a while comes back where it was */
	if (first && guest->until_ns < first->until_ns)
		g_queue_push_head_link(queue, &guest->link);
	else
		g_queue_push_tail_link(queue, &guest->link);
}

int64_t guests_next_ns(const struct guests *guests)
{
	int64_t next_ns = NEVER_NS;

	for (int i = 0; i < CONVERSATION_STATES_N; i++) {
		const struct guest *guest = head(guests, i);

		if (guest && guest->until_ns < next_ns)
			next_ns = guest->until_ns;
	}
	return next_ns;
}

struct guest *guests_overdue(const struct guests *guests, int64_t now_ns)
{
	for (int i = 0; i < CONVERSATION_STATES_N; i++) {
		struct guest *guest = head(guests, i);

		if (guest && guest->until_ns <= now_ns)
			return guest;
	}
	return NULL;
}

struct guest *guests_any(const struct guests *guests)
{
	for (int i = 0; i < CONVERSATION_STATES_N; i++)
		if (head(guests, i))
			return head(guests, i);
	return NULL;
}
