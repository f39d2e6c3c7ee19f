#include "conversation.h"

#include "instant.h"
#include "server.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

void conversation_answer(char answer[CONVERSATION_ANSWER_SIZE], time_t now)
{
	char text[64];

	/* ctime_r() gives 24 characters, a newline and a NUL. */
	if (!ctime_r(&now, text))
		memset(text, '?', CONVERSATION_ANSWER_SIZE);
	memcpy(answer, text, CONVERSATION_ANSWER_SIZE - 2);
	memcpy(answer + CONVERSATION_ANSWER_SIZE - 2, "\r\n", 2);
}

static enum conversation_end end_of_errno(void)
{
	switch (errno) {
	case ECONNRESET:
	case EPIPE:
		return CONVERSATION_RESET;
	case EAGAIN:
	case ETIMEDOUT:
		return CONVERSATION_TIMED_OUT;
	default:
		return CONVERSATION_FAILED;
	}
}

static void set_waits(const struct server_options *options, int fd)
{
	struct linger linger = {.l_onoff = 1,
				.l_linger = (int)options->linger_s};
	struct timeval wait = {.tv_sec = options->timeout_ns / NS_PER_S,
			       .tv_usec =
				   options->timeout_ns % NS_PER_S / NS_PER_US};

	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	if (options->linger_s >= 0)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static enum conversation_end send_all(int fd, const char *data, size_t size)
{
	while (size > 0) {
		ssize_t n = send(fd, data, size, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return end_of_errno();
		data += n;
		size -= (size_t)n;
	}
	return CONVERSATION_CLOSED;
}

/*
 * Read and throw away: with flags 0 until the client closes, with MSG_DONTWAIT
 * what is there. Unread data at close() would turn the FIN into a RST.
 */
static enum conversation_end discard(int fd, int flags)
{
	char buf[512];
	ssize_t n;

	do {
		n = recv(fd, buf, sizeof(buf), flags);
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (n == 0 || (flags && errno == EAGAIN))
		return CONVERSATION_CLOSED;
	return end_of_errno();
}

static enum conversation_end converse(const struct server_options *options,
				      int fd)
{
	char answer[CONVERSATION_ANSWER_SIZE];
	enum conversation_end end;

	conversation_answer(answer, time(NULL));
	end = send_all(fd, answer, sizeof(answer));
	if (end != CONVERSATION_CLOSED)
		return end;
	if (options->closer == SERVER_CLOSE_CLIENT)
		return discard(fd, 0);
	if (options->hold_ns)
		instant_sleep_until(instant_now_ns() + options->hold_ns);
	return discard(fd, MSG_DONTWAIT);
}

enum conversation_end conversation_run(const struct server_options *options,
				       int fd)
{
	enum conversation_end end;

	set_waits(options, fd);
	end = converse(options, fd);
	/* Linux has let go of the descriptor even if close() fails. */
	if (close(fd) < 0 && end == CONVERSATION_CLOSED && errno != EINTR)
		end = end_of_errno();
	if (end == CONVERSATION_CLOSED && options->linger_s == 0 &&
	    options->closer == SERVER_CLOSE_SERVER)
		end = CONVERSATION_RESET;
	return end;
}
