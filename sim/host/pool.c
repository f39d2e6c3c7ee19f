#include "host/pool.h"

#include "base/alloc.h"

#include <stdlib.h>

/**
 * struct pool - Those of a side
 * @used_n:	By host: mbufs in use, or waited for by writers
 * @size_n:	Mbufs of a host; 0: its stack has no pool
 * @each_n:	What a connection holds
 * @text_bytes:	Text that goes into an mbuf
 * @buffer_bytes: Text that a socket holds for its writer, at the most
 * @peak_n:	Most in use at any host
 * @refused_n:	Connections that found too few
 */
struct pool {
	uint32_t *used_n;
	uint32_t size_n;
	uint32_t each_n;
	uint32_t text_bytes;
	uint32_t buffer_bytes;
	uint32_t peak_n;
	uint64_t refused_n;
};

struct pools {
	struct pool of[ENDS_N];
};

static void init_side(struct pool *pool, const struct profile *profile,
		      uint32_t hosts_n)
{
	uint32_t mbuf_bytes = (uint32_t)profile->mbuf_bytes;

	if (profile->mbufs_n == 0)
		return;
	pool->used_n = alloc_zeroed(hosts_n, sizeof(*pool->used_n));
	pool->size_n = (uint32_t)profile->mbufs_n;
	pool->each_n = (profile->tcp_sock.bytes + mbuf_bytes - 1) / mbuf_bytes;
	pool->text_bytes = (uint32_t)profile->mbuf_text_bytes;
	pool->buffer_bytes = (uint32_t)profile->send_buffer_bytes;
}

void pool_init(struct net *net)
{
	const struct profile *client = net_profile(net, END_CLIENT);
	const struct profile *server = net_profile(net, END_SERVER);

	if (client->mbufs_n == 0 && server->mbufs_n == 0)
		return;
	net->pools = alloc_zeroed(1, sizeof(*net->pools));
	init_side(&net->pools->of[END_CLIENT], client, net->setup.clients_n);
	init_side(&net->pools->of[END_SERVER], server, net->setup.servers_n);
}

void pool_fini(struct net *net)
{
	if (!net->pools)
		return;
	for (int end = 0; end < ENDS_N; end++)
		free(net->pools->of[end].used_n);
	free(net->pools);
}

static void take(struct pool *pool, uint32_t host, uint32_t n)
{
	uint32_t used_n = pool->used_n[host] += n;

	if (used_n > pool->size_n)
		used_n = pool->size_n;
	if (used_n > pool->peak_n)
		pool->peak_n = used_n;
}

bool pool_admits(struct net *net, enum end end, uint32_t pair)
{
	struct pool *pool = &net->pools->of[end];
	uint32_t host = net_host_of(net, end, pair);

	if (pool->size_n == 0)
		return true;
	if (pool->used_n[host] + pool->each_n > pool->size_n) {
		pool->refused_n++;
		return false;
	}
	take(pool, host, pool->each_n);
	return true;
}

void pool_forgets(struct net *net, enum end end, uint32_t pair)
{
	struct pool *pool = &net->pools->of[end];

	if (pool->size_n > 0)
		pool->used_n[net_host_of(net, end, pair)] -= pool->each_n;
}

/* What a writer has not got rid of: its FIN takes a number, but no room. */
static uint32_t written_bytes(const struct pool *pool, const struct tcb *tcb)
{
	uint32_t bytes = 0;

	if (seq_lt(tcb->snd_una, tcb->snd_end) && tcb->state >= TCP_ESTABLISHED)
		bytes = tcb->snd_end.raw - tcb->snd_una.raw;
	return bytes < pool->buffer_bytes ? bytes : pool->buffer_bytes;
}

static uint32_t mbufs_of(const struct pool *pool, uint32_t bytes)
{
	return (bytes + pool->text_bytes - 1) / pool->text_bytes;
}

static void hold(struct net *net, struct socket *socket, uint32_t wanted_n)
{
	struct pool *pool = &net->pools->of[socket->end];
	uint32_t host = net_host_of(net, (enum end)socket->end, socket->pair);

	pool->used_n[host] -= socket->buffers_n;
	socket->buffers_n = (uint16_t)wanted_n;
	take(pool, host, socket->buffers_n);
}

void pool_weighs(struct net *net, struct socket *socket)
{
	const struct pool *pool = &net->pools->of[socket->end];
	uint32_t n;

	if (pool->size_n == 0)
		return;
	n = mbufs_of(pool, written_bytes(pool, &socket->tcb)) +
	    mbufs_of(pool, socket->tcb.unread);
	if (n != socket->buffers_n)
		hold(net, socket, n < UINT16_MAX ? n : UINT16_MAX);
}

void pool_drains(struct net *net, struct socket *socket)
{
	if (socket->buffers_n > 0)
		hold(net, socket, 0);
}

uint64_t pool_refused_n(const struct net *net, enum end end)
{
	return net->pools->of[end].refused_n;
}

uint32_t pool_peak_n(const struct net *net, enum end end)
{
	return net->pools->of[end].peak_n;
}
