/* In place of pool_uring.c where liburing was not there to build with. */
#include "pool.h"

#include <stdio.h>

bool pool_uring_start(struct server *server)
{
	snprintf(server->async_why, sizeof(server->async_why),
		 "built without liburing");
	return false;
}

const struct server_model pool_uring;
