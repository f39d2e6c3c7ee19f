#ifndef SERVER_SAMPLER_H
#define SERVER_SAMPLER_H

#include "base/results.h"
#include "procnet.h"

#include <pthread.h>
#include <stdbool.h>

/**
 * DOC: Sockets in TIME-WAIT over time
 *
 * A thread reads /proc/net/sockstat 20 times a second. It counts the whole
 * network namespace: other programs in it are counted too.
 */

/**
 * struct sampler - The thread and what it found
 * @start_ns:	Instant 0, CLOCK_MONOTONIC; sampling begins there
 * @end_ns:	Instant of @time_wait.at_end; sampling ends there, and @line is
 *		not called later
 * @line_ns:	Between two calls of @line, at multiples of this from @start_ns
 * @line:	Called in the sampling thread; may be NULL
 * @context:	Handed to @line
 * @time_wait:	Result: most, mean and last count
 * @in_use_peak: Result: most sockets in use and in TIME-WAIT together
 * @samples_n:	Result: readings
 *
 * The first five are set by the caller, the results are to be read after
 * sampler_stop().
 */
struct sampler {
	int64_t start_ns;
	int64_t end_ns;
	int64_t line_ns;
	void (*line)(void *context, int64_t t_ns,
		     const struct procnet_sockets *sockets);
	void *context;
	struct level time_wait;
	uint64_t in_use_peak;
	uint64_t samples_n;
	/* private */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
	int64_t last_ns;
	double area;
};

/** sampler_start_or_die() - Begin; @sampler stays where it is until stopped */
void sampler_start_or_die(struct sampler *sampler);

/**
 * sampler_stop() - Wait for the end of the thread
 * @early:	Do not wait for @end_ns
 */
void sampler_stop(struct sampler *sampler, bool early);

#endif
