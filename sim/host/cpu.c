#include "host/cpu.h"

#include "base/fifo.h"
#include "host/pcbs.h"

#include <stdlib.h>

/**
 * struct cpu - That of a host
 * @free_ns:	When what it has begun is done
 * @busy_ns:	What it has worked in all
 * @queue:	Flights that wait: the CPU looks at the oldest
 */
struct cpu {
	int64_t free_ns;
	int64_t busy_ns;
	struct fifo queue;
};

/**
 * struct cpus - All of them
 * @host:	Clients first, then servers
 * @pcbs:	By end; @listed: the stack of that end has a list
 */
struct cpus {
	struct cpu *host;
	struct pcbs pcbs[ENDS_N];
	bool listed[ENDS_N];
};

static uint32_t hosts_n(const struct net *net, enum end end)
{
	return end == END_CLIENT ? net->setup.clients_n : net->setup.servers_n;
}

static uint32_t all_hosts_n(const struct net *net)
{
	return net->setup.clients_n + net->setup.servers_n;
}

void cpu_init(struct net *net)
{
	const struct machine *machine = net->setup.machine;
	uint32_t pairs_n = net->flows.clients_n * net->flows.destinations_n;
	const struct profile *profile;

	if (machine->cpu_segment_ns == 0)
		return;
	net->cpus = alloc_zeroed(1, sizeof(*net->cpus));
	net->cpus->host = alloc_zeroed(all_hosts_n(net), sizeof(struct cpu));
	for (int end = 0; end < ENDS_N; end++) {
		profile = net_profile(net, (enum end)end);
		net->cpus->listed[end] = profile->demux != DEMUX_HASH;
		if (net->cpus->listed[end])
			pcbs_init(&net->cpus->pcbs[end],
				  hosts_n(net, (enum end)end), pairs_n,
				  net->flows.ports_n, profile->demux_cache,
				  profile->demux == DEMUX_WHOLE_LIST);
	}
}

void cpu_fini(struct net *net)
{
	if (!net->cpus)
		return;
	for (uint32_t i = 0; i < all_hosts_n(net); i++)
		fifo_fini(&net->cpus->host[i].queue);
	for (int end = 0; end < ENDS_N; end++)
		if (net->cpus->listed[end])
			pcbs_fini(&net->cpus->pcbs[end]);
	free(net->cpus->host);
	free(net->cpus);
}

static uint32_t host_of(const struct net *net, enum end end, uint32_t pair)
{
	return net_host_of(net, end, pair) +
	       (end == END_SERVER ? net->setup.clients_n : 0);
}

static void work(struct net *net, struct cpu *cpu, int64_t ns)
{
	int64_t now_ns = net_now_ns(net);

	cpu->free_ns = (cpu->free_ns > now_ns ? cpu->free_ns : now_ns) + ns;
	cpu->busy_ns += ns;
}

static int64_t search_ns(struct net *net, const struct flight *flight)
{
	struct cpus *cpus = net->cpus;
	enum end end = flight->to;

	if (!cpus->listed[end])
		return 0;
	return net->setup.machine->cpu_list_step_ns *
	       pcbs_find(&cpus->pcbs[end], net_host_of(net, end, flight->pair),
			 flight->pair, flight->port);
}

/* The first that waits. */
static void look_at_next(struct net *net, struct cpu *cpu, uint32_t host)
{
	const struct flight *flight =
	    flights_at(&net->flights, (uint32_t)fifo_oldest(&cpu->queue));

	work(net, cpu,
	     net->setup.machine->cpu_segment_ns + search_ns(net, flight));
	queue_push(net->queue, cpu->free_ns, event_payload(EVENT_SERVED, host));
}

void cpu_receives(struct net *net, uint32_t index)
{
	const struct flight *flight = flights_at(&net->flights, index);
	uint32_t host = host_of(net, flight->to, flight->pair);
	struct cpu *cpu = &net->cpus->host[host];

	fifo_push(&cpu->queue, index);
	if (cpu->queue.n == 1)
		look_at_next(net, cpu, host);
}

uint32_t cpu_begins(struct net *net, uint32_t host)
{
	return (uint32_t)fifo_oldest(&net->cpus->host[host].queue);
}

void cpu_goes_on(struct net *net, uint32_t host)
{
	struct cpu *cpu = &net->cpus->host[host];

	fifo_pop(&cpu->queue);
	if (cpu->queue.n > 0)
		look_at_next(net, cpu, host);
}

int64_t cpu_sends(struct net *net, const struct flight *flight)
{
	const struct machine *machine = net->setup.machine;
	enum end from = end_other(flight->to);
	struct cpu *cpu = &net->cpus->host[host_of(net, from, flight->pair)];
	int64_t ns = machine->cpu_segment_ns;

	if (from == END_SERVER)
		ns += flight->seg.len * machine->cpu_kilobyte_ns / 1024;
	work(net, cpu, ns);
	return cpu->free_ns;
}

void cpu_serves(struct net *net, uint32_t pair)
{
	work(net, &net->cpus->host[host_of(net, END_SERVER, pair)],
	     net->setup.machine->cpu_connection_ns);
}

void cpu_connection_begins(struct net *net, enum end end, uint32_t pair,
			   uint32_t port)
{
	if (net->cpus->listed[end])
		pcbs_add(&net->cpus->pcbs[end], net_host_of(net, end, pair),
			 pair, port);
}

void cpu_connection_ends(struct net *net, enum end end, uint32_t pair,
			 uint32_t port)
{
	if (net->cpus->listed[end])
		pcbs_remove(&net->cpus->pcbs[end], net_host_of(net, end, pair),
			    pair, port);
}

int64_t cpu_busy_ns(const struct net *net, enum end end)
{
	const struct cpu *cpu;
	int64_t most_ns = 0;

	if (!net->cpus)
		return 0;
	cpu = net->cpus->host;
	if (end == END_SERVER)
		cpu += net->setup.clients_n;
	for (uint32_t i = 0; i < hosts_n(net, end); i++)
		if (cpu[i].busy_ns > most_ns)
			most_ns = cpu[i].busy_ns;
	return most_ns;
}
