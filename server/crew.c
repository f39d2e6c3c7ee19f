#include "crew.h"

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
static void end_all(struct crew *crew)
{
	for (size_t i = 0; i < crew->n; i++) {
		if (crew->process[i] <= 0)
			continue;
		kill(crew->process[i], SIGKILL);
		child_wait(crew->process[i]);
		crew->process[i] = 0;
	}
	while (waitpid(-1, NULL, 0) > 0)
		;
}

/* Exit code of one that is over; -1: none is. */
static int reap_one(struct crew *crew)
{
	for (size_t i = 0; i < crew->n; i++) {
		pid_t process = crew->process[i];
		siginfo_t info = {0};

		if (process <= 0 ||
		    waitid(P_PID, (id_t)process, &info,
			   WEXITED | WNOHANG | WNOWAIT) < 0 ||
		    info.si_pid != process)
			continue;
		crew->process[i] = 0;
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

static void start_more_or_die(struct crew *crew, size_t *started_n,
			      size_t over_n)
{
	while (*started_n < crew->n &&
	       *started_n - over_n < crew->at_once_max) {
		crew->process[*started_n] =
		    crew->start_or_die(crew->data, *started_n);
		(*started_n)++;
	}
}

static int work(struct crew *crew, const sigset_t *signals)
{
	size_t started_n = 0;
	size_t over_n = 0;

	for (;;) {
		int got, code;

		start_more_or_die(crew, &started_n, over_n);
		if (over_n == crew->n)
			return 0;
		got = sigwaitinfo(signals, NULL);
		if (got < 0)
			continue;
		if (got != SIGCHLD)
			return 128 + got;
		while ((code = reap_one(crew)) >= 0) {
			over_n++;
			if (code)
				return code;
		}
	}
}

int crew_run_or_die(struct crew *crew)
{
	sigset_t signals;
	int code;

	crew->process = calloc(crew->n + 1, sizeof(*crew->process));
	if (!crew->process)
		die_errno(DIE_RUNTIME, "memory");
	prctl(PR_SET_CHILD_SUBREAPER, 1UL);
	block_or_die(&signals);
	code = work(crew, &signals);
	end_all(crew);
	free(crew->process);
	sigprocmask(SIG_UNBLOCK, &signals, NULL);
	return code;
}
