#ifndef SERVER_CONNECT_COST_H
#define SERVER_CONNECT_COST_H

#include "base/units.h"

#include <stdio.h>

/**
 * struct connect_cost_plan - How it is measured
 * @ports:	Made busy, then searched in vain
 * @calls_n:	For each number of ports; their median counts
 * @pause_ns:	Between two calls
 * @out:	A line for each number of ports; NULL: nobody wants to know
 */
struct connect_cost_plan {
	struct port_range ports;
	int64_t calls_n;
	int64_t pause_ns;
	FILE *out;
};

/** What a plan is unless somebody says otherwise */
#define CONNECT_COST_PLAN                               \
	{                                               \
		.ports = {32768, 60999}, .calls_n = 40, \
		.pause_ns = 2 * NS_PER_MS,              \
	}

/**
 * struct connect_cost - What was found
 * @base_ns:	connect() with the first port free
 * @probe_ns:	Each busy port that is tried, past half of the range
 */
struct connect_cost {
	double base_ns;
	double probe_ns;
};

/**
 * connect_cost_or_die() - Measure it
 *
 * After hosts_may_be(); the process is in another namespace then.
 */
void connect_cost_or_die(const struct connect_cost_plan *plan,
			 struct connect_cost *cost);

/**
 * connect_cost_main() - tw-lab connect-cost: what connect() costs here
 *
 * Measures the two numbers of a machine profile: connect.base, and
 * connect.probe for each busy port that the search tries, past half of the
 * range, where it begins to matter. In vain, over fewer ports, a probe may
 * cost less than half: what it looks at is in a cache then.
 * Return:	exit code
 */
int connect_cost_main(int argc, char **argv);

#endif
