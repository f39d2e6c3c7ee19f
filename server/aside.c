#include "aside.h"

#include "die.h"
#include "instant.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define GUARD_SIGNAL SIGUSR1
/* What takes longer in a call that should return at once is a block. */
#define GUARD_NS NS_PER_S
#define AGAIN_NS (10 * NS_PER_MS)

static void interrupt(int number)
{
	(void)number;
}

/* Without SA_RESTART: the call it comes upon returns EINTR. */
void aside_prepare(void)
{
	struct sigaction action = {.sa_handler = interrupt};

	sigaction(GUARD_SIGNAL, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

void aside_init(struct aside *aside)
{
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID,
				 .sigev_signo = GUARD_SIGNAL};

	memset(aside, 0, sizeof(*aside));
	event._sigev_un._tid = gettid();
	aside->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (aside->wake < 0 ||
	    timer_create(CLOCK_MONOTONIC, &event, &aside->guard) < 0)
		die_errno(DIE_RUNTIME, "eventfd() or timer_create()");
}

/* The signal may come just before the call: again, until it is back. */
static void end(struct aside *aside)
{
	while (!atomic_load(&aside->back)) {
		pthread_kill(aside->thread, GUARD_SIGNAL);
		instant_sleep_until(instant_now_ns() + AGAIN_NS);
	}
	pthread_join(aside->thread, NULL);
	aside->going = false;
}

void aside_fini(struct aside *aside)
{
	if (aside->going)
		end(aside);
	timer_delete(aside->guard);
	close(aside->wake);
}

static void *make_aside(void *data)
{
	struct aside *aside = data;
	uint64_t one = 1;

	do
		aside->result = aside->make(aside->calls, aside->call);
	while (aside->result == ENDPOINT_BLOCKS);
	aside->at_ns = instant_now_ns();
	atomic_store(&aside->back, true);
	if (write(aside->wake, &one, sizeof(one)) < 0)
		abort();
	return NULL;
}

int aside_begin(struct aside *aside, drill_run_fn *make,
		struct drill_calls *calls, const struct drill_call *call)
{
	aside->make = make;
	aside->calls = calls;
	aside->call = call;
	atomic_store(&aside->back, false);
	if (pthread_create(&aside->thread, NULL, make_aside, aside) != 0)
		return -EAGAIN;
	aside->going = true;
	return ENDPOINT_BLOCKS;
}

bool aside_is_back(const struct aside *aside)
{
	return aside->going && atomic_load(&aside->back);
}

int aside_result(struct aside *aside, int64_t *at_ns)
{
	uint64_t n;

	*at_ns = instant_now_ns();
	if (!aside_is_back(aside))
		return ENDPOINT_BLOCKS;
	end(aside);
	*at_ns = aside->at_ns;
	/* readable no more */
	return read(aside->wake, &n, sizeof(n)) < 0 ? -EIO : aside->result;
}

static void set_guard(struct aside *aside, int64_t ns)
{
	struct itimerspec at = {.it_value = instant_timespec(ns)};

	timer_settime(aside->guard, 0, &at, NULL);
}

int aside_guard(struct aside *aside, drill_run_fn *make,
		struct drill_calls *calls, const struct drill_call *call)
{
	int result;

	set_guard(aside, GUARD_NS);
	result = make(calls, call);
	set_guard(aside, 0);
	return result == -EINTR ? ENDPOINT_BLOCKS : result;
}
