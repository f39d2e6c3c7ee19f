#include "host/accept_queue.h"
#include "host/buffers.h"
#include "host/cpu.h"
#include "host/pool.h"
#include "world/formulas.h"
#include "world/holding.h"
#include "world/world_inside.h"

#include <math.h>

/*
 * When nothing is left to happen, a socket that is still there has nothing to
 * send, and an application that waits for a peer that has gone: all that the
 * peer still said was lost.
 */
uint64_t world_left_open_n(const struct net *net, enum end end)
{
	const struct socket *socket;
	uint64_t n = 0;

	for (uint32_t i = 0; i < sockets_places_n(&net->sockets); i++) {
		socket = sockets_at(&net->sockets, i);
		if (!socket->in_use || socket->end != end)
			continue;
		must(!socket->tcb.orphan);
		must(!tcb_outstanding(&socket->tcb));
		n++;
	}
	return n;
}

int64_t world_now_ns(const struct world *world)
{
	return queue_now_ns(world->queue);
}

void world_sample(const struct world *world, struct sample *sample)
{
	const struct net *net = &world->net;

	*sample = (struct sample){
	    .t_ns = world_now_ns(world),
	    .client_time_wait_n = net->side[END_CLIENT].time_wait_n.value,
	    .server_time_wait_n = net->side[END_SERVER].time_wait_n.value,
	    .client_ports_n = net->ports_in_use_n.value,
	    .client_memory_bytes = net->side[END_CLIENT].ledger.bytes.value,
	    .server_memory_bytes = net->side[END_SERVER].ledger.bytes.value,
	    .completed_n = world->outcomes->completed,
	    .no_port_n = world->outcomes->no_port,
	    .attempted_n = world->outcomes->attempted,
	    .established_n = world->outcomes->established,
	    .connect_sum_ns = world->outcomes->connect.sum_ns,
	};
}

static double quantile_s(const struct histogram *h, double q)
{
	return h->n ? ns_to_s(histogram_quantile(h, q)) : (double)NAN;
}

static struct level in_pages(struct level level)
{
	level.peak *= BUFFERS_PAGE_BYTES;
	level.mean *= BUFFERS_PAGE_BYTES;
	level.at_end *= BUFFERS_PAGE_BYTES;
	return level;
}

static void fill_buffers(const struct world *world, enum end end, int64_t at_ns,
			 struct side_results *results)
{
	const struct side *side = &world->net.side[end];
	bool taken = world->end.taken;
	const struct gauge *bytes =
	    taken ? &world->end.waiting_bytes[end] : &side->waiting_bytes;
	const struct gauge *pages_n =
	    taken ? &world->end.tcp_pages_n[end] : &side->tcp_pages_n;

	results->waiting_bytes = gauge_level(bytes, at_ns);
	results->waiting_bytes.peak = side->waiting_bytes.peak;
	results->tcp_memory_bytes = gauge_level(pages_n, at_ns);
	results->tcp_memory_bytes.peak = side->tcp_pages_n.peak;
	results->tcp_memory_bytes = in_pages(results->tcp_memory_bytes);
}

static void fill_side(const struct world *world, enum end end,
		      struct side_results *results)
{
	const struct side *side = &world->net.side[end];
	int64_t at_ns =
	    world->end.taken ? world->end.at_ns : world_now_ns(world);
	const struct gauge *time_wait_n = world->end.taken
					      ? &world->end.time_wait_n[end]
					      : &side->time_wait_n;
	const struct gauge *bytes = world->end.taken
					? &world->end.memory_bytes[end]
					: &side->ledger.bytes;

	results->time_wait = gauge_level(time_wait_n, at_ns);
	results->time_wait.peak = side->time_wait_n.peak;
	results->memory_bytes = gauge_level(bytes, at_ns);
	results->memory_bytes.peak = side->ledger.bytes.peak;
	fill_buffers(world, end, at_ns, results);
	if (world_is_over(world))
		results->left_open = world_left_open_n(&world->net, end);
	results->tw_reused = side->tw_reused_n;
	results->tw_reopened = side->tw_reopened_n;
	for (int i = 0; i < COUNTER_N; i++)
		results->counter[i] = side->counter[i];
}

/* Of what only some stacks and machines have */
static void fill_limits(const struct world *world, enum end end,
			struct side_results *results)
{
	const struct net *net = &world->net;

	if (net->pools) {
		results->no_memory = pool_refused_n(net, end);
		results->mbufs_peak = pool_peak_n(net, end);
	}
	if (net->cpus && world->end.taken)
		results->cpu_busy =
		    (double)world->end.busy_ns[end] / (double)world->end.at_ns;
}

static void fill_client(const struct world *world, struct side_results *results)
{
	const struct outcomes *outcomes = world->outcomes;

	fill_side(world, END_CLIENT, results);
	fill_limits(world, END_CLIENT, results);
	results->ports_available = (uint64_t)formulas_ports_n(&world->config);
	results->ports_peak_in_use = world->net.ports_in_use_n.peak;
	results->connect_p50_s = quantile_s(&outcomes->connect, 0.5);
	results->connect_p99_s = quantile_s(&outcomes->connect, 0.99);
	results->connect_max_s = quantile_s(&outcomes->connect, 1);
	results->late_p99_s = quantile_s(&world->callers.late, 0.99);
	results->late_max_s = quantile_s(&world->callers.late, 1);
	results->connect_cheap_p50_s =
	    quantile_s(&outcomes->connect_cheap, 0.5);
	results->connect_dear_p50_s = quantile_s(&outcomes->connect_dear, 0.5);
}

static void fill_server(const struct world *world, struct side_results *results)
{
	uint64_t served_n = world->net.side[END_SERVER].served_n.peak;

	fill_side(world, END_SERVER, results);
	fill_limits(world, END_SERVER, results);
	results->unserved = world->play.unserved_n;
	results->accept_queue_peak = accept_queue_peak_n(&world->net);
	if (world->config.server_model == SERVER_FORK)
		results->processes = served_n;
	if (world->config.server_model == SERVER_THREAD)
		results->threads = served_n;
}

/* Up to the last event that meant something, however far the owner has moved
 * the clock on. */
static int64_t simulated_ns(const struct world *world)
{
	return world_is_over(world) ? world->end.last_ns : world_now_ns(world);
}

static void fill_segments(const struct net *net, struct results *results)
{
	results->segments_sent = net->segments_sent_n;
	for (int end = 0; end < ENDS_N; end++) {
		const uint64_t *counter = net->side[end].counter;

		results->segments_lost += net->link[end].lost_n;
		results->segments_duplicated += net->link[end].duplicated_n;
		results->segments_retransmitted +=
		    counter[COUNTER_RETRANS_SEGS];
		results->segments_rst += counter[COUNTER_OUT_RSTS];
	}
}

static void fill_holding(const struct config *config, struct results *results)
{
	struct holding holding = holding_of(config);

	results->held_by_memory = holding.n[HOLDING_MEMORY];
	results->held_by_buffers = holding.n[HOLDING_BUFFERS];
	results->held_by_tasks = holding.n[HOLDING_TASKS];
	results->held_by_descriptors = holding.n[HOLDING_DESCRIPTORS];
	results->held_by_mbufs = holding.n[HOLDING_MBUFS];
	results->held_by_ports = holding.n[HOLDING_PORTS];
	results->held_by_cpu = holding.n[HOLDING_CPU];
}

void world_results(const struct world *world, struct results *results)
{
	const struct config *config = &world->config;
	const struct outcomes *outcomes = world->outcomes;

	results_init(results);
	results->attempted = outcomes->attempted;
	results->established = outcomes->established;
	results->completed = outcomes->completed;
	results->no_port = outcomes->no_port;
	results->no_memory = outcomes->no_memory;
	results->never_begun = world->callers.never_begun_n;
	results->reset = outcomes->reset;
	results->refused = outcomes->refused;
	results->timed_out = outcomes->timed_out;
	if (outcomes->no_port > 0)
		results->no_port_first_s = ns_to_s(outcomes->no_port_first_ns);
	results->no_port_fraction =
	    outcomes->attempted
		? (double)outcomes->no_port / (double)outcomes->attempted
		: 0;
	fill_client(world, &results->client);
	fill_server(world, &results->server);
	fill_segments(&world->net, results);
	results->max_rate_per_s = formulas_max_rate_per_s(config);
	results->cheap_rate_per_s = formulas_cheap_rate_per_s(config);
	fill_holding(config, results);
	results->nominal_rate_per_s = formulas_nominal_rate_per_s(config);
	results->events = world->arrivals_n + queue_popped(world->queue) -
			  world->net.void_n + world->net.expired_n;
	results->simulated_s = ns_to_s(simulated_ns(world));
}
