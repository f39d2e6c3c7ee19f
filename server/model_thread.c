#include "server.h"

#include "die.h"
#include "instant.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

/* Room for ctime_r() and a sanitizer; the default would be 8 MiB each. */
#define STACK_SIZE (128 * 1024)

/**
 * struct thread_model - Threads that serve a connection each
 * @lock:	Of @live, and of @idle
 * @idle:	Signalled when @live becomes 0
 * @live:	Threads that serve
 * @attr:	Detached, small stack
 */
struct thread_model {
	pthread_mutex_t lock;
	pthread_cond_t idle;
	uint64_t live;
	pthread_attr_t attr;
};

struct thread_job {
	struct server *server;
	int fd;
};

static void thread_start_or_die(struct server *server)
{
	struct thread_model *model = calloc(1, sizeof(*model));
	pthread_condattr_t clock;

	if (!model)
		die_errno(DIE_RUNTIME, "memory");
	pthread_mutex_init(&model->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&model->idle, &clock);
	pthread_condattr_destroy(&clock);
	pthread_attr_init(&model->attr);
	pthread_attr_setdetachstate(&model->attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&model->attr, STACK_SIZE);
	server->model = model;
}

static bool thread_has_room(struct server *server)
{
	struct thread_model *model = server->model;
	bool room;

	pthread_mutex_lock(&model->lock);
	room = model->live < (uint64_t)server->options.threads_max;
	pthread_mutex_unlock(&model->lock);
	return room;
}

static void count_in(struct server *server)
{
	struct thread_model *model = server->model;
	uint64_t limit = (uint64_t)server->options.threads_max;

	pthread_mutex_lock(&model->lock);
	model->live++;
	if (model->live == limit)
		atomic_fetch_add(&server->counts.busy, 1);
	/* Only the main thread gets here, so this is no race. */
	if (model->live + 1 > atomic_load(&server->threads_peak))
		atomic_store(&server->threads_peak, model->live + 1);
	pthread_mutex_unlock(&model->lock);
}

/* Under the lock to the end: once it is released, the model may be gone. */
static void count_out(struct server *server)
{
	struct thread_model *model = server->model;
	uint64_t limit = (uint64_t)server->options.threads_max;
	uint64_t one = 1;

	pthread_mutex_lock(&model->lock);
	if (model->live-- == limit &&
	    write(server->wake_fd, &one, sizeof(one)) < 0)
		abort();
	if (model->live == 0)
		pthread_cond_signal(&model->idle);
	pthread_mutex_unlock(&model->lock);
}

static void *thread_serve(void *argument)
{
	struct thread_job job = *(struct thread_job *)argument;
	enum conversation_end end;

	free(argument);
	end = conversation_run(&job.server->options, job.fd);
	atomic_fetch_add(&job.server->counts.ended[end], 1);
	count_out(job.server);
	return NULL;
}

static bool thread_create(struct server *server, int fd)
{
	struct thread_model *model = server->model;
	struct thread_job *job = malloc(sizeof(*job));
	pthread_t thread;

	if (!job)
		return false;
	*job = (struct thread_job){.server = server, .fd = fd};
	if (pthread_create(&thread, &model->attr, thread_serve, job) == 0)
		return true;
	free(job);
	return false;
}

static void thread_take(struct server *server, int fd)
{
	count_in(server);
	if (thread_create(server, fd))
		return;
	close(fd);
	atomic_fetch_add(&server->counts.no_thread, 1);
	count_out(server);
}

/*
 * A detached thread that is still inside count_out() may hold the lock for a
 * moment, and one that was abandoned uses the model for ever: it is never
 * freed, the process ends next.
 */
static void thread_finish(struct server *server, int64_t until_ns)
{
	struct thread_model *model = server->model;
	struct timespec until = instant_timespec(until_ns);
	int error = 0;

	pthread_mutex_lock(&model->lock);
	while (model->live > 0 && error != ETIMEDOUT)
		error =
		    pthread_cond_timedwait(&model->idle, &model->lock, &until);
	atomic_fetch_add(&server->counts.abandoned, model->live);
	pthread_mutex_unlock(&model->lock);
}

const struct server_model model_thread = {
    .name = "thread",
    .start_or_die = thread_start_or_die,
    .has_room = thread_has_room,
    .take = thread_take,
    .finish = thread_finish,
};
