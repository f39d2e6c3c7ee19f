#ifndef SERVER_LAB_SERVER_H
#define SERVER_LAB_SERVER_H

#include <sys/types.h>

#define LAB_SERVER_PORT 5000

/**
 * lab_server_start_or_die() - Run tw-server on the server host
 * @program:	Path of tw-server
 * @host:	Namespace it runs in
 * @closer:	"client", "server" or "rst": who closes first
 * @out:	Where its results go when it is stopped; -1: nowhere
 *
 * Return:	its process, which listens on HOSTS_SERVER by then
 */
pid_t lab_server_start_or_die(const char *program, int host, const char *closer,
			      int out);

/** lab_server_stop_or_die() - Have it write its results and end */
void lab_server_stop_or_die(pid_t server);

#endif
