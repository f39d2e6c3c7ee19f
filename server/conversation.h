#ifndef SERVER_CONVERSATION_H
#define SERVER_CONVERSATION_H

#include <stdint.h>
#include <time.h>

/** The answer: "%.24s\r\n" of ctime(), 26 octets and no NUL on the wire. */
#define CONVERSATION_ANSWER_SIZE 26

/** enum conversation_end - How a connection ended, seen from the server */
enum conversation_end {
	CONVERSATION_CLOSED,	/* answered whole, closed in order */
	CONVERSATION_RESET,	/* the client sent RST, or we did (linger 0) */
	CONVERSATION_TIMED_OUT, /* the client neither read nor closed */
	CONVERSATION_FAILED,	/* any other error */
	CONVERSATION_ENDS_N
};

struct server_options;

/** conversation_answer() - Write the time line for @now, in local time */
void conversation_answer(char answer[CONVERSATION_ANSWER_SIZE], time_t now);

/**
 * conversation_run() - Serve one connection with blocking calls and close it
 * @fd:		Blocking socket; closed on return, however it ended
 */
enum conversation_end conversation_run(const struct server_options *options,
				       int fd);

#endif
