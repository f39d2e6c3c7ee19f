#include "host/flows.h"

#include "base/alloc.h"
#include "base/must.h"

#include <stdlib.h>
#include <string.h>

void flows_init(struct flows *flows, uint32_t clients_n,
		uint32_t destinations_n, uint32_t ports_n, bool bound_first)
{
	*flows = (struct flows){
	    .pair = alloc_zeroed((size_t)clients_n * destinations_n,
				 sizeof(struct pair)),
	    .client = alloc_zeroed(clients_n, sizeof(struct client_ports)),
	    .clients_n = clients_n,
	    .destinations_n = destinations_n,
	    .ports_n = ports_n,
	    .evens_n = (ports_n + 1) / 2,
	    .bound_first = bound_first,
	};
}

void flows_fini(struct flows *flows)
{
	for (uint32_t i = 0; i < flows->clients_n; i++) {
		sparse_fini(&flows->client[i].users_n);
		portset_fini(&flows->client[i].unbound);
	}
	for (size_t i = 0; i < (size_t)flows->clients_n * flows->destinations_n;
	     i++) {
		sparse_fini(&flows->pair[i].slot);
		portset_fini(&flows->pair[i].free);
	}
	free(flows->client);
	free(flows->pair);
	memset(flows, 0, sizeof(*flows));
}

static struct client_ports *client_ports(struct flows *flows, uint32_t pair)
{
	struct client_ports *client =
	    &flows->client[flows_client_of(flows, pair)];

	if (client->made)
		return client;
	client->made = true;
	if (flows->destinations_n > 1)
		sparse_init(&client->users_n, flows->ports_n);
	if (flows->bound_first)
		portset_init(&client->unbound, flows->ports_n);
	return client;
}

struct pair *flows_pair(struct flows *flows, uint32_t pair)
{
	struct pair *p = &flows->pair[pair];

	if (p->slot.block)
		return p;
	sparse_init(&p->slot, flows->ports_n * ENDS_N);
	if (!flows->bound_first)
		portset_init(&p->free, flows->ports_n);
	return p;
}

void flows_drop_pair(struct flows *flows, uint32_t pair)
{
	struct pair *p = &flows->pair[pair];

	sparse_fini(&p->slot);
	portset_fini(&p->free);
	memset(p, 0, sizeof(*p));
}

struct portset *flows_free_ports(struct flows *flows, uint32_t pair)
{
	if (flows->bound_first)
		return &client_ports(flows, pair)->unbound;
	return &flows_pair(flows, pair)->free;
}

uint32_t *flows_cursor(struct flows *flows, uint32_t pair, bool own_walk)
{
	if (own_walk)
		return &flows->pair[pair].cursor;
	return &flows->client[flows_client_of(flows, pair)].cursor;
}

bool flows_take(struct flows *flows, uint32_t pair, uint32_t port)
{
	portset_take(flows_free_ports(flows, pair), port);
	flows->pair[pair].last = port;
	flows->in_use_n++;
	if (flows->destinations_n == 1)
		return true;
	return (*sparse_at(&client_ports(flows, pair)->users_n, port))++ == 0;
}

bool flows_release(struct flows *flows, uint32_t pair, uint32_t port)
{
	struct client_ports *client;

	must(flows->in_use_n > 0);
	portset_release(flows_free_ports(flows, pair), port);
	flows->in_use_n--;
	if (flows->destinations_n == 1)
		return true;
	client = client_ports(flows, pair);
	must(sparse_get(&client->users_n, port) > 0);
	return --*sparse_at(&client->users_n, port) == 0;
}
