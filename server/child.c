#include "child.h"

#include "die.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void child_word(struct child_words *words, const char *format, ...)
{
	va_list args;
	int n;

	if (words->n >= CHILD_WORDS_MAX)
		abort();
	va_start(args, format);
	n = vsnprintf(words->word[words->n++], CHILD_WORD_SIZE, format, args);
	va_end(args);
	if (n < 0 || n >= CHILD_WORD_SIZE)
		die(DIE_USAGE, "a word of a command line is too long");
}

void child_tie(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* It may have died before that. */
	if (getppid() != parent)
		_exit(DIE_RUNTIME);
}

pid_t child_fork_or_die(void)
{
	pid_t parent = getpid();
	pid_t child = fork();

	if (child < 0)
		die_errno(DIE_RUNTIME, "fork()");
	if (child == 0)
		child_tie(parent);
	return child;
}

static void keep(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	if (flags < 0 || fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC) < 0)
		die_errno(DIE_RUNTIME, "fcntl()");
}

static _Noreturn void become(const struct child_words *words, int netns,
			     int out, int kept)
{
	char path[CHILD_WORD_SIZE];
	char *argv[CHILD_WORDS_MAX + 1] = {NULL};
	sigset_t none;

	for (size_t i = 0; i < words->n; i++)
		argv[i] = strdup(words->word[i]);
	if (netns >= 0 && setns(netns, CLONE_NEWNET) < 0)
		die_errno(DIE_RUNTIME, "setns()");
	if (out >= 0 && dup2(out, STDOUT_FILENO) < 0)
		die_errno(DIE_RUNTIME, "dup2()");
	if (kept >= 0)
		keep(kept);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	snprintf(path, sizeof(path), "%s", words->word[0]);
	execvp(path, argv);
	die_errno(DIE_RUNTIME, "cannot run %s", path);
}

pid_t child_start_or_die(const struct child_words *words, int netns, int out,
			 int kept)
{
	pid_t child = child_fork_or_die();

	if (child == 0)
		become(words, netns, out, kept);
	return child;
}

int child_wait(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return DIE_RUNTIME;
	if (WIFSIGNALED(status))
		return 128 + WTERMSIG(status);
	return WEXITSTATUS(status);
}

void child_program(const char *name, const char *also, char *buf, size_t size)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const char *places[] = {"", also};

	self[n > 0 ? n : 0] = '\0';
	if (strrchr(self, '/'))
		*strrchr(self, '/') = '\0';
	for (size_t i = 0; i < 2 && places[i]; i++) {
		int length =
		    snprintf(buf, size, "%s/%s%s", self, places[i], name);

		if (length > 0 && (size_t)length < size &&
		    access(buf, X_OK) == 0)
			return;
	}
	snprintf(buf, size, "%s", name);
}

void child_twsim(const char *given, char *buf, size_t size)
{
	const char *twsim = given ? given : getenv("TWSIM");

	if (twsim && twsim[0])
		snprintf(buf, size, "%s", twsim);
	else
		child_program("twsim", "../sim/cli/", buf, size);
}
