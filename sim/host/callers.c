#include "host/callers.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

void callers_init(struct callers *callers, uint32_t clients_n,
		  uint32_t threads_n, struct outcomes *outcomes)
{
	memset(callers, 0, sizeof(*callers));
	callers->client = alloc_zeroed(clients_n, sizeof(struct caller));
	callers->clients_n = clients_n;
	callers->threads_n = threads_n;
	callers->outcomes = outcomes;
	histogram_init(&callers->late);
}

void callers_fini(struct callers *callers)
{
	for (uint32_t i = 0; i < callers->clients_n; i++)
		free(callers->client[i].due);
	free(callers->client);
	callers->client = NULL;
}

static void begin(struct callers *callers, struct net *net, uint32_t client,
		  struct due_connect due)
{
	int64_t busy_ns = outcomes_connect(callers->outcomes, net, due.pair);

	callers->client[client].busy_n++;
	histogram_add(&callers->late, net_now_ns(net) - due.at_ns);
	queue_push(net->queue, net_now_ns(net) + busy_ns,
		   event_payload(CALLERS_EVENT, client));
}

static void grow(struct caller *caller)
{
	uint32_t room = caller->room ? 2 * caller->room : 64;
	struct due_connect *due = alloc_zeroed(room, sizeof(*due));

	for (uint32_t i = 0; i < caller->waiting_n; i++)
		due[i] = caller->due[(caller->first + i) % caller->room];
	free(caller->due);
	caller->due = due;
	caller->room = room;
	caller->first = 0;
}

static void wait_for_thread(struct caller *caller, struct due_connect due)
{
	if (caller->waiting_n == caller->room)
		grow(caller);
	caller->due[(caller->first + caller->waiting_n) % caller->room] = due;
	caller->waiting_n++;
}

void callers_due(struct callers *callers, struct net *net, uint32_t pair)
{
	uint32_t client = flows_client_of(&net->flows, pair);
	struct due_connect due = {.at_ns = net_now_ns(net), .pair = pair};

	if (callers->threads_n == 0)
		outcomes_connect(callers->outcomes, net, pair);
	else if (callers->client[client].busy_n < callers->threads_n)
		begin(callers, net, client, due);
	else
		wait_for_thread(&callers->client[client], due);
}

void callers_free(struct callers *callers, struct net *net, uint32_t client)
{
	struct caller *caller = &callers->client[client];
	struct due_connect due;

	caller->busy_n--;
	if (callers->stopped || caller->waiting_n == 0)
		return;
	due = caller->due[caller->first];
	caller->first = (caller->first + 1) % caller->room;
	caller->waiting_n--;
	begin(callers, net, client, due);
}

void callers_stop(struct callers *callers)
{
	if (callers->stopped)
		return;
	callers->stopped = true;
	for (uint32_t i = 0; i < callers->clients_n; i++)
		callers->never_begun_n += callers->client[i].waiting_n;
}
