#include "world/holding.h"

#include "base/must.h"
#include "host/buffers.h"
#include "world/expected.h"
#include "world/formulas.h"

#include <math.h>

/* With its share of the slab */
static double object_bytes(struct object_size size)
{
	return size.slab_bytes / (double)(size.per_slab ? size.per_slab : 1);
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* What a server keeps of --unread: all that its own window lets in, or what a
 * client's does not. */
static int64_t waiting_bytes(const struct config *config)
{
	int64_t held = config->unread_bytes;

	if (config->unread_at == END_SERVER)
		return least(held, config->server.window);
	held -= least(held, config->client.window);
	return least(held, config->server.send_buffer_bytes);
}

static uint32_t waiting_buffers_n(const struct config *config)
{
	int64_t window = config->unread_at == END_SERVER
			     ? config->server.window
			     : config->client.window;

	return buffers_n(&config->server, (uint64_t)waiting_bytes(config),
			 (uint32_t)window);
}

static double buffers_bytes(const struct config *config)
{
	const struct profile *server = &config->server;
	int64_t text = waiting_bytes(config);
	double n = waiting_buffers_n(config);

	return n * (object_bytes(server->skb) +
		    object_bytes(server->skb_head)) +
	       (double)text;
}

static double tcp_memory_bytes(const struct config *config)
{
	const struct profile *server = &config->server;

	return (double)(buffers_pages_n(server, waiting_buffers_n(config),
					(uint64_t)waiting_bytes(config)) *
			BUFFERS_PAGE_BYTES);
}

static double connection_bytes(const struct config *config)
{
	const struct profile *server = &config->server;

	return object_bytes(server->tcp_sock) +
	       object_bytes(server->socket_inode) + object_bytes(server->file) +
	       object_bytes(server->dentry) + buffers_bytes(config) +
	       (double)config_application_bytes(config);
}

static bool has_own_task(const struct config *config)
{
	return config->server_model == SERVER_FORK ||
	       config->server_model == SERVER_THREAD;
}

static double or_none(double limit, bool applies)
{
	return applies && limit > 0 ? limit : (double)INFINITY;
}

/* At least: what a list of PCBs costs is not in it. */
static double simulated_cpu_ns(const struct config *config)
{
	const struct machine *machine = &config->machine;
	double octets =
	    (double)config->answer_bytes * (double)config->requests_n;

	return (double)machine->cpu_connection_ns +
	       expected_segments_n(config) * (double)machine->cpu_segment_ns +
	       octets * (double)machine->cpu_kilobyte_ns / 1024;
}

static double measured_cpu_ns(const struct config *config)
{
	const struct machine *machine = &config->machine;

	switch ((enum server_model)config->server_model) {
	case SERVER_FORK:
		return (double)machine->process_ns;
	case SERVER_THREAD:
		return (double)machine->thread_ns;
	case SERVER_POOL:
		return (double)machine->pool_ns;
	case SERVER_EVENT:
		return (double)machine->event_ns;
	}
	must_not_come("a model of a server");
	return 0;
}

static double each_cpu_ns(const struct config *config)
{
	return config->machine.cpu_segment_ns > 0 ? simulated_cpu_ns(config)
						  : measured_cpu_ns(config);
}

static double cpus_n(const struct config *config)
{
	return config->machine.cpu_segment_ns > 0
		   ? 1
		   : (double)config->machine.cpus_n;
}

/* While so many are held as many come and go in that time. */
static double held_by_cpu_n(const struct config *config)
{
	double each_ns = each_cpu_ns(config);

	if (each_ns <= 0 || config->hold_ns == 0)
		return (double)INFINITY;
	return cpus_n(config) * (double)config->hold_ns / each_ns;
}

double holding_cpus_needed(const struct config *config)
{
	return rate_per_s(config->rate) / (double)config->servers_n *
	       each_cpu_ns(config) / (double)NS_PER_S;
}

struct holding holding_of(const struct config *config)
{
	const struct machine *machine = &config->machine;
	const struct profile *server = &config->server;
	double mbufs_n =
	    ceil(server->tcp_sock.bytes / (double)server->mbuf_bytes);
	double text_mbufs_n = ceil((double)waiting_bytes(config) /
				   (double)server->mbuf_text_bytes);
	struct holding holding = {
	    .n =
		{
		    [HOLDING_MEMORY] = (double)machine->memory_bytes /
				       connection_bytes(config),
		    [HOLDING_BUFFERS] = or_none(
			(double)machine->tcp_memory_bytes /
			    tcp_memory_bytes(config),
			waiting_bytes(config) > 0 && server->mbufs_n == 0),
		    [HOLDING_TASKS] = or_none((double)machine->tasks_max,
					      has_own_task(config)),
		    [HOLDING_DESCRIPTORS] =
			or_none((double)holding_files_max(config), true),
		    [HOLDING_MBUFS] = or_none((double)server->mbufs_n /
						  (mbufs_n + text_mbufs_n),
					      mbufs_n >= 1),
		    [HOLDING_PORTS] = (double)formulas_ports_n(config) /
				      (double)config->servers_n,
		    [HOLDING_CPU] = held_by_cpu_n(config),
		},
	};

	for (int i = 0; i < HOLDING_LIMITS_N; i++)
		if (holding.n[i] < holding.n[holding.first])
			holding.first = (enum holding_limit)i;
	return holding;
}

int64_t holding_served_max(const struct config *config)
{
	if (!has_own_task(config) || config->machine.tasks_max == 0)
		return INT64_MAX;
	return config->machine.tasks_max;
}

int64_t holding_files_max(const struct config *config)
{
	if (config->server_model == SERVER_FORK)
		return 0;
	return config->machine.descriptors_max;
}
