#ifndef HOST_APP_H
#define HOST_APP_H

#include <stdbool.h>
#include <stdint.h>

/** enum closer - Who closes a connection, and how */
enum closer {
	CLOSER_CLIENT, /* closes when it has the answer; keeps TIME-WAIT */
	CLOSER_SERVER, /* closes after the answer */
	CLOSER_BOTH,   /* both at the same instant: simultaneous close */
	CLOSER_RST,    /* the client aborts (SO_LINGER 0): no TIME-WAIT */
};

/** enum end - One end of a connection, and all that belongs to that side */
enum end { END_CLIENT, END_SERVER, ENDS_N };

static inline enum end end_other(enum end end)
{
	return (enum end)(END_SERVER - end);
}

/**
 * struct app_script - What the two applications do with every connection
 *
 * The connect is the first request; each answer but the last is followed by
 * another request.
 *
 * @closer:	Who closes first
 * @requests_n:	Requests in a connection, at least 1
 * @request_bytes: Octets of a request after the first
 * @answer_bytes: Octets of an answer; 0: none
 * @hold_ns:	From the last answer to close()
 * @unread_bytes: Octets that follow the last answer, from the other end of
 *		@unread_at, which does not read them before @hold_ns is over
 * @unread_at:	enum end
 * @one_way_ns:	Delay of the wire: CLOSER_BOTH needs it to meet
 */
struct app_script {
	enum closer closer;
	int64_t requests_n;
	uint32_t request_bytes;
	uint32_t answer_bytes;
	int64_t hold_ns;
	uint32_t unread_bytes;
	enum end unread_at;
	int64_t one_way_ns;
};

/**
 * struct app - How far the application of one socket has got
 * @received_bytes: Of a request or answer; when it is @done, of what follows
 * @done:	The last answer was read, or written
 * @late:	It reads what it has left unread till then
 */
struct app {
	uint32_t requests_n;
	uint32_t received_bytes;
	bool done;
	bool late;
};

/** enum app_deed - What an application does next; APP_READ: it reads what is
 * there, see app_late() */
enum app_deed { APP_WAIT, APP_SEND, APP_CLOSE, APP_ABORT, APP_READ };

/**
 * struct app_move - A deed and when
 * @bytes:	APP_SEND: octets to write
 * @after_ns:	0: at once
 */
struct app_move {
	enum app_deed deed;
	uint32_t bytes;
	int64_t after_ns;
};

/** app_connected() - connect() or accept() has returned */
struct app_move app_connected(const struct app_script *script, enum end end,
			      struct app *app);
/** app_wants() - How many of @octets that have come it reads at once */
uint32_t app_wants(const struct app_script *script, enum end end,
		   const struct app *app, uint32_t octets);
/** app_late() - The time to read @octets that were left unread has come */
struct app_move app_late(const struct app_script *script, enum end end,
			 struct app *app, uint32_t octets);
/** app_data() - @octets more were read */
struct app_move app_data(const struct app_script *script, enum end end,
			 struct app *app, uint32_t octets);
/** app_sent() - What APP_SEND asked for was written */
struct app_move app_sent(const struct app_script *script, enum end end,
			 struct app *app);
/** app_eof() - The peer has closed */
struct app_move app_eof(struct app *app);

#endif
