#ifndef SERVER_EXCHANGE_H
#define SERVER_EXCHANGE_H

#include <stddef.h>
#include <stdint.h>

/**
 * DOC: What a client says and hears, without the I/O
 *
 * The counterpart of a conversation: the connect is the first request, each
 * answer but the last is followed by another, then one side closes.
 */

/** enum exchange_state - What is going on */
enum exchange_state {
	EXCHANGE_READS,	  /* octets of an answer are to come */
	EXCHANGE_ASKS,	  /* octets of a request are to be sent */
	EXCHANGE_HOLDS,	  /* all is said; we close when the time has come */
	EXCHANGE_FOLLOWS, /* all is said; the server is to close */
	EXCHANGE_CLOSES,  /* close the socket */
	EXCHANGE_BAD,	  /* the answer is too short, or not a line */
};

struct load_options;

/**
 * struct exchange - Of one connection
 * @done_bytes:	Of the present answer or request
 * @answers_n:	Read whole
 */
struct exchange {
	enum exchange_state state;
	uint32_t done_bytes;
	uint32_t answers_n;
};

/** exchange_begin() - The connection is established */
void exchange_begin(struct exchange *exchange,
		    const struct load_options *options);

/** exchange_wants() - How many octets to read, or to send; at least 1 */
size_t exchange_wants(const struct exchange *exchange,
		      const struct load_options *options);

/**
 * exchange_read() - Octets were read
 * @data:	At most as many as were wanted
 * @size:	0: the server has closed
 */
void exchange_read(struct exchange *exchange,
		   const struct load_options *options, const char *data,
		   size_t size);

/** exchange_sent() - Octets were sent */
void exchange_sent(struct exchange *exchange,
		   const struct load_options *options, size_t size);

#endif
