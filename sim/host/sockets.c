#include "host/sockets.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_SOCKETS (1u << SOCKETS_BLOCK_BITS)

void sockets_init(struct sockets *sockets)
{
	*sockets = (struct sockets){.free = SOCKETS_NONE};
}

void sockets_fini(struct sockets *sockets)
{
	for (uint32_t i = 0; i < sockets->blocks_n; i++)
		free(sockets->block[i]);
	free(sockets->block);
	sockets_init(sockets);
}

static void add_block(struct sockets *sockets)
{
	uint32_t first = sockets->blocks_n * BLOCK_SOCKETS;
	struct socket *block = alloc_lines(BLOCK_SOCKETS, sizeof(*block));

	sockets->block = alloc_resize(sockets->block, sockets->blocks_n + 1,
				      sizeof(*sockets->block));
	sockets->block[sockets->blocks_n++] = block;
	for (uint32_t i = BLOCK_SOCKETS; i-- > 0;) {
		for (int timer = 0; timer < SOCKET_TIMERS_N; timer++)
			timer_init(&block[i].timer[timer]);
		block[i].next_free = sockets->free;
		sockets->free = first + i;
	}
}

uint32_t sockets_new(struct sockets *sockets)
{
	struct socket *socket;
	uint32_t index;

	if (sockets->free == SOCKETS_NONE)
		add_block(sockets);
	index = sockets->free;
	socket = sockets_at(sockets, index);
	sockets->free = socket->next_free;
	sockets->in_use_n++;
	memset(socket, 0, offsetof(struct socket, timer));
	memset(&socket->timer[SOCKET_TIMERS_N], 0,
	       sizeof(*socket) -
		   offsetof(struct socket, timer[SOCKET_TIMERS_N]));
	socket->in_use = true;
	return index;
}

void sockets_free(struct sockets *sockets, uint32_t index)
{
	struct socket *socket = sockets_at(sockets, index);

	must(socket->in_use);
	for (int timer = 0; timer < SOCKET_TIMERS_N; timer++)
		must(!timer_is_armed(&socket->timer[timer]));
	socket->in_use = false;
	socket->next_free = sockets->free;
	sockets->free = index;
	sockets->in_use_n--;
}
