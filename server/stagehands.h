#ifndef SERVER_STAGEHANDS_H
#define SERVER_STAGEHANDS_H

#include <stddef.h>
#include <sys/types.h>

/**
 * DOC: Processes that work at once
 *
 * However this process ends, they end too, and so do theirs: with the last of
 * them go the namespaces they were in.
 */

/**
 * struct stagehands - Processes, and what they do
 * @n:		How many
 * @at_once_max: How many of them at once
 * @start_or_die: Start the @i-th, a child of this process, and return it
 * @data:	Given to @start_or_die
 * @process:	Each of them; 0: not begun, or over
 */
struct stagehands {
	size_t n;
	size_t at_once_max;
	pid_t (*start_or_die)(void *data, size_t i);
	void *data;
	pid_t *process;
};

/**
 * stagehands_run_or_die() - Start all of them, and wait until they are over
 *
 * SIGINT, SIGTERM and SIGHUP, and the first that fails, end all.
 *
 * Return:	0 if each exited with 0; the first other exit code, or 128 and
 *		the signal
 */
int stagehands_run_or_die(struct stagehands *hands);

#endif
