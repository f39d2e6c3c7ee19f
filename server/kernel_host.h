#ifndef SERVER_KERNEL_HOST_H
#define SERVER_KERNEL_HOST_H

#include "drill/drill_host.h"
#include "drill/drill_script.h"

/**
 * DOC: The kernel of this machine as a host that is drilled
 *
 * A host is a network namespace of the thread that makes it, with a TUN device
 * whose far end is the script. Calls are real calls; those that block are made
 * in a thread of their own. Time is real.
 */
struct kernel_host;

/**
 * kernel_host_new() - A host of this kernel
 * @sysctls:	NAME=VALUE, set in its namespace alone, NULL at the end; those
 *		that are not of a namespace are passed over
 * @sent:	Told of what it sends, with @data
 *
 * Moves the calling thread into a new network namespace, which is gone when the
 * host is freed and the thread has moved on or ended.
 *
 * Return:	(transfer full) the host; NULL and errno
 */
struct kernel_host *kernel_host_new(const struct drill_settings *settings,
				    char *const *sysctls, drill_sent_fn *sent,
				    void *data);
void kernel_host_free(struct kernel_host *host);

/** kernel_host_prepare() - Once, before the first; signals are set for all */
void kernel_host_prepare(void);

/** kernel_host_start() - Time is 0 now; returns CLOCK_MONOTONIC */
int64_t kernel_host_start(struct kernel_host *host);

/** kernel_host() - The same as a host, as long as it lives */
struct drill_host kernel_host(struct kernel_host *host);

#endif
