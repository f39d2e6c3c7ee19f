#include "world/holding.h"

#include "world/formulas.h"

#include <math.h>

/* With its share of the slab */
static double object_bytes(struct object_size size)
{
	return size.slab_bytes / (double)(size.per_slab ? size.per_slab : 1);
}

static double connection_bytes(const struct config *config)
{
	const struct profile *server = &config->server;

	return object_bytes(server->tcp_sock) +
	       object_bytes(server->socket_inode) + object_bytes(server->file) +
	       object_bytes(server->dentry) +
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

struct holding holding_of(const struct config *config)
{
	const struct machine *machine = &config->machine;
	const struct profile *server = &config->server;
	double mbufs_n =
	    ceil(server->tcp_sock.bytes / (double)server->mbuf_bytes);
	struct holding holding = {
	    .n =
		{
		    [HOLDING_MEMORY] = (double)machine->memory_bytes /
				       connection_bytes(config),
		    [HOLDING_TASKS] = or_none((double)machine->tasks_max,
					      has_own_task(config)),
		    [HOLDING_DESCRIPTORS] =
			or_none((double)machine->descriptors_max,
				config->server_model != SERVER_FORK),
		    [HOLDING_MBUFS] = or_none((double)server->mbufs_n / mbufs_n,
					      mbufs_n >= 1),
		    [HOLDING_PORTS] = (double)formulas_ports_n(config) /
				      (double)config->servers_n,
		},
	};

	for (int i = 0; i < HOLDING_LIMITS_N; i++)
		if (holding.n[i] < holding.n[holding.first])
			holding.first = (enum holding_limit)i;
	return holding;
}

int64_t holding_served_max(const struct config *config)
{
	struct holding holding = holding_of(config);
	double most =
	    fmin(holding.n[HOLDING_TASKS], holding.n[HOLDING_DESCRIPTORS]);

	return most < 9e18 ? (int64_t)most : INT64_MAX;
}
