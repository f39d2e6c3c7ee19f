#ifndef SERVER_CONVERSATION_H
#define SERVER_CONVERSATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/**
 * DOC: What a server says and hears, without the I/O
 *
 * The connect is the first request: the server answers it, and each request
 * that follows, with a time line; after the last answer one side closes. This
 * is written once. A strategy does the I/O in its own way - blocking, when a
 * socket is ready, or by completion - and tells the conversation what came of
 * it; the conversation says what is next, and until when.
 */

/** Octets of the answer of the classic server: "%.24s\r\n" of ctime() */
#define CONVERSATION_ANSWER_SIZE 26

/** enum conversation_end - How a connection ended, seen from the server */
enum conversation_end {
	CONVERSATION_CLOSED,	/* in order */
	CONVERSATION_RESET,	/* the client sent RST, or we did (linger 0) */
	CONVERSATION_TIMED_OUT, /* the client neither read, asked nor closed */
	CONVERSATION_FAILED,	/* any other error */
	CONVERSATION_ENDS_N
};

/** enum conversation_state - What is going on */
enum conversation_state {
	CONVERSATION_ANSWERS, /* octets of an answer are to be sent */
	CONVERSATION_LISTENS, /* octets of a request are to come */
	CONVERSATION_HOLDS,   /* all is said; we close when the time has come */
	CONVERSATION_PARTS,   /* all is said; the client is to close */
	CONVERSATION_OVER,    /* close the socket */
	CONVERSATION_STATES_N
};

struct server_options;

/**
 * struct conversation - One of them
 * @end:	How it ended, once it is over
 * @until_ns:	When the state ends by itself (CLOCK_MONOTONIC): then
 *		conversation_expired() is due. The same time after the begin of
 *		the state for all conversations in it
 * @answers_n:	Answers sent whole
 * @done_bytes:	Of the present answer or request
 * @answer:	Room for an answer
 */
struct conversation {
	const struct server_options *options;
	enum conversation_state state;
	enum conversation_end end;
	int64_t until_ns;
	int64_t answers_n;
	uint32_t done_bytes;
	char *answer;
};

/**
 * conversation_answer() - Write the time line of an instant, in local time
 * @answer:	Out: @size octets, the last two are CR LF: 26 octets hold the
 *		whole time, less a part of it, more have blanks behind it
 */
void conversation_answer(char *answer, size_t size, time_t now);

/**
 * conversation_begin() - A connection was accepted
 * @answer:	Room for an answer, as long as the conversation lives
 */
void conversation_begin(struct conversation *conversation, char *answer,
			const struct server_options *options, int64_t now_ns);

/** conversation_rest() - What is still to be sent; CONVERSATION_ANSWERS only */
const char *conversation_rest(const struct conversation *conversation,
			      size_t *size);

/**
 * conversation_hears() - How much may be received; in the states that listen
 *
 * What is received is not looked at. Octets of a later request stay with the
 * kernel.
 */
size_t conversation_hears(const struct conversation *conversation);

/** conversation_sent() - Octets were sent */
void conversation_sent(struct conversation *conversation, size_t octets,
		       int64_t now_ns);

/** conversation_heard() - Octets were received; 0: the client has closed */
void conversation_heard(struct conversation *conversation, size_t octets,
			int64_t now_ns);

/** conversation_expired() - @until_ns has come */
void conversation_expired(struct conversation *conversation);

/** conversation_failed() - Sending or receiving failed with an errno */
void conversation_failed(struct conversation *conversation, int error);

#endif
