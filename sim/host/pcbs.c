#include "host/pcbs.h"

#include "base/alloc.h"
#include "base/must.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_LEAST 64

void pcbs_init(struct pcbs *pcbs, uint32_t hosts_n, uint32_t pairs_n,
	       uint32_t ports_n, bool remembers, bool goes_on)
{
	pcbs->list = alloc_zeroed(hosts_n, sizeof(*pcbs->list));
	pcbs->place = alloc_zeroed(pairs_n, sizeof(*pcbs->place));
	pcbs->hosts_n = hosts_n;
	pcbs->pairs_n = pairs_n;
	pcbs->ports_n = ports_n;
	pcbs->remembers = remembers;
	pcbs->goes_on = goes_on;
}

void pcbs_fini(struct pcbs *pcbs)
{
	for (uint32_t i = 0; i < pcbs->hosts_n; i++) {
		free(pcbs->list[i].tree);
		free(pcbs->list[i].flow);
	}
	for (uint32_t i = 0; i < pcbs->pairs_n; i++)
		if (pcbs->place[i].block)
			sparse_fini(&pcbs->place[i]);
	free(pcbs->list);
	free(pcbs->place);
}

static uint32_t *place_of(struct pcbs *pcbs, uint32_t pair, uint32_t port)
{
	if (!pcbs->place[pair].block)
		sparse_init(&pcbs->place[pair], pcbs->ports_n);
	return sparse_at(&pcbs->place[pair], port);
}

/* The tree counts from 1; unsigned arithmetic makes -1 of UINT32_MAX. */
static void change(struct pcbs_list *list, uint32_t place, uint32_t by)
{
	for (uint32_t i = place + 1; i <= list->room; i += i & -i)
		list->tree[i - 1] += by;
}

/* Of those alive, how many are as old as that, or older? */
static uint32_t older_n(const struct pcbs_list *list, uint32_t place)
{
	uint32_t n = 0;

	for (uint32_t i = place + 1; i > 0; i -= i & -i)
		n += list->tree[i - 1];
	return n;
}

/* Those alive move together; if there are many, into twice the room. */
static void make_room(struct pcbs *pcbs, struct pcbs_list *list)
{
	uint32_t last = 0, n = 0;

	for (uint32_t i = 0; i < list->used_n; i++) {
		if (!list->flow[i].alive)
			continue;
		if (list->last == i + 1)
			last = n + 1;
		list->flow[n++] = list->flow[i];
	}
	must(n == list->alive_n);
	if (list->room == 0 || n > list->room / 2) {
		list->room = list->room ? 2 * list->room : ROOM_LEAST;
		list->flow =
		    alloc_resize(list->flow, list->room, sizeof(*list->flow));
		list->tree =
		    alloc_resize(list->tree, list->room, sizeof(*list->tree));
	}
	memset(list->tree, 0, list->room * sizeof(*list->tree));
	list->used_n = n;
	list->last = last;
	for (uint32_t i = 0; i < n; i++) {
		change(list, i, 1);
		*place_of(pcbs, list->flow[i].pair, list->flow[i].port) = i + 1;
	}
}

void pcbs_add(struct pcbs *pcbs, uint32_t host, uint32_t pair, uint32_t port)
{
	struct pcbs_list *list = &pcbs->list[host];
	uint32_t *place = place_of(pcbs, pair, port);

	must(*place == 0);
	if (list->used_n == list->room)
		make_room(pcbs, list);
	list->flow[list->used_n] = (struct pcbs_flow){
	    .pair = pair,
	    .port = (uint16_t)port,
	    .alive = true,
	};
	change(list, list->used_n, 1);
	list->alive_n++;
	*place = ++list->used_n;
}

void pcbs_remove(struct pcbs *pcbs, uint32_t host, uint32_t pair, uint32_t port)
{
	struct pcbs_list *list = &pcbs->list[host];
	uint32_t *place = place_of(pcbs, pair, port);

	must(*place > 0);
	if (list->last == *place)
		list->last = 0;
	change(list, *place - 1, UINT32_MAX);
	list->flow[*place - 1].alive = false;
	list->alive_n--;
	*place = 0;
}

uint32_t pcbs_find(struct pcbs *pcbs, uint32_t host, uint32_t pair,
		   uint32_t port)
{
	struct pcbs_list *list = &pcbs->list[host];
	uint32_t place = *place_of(pcbs, pair, port);
	bool again = pcbs->remembers && place > 0 && place == list->last;

	list->last = place;
	if (again)
		return 0;
	if (place == 0 || pcbs->goes_on)
		return list->alive_n;
	return list->alive_n - older_n(list, place - 1) + 1;
}
