#include "workers.h"

#include "child.h"
#include "die.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/*
 * Their children, hosts and wires go with them: orphans come to us, and when
 * the last one is reaped nothing is left.
 */
static void end_all(struct workers *workers)
{
	for (size_t i = 0; i < workers->n; i++) {
		if (workers->process[i] <= 0)
			continue;
		kill(workers->process[i], SIGKILL);
		child_wait(workers->process[i]);
		workers->process[i] = 0;
	}
	while (waitpid(-1, NULL, 0) > 0)
		;
}

/* Exit code of one that is over; -1: none is. */
static int reap_one(struct workers *workers)
{
	for (size_t i = 0; i < workers->n; i++) {
		pid_t process = workers->process[i];
		siginfo_t info = {0};

		if (process <= 0 ||
		    waitid(P_PID, (id_t)process, &info,
			   WEXITED | WNOHANG | WNOWAIT) < 0 ||
		    info.si_pid != process)
			continue;
		workers->process[i] = 0;
		return child_wait(process);
	}
	return -1;
}

static void block_or_die(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGHUP);
	sigaddset(signals, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, signals, NULL) < 0)
		die_errno(DIE_RUNTIME, "sigprocmask()");
}

static void start_more_or_die(struct workers *workers, size_t *started_n,
			      size_t over_n)
{
	while (*started_n < workers->n &&
	       *started_n - over_n < workers->at_once_max) {
		workers->process[*started_n] =
		    workers->start_or_die(workers->data, *started_n);
		(*started_n)++;
	}
}

static int work(struct workers *workers, const sigset_t *signals)
{
	size_t started_n = 0;
	size_t over_n = 0;

	for (;;) {
		int got, code;

		start_more_or_die(workers, &started_n, over_n);
		if (over_n == workers->n)
			return 0;
		got = sigwaitinfo(signals, NULL);
		if (got < 0)
			continue;
		if (got != SIGCHLD)
			return 128 + got;
		while ((code = reap_one(workers)) >= 0) {
			over_n++;
			if (code)
				return code;
		}
	}
}

int workers_run_or_die(struct workers *workers)
{
	sigset_t signals;
	int code;

	workers->process = calloc(workers->n + 1, sizeof(*workers->process));
	if (!workers->process)
		die_errno(DIE_RUNTIME, "memory");
	prctl(PR_SET_CHILD_SUBREAPER, 1UL);
	block_or_die(&signals);
	code = work(workers, &signals);
	end_all(workers);
	free(workers->process);
	sigprocmask(SIG_UNBLOCK, &signals, NULL);
	return code;
}
