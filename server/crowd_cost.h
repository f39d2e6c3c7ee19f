#ifndef SERVER_CROWD_COST_H
#define SERVER_CROWD_COST_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct crowd_cost - What each of many idle threads or processes costs
 * @n:		How many there were
 * @kernel_bytes: Memory of the kernel for each
 * @stack_bytes: Of that: its stack
 * @slab_bytes:	Of that: objects
 * @table_bytes: Of that: page tables
 * @own_bytes:	Beside that: what it has touched itself
 * @begin_ns:	Time to make one, the median
 */
struct crowd_cost {
	int64_t n;
	double kernel_bytes;
	double stack_bytes;
	double slab_bytes;
	double table_bytes;
	double own_bytes;
	double begin_ns;
};

/**
 * crowd_cost_threads() - Make threads that wait, in a process of their own
 * @n:		How many; fewer are made where fewer may be
 * @cost:	Out
 *
 * Return:	false if it cannot be said
 */
bool crowd_cost_threads(int64_t n, struct crowd_cost *cost);

/**
 * crowd_cost_processes() - The same with children of a process of 20 MiB
 */
bool crowd_cost_processes(int64_t n, struct crowd_cost *cost);

#endif
