#ifndef SERVER_LAB_SERVER_H
#define SERVER_LAB_SERVER_H

#include <sys/types.h>

#define LAB_SERVER_PORT 5000

/**
 * struct lab_server_load - What the server has to expect
 * @closer:	"client", "server", "both" or "rst": who closes first
 * @requests:	For each connection; NULL: one
 * @ports:	How many it listens on, from LAB_SERVER_PORT on; NULL: one
 * @hold:	How long a connection stays open after that; NULL: not at all
 */
struct lab_server_load {
	const char *closer;
	const char *requests;
	const char *ports;
	const char *hold;
};

/**
 * lab_server_start_or_die() - Run tw-server on the server host
 * @program:	Path of tw-server
 * @host:	Namespace it runs in
 * @load:	What comes
 * @out:	Where its results go when it is stopped; -1: nowhere
 *
 * Return:	its process, which listens on HOSTS_SERVER by then
 */
pid_t lab_server_start_or_die(const char *program, int host,
			      const struct lab_server_load *load, int out);

/** lab_server_stop_or_die() - Have it write its results and end */
void lab_server_stop_or_die(pid_t server);

#endif
