#include "talk.h"

#include "instant.h"
#include "server.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define SCRATCH_SIZE 4096
/* A client that never stops sending must not keep others waiting. */
#define STEPS_MAX 16

void talk_prepare(const struct server_options *options, int fd)
{
	struct linger linger = {.l_onoff = 1,
				.l_linger = (int)options->linger_s};

	if (options->linger_s >= 0)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static ssize_t talk_step(struct conversation *conversation, int fd)
{
	char scratch[SCRATCH_SIZE];
	const char *rest;
	size_t size;

	if (conversation->state == CONVERSATION_ANSWERS) {
		rest = conversation_rest(conversation, &size);
		return send(fd, rest, size, MSG_NOSIGNAL | MSG_DONTWAIT);
	}
	size = conversation_hears(conversation);
	return recv(fd, scratch, size < SCRATCH_SIZE ? size : SCRATCH_SIZE,
		    MSG_DONTWAIT);
}

void talk_on(struct conversation *conversation, int fd)
{
	for (int i = 0; i < STEPS_MAX; i++) {
		bool answers = conversation->state == CONVERSATION_ANSWERS;
		ssize_t n;

		if (conversation->state == CONVERSATION_OVER)
			return;
		n = talk_step(conversation, fd);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			conversation_failed(conversation, errno);
		else if (answers)
			conversation_sent(conversation, (size_t)n,
					  instant_now_ns());
		else
			conversation_heard(conversation, (size_t)n,
					   instant_now_ns());
	}
}

/* False if the state of the conversation has ended first. */
static bool wait_for_socket(const struct conversation *conversation, int fd)
{
	struct pollfd at = {
	    .fd = fd,
	    .events =
		conversation->state == CONVERSATION_ANSWERS ? POLLOUT : POLLIN,
	};
	int64_t left_ns = conversation->until_ns - instant_now_ns();
	struct timespec left = instant_timespec(left_ns);

	return left_ns > 0 && ppoll(&at, 1, &left, NULL) != 0;
}

void talk_through(struct conversation *conversation, int fd)
{
	for (;;) {
		talk_on(conversation, fd);
		if (conversation->state == CONVERSATION_OVER)
			return;
		if (!wait_for_socket(conversation, fd))
			conversation_expired(conversation);
	}
}

static void throw_away_unread(int fd)
{
	char scratch[SCRATCH_SIZE];
	ssize_t n = 1;

	for (int i = 0; i < STEPS_MAX && n > 0; i++)
		n = recv(fd, scratch, sizeof(scratch), MSG_DONTWAIT);
}

enum conversation_end talk_end(struct conversation *conversation, int fd)
{
	const struct server_options *options = conversation->options;
	bool closes_first = options->closer == SERVER_CLOSE_SERVER ||
			    options->closer == SERVER_CLOSE_BOTH;

	if (conversation->end == CONVERSATION_CLOSED)
		throw_away_unread(fd);
	/* Linux has let go of the descriptor even if close() fails. */
	if (close(fd) < 0 && conversation->end == CONVERSATION_CLOSED &&
	    errno != EINTR)
		conversation_failed(conversation, errno);
	if (conversation->end == CONVERSATION_CLOSED &&
	    options->linger_s == 0 && closes_first)
		conversation->end = CONVERSATION_RESET;
	return conversation->end;
}
