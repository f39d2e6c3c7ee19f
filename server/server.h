#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include "base/field.h"
#include "conversation.h"

#include <pthread.h>
#include <stdatomic.h>

/**
 * DOC: One listener, one way to serve what it accepts
 *
 * The main thread alone listens, accepts and handles signals. What happens to
 * an accepted connection is the business of a server_model; each lives in a
 * file of its own and knows nothing of the others. Models count in struct
 * server_counts, from any thread.
 */

/** enum server_close - Who closes first */
enum server_close { SERVER_CLOSE_CLIENT, SERVER_CLOSE_SERVER };

/* clang-format off */
#define SERVER_CLOSE_CHOICES "client", "server"
#define SERVER_MODEL_CHOICES "thread"

#define SERVER_FIELDS(F)                                                       \
F(ADDRESS,  "address",       address,      0, 4294967295.0, NULL,              \
  "address to listen on")                                                      \
F(INT,      "port",          port,         0, 65535, NULL,                     \
  "port to listen on; 0: any free one, said on stderr")                        \
F(INT,      "backlog",       backlog,      1, 65535, NULL,                     \
  "connections that may wait to be accepted; net.core.somaxconn limits it")    \
F(CHOICE,   "close",         closer,       0, 1, server_close_choices,         \
  "who closes first: the server after its answer, or the client")              \
F(CHOICE,   "model",         model,        0, 0, server_model_choices,         \
  "what serves a connection: a thread each")                                   \
F(BOOL,     "reuse-address", reuse,        0, 1, NULL,                         \
  "SO_REUSEADDR on the listener, inherited by what it accepts")                \
F(INT,      "linger",        linger_s,     -1, 3600, NULL,                     \
  "SO_LINGER of accepted sockets, s; 0: close() sends RST; -1: not set")       \
F(DURATION, "hold",          hold_ns,      0, 3600 * NS_PER_S, NULL,           \
  "pause between the answer and the server's close")                           \
F(DURATION, "timeout",       timeout_ns,   NS_PER_MS, 3600 * NS_PER_S, NULL,   \
  "longest wait for a client to take the answer or to close")                  \
F(INT,      "threads-max",   threads_max,  1, 16000, NULL,                     \
  "connections served at once; more wait in the backlog")                      \
F(DURATION, "duration",      duration_ns,  0, DURATION_NS_MAX, NULL,           \
  "stop after that long; 0: on SIGINT or SIGTERM")                             \
F(DURATION, "drain",         drain_ns,     0, 3600 * NS_PER_S, NULL,           \
  "longest wait at the end for connections still being served")                \
F(INT,      "ready-fd",      ready_fd,     -1, 1 << 20, NULL,                  \
  "descriptor that gets one newline once the server listens; -1: none")
/* clang-format on */

/**
 * struct server_options - As asked for
 * @output:	File for the results, "-" is stdout; NULL: none
 *
 * The other members are SERVER_FIELDS.
 */
struct server_options {
	SERVER_FIELDS(FIELD_MEMBER)
	const char *output;
};

/**
 * struct server_counts - What happened, counted where it happens
 * @accepted:	Connections taken from the backlog
 * @ended:	How they ended, by enum conversation_end
 * @aborted:	Gone before accept() (ECONNABORTED and kin)
 * @no_room:	accept() found no descriptor or no memory: backed off
 * @no_thread:	No thread could be made: closed without an answer
 * @busy:	Times that --threads-max was reached
 * @abandoned:	Still served when the drain time was over
 */
struct server_counts {
	atomic_uint_fast64_t accepted;
	atomic_uint_fast64_t ended[CONVERSATION_ENDS_N];
	atomic_uint_fast64_t aborted;
	atomic_uint_fast64_t no_room;
	atomic_uint_fast64_t no_thread;
	atomic_uint_fast64_t busy;
	atomic_uint_fast64_t abandoned;
};

/**
 * struct server - A server that runs
 * @wake_fd:	eventfd; a model writes to it when it can take more again
 * @model:	State of the model, its own
 * @threads_peak: Most threads at once, the main one included
 */
struct server {
	struct server_options options;
	struct server_counts counts;
	int wake_fd;
	void *model;
	atomic_uint_fast64_t threads_peak;
};

/**
 * struct server_model - A way to serve connections
 * @start_or_die: Make what is needed before the first connection
 * @has_room:	May another connection be taken? If not, @wake_fd is written
 *		to when that changes
 * @take:	Serve a connection; @fd is the model's from now on. Never blocks
 * @finish:	No more connections come: serve what is there until the instant
 *		@until_ns (CLOCK_MONOTONIC), count the rest as abandoned, let go
 */
struct server_model {
	const char *name;
	void (*start_or_die)(struct server *server);
	bool (*has_room)(struct server *server);
	void (*take)(struct server *server, int fd);
	void (*finish)(struct server *server, int64_t until_ns);
};

extern const struct server_model model_thread;

/**
 * server_run() - Accept and serve until a signal or the end of --duration
 * @listener:	Listening socket, non-blocking; closed when the time is over
 * @signals:	signalfd of what ends the server
 *
 * Return:	once all is served, or the drain time is over
 */
void server_run(struct server *server, const struct server_model *model,
		int listener, int signals);

#endif
