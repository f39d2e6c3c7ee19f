#ifndef SERVER_CONNECT_COST_H
#define SERVER_CONNECT_COST_H

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
