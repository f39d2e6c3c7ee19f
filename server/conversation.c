#include "conversation.h"

#include "server.h"

#include <errno.h>
#include <string.h>

void conversation_answer(char *answer, size_t size, time_t now)
{
	/* ctime_r() gives 24 characters, a newline and a NUL. */
	const size_t text_size = CONVERSATION_ANSWER_SIZE - 2;
	char text[64];

	if (!ctime_r(&now, text))
		memset(text, '?', text_size);
	memset(answer, ' ', size);
	memcpy(answer, text, size < text_size ? size : text_size);
	if (size > 1)
		answer[size - 2] = '\r';
	if (size > 0)
		answer[size - 1] = '\n';
}

static int64_t state_lasts_ns(const struct server_options *options,
			      enum conversation_state state)
{
	switch (state) {
	case CONVERSATION_ANSWERS:
	case CONVERSATION_LISTENS:
		return options->timeout_ns;
	case CONVERSATION_HOLDS:
		/* The client has the answer half a round trip after us. */
		return options->closer == SERVER_CLOSE_BOTH
			   ? options->hold_ns + options->rtt_ns / 2
			   : options->hold_ns;
	case CONVERSATION_PARTS:
		return options->hold_ns + options->timeout_ns;
	case CONVERSATION_OVER:
	case CONVERSATION_STATES_N:
		break;
	}
	return 0;
}

static void enter(struct conversation *conversation,
		  enum conversation_state state, int64_t now_ns)
{
	conversation->state = state;
	conversation->until_ns =
	    now_ns + state_lasts_ns(conversation->options, state);
	conversation->done_bytes = 0;
}

static void be_over(struct conversation *conversation,
		    enum conversation_end end)
{
	conversation->state = CONVERSATION_OVER;
	conversation->end = end;
}

static void enter_end(struct conversation *conversation, int64_t now_ns)
{
	const struct server_options *options = conversation->options;
	bool waits = options->closer == SERVER_CLOSE_CLIENT ||
		     options->closer == SERVER_CLOSE_RST;

	if (waits)
		enter(conversation, CONVERSATION_PARTS, now_ns);
	else if (state_lasts_ns(options, CONVERSATION_HOLDS) > 0)
		enter(conversation, CONVERSATION_HOLDS, now_ns);
	else
		be_over(conversation, CONVERSATION_CLOSED);
}

static void enter_answer(struct conversation *conversation, int64_t now_ns)
{
	const struct server_options *options = conversation->options;

	if (options->answer_bytes == 0) {
		enter_end(conversation, now_ns);
		return;
	}
	conversation_answer(conversation->answer, (size_t)options->answer_bytes,
			    time(NULL));
	enter(conversation, CONVERSATION_ANSWERS, now_ns);
}

void conversation_begin(struct conversation *conversation, char *answer,
			const struct server_options *options, int64_t now_ns)
{
	*conversation =
	    (struct conversation){.options = options, .answer = answer};
	enter_answer(conversation, now_ns);
}

const char *conversation_rest(const struct conversation *conversation,
			      size_t *size)
{
	*size = (size_t)conversation->options->answer_bytes -
		conversation->done_bytes;
	return conversation->answer + conversation->done_bytes;
}

size_t conversation_hears(const struct conversation *conversation)
{
	if (conversation->state == CONVERSATION_LISTENS)
		return (size_t)conversation->options->request_bytes -
		       conversation->done_bytes;
	return SIZE_MAX;
}

void conversation_sent(struct conversation *conversation, size_t octets,
		       int64_t now_ns)
{
	const struct server_options *options = conversation->options;

	conversation->done_bytes += (uint32_t)octets;
	if (conversation->done_bytes < options->answer_bytes)
		return;
	conversation->answers_n++;
	if (conversation->answers_n < options->requests_n)
		enter(conversation, CONVERSATION_LISTENS, now_ns);
	else
		enter_end(conversation, now_ns);
}

void conversation_heard(struct conversation *conversation, size_t octets,
			int64_t now_ns)
{
	if (octets == 0) {
		be_over(conversation, CONVERSATION_CLOSED);
		return;
	}
	if (conversation->state != CONVERSATION_LISTENS)
		return;
	conversation->done_bytes += (uint32_t)octets;
	if (conversation->done_bytes >= conversation->options->request_bytes)
		enter_answer(conversation, now_ns);
}

void conversation_expired(struct conversation *conversation)
{
	be_over(conversation, conversation->state == CONVERSATION_HOLDS
				  ? CONVERSATION_CLOSED
				  : CONVERSATION_TIMED_OUT);
}

void conversation_failed(struct conversation *conversation, int error)
{
	switch (error) {
	case ECONNRESET:
	case EPIPE:
		be_over(conversation, CONVERSATION_RESET);
		break;
	case ETIMEDOUT:
		be_over(conversation, CONVERSATION_TIMED_OUT);
		break;
	default:
		be_over(conversation, CONVERSATION_FAILED);
	}
}
