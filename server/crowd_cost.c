#include "crowd_cost.h"

#include "base/histogram.h"
#include "child.h"
#include "instant.h"
#include "meminfo.h"
#include "slab.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS_N      5
#define PARENT_BYTES  (20 << 20)
#define THREADS_STACK (8 << 20)
#define SYSTEM	      "/proc/meminfo"

/**
 * struct usage - Memory in use, now
 * @stack, @slab: Of the whole machine
 * @table, @own: Of one process, or the sum over several
 */
struct usage {
	int64_t stack;
	int64_t slab;
	int64_t table;
	int64_t own;
};

static struct usage usage_of_machine(void)
{
	slab_settle();
	return (struct usage){
	    .stack = meminfo_value(SYSTEM, "KernelStack"),
	    .slab = (int64_t)slab_kept_bytes(),
	};
}

static void add_usage_of_process(struct usage *usage, pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	usage->table += meminfo_value(path, "VmPTE");
	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	usage->own += meminfo_value(path, "Private_Dirty");
}

static void set_cost(struct crowd_cost *cost, const struct usage *before,
		     const struct usage *after, int64_t n,
		     const struct histogram *took)
{
	double each = 1 / (double)n;

	cost->n = n;
	cost->stack_bytes = (double)(after->stack - before->stack) * each;
	cost->slab_bytes = (double)(after->slab - before->slab) * each;
	cost->table_bytes = (double)(after->table - before->table) * each;
	cost->own_bytes = (double)(after->own - before->own) * each;
	cost->kernel_bytes =
	    cost->stack_bytes + cost->slab_bytes + cost->table_bytes;
	cost->begin_ns = (double)histogram_quantile(took, 0.5);
}

static void *wait_for_ever(void *unused)
{
	(void)unused;
	for (;;)
		pause();
	return NULL;
}

/* The stack is reserved, not touched: as a server's is that does not ask. */
static void measure_threads(int64_t n, struct crowd_cost *cost)
{
	static struct histogram took;
	struct usage before = usage_of_machine();
	struct usage after;
	pthread_attr_t attr;
	int64_t made_n = 0;

	histogram_init(&took);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, THREADS_STACK);
	add_usage_of_process(&before, getpid());
	for (; made_n < n; made_n++) {
		int64_t start_ns = instant_now_ns();
		pthread_t thread;

		if (pthread_create(&thread, &attr, wait_for_ever, NULL) != 0)
			break;
		histogram_add(&took, instant_now_ns() - start_ns);
	}
	after = usage_of_machine();
	add_usage_of_process(&after, getpid());
	if (made_n > 0)
		set_cost(cost, &before, &after, made_n, &took);
}

static void end_processes(const pid_t *pid, int64_t n)
{
	for (int64_t i = 0; i < n; i++)
		kill(pid[i], SIGKILL);
	for (int64_t i = 0; i < n; i++)
		waitpid(pid[i], NULL, 0);
}

static pid_t process_new(int64_t *took_ns)
{
	pid_t parent = getpid();
	int64_t start_ns = instant_now_ns();
	pid_t pid = fork();

	if (pid == 0) {
		child_tie(parent);
		wait_for_ever(NULL);
	}
	*took_ns = instant_now_ns() - start_ns;
	return pid;
}

static void measure_processes(int64_t n, struct crowd_cost *cost)
{
	static struct histogram took;
	struct usage before;
	struct usage after;
	char *body = malloc(PARENT_BYTES);
	pid_t *pid = calloc((size_t)n, sizeof(*pid));
	int64_t made_n = 0;

	if (!body || !pid)
		return;
	memset(body, 1, PARENT_BYTES);
	histogram_init(&took);
	before = usage_of_machine();
	for (; made_n < n; made_n++) {
		int64_t took_ns;

		pid[made_n] = process_new(&took_ns);
		if (pid[made_n] < 0)
			break;
		histogram_add(&took, took_ns);
	}
	after = usage_of_machine();
	for (int64_t i = 0; i < made_n; i++)
		add_usage_of_process(&after, pid[i]);
	if (made_n > 0)
		set_cost(cost, &before, &after, made_n, &took);
	end_processes(pid, made_n);
	free(pid);
	free(body);
}

/* In a process of its own, which takes with it all that was made. */
static bool one_round(void (*measure)(int64_t n, struct crowd_cost *cost),
		      int64_t n, struct crowd_cost *cost)
{
	struct crowd_cost *shared =
	    mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t parent = getpid();
	pid_t pid;

	if (shared == MAP_FAILED)
		return false;
	pid = fork();
	if (pid == 0) {
		child_tie(parent);
		measure(n, shared);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
	*cost = *shared;
	munmap(shared, sizeof(*shared));
	return cost->n > 0;
}

static int by_size(const void *a, const void *b)
{
	double first = ((const struct crowd_cost *)a)->kernel_bytes;
	double second = ((const struct crowd_cost *)b)->kernel_bytes;

	return (first > second) - (first < second);
}

/* The machine has other things to do: of several rounds the one between. */
static bool median_round(void (*measure)(int64_t n, struct crowd_cost *cost),
			 int64_t n, struct crowd_cost *cost)
{
	struct crowd_cost round[ROUNDS_N];

	for (int i = 0; i < ROUNDS_N; i++)
		if (!one_round(measure, n, &round[i]))
			return false;
	qsort(round, ROUNDS_N, sizeof(round[0]), by_size);
	*cost = round[ROUNDS_N / 2];
	return cost->kernel_bytes > 0;
}

bool crowd_cost_threads(int64_t n, struct crowd_cost *cost)
{
	return median_round(measure_threads, n, cost);
}

bool crowd_cost_processes(int64_t n, struct crowd_cost *cost)
{
	return median_round(measure_processes, n, cost);
}
