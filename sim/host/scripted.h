#ifndef HOST_SCRIPTED_H
#define HOST_SCRIPTED_H

#include "host/outcomes.h"

/**
 * DOC: Applications that do what is written
 *
 * For traces of a few connections. Each end of each connection has a script,
 * which begins when the connection is established. A line either waits for
 * something or makes one call; the next line follows at once. What comes is
 * read as it comes, unless the script says 'ignore'. At its end a script does
 * nothing more, and the socket stays open.
 */

/* clang-format off */
#define SCRIPTED_DEEDS(D)                                                      \
/* id         word        operand   what it does */                            \
D(AT,        "at",        TIME,    "waits until that instant")                 \
D(PAUSE,     "pause",     TIME,    "waits so long")                            \
D(AWAIT,     "await",     OCTETS,  "waits until so many octets have come in all") \
D(AWAIT_EOF, "await-eof", NOTHING, "waits until the peer has closed")          \
D(SEND,      "send",      OCTETS,  "writes so many octets")                    \
D(IGNORE,    "ignore",    NOTHING, "reads nothing from here on")               \
D(SHUTDOWN,  "shutdown",  NOTHING, "writes no more: shutdown(SHUT_WR)")        \
D(CLOSE,     "close",     NOTHING, "close()")                                  \
D(LINGER,    "linger",    TIME,    "close() with SO_LINGER, which waits at most so long for the ACK of the FIN") \
D(ABORT,     "abort",     NOTHING, "close() with SO_LINGER 0")                 \
D(VANISH,    "vanish",    NOTHING, "the host forgets the connection, as by a reboot")
/* clang-format on */

enum scripted_operand {
	SCRIPTED_NOTHING,
	SCRIPTED_TIME,
	SCRIPTED_OCTETS,
};

#define SCRIPTED_ENUM(id, word, operand, help) SCRIPTED_##id,
enum scripted_deed { SCRIPTED_DEEDS(SCRIPTED_ENUM) SCRIPTED_DEEDS_N };
#undef SCRIPTED_ENUM

/** struct scripted_word - How a deed is written */
struct scripted_word {
	const char *word;
	enum scripted_operand operand;
	const char *help;
};

/** scripted_words() - By enum scripted_deed */
const struct scripted_word *scripted_words(void);

/**
 * struct scripted_line - One of a script
 * @operand:	ns or octets; 0 if it takes none
 */
struct scripted_line {
	enum scripted_deed deed;
	int64_t operand;
};

struct scripted_script {
	const struct scripted_line *line;
	size_t lines_n;
};

/** struct scripted_connect - A connection to be: when, and what both ends do */
struct scripted_connect {
	int64_t at_ns;
	struct scripted_script script[ENDS_N];
};

/** enum scripted_error - What an application was told, beside data and ends */
enum scripted_error {
	SCRIPTED_FINE,
	SCRIPTED_NO_PORT,   /* connect(): EADDRNOTAVAIL */
	SCRIPTED_REFUSED,   /* connect(): ECONNREFUSED */
	SCRIPTED_RESET,	    /* ECONNRESET */
	SCRIPTED_TIMED_OUT, /* ETIMEDOUT */
};

/**
 * struct scripted_seen - What the application at one end has seen
 * @connected_ns, @eof_ns, @error_ns: When; NEVER_NS: it has not
 * @octets:	Received
 */
struct scripted_seen {
	int64_t connected_ns;
	int64_t eof_ns;
	int64_t error_ns;
	enum scripted_error error;
	uint64_t octets;
};

/**
 * struct scripted_stage - All connections of a run, in order of time
 * @seen:	Out, for who asks, else NULL: what the applications see, by
 *		connection and end: connects_n * ENDS_N
 */
struct scripted_stage {
	const struct scripted_connect *connect;
	size_t connects_n;
	struct scripted_seen (*seen)[ENDS_N];
};

struct scripted_actor;

/**
 * struct scripted - The applications of a run
 *
 * It is the player of a net: give scripted_player and this to net_init().
 *
 * @stage:	What they do; kept by reference
 * @actor:	By index of the socket, @actors_n
 * @accepted_n:	Connections that servers have had
 */
struct scripted {
	struct scripted_stage stage;
	struct outcomes outcomes;
	struct scripted_actor *actor;
	uint32_t actors_n;
	size_t accepted_n;
};

extern const struct net_player scripted_player;

void scripted_init(struct scripted *scripted,
		   const struct scripted_stage *stage);
void scripted_fini(struct scripted *scripted);

/** scripted_no_port() - The @nth connection, from 0, found no port now */
void scripted_no_port(const struct scripted *scripted, size_t nth,
		      int64_t now_ns);

#endif
