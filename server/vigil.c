#include "vigil.h"

#include "die.h"
#include "instant.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

#define SPAN_NS (100 * NS_PER_MS)
#define SPANS_N (VIGIL_KEPT_NS / SPAN_NS)

/**
 * struct span - A tenth of a second on a CPU
 * @nth:	Since CLOCK_MONOTONIC began; another one was here before it
 * @late_ns:	The most by which the CPU was late in it
 *
 * Written by the thread of that CPU alone; @late_ns before @nth.
 */
struct span {
	atomic_llong nth;
	atomic_llong late_ns;
};

/**
 * struct diary - Of one CPU, in memory that processes share
 * @until_ns:	So far it is written
 * @span:	In turn
 */
struct diary {
	atomic_llong until_ns;
	struct span span[SPANS_N];
};

/**
 * struct watcher - A thread that sleeps
 * @cpu:	Where it does
 */
struct watcher {
	size_t cpu;
	struct diary *diary;
};

struct vigil {
	size_t n;
	struct watcher watcher[];
};

static void note(struct diary *diary, int64_t due_ns, int64_t now_ns)
{
	long long late_ns = now_ns - due_ns;

	for (int64_t i = due_ns / SPAN_NS; i <= now_ns / SPAN_NS; i++) {
		struct span *span = &diary->span[i % SPANS_N];

		if (atomic_load(&span->nth) == i &&
		    atomic_load(&span->late_ns) >= late_ns)
			continue;
		atomic_store(&span->late_ns, late_ns);
		atomic_store(&span->nth, i);
	}
	atomic_store(&diary->until_ns, now_ns);
}

/* A CPU that is taken away is no reason to stop: it is somewhere. */
static void stay(size_t cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
}

static void *watch(void *data)
{
	const struct watcher *watcher = data;
	int64_t now_ns;

	stay(watcher->cpu);
	now_ns = instant_now_ns();
	for (;;) {
		int64_t due_ns = now_ns + VIGIL_EVERY_NS;

		instant_sleep_until(due_ns);
		now_ns = instant_now_ns();
		note(watcher->diary, due_ns, now_ns);
	}
	return NULL;
}

static void start_or_die(struct watcher *watcher)
{
	pthread_t thread;

	watcher->diary =
	    mmap(NULL, sizeof(*watcher->diary), PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (watcher->diary == MAP_FAILED)
		die_errno(DIE_RUNTIME, "mmap()");
	atomic_init(&watcher->diary->until_ns, instant_now_ns());
	errno = pthread_create(&thread, NULL, watch, watcher);
	if (errno)
		die_errno(DIE_RUNTIME, "cannot start a thread");
	pthread_detach(thread);
}

const struct vigil *vigil_begin_or_die(void)
{
	struct vigil *vigil;
	sigset_t all, before;
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		die_errno(DIE_RUNTIME, "sched_getaffinity()");
	vigil = calloc(1, sizeof(*vigil) + (size_t)CPU_COUNT(&set) *
					       sizeof(vigil->watcher[0]));
	if (!vigil)
		die_errno(DIE_RUNTIME, "memory");
	for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &set))
			vigil->watcher[vigil->n++].cpu = cpu;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (size_t i = 0; i < vigil->n; i++)
		start_or_die(&vigil->watcher[i]);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return vigil;
}

/* Who has not written since then has not woken up since then. */
static int64_t late_in(const struct diary *diary, int64_t from_ns,
		       int64_t to_ns)
{
	int64_t late_ns =
	    to_ns - atomic_load(&diary->until_ns) - VIGIL_EVERY_NS;

	for (int64_t i = from_ns / SPAN_NS; i <= to_ns / SPAN_NS; i++) {
		const struct span *span = &diary->span[i % SPANS_N];
		int64_t span_ns = atomic_load(&span->late_ns);

		if (atomic_load(&span->nth) == i && span_ns > late_ns)
			late_ns = span_ns;
	}
	return late_ns;
}

int64_t vigil_late_ns(const struct vigil *vigil, int64_t from_ns, int64_t to_ns)
{
	int64_t late_ns = 0;

	for (size_t i = 0; i < vigil->n; i++) {
		int64_t cpu_ns =
		    late_in(vigil->watcher[i].diary, from_ns, to_ns);

		if (cpu_ns > late_ns)
			late_ns = cpu_ns;
	}
	return late_ns;
}
