#ifndef WORLD_HOLDING_H
#define WORLD_HOLDING_H

#include "world/config.h"

/** enum holding_limit - What may keep a server from holding more connections */
enum holding_limit {
	HOLDING_MEMORY,	     /* of the machine, for all that one costs */
	HOLDING_BUFFERS,     /* what the buffers of all sockets may take */
	HOLDING_TASKS,	     /* processes and threads */
	HOLDING_DESCRIPTORS, /* of the process that serves them all */
	HOLDING_MBUFS,	     /* of the stack's pool */
	HOLDING_PORTS,	     /* of all clients, for this server */
	HOLDING_CPU,	     /* time of it, for as many that come and go */
	HOLDING_LIMITS_N,
};

/**
 * struct holding - How many open connections a server host holds
 * @n:		By limit; INFINITY: it is none
 * @first:	The lowest of them
 */
struct holding {
	double n[HOLDING_LIMITS_N];
	enum holding_limit first;
};

/** holding_of() - By formula, for connections that are open and idle */
struct holding holding_of(const struct config *config);

/**
 * holding_cpus_needed() - CPUs that a server host is busy with
 *
 * By rate and what a connection takes; 0: it is not known. Where it is more
 * than machine.cpus the host cannot keep up, which is simulated only where
 * cpu.segment is above 0.
 */
double holding_cpus_needed(const struct config *config);

/** holding_served_max() - For how many a server host has processes or threads;
 *		INT64_MAX: for as many as come
 */
int64_t holding_served_max(const struct config *config);

/** holding_files_max() - Descriptors of the one process that serves all; 0:
 *		they do not end, or each connection has a process
 */
int64_t holding_files_max(const struct config *config);

#endif
