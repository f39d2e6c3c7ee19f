#include "crowd.h"

#include "die.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void crowd_init(struct crowd *crowd, size_t n)
{
	crowd->n = n;
	crowd->trial = calloc(n, sizeof(*crowd->trial));
	if (!crowd->trial)
		die_errno(DIE_RUNTIME, "memory");
}

/*
 * Their children, hosts and wires go with them: orphans come to us, and when
 * the last one is reaped nothing is left.
 */
static void end_all(struct crowd *crowd)
{
	for (size_t i = 0; i < crowd->n; i++) {
		if (crowd->trial[i].process <= 0)
			continue;
		kill(crowd->trial[i].process, SIGKILL);
		child_wait(crowd->trial[i].process);
		crowd->trial[i].process = 0;
	}
	while (waitpid(-1, NULL, 0) > 0)
		;
}

/* Exit code of a trial that is over; -1: none is. */
static int reap_one(struct crowd *crowd)
{
	for (size_t i = 0; i < crowd->n; i++) {
		pid_t process = crowd->trial[i].process;
		siginfo_t info = {0};

		if (process <= 0 ||
		    waitid(P_PID, (id_t)process, &info,
			   WEXITED | WNOHANG | WNOWAIT) < 0 ||
		    info.si_pid != process)
			continue;
		crowd->trial[i].process = 0;
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

static int wait_for_all(struct crowd *crowd, const sigset_t *signals)
{
	size_t left = crowd->n;

	while (left > 0) {
		int got = sigwaitinfo(signals, NULL);
		int code;

		if (got < 0)
			continue;
		if (got != SIGCHLD)
			return 128 + got;
		while ((code = reap_one(crowd)) >= 0) {
			left--;
			if (code)
				return code;
		}
	}
	return 0;
}

int crowd_run_or_die(struct crowd *crowd)
{
	sigset_t signals;
	int code;

	prctl(PR_SET_CHILD_SUBREAPER, 1UL);
	block_or_die(&signals);
	for (size_t i = 0; i < crowd->n; i++)
		trial_start_or_die(&crowd->trial[i]);
	code = wait_for_all(crowd, &signals);
	end_all(crowd);
	sigprocmask(SIG_UNBLOCK, &signals, NULL);
	return code;
}

void crowd_fini(struct crowd *crowd)
{
	for (size_t i = 0; i < crowd->n; i++) {
		close(crowd->trial[i].load);
		close(crowd->trial[i].server);
		close(crowd->trial[i].simulated);
	}
	free(crowd->trial);
}
