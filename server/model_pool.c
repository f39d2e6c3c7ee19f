#include "pool.h"

#include "die.h"

static void pool_start_or_die(struct server *server)
{
	int wanted = server->options.async;

	server->pool = &pool_uring;
	if (wanted != SERVER_ASYNC_AIO && pool_uring_start(server))
		return;
	if (wanted == SERVER_ASYNC_URING)
		die(DIE_RUNTIME, "--async uring: %s; --async auto or aio work",
		    server->async_why);
	server->pool = &pool_aio;
	pool_aio.start_or_die(server);
}

static void pool_take(struct server *server, int fd)
{
	server->pool->take(server, fd);
}

static void pool_finish(struct server *server, int64_t until_ns)
{
	server->pool->finish(server, until_ns);
}

const struct server_model model_pool = {
    .start_or_die = pool_start_or_die,
    .take = pool_take,
    .finish = pool_finish,
};
