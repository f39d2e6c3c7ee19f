#include "server.h"

#include "instant.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

/* Pause after accept() has found no descriptor or no memory. */
#define BACK_OFF_NS (10 * NS_PER_MS)
/* Connections taken before signals are looked at again. */
#define ACCEPT_BATCH 64

enum accept_state { ACCEPT_MORE, ACCEPT_EMPTY, ACCEPT_BACK_OFF };

static enum accept_state accept_failed(struct server *server)
{
	switch (errno) {
	case EAGAIN:
		return ACCEPT_EMPTY;
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		atomic_fetch_add(&server->counts.no_room, 1);
		return ACCEPT_BACK_OFF;
	case EINTR:
		return ACCEPT_MORE;
	default:
		/* accept() hands on errors of the connection itself */
		atomic_fetch_add(&server->counts.aborted, 1);
		return ACCEPT_MORE;
	}
}

static enum accept_state accept_one(struct server *server,
				    const struct server_model *model,
				    int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return accept_failed(server);
	atomic_fetch_add(&server->counts.accepted, 1);
	model->take(server, fd);
	return ACCEPT_MORE;
}

static enum accept_state accept_batch(struct server *server,
				      const struct server_model *model,
				      int listener)
{
	enum accept_state state = ACCEPT_MORE;

	for (int i = 0; i < ACCEPT_BATCH && state == ACCEPT_MORE; i++) {
		if (!model->has_room(server))
			return ACCEPT_EMPTY;
		state = accept_one(server, model, listener);
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
static bool wait_for_work(struct server *server, int listener, int signals,
			  int64_t until_ns)
{
	struct pollfd fds[] = {
	    {.fd = signals, .events = POLLIN},
	    {.fd = server->wake_fd, .events = POLLIN},
	    {.fd = listener, .events = POLLIN},
	};
	int64_t left_ns = until_ns - instant_now_ns();
	struct timespec left = instant_timespec(left_ns > 0 ? left_ns : 0);

	if (ppoll(fds, 3, until_ns == NEVER_NS ? NULL : &left, NULL) < 0)
		return true;
	if (fds[1].revents)
		swallow_wake(server->wake_fd);
	return !fds[0].revents;
}

void server_run(struct server *server, const struct server_model *model,
		int listener, int signals)
{
	int64_t duration_ns = server->options.duration_ns;
	int64_t now_ns = instant_now_ns();
	int64_t end_ns = duration_ns ? now_ns + duration_ns : NEVER_NS;
	enum accept_state state = ACCEPT_EMPTY;
	int64_t until_ns;
	int waited_on;

	while (now_ns < end_ns) {
		until_ns = end_ns;
		waited_on = model->has_room(server) ? listener : -1;
		if (state == ACCEPT_BACK_OFF) {
			waited_on = -1;
			if (end_ns - now_ns > BACK_OFF_NS)
				until_ns = now_ns + BACK_OFF_NS;
		}
		if (!wait_for_work(server, waited_on, signals, until_ns))
			break;
		state = accept_batch(server, model, listener);
		now_ns = instant_now_ns();
	}
	close(listener);
	model->finish(server, instant_now_ns() + server->options.drain_ns);
}
