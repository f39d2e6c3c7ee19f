#ifndef SERVER_SERVER_REPORT_H
#define SERVER_SERVER_REPORT_H

#include "sampler.h"
#include "server.h"

/**
 * server_report_or_die() - What happened: JSON to --output, else one line
 * @sampler:	Stopped
 * @before:	Counters of the kernel at the start
 *
 * The line goes to stderr. Numbers are named by the contract; those a server
 * cannot know are null. What the contract has no names for is in "tw-server".
 */
void server_report_or_die(struct server *server, const struct sampler *sampler,
			  const uint64_t before[COUNTER_N]);

#endif
