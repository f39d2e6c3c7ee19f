#include "actor.h"

#include "die.h"
#include "instant.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_OCTETS 65536

/* As in linux include/net/tcp_states.h; sim/tcp has its own of these names. */
#define STATE_ESTABLISHED 1
#define STATE_CLOSE_WAIT  8

/** What wait_for() has come back with. */
enum woken { WOKEN_IN_TIME, WOKEN_READABLE, WOKEN_WRITABLE, WOKEN_OVER };

void actor_init(struct actor *actor, const struct scripted_script *script,
		int64_t start_ns, int stop_fd, atomic_llong *late)
{
	*actor = (struct actor){
	    .script = script,
	    .start_ns = start_ns,
	    .stop_fd = stop_fd,
	    .late = late,
	    .fd = -1,
	    .reads = true,
	    .seen =
		{
		    .connected_ns = NEVER_NS,
		    .eof_ns = NEVER_NS,
		    .error_ns = NEVER_NS,
		},
	};
}

void actor_late(atomic_llong *late, int64_t late_ns)
{
	long long most = atomic_load(late);

	while (late_ns > most &&
	       !atomic_compare_exchange_weak(late, &most, late_ns))
		;
}

static int64_t now_ns(const struct actor *actor)
{
	return instant_now_ns() - actor->start_ns;
}

static void see_error(struct actor *actor, int error)
{
	if (actor->seen.error != SCRIPTED_FINE)
		return;
	actor->seen.error_ns = now_ns(actor);
	switch (error) {
	case EADDRNOTAVAIL:
		actor->seen.error = SCRIPTED_NO_PORT;
		break;
	case ECONNREFUSED:
		actor->seen.error = SCRIPTED_REFUSED;
		break;
	case ECONNRESET:
	case EPIPE:
		actor->seen.error = SCRIPTED_RESET;
		break;
	case ETIMEDOUT:
		actor->seen.error = SCRIPTED_TIMED_OUT;
		break;
	default:
		errno = error;
		die_errno(DIE_RUNTIME, "an application of the scene");
	}
}

static int error_of(int fd)
{
	socklen_t size = sizeof(int);
	int error = 0;

	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
	return error;
}

/* @at_ns: NEVER_NS: not for a time. @events: of the socket, beside errors.
 * What has ended stays readable for ever: from then on only errors count. */
static enum woken wait_for(struct actor *actor, int64_t at_ns, short events)
{
	bool ended = actor->seen.eof_ns != NEVER_NS;
	bool done = actor->seen.error != SCRIPTED_FINE || actor->hung;
	struct pollfd fds[] = {
	    {.fd = actor->stop_fd, .events = POLLIN},
	    {.fd = done || (!events && !ended) ? -1 : actor->fd,
	     .events = ended ? events & POLLOUT : events},
	};
	int64_t left_ns = at_ns == NEVER_NS ? 0 : at_ns - now_ns(actor);
	struct timespec left = instant_timespec(left_ns > 0 ? left_ns : 0);
	int n = ppoll(fds, 2, at_ns == NEVER_NS ? NULL : &left, NULL);

	if (n < 0 && errno != EINTR)
		die_errno(DIE_RUNTIME, "poll()");
	if (n > 0 && fds[0].revents)
		return WOKEN_OVER;
	if (n > 0 && fds[1].revents & POLLOUT)
		return WOKEN_WRITABLE;
	return n > 0 ? WOKEN_READABLE : WOKEN_IN_TIME;
}

static void read_some(struct actor *actor)
{
	char buffer[BUFFER_OCTETS];
	bool ended = actor->seen.eof_ns != NEVER_NS;
	int error = ended ? error_of(actor->fd) : 0;
	ssize_t n;

	if (error)
		see_error(actor, error);
	actor->hung = ended && !error;
	if (ended)
		return;
	n = recv(actor->fd, buffer, sizeof(buffer), MSG_DONTWAIT);
	if (n > 0)
		actor->seen.octets += (uint64_t)n;
	else if (n == 0)
		actor->seen.eof_ns = now_ns(actor);
	else if (errno != EAGAIN && errno != EINTR)
		see_error(actor, errno);
}

/* Read what comes meanwhile; false: the scene is over. */
static bool pass_time(struct actor *actor, int64_t until_ns)
{
	while (now_ns(actor) < until_ns) {
		switch (wait_for(actor, until_ns, actor->reads ? POLLIN : 0)) {
		case WOKEN_OVER:
			return false;
		case WOKEN_READABLE:
			read_some(actor);
			break;
		case WOKEN_WRITABLE:
		case WOKEN_IN_TIME:
			break;
		}
	}
	actor_late(actor->late, now_ns(actor) - until_ns);
	return true;
}

/* A script stops at an error, as one that is simulated does. */
static bool read_until(struct actor *actor, uint64_t octets, bool eof)
{
	while (actor->seen.octets < octets ||
	       (eof && actor->seen.eof_ns == NEVER_NS)) {
		if (wait_for(actor, NEVER_NS, actor->reads ? POLLIN : 0) ==
		    WOKEN_OVER)
			return false;
		read_some(actor);
		if (actor->seen.error != SCRIPTED_FINE)
			return false;
	}
	return true;
}

static bool send_all(struct actor *actor, int64_t octets)
{
	char *text = malloc((size_t)octets);
	int room = (int)octets;
	int64_t sent = 0;

	if (!text)
		die_errno(DIE_RUNTIME, "memory");
	memset(text, 'x', (size_t)octets);
	/* a simulated write() never waits for room */
	if (octets > 8192)
		setsockopt(actor->fd, SOL_SOCKET, SO_SNDBUF, &room,
			   sizeof(room));
	while (sent < octets) {
		ssize_t n =
		    send(actor->fd, text + sent, (size_t)(octets - sent),
			 MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n >= 0)
			sent += n;
		else if (errno != EAGAIN && errno != EINTR) {
			see_error(actor, errno);
			break;
		} else if (wait_for(actor, NEVER_NS, POLLOUT) == WOKEN_OVER)
			break;
	}
	free(text);
	return sent == octets;
}

static void set_linger_or_die(int fd, int64_t ns)
{
	struct linger linger = {.l_onoff = 1, .l_linger = (int)(ns / NS_PER_S)};

	if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) < 0)
		die_errno(DIE_RUNTIME, "SO_LINGER");
}

/* A socket in repair is forgotten without a word. */
static void forget_or_die(struct actor *actor)
{
	struct tcp_info info = {0};
	socklen_t size = sizeof(info);
	int on = 1;

	getsockopt(actor->fd, IPPROTO_TCP, TCP_INFO, &info, &size);
	actor->forgot = info.tcpi_state == STATE_ESTABLISHED ||
			info.tcpi_state == STATE_CLOSE_WAIT;
	if (setsockopt(actor->fd, IPPROTO_TCP, TCP_REPAIR, &on, sizeof(on)) < 0)
		die_errno(DIE_RUNTIME, "TCP_REPAIR");
}

static void close_it(struct actor *actor)
{
	/* with a time for SO_LINGER this may say EAGAIN: it is closed */
	close(actor->fd);
	actor->fd = -1;
}

/* False: nothing follows. */
static bool perform_or_die(struct actor *actor,
			   const struct scripted_line *line)
{
	switch (line->deed) {
	case SCRIPTED_AT:
		return pass_time(actor, line->operand);
	case SCRIPTED_PAUSE:
		return pass_time(actor, now_ns(actor) + line->operand);
	case SCRIPTED_AWAIT:
		return read_until(actor, (uint64_t)line->operand, false);
	case SCRIPTED_AWAIT_EOF:
		return read_until(actor, 0, true);
	case SCRIPTED_SEND:
		return send_all(actor, line->operand);
	case SCRIPTED_IGNORE:
		actor->reads = false;
		return true;
	case SCRIPTED_SHUTDOWN:
		shutdown(actor->fd, SHUT_WR);
		return true;
	case SCRIPTED_LINGER:
		set_linger_or_die(actor->fd, line->operand);
		close_it(actor);
		return false;
	case SCRIPTED_ABORT:
		set_linger_or_die(actor->fd, 0);
		close_it(actor);
		return false;
	case SCRIPTED_VANISH:
		forget_or_die(actor);
		close_it(actor);
		return false;
	case SCRIPTED_CLOSE:
		close_it(actor);
		return false;
	case SCRIPTED_DEEDS_N:
		break;
	}
	return false;
}

void actor_play_or_die(struct actor *actor)
{
	/* else the kernel is 50 us late with each wait */
	prctl(PR_SET_TIMERSLACK, 1UL);
	actor->seen.connected_ns = now_ns(actor);
	for (size_t i = 0; i < actor->script->lines_n; i++)
		if (!perform_or_die(actor, &actor->script->line[i]))
			break;
	/* still its own: it reads on, and closes when all is over */
	while (actor->fd >= 0) {
		enum woken woken =
		    wait_for(actor, NEVER_NS, actor->reads ? POLLIN : 0);

		if (woken == WOKEN_OVER)
			close_it(actor);
		else if (woken == WOKEN_READABLE)
			read_some(actor);
	}
}

bool actor_connect_or_die(struct actor *actor, int64_t at_ns, uint32_t address,
			  uint16_t port)
{
	struct sockaddr_in to = {.sin_family = AF_INET};
	int error = 0;

	prctl(PR_SET_TIMERSLACK, 1UL);
	if (!pass_time(actor, at_ns))
		return false;
	to.sin_addr.s_addr = htonl(address);
	to.sin_port = htons(port);
	actor->fd =
	    socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (actor->fd < 0)
		die_errno(DIE_RUNTIME, "socket()");
	if (connect(actor->fd, (const struct sockaddr *)&to, sizeof(to)) < 0)
		error = errno;
	if (error == EINPROGRESS) {
		if (wait_for(actor, NEVER_NS, POLLOUT) == WOKEN_OVER)
			return false;
		error = error_of(actor->fd);
	}
	if (!error)
		return true;
	see_error(actor, error);
	close_it(actor);
	return false;
}
