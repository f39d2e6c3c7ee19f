#ifndef SERVER_POOL_H
#define SERVER_POOL_H

#include "server.h"

/** pool_uring - Asynchronous I/O by io_uring; finds out at start whether */
extern const struct server_model pool_uring;

/** pool_aio - Asynchronous I/O by POSIX aio, there on every Linux */
extern const struct server_model pool_aio;

/**
 * pool_uring_start() - As start_or_die() of pool_uring, which may be refused
 *
 * Return:	false if there is no io_uring; @server->async_why tells why
 */
bool pool_uring_start(struct server *server);

#endif
