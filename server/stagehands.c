#include "stagehands.h"

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
static void end_all(struct stagehands *hands)
{
	for (size_t i = 0; i < hands->n; i++) {
		if (hands->process[i] <= 0)
			continue;
		kill(hands->process[i], SIGKILL);
		child_wait(hands->process[i]);
		hands->process[i] = 0;
	}
	while (waitpid(-1, NULL, 0) > 0)
		;
}

/* Exit code of one that is over; -1: none is. */
static int reap_one(struct stagehands *hands)
{
	for (size_t i = 0; i < hands->n; i++) {
		pid_t process = hands->process[i];
		siginfo_t info = {0};

		if (process <= 0 ||
		    waitid(P_PID, (id_t)process, &info,
			   WEXITED | WNOHANG | WNOWAIT) < 0 ||
		    info.si_pid != process)
			continue;
		hands->process[i] = 0;
		return child_wait(process);
	}
	return -1;
}

static void block_or_die(sigset_t *signals, sigset_t *before)
{
	sigemptyset(signals);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGHUP);
	sigaddset(signals, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, signals, before) < 0)
		die_errno(DIE_RUNTIME, "sigprocmask()");
}

static void start_more_or_die(struct stagehands *hands, size_t *started_n,
			      size_t over_n)
{
	while (*started_n < hands->n &&
	       *started_n - over_n < hands->at_once_max) {
		hands->process[*started_n] =
		    hands->start_or_die(hands->data, *started_n);
		(*started_n)++;
	}
}

static int work(struct stagehands *hands, const sigset_t *signals)
{
	size_t started_n = 0;
	size_t over_n = 0;

	for (;;) {
		int got, code;

		start_more_or_die(hands, &started_n, over_n);
		if (over_n == hands->n)
			return 0;
		got = sigwaitinfo(signals, NULL);
		if (got < 0)
			continue;
		if (got != SIGCHLD)
			return 128 + got;
		while ((code = reap_one(hands)) >= 0) {
			over_n++;
			if (code)
				return code;
		}
	}
}

int stagehands_run_or_die(struct stagehands *hands)
{
	sigset_t signals;
	sigset_t before;
	int code;

	hands->process = calloc(hands->n + 1, sizeof(*hands->process));
	if (!hands->process)
		die_errno(DIE_RUNTIME, "memory");
	prctl(PR_SET_CHILD_SUBREAPER, 1UL);
	block_or_die(&signals, &before);
	code = work(hands, &signals);
	end_all(hands);
	free(hands->process);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return code;
}
