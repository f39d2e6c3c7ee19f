#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include "base/field.h"
#include "conversation.h"
#include "counts.h"
#include "listeners.h"

#include <pthread.h>

/**
 * DOC: Some listeners, one way to serve what they accept
 *
 * The main thread alone listens, accepts and handles signals. What happens to
 * an accepted connection is the business of a server_model; each lives in a
 * file of its own and knows nothing of the others. All of them count in struct
 * server_counts, and say with server_leave() when a connection is over.
 */

/** enum server_close - Who closes first; in the order of twsim's --close */
enum server_close {
	SERVER_CLOSE_CLIENT, /* the client does, we follow */
	SERVER_CLOSE_SERVER, /* we do */
	SERVER_CLOSE_BOTH,   /* both at once */
	SERVER_CLOSE_RST,    /* the client aborts */
};

/** enum server_model_id - In the order of twsim's --server-model */
enum server_model_id {
	SERVER_FORK,
	SERVER_THREAD,
	SERVER_POOL,
	SERVER_EVENT,
	SERVER_MODELS_N
};

/** enum server_async - What the pool does its asynchronous I/O with */
enum server_async { SERVER_ASYNC_AUTO, SERVER_ASYNC_URING, SERVER_ASYNC_AIO };

#define SERVER_BYTES_MAX (1 << 20)

/* clang-format off */
#define SERVER_CLOSE_CHOICES "client", "server", "both", "rst"
#define SERVER_MODEL_CHOICES "fork", "thread", "pool", "event"
#define SERVER_ASYNC_CHOICES "auto", "uring", "aio"

#define SERVER_FIELDS(F)                                                       \
F(ADDRESS,  "address",       address,      0, 4294967295.0, NULL,              \
  "address to listen on, the first of --servers")                              \
F(INT,      "port",          port,         0, 65535, NULL,                     \
  "port to listen on, the first of --server-ports; 0: any free one, said on stderr") \
F(INT,      "servers",       servers_n,    1, 256, NULL,                       \
  "addresses to listen on, one after another")                                 \
F(INT,      "server-ports",  ports_n,      1, 1024, NULL,                      \
  "ports to listen on at each address, one after another")                     \
F(INT,      "backlog",       backlog,      1, 65535, NULL,                     \
  "connections that may wait to be accepted; net.core.somaxconn limits it")    \
F(BOOL,     "reuse-address", reuse,        0, 1, NULL,                         \
  "SO_REUSEADDR on the listener, inherited by what it accepts")                \
F(CHOICE,   "server-model",  model,        0, 3, server_model_choices,         \
  "what serves a connection: a process, a thread, a pool of threads with asynchronous I/O, or one with epoll") \
F(INT,      "threads",       threads_n,    1, 256, NULL,                       \
  "threads of the pools")                                                      \
F(CHOICE,   "async",         async,        0, 2, server_async_choices,         \
  "asynchronous I/O of the pool: io_uring, or POSIX aio where there is none")  \
F(INT,      "open-max",      open_max,     1, 1000000, NULL,                   \
  "connections served at once; more wait in the backlog")                      \
F(CHOICE,   "close",         closer,       0, 3, server_close_choices,         \
  "who closes first; rst: the client, by RST")                                 \
F(INT,      "requests-per-connection", requests_n, 1, 1000000, NULL,           \
  "requests, with an answer each, before a connection is closed")              \
F(BYTES,    "request",       request_bytes, 1, SERVER_BYTES_MAX, NULL,         \
  "octets of a request after the first, which is the connect itself")          \
F(BYTES,    "answer",        answer_bytes, 0, SERVER_BYTES_MAX, NULL,          \
  "octets of an answer: the time, and blanks where there is room")             \
F(DURATION, "hold",          hold_ns,      0, 3600 * NS_PER_S, NULL,           \
  "how long a connection stays open after its last answer")                    \
F(DURATION, "rtt",           rtt_ns,       0, 60 * NS_PER_S, NULL,             \
  "round trip of the wire: with --close both we close half of it later")       \
F(INT,      "linger",        linger_s,     -1, 3600, NULL,                     \
  "SO_LINGER of accepted sockets, s; 0: close() sends RST; -1: not set")       \
F(DURATION, "timeout",       timeout_ns,   NS_PER_MS, 3600 * NS_PER_S, NULL,   \
  "longest wait for a client to take an answer, to send a request, or to close after --hold") \
F(DURATION, "duration",      duration_ns,  0, DURATION_NS_MAX, NULL,           \
  "stop after that long; 0: on SIGINT or SIGTERM")                             \
F(DURATION, "drain",         drain_ns,     0, 3600 * NS_PER_S, NULL,           \
  "longest wait at the end for connections still being served")                \
F(DURATION, "metrics-every", metrics_ns,   100 * NS_PER_MS, 3600 * NS_PER_S, NULL, \
  "between two versions of --metrics")                                         \
F(INT,      "ready-fd",      ready_fd,     -1, 1 << 20, NULL,                  \
  "descriptor that gets one newline once the server listens; -1: none")
/* clang-format on */

/**
 * struct server_options - As asked for
 * @output:	File for the results, "-" is stdout; NULL: none
 * @metrics:	File for the counters as node_exporter reads them; NULL: none
 *
 * The other members are SERVER_FIELDS.
 */
struct server_options {
	SERVER_FIELDS(FIELD_MEMBER)
	const char *output;
	const char *metrics;
};

/**
 * struct server - A server that runs
 * @wake_fd:	eventfd; readable when there is room again
 * @model_fd:	Readable when the model's woken() is due; -1: never
 * @model:	State of the model, its own
 * @pool:	The pool with asynchronous I/O that serves, of the two
 * @async:	What the pool found: "uring", "aio"; NULL: none of it
 * @async_why:	Why it is not io_uring; "" if nobody asked
 * @processes_peak: Most processes at once, the main one included
 * @threads_peak: Most threads at once, the main one included
 * @lock:	Of @open_n, @open_peak and @over
 * @idle:	Signalled when @open_n becomes 0
 * @open_n:	Connections that are served
 * @over:	What ends now was abandoned, and is counted as such
 */
struct server {
	struct server_options options;
	struct server_counts *counts;
	struct listeners listeners;
	int wake_fd;
	int model_fd;
	void *model;
	const struct server_model *pool;
	const char *async;
	char async_why[128];
	atomic_uint_fast64_t processes_peak;
	atomic_uint_fast64_t threads_peak;
	pthread_mutex_t lock;
	pthread_cond_t idle;
	uint64_t open_n;
	uint64_t open_peak;
	bool over;
};

/**
 * struct server_model - A way to serve connections
 * @start_or_die: Make what is needed before the first connection
 * @take:	Serve a connection; @fd is the model's from now on. Never
 *		blocks. If it cannot: server_refuse()
 * @woken:	@model_fd is readable; NULL if there is none
 * @finish:	No more connections come: serve what is there until the instant
 *		@until_ns (CLOCK_MONOTONIC), then let go
 */
struct server_model {
	void (*start_or_die)(struct server *server);
	void (*take)(struct server *server, int fd);
	void (*woken)(struct server *server);
	void (*finish)(struct server *server, int64_t until_ns);
};

extern const struct server_model model_fork;
extern const struct server_model model_thread;
extern const struct server_model model_pool;
extern const struct server_model model_event;

/** server_model() - By enum server_model_id */
const struct server_model *server_model(int id);

/** server_init_or_die() - Make ready; @options and @listeners are set */
void server_init_or_die(struct server *server);

/** server_fini() - Give back what server_init_or_die() took */
void server_fini(struct server *server);

/**
 * server_run() - Accept and serve until a signal or the end of --duration
 * @signals:	Readable when the server is to end
 *
 * At the end it takes what has already connected, closes the listeners and
 * returns once all is served, or the drain time is over.
 */
void server_run(struct server *server, const struct server_model *model,
		int signals);

/** server_has_room() - May another connection be taken? */
bool server_has_room(struct server *server);

/** server_leave() - A connection is over, and how it ended; from any thread */
void server_leave(struct server *server,
		  const struct conversation *conversation);

/** server_leave_as() - The same, its answers having been counted */
void server_leave_as(struct server *server, enum conversation_end end);

/** server_refuse() - It cannot be served: count why, close it, it is over */
void server_refuse(struct server *server, int fd, atomic_uint_fast64_t *why);

/** server_open_n() - Connections that are served now */
uint64_t server_open_n(struct server *server);

/** server_wait_idle() - Wait until no connection is served, or an instant */
void server_wait_idle(struct server *server, int64_t until_ns);

/** server_peak() - Raise a peak */
void server_peak(atomic_uint_fast64_t *peak, uint64_t now);

#endif
