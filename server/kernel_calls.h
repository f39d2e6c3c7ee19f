#ifndef SERVER_KERNEL_CALLS_H
#define SERVER_KERNEL_CALLS_H

#include "host/endpoint.h"

/** The port of sockets that are bound, and the one that is called */
#define KERNEL_CALLS_PORT 8080

#define KERNEL_CALLS_FDS_MAX 256

/**
 * struct kernel_calls - Sockets of a script, really
 * @family:	AF_INET or AF_INET6
 * @open_n:	How many of @fd there are; closed ones among them are -1
 *
 * The functions below are those of struct drill_host_ops; the first argument
 * is a struct that begins with this one.
 */
struct kernel_calls {
	int family;
	unsigned open_n;
	int fd[KERNEL_CALLS_FDS_MAX];
};

void kernel_calls_init(struct kernel_calls *calls, int family);

/** kernel_calls_fini() - Resets and closes what is open */
void kernel_calls_fini(struct kernel_calls *calls);

int kernel_calls_socket(void *self);
int kernel_calls_bind(void *self, int fd);
int kernel_calls_listen(void *self, int fd, int backlog);
int kernel_calls_accept(void *self, int fd);
int kernel_calls_connect(void *self, int fd);
int kernel_calls_read(void *self, int fd, int max);
int kernel_calls_write(void *self, int fd, int octets);
int kernel_calls_close(void *self, int fd);
int kernel_calls_shutdown(void *self, int fd, enum endpoint_how how);
int kernel_calls_set_option(void *self, int fd, enum endpoint_option option,
			    int value);
int kernel_calls_get_option(void *self, int fd, enum endpoint_option option,
			    int *value);
int kernel_calls_set_nonblocking(void *self, int fd, bool nonblocking);
bool kernel_calls_is_nonblocking(void *self, int fd);
int kernel_calls_unread(void *self, int fd);
int kernel_calls_info(void *self, int fd, struct endpoint_info *info);

/** kernel_calls_number_of() - Linux's number of a state */
unsigned kernel_calls_number_of(enum tcp_state state);

#endif
