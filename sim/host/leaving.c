#include "host/leaving.h"

#include "base/alloc.h"

#include <stdlib.h>

struct strays {
	uint32_t n[ENDS_N];
	uint32_t taken_n[ENDS_N];
	struct flight *flight[ENDS_N];
};

struct flight strays_take(struct strays *strays, enum end end)
{
	must(strays->taken_n[end] < strays->n[end]);
	return strays->flight[end][strays->taken_n[end]++];
}

void strays_free(struct strays *strays)
{
	if (!strays)
		return;
	for (int end = 0; end < ENDS_N; end++)
		free(strays->flight[end]);
	free(strays);
}

static void keep_strays(struct performances *all, struct performance *p,
			const uint32_t index[ENDS_N])
{
	p->strays = alloc_zeroed(1, sizeof(*p->strays));
	for (int end = 0; end < ENDS_N; end++) {
		const struct rehearsal_wire *wire = &all->rehearsal->wire[end];
		uint32_t n = wire->n;
		struct flight *kept = alloc_zeroed(n + 1, sizeof(*kept));

		for (uint32_t i = 0; i < n; i++) {
			kept[i] = wire->flight[i];
			kept[i].from = index[end_other((enum end)end)];
			kept[i].guess = index[end];
		}
		p->strays->flight[end] = kept;
		p->strays->n[end] = n;
	}
}

static uint32_t make_socket(struct net *net, const struct performance *p,
			    enum end end, const struct socket *as)
{
	uint32_t index = sockets_new(&net->sockets);
	struct socket *socket = sockets_at(&net->sockets, index);
	uint32_t next_free = socket->next_free;

	*socket = *as;
	socket->next_free = next_free;
	for (int timer = 0; timer < SOCKET_TIMERS_N; timer++) {
		timer_init(&socket->timer[timer]);
		if (timer_is_armed(&as->timer[timer]))
			alarms_restore(net, index, (enum socket_timer)timer,
				       as->timer[timer].deadline_ns,
				       as->timer[timer].serial);
	}
	flows_set_slot(&net->flows, end, p->pair, p->port,
		       slot_of_socket(index));
	return index;
}

void leaving_leave(struct net *net, struct performance *p, enum end last_end,
		   uint64_t lost)
{
	struct performances *all = net->performances;
	struct recall recall = {
	    .course = &all->course,
	    .pair = p->pair,
	    .port = p->port,
	    .dear = p->dear,
	    .iss = p->iss,
	    .last_end = last_end,
	    .lost = lost,
	};
	uint32_t index[ENDS_N] = {SOCKETS_NONE, SOCKETS_NONE};
	const struct socket *socket;

	for (int end = 0; end < ENDS_N; end++) {
		recall.steps_n[end] = p->steps_n[end];
		recall.moment[end] = moments_of(all, p, (enum end)end);
	}
	rehearsal_recall(all->rehearsal, &recall);
	for (int end = 0; end < ENDS_N; end++) {
		socket = rehearsal_socket(all->rehearsal, (enum end)end);
		if (socket)
			index[end] = make_socket(net, p, (enum end)end, socket);
	}
	for (int end = 0; end < ENDS_N; end++)
		if (index[end] != SOCKETS_NONE)
			sockets_at(&net->sockets, index[end])->peer =
			    index[end_other((enum end)end)];
	keep_strays(all, p, index);
}
