#include "server.h"

#include "child.h"
#include "die.h"
#include "instant.h"
#include "talk.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static void fork_start_or_die(struct server *server)
{
	sigset_t set;

	/* who started us may have it ignored: then there is nobody to reap */
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	server->model_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (server->model_fd < 0)
		die_errno(DIE_RUNTIME, "signalfd()");
}

/* The child: its exit status says how it ended. */
static _Noreturn void serve(struct server *server,
			    struct conversation *conversation, int fd,
			    pid_t parent)
{
	child_tie(parent);
	/* else a stopped server would listen for as long as we live */
	listeners_close(&server->listeners);
	talk_through(conversation, fd);
	talk_end(conversation, fd);
	atomic_fetch_add(&server->counts->answers,
			 (uint64_t)conversation->answers_n);
	_exit((int)conversation->end);
}

static void fork_take(struct server *server, int fd)
{
	char *answer = malloc((size_t)server->options.answer_bytes + 1);
	uint64_t processes_n = 1 + server_open_n(server);
	struct conversation conversation;
	pid_t parent = getpid();
	pid_t child;

	if (!answer) {
		server_refuse(server, fd, &server->counts->no_memory);
		return;
	}
	conversation_begin(&conversation, answer, &server->options,
			   instant_now_ns());
	child = fork();
	if (child == 0)
		serve(server, &conversation, fd, parent);
	free(answer);
	if (child < 0) {
		server_refuse(server, fd, &server->counts->no_process);
		return;
	}
	close(fd);
	server_peak(&server->processes_peak, processes_n);
	server_peak(&server->threads_peak, processes_n);
}

/* A child that was killed has served nobody. */
static enum conversation_end end_of(int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) < CONVERSATION_ENDS_N)
		return (enum conversation_end)WEXITSTATUS(status);
	return CONVERSATION_FAILED;
}

/* Signals that come together are one: ask until no child is left. */
static void fork_woken(struct server *server)
{
	struct signalfd_siginfo info;
	int status;

	while (read(server->model_fd, &info, sizeof(info)) > 0)
		;
	while (waitpid(-1, &status, WNOHANG) > 0)
		server_leave_as(server, end_of(status));
}

/* Those abandoned are killed by the kernel when we end: see child_tie(). */
static void fork_finish(struct server *server, int64_t until_ns)
{
	struct pollfd at = {.fd = server->model_fd, .events = POLLIN};

	for (;;) {
		int64_t left_ns = until_ns - instant_now_ns();
		struct timespec left = instant_timespec(left_ns);

		fork_woken(server);
		if (left_ns <= 0 || server_open_n(server) == 0)
			break;
		ppoll(&at, 1, &left, NULL);
	}
	close(server->model_fd);
}

const struct server_model model_fork = {
    .start_or_die = fork_start_or_die,
    .take = fork_take,
    .woken = fork_woken,
    .finish = fork_finish,
};
