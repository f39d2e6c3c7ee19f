#include "server.h"

#include "die.h"
#include "instant.h"
#include "talk.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

/* Pause after accept() has found no descriptor or no memory. */
#define BACK_OFF_NS (10 * NS_PER_MS)
/* Connections taken before signals are looked at again. */
#define ACCEPT_BATCH 64

enum accept_state { ACCEPT_MORE, ACCEPT_EMPTY, ACCEPT_BACK_OFF };

const struct server_model *server_model(int id)
{
	static const struct server_model *const models[SERVER_MODELS_N] = {
	    [SERVER_FORK] = &model_fork,
	    [SERVER_THREAD] = &model_thread,
	    [SERVER_POOL] = &model_pool,
	    [SERVER_EVENT] = &model_event,
	};

	return models[id];
}

/* Children count as well. */
static struct server_counts *shared_counts_or_die(void)
{
	void *counts =
	    mmap(NULL, sizeof(struct server_counts), PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (counts == MAP_FAILED)
		die_errno(DIE_RUNTIME, "memory");
	return counts;
}

void server_init_or_die(struct server *server)
{
	pthread_condattr_t clock;

	server->counts = shared_counts_or_die();
	server->model_fd = -1;
	server->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (server->wake_fd < 0)
		die_errno(DIE_RUNTIME, "eventfd()");
	server_peak(&server->processes_peak, 1);
	server_peak(&server->threads_peak, 1);
	pthread_mutex_init(&server->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&server->idle, &clock);
	pthread_condattr_destroy(&clock);
}

void server_fini(struct server *server)
{
	close(server->wake_fd);
	munmap(server->counts, sizeof(*server->counts));
}

void server_peak(atomic_uint_fast64_t *peak, uint64_t now)
{
	uint_fast64_t before = atomic_load(peak);

	while (now > before &&
	       !atomic_compare_exchange_weak(peak, &before, now))
		;
}

uint64_t server_open_n(struct server *server)
{
	uint64_t open_n;

	pthread_mutex_lock(&server->lock);
	open_n = server->open_n;
	pthread_mutex_unlock(&server->lock);
	return open_n;
}

bool server_has_room(struct server *server)
{
	return server_open_n(server) < (uint64_t)server->options.open_max;
}

static void server_enter(struct server *server)
{
	atomic_fetch_add(&server->counts->accepted, 1);
	pthread_mutex_lock(&server->lock);
	server->open_n++;
	if (server->open_n > server->open_peak)
		server->open_peak = server->open_n;
	if (server->open_n == (uint64_t)server->options.open_max)
		atomic_fetch_add(&server->counts->busy, 1);
	pthread_mutex_unlock(&server->lock);
}

/* Under the lock to the end: once it is released, the server may be gone. */
static void leave(struct server *server, atomic_uint_fast64_t *as)
{
	uint64_t limit = (uint64_t)server->options.open_max;
	uint64_t one = 1;

	pthread_mutex_lock(&server->lock);
	if (!server->over) {
		atomic_fetch_add(as, 1);
		if (server->open_n-- == limit &&
		    write(server->wake_fd, &one, sizeof(one)) < 0)
			abort();
		if (server->open_n == 0)
			pthread_cond_signal(&server->idle);
	}
	pthread_mutex_unlock(&server->lock);
}

void server_leave_as(struct server *server, enum conversation_end end)
{
	leave(server, &server->counts->ended[end]);
}

void server_leave(struct server *server,
		  const struct conversation *conversation)
{
	atomic_fetch_add(&server->counts->answers,
			 (uint64_t)conversation->answers_n);
	server_leave_as(server, conversation->end);
}

void server_refuse(struct server *server, int fd, atomic_uint_fast64_t *why)
{
	close(fd);
	leave(server, why);
}

void server_wait_idle(struct server *server, int64_t until_ns)
{
	struct timespec until = instant_timespec(until_ns);
	int error = 0;

	pthread_mutex_lock(&server->lock);
	while (server->open_n > 0 && error != ETIMEDOUT)
		error = pthread_cond_timedwait(&server->idle, &server->lock,
					       &until);
	pthread_mutex_unlock(&server->lock);
}

/* Every connection is counted once, whatever happens to it from now on. */
static void close_the_books(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	server->over = true;
	atomic_store(&server->counts->abandoned, server->open_n);
	pthread_mutex_unlock(&server->lock);
}

static enum accept_state accept_failed(struct server *server, int error)
{
	switch (error) {
	case EAGAIN:
		return ACCEPT_EMPTY;
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		atomic_fetch_add(&server->counts->no_room, 1);
		return ACCEPT_BACK_OFF;
	case EINTR:
		return ACCEPT_MORE;
	default:
		/* accept() hands on errors of the connection itself */
		atomic_fetch_add(&server->counts->aborted, 1);
		return ACCEPT_MORE;
	}
}

static enum accept_state accept_batch(struct server *server,
				      const struct server_model *model)
{
	enum accept_state state = ACCEPT_MORE;

	for (int i = 0; i < ACCEPT_BATCH && state == ACCEPT_MORE; i++) {
		int fd;

		if (!server_has_room(server))
			return ACCEPT_EMPTY;
		fd = listeners_accept(&server->listeners);
		if (fd < 0) {
			state = accept_failed(server, -fd);
			continue;
		}
		server_enter(server);
		talk_prepare(&server->options, fd);
		model->take(server, fd);
	}
	return state;
}

static void swallow_wake(int wake_fd)
{
	uint64_t count;

	while (read(wake_fd, &count, sizeof(count)) < 0 && errno == EINTR)
		;
}

/* False once a signal has come; true if there may be work, or at @until_ns. */
static bool wait_for_work(struct server *server,
			  const struct server_model *model, int signals,
			  int ready_fd, int64_t until_ns)
{
	struct pollfd fds[] = {
	    {.fd = signals, .events = POLLIN},
	    {.fd = server->wake_fd, .events = POLLIN},
	    {.fd = server->model_fd, .events = POLLIN},
	    {.fd = ready_fd, .events = POLLIN},
	};
	int64_t left_ns = until_ns - instant_now_ns();
	struct timespec left = instant_timespec(left_ns > 0 ? left_ns : 0);

	if (ppoll(fds, 4, until_ns == NEVER_NS ? NULL : &left, NULL) < 0)
		return true;
	if (fds[1].revents)
		swallow_wake(server->wake_fd);
	if (fds[2].revents)
		model->woken(server);
	return !fds[0].revents;
}

/* What has connected is open: it is served, not reset by our close(). */
static void accept_last(struct server *server, const struct server_model *model)
{
	int64_t batches = server->options.backlog / ACCEPT_BATCH + 1;

	while (batches-- > 0 && accept_batch(server, model) == ACCEPT_MORE)
		;
	listeners_close(&server->listeners);
}

void server_run(struct server *server, const struct server_model *model,
		int signals)
{
	int64_t duration_ns = server->options.duration_ns;
	int64_t now_ns = instant_now_ns();
	int64_t end_ns = duration_ns ? now_ns + duration_ns : NEVER_NS;
	enum accept_state state = ACCEPT_EMPTY;
	int64_t until_ns;
	int waited_on;

	while (now_ns < end_ns) {
		until_ns = end_ns;
		waited_on =
		    server_has_room(server) ? server->listeners.ready_fd : -1;
		if (state == ACCEPT_BACK_OFF) {
			waited_on = -1;
			if (end_ns - now_ns > BACK_OFF_NS)
				until_ns = now_ns + BACK_OFF_NS;
		}
		if (!wait_for_work(server, model, signals, waited_on, until_ns))
			break;
		state = accept_batch(server, model);
		now_ns = instant_now_ns();
	}
	accept_last(server, model);
	model->finish(server, instant_now_ns() + server->options.drain_ns);
	close_the_books(server);
}
