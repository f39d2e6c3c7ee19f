#include "server.h"

#include "die.h"
#include "instant.h"
#include "talk.h"

#include <stdlib.h>

/* Room for ctime_r() and a sanitizer; the default would be 8 MiB each. */
#define STACK_SIZE (128 * 1024)

/**
 * struct thread_model - A detached thread for each connection
 * @attr:	Of all of them
 */
struct thread_model {
	pthread_attr_t attr;
};

/** struct thread_job - What a new thread is given */
struct thread_job {
	struct server *server;
	int fd;
	struct conversation conversation;
	char answer[];
};

static void thread_start_or_die(struct server *server)
{
	struct thread_model *model = calloc(1, sizeof(*model));

	if (!model)
		die_errno(DIE_RUNTIME, "memory");
	pthread_attr_init(&model->attr);
	pthread_attr_setdetachstate(&model->attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&model->attr, STACK_SIZE);
	server->model = model;
}

static void *thread_serve(void *argument)
{
	struct thread_job *job = argument;

	conversation_begin(&job->conversation, job->answer,
			   &job->server->options, instant_now_ns());
	talk_through(&job->conversation, job->fd);
	talk_end(&job->conversation, job->fd);
	server_leave(job->server, &job->conversation);
	free(job);
	return NULL;
}

static void thread_take(struct server *server, int fd)
{
	struct thread_model *model = server->model;
	struct thread_job *job =
	    malloc(sizeof(*job) + (size_t)server->options.answer_bytes);
	uint64_t threads_n = 1 + server_open_n(server);
	pthread_t thread;

	if (!job) {
		server_refuse(server, fd, &server->counts->no_memory);
		return;
	}
	job->server = server;
	job->fd = fd;
	if (pthread_create(&thread, &model->attr, thread_serve, job) == 0) {
		server_peak(&server->threads_peak, threads_n);
		return;
	}
	free(job);
	server_refuse(server, fd, &server->counts->no_thread);
}

/*
 * A thread that is still inside server_leave() may hold the lock for a moment,
 * and one that was abandoned goes on: what they use is never freed, the
 * process ends next.
 */
static void thread_finish(struct server *server, int64_t until_ns)
{
	server_wait_idle(server, until_ns);
}

const struct server_model model_thread = {
    .start_or_die = thread_start_or_die,
    .take = thread_take,
    .finish = thread_finish,
};
