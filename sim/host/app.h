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
 * @one_way_ns:	Delay of the wire: CLOSER_BOTH needs it to meet
 */
struct app_script {
	enum closer closer;
	int64_t requests_n;
	uint32_t request_bytes;
	uint32_t answer_bytes;
	int64_t hold_ns;
	int64_t one_way_ns;
};

/** struct app - How far the application of one socket has got */
struct app {
	uint32_t requests_n;
	uint32_t received_bytes;
	bool done;
};

/** enum app_deed - What an application does next */
enum app_deed { APP_WAIT, APP_SEND, APP_CLOSE, APP_ABORT };

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
/** app_data() - @octets more were read */
struct app_move app_data(const struct app_script *script, enum end end,
			 struct app *app, uint32_t octets);
/** app_sent() - What APP_SEND asked for was written */
struct app_move app_sent(const struct app_script *script, enum end end,
			 struct app *app);
/** app_eof() - The peer has closed */
struct app_move app_eof(struct app *app);

#endif
