#ifndef WORLD_CONFIG_H
#define WORLD_CONFIG_H

#include "base/field.h"
#include "host/app.h"
#include "host/machine.h"
#include "host/ports.h"
#include "tcp/profile.h"

/** enum server_model - What serves a connection */
enum server_model {
	SERVER_FORK,   /* a process each */
	SERVER_THREAD, /* a thread each */
	SERVER_POOL,   /* a pool of threads, asynchronous I/O */
	SERVER_EVENT,  /* a pool of threads, readiness (epoll) */
};

/* clang-format off */
#define CONFIG_CLOSER_CHOICES "client", "server", "both", "rst"
#define CONFIG_PICK_CHOICES   "autobind", "range", "bind", "bind-no-port"
#define CONFIG_END_CHOICES    "client", "server"
#define CONFIG_SERVER_CHOICES "fork", "thread", "pool", "event"

#define CONFIG_FIELDS(F)                                                       \
F(RATE,     "rate",           rate,            1e-6, 1e7, NULL,                \
  "new connections, all clients together")                                     \
F(PORTS,    "ports",          ports,           1, 65535, NULL,                 \
  "local ports of a client; not given: the stack's own range")                 \
F(DURATION, "duration",       duration_ns,     NS_PER_MS, DURATION_NS_MAX, NULL, \
  "how long connections arrive")                                               \
F(ARRIVALS, "arrivals",       arrivals,        0, 0, NULL,                     \
  "how they are spread over time")                                             \
F(INT,      "clients",        clients_n,       1, 65536, NULL,                 \
  "client hosts, one address each")                                            \
F(INT,      "servers",        servers_n,       1, 65536, NULL,                 \
  "server hosts, one address each")                                            \
F(INT,      "server-ports",   server_ports_n,  1, 65535, NULL,                 \
  "listening ports of each server")                                            \
F(INT,      "client-threads", client_threads_n, 0, 65536, NULL,                \
  "threads of a client that call connect(); 0: as many as are needed")         \
F(INT,      "closed-loop",    loops_n,         0, 1000000, NULL,                \
  "client threads that connect anew when the last connection is done, all clients together, instead of --rate; 0: none") \
F(DURATION, "retry",          retry_ns,        1, DURATION_NS_MAX, NULL,       \
  "how long such a thread waits after a connect() that failed at once")        \
F(BOOL,     "nat",            nat,             0, 1, NULL,                     \
  "the clients are behind one address, as the servers see them")               \
F(ADDRESS,  "server-address", server_address,  0, 4294967295.0, NULL,          \
  "address of the first server; 127.0.0.1 puts client and server on one host") \
F(CHOICE,   "port-pick",      port_pick,       0, 3, config_pick_choices,      \
  "who chooses the client's port")                                             \
F(CHOICE,   "close",          closer,          0, 3, config_closer_choices,    \
  "who closes first")                                                          \
F(INT,      "requests-per-connection", requests_n, 1, 1000000, NULL,           \
  "requests, with an answer each, before a connection is closed")              \
F(BYTES,    "request",        request_bytes,   1, 1 << 20, NULL,               \
  "octets of a request after the first, which is the connect itself")          \
F(BYTES,    "answer",         answer_bytes,    0, 1 << 20, NULL,               \
  "octets of an answer")                                                       \
F(BYTES,    "answer-least",   answer_least_bytes, 0, 1 << 30, NULL,            \
  "least octets of an answer, where they are spread; their mean is --answer")  \
F(BYTES,    "answer-most",    answer_most_bytes, 0, 1 << 30, NULL,             \
  "most octets of an answer, spread as a bounded Pareto; 0: all are --answer") \
F(DURATION, "hold",           hold_ns,         0, DURATION_NS_MAX, NULL,       \
  "how long a connection stays open after its last answer")                    \
F(BYTES,    "unread",         unread_bytes,    0, 1 << 30, NULL,               \
  "octets that come when the last answer is given, and that nobody reads as long as the connection is held") \
F(CHOICE,   "unread-at",      unread_at,       0, 1, config_end_choices,       \
  "who leaves them unread: a server that is too slow, or a client that is")    \
F(DURATION, "rtt",            rtt_ns,          0, 60 * NS_PER_S, NULL,         \
  "round trip of the wire")                                                    \
F(DURATION, "jitter",         jitter_ns,       0, 60 * NS_PER_S, NULL,         \
  "what a segment may be later, evenly spread, never overtaking")              \
F(REAL,     "loss",           loss,            0, 1, NULL,                     \
  "share of the segments lost on the wire")                                    \
F(REAL,     "duplicate",      duplicate,       0, 1, NULL,                     \
  "share of the segments of which a copy follows")                             \
F(REAL,     "reorder",        reorder,         0, 1, NULL,                     \
  "share of the segments that others may overtake")                            \
F(DURATION, "wander",         wander_ns,       1, DURATION_NS_MAX, NULL,       \
  "how much later copies and overtaken segments come at most, evenly spread")  \
F(DURATION, "wire-msl",       wire_msl_ns,     0, DURATION_NS_MAX, NULL,       \
  "maximum segment lifetime of the wire: what wanders longer is lost, whatever the stacks believe (--msl)") \
F(CHOICE,   "server-model",   server_model,    0, 3, config_server_choices,    \
  "what serves a connection")                                                  \
F(INT,      "seed",           seed,            0, 9e15, NULL,                  \
  "of the random streams")
/* clang-format on */

extern const char *const config_closer_choices[];
extern const char *const config_pick_choices[];
extern const char *const config_server_choices[];
extern const char *const config_end_choices[];

/**
 * struct config - Everything a run depends on
 * @client, @server: Stack of each side, sysctls set
 * @machine:	Hardware of every host
 *
 * The other members are CONFIG_FIELDS. Same config, same results, to the byte.
 */
struct config {
	CONFIG_FIELDS(FIELD_MEMBER)
	struct profile client;
	struct profile server;
	struct machine machine;
};

/** config_init() - The defaults; the profiles and the machine are left empty */
void config_init(struct config *config);

/** config_rows() - The settings of a run; @rows_n out: how many */
const struct field *config_rows(size_t *rows_n);

/** config_client_ports() - Local ports of a client: given, or the stack's */
struct port_range config_client_ports(const struct config *config);

/** config_destinations_n() - (address, port) pairs to connect to */
int64_t config_destinations_n(const struct config *config);

/** config_application_bytes() - Memory of what serves a connection */
int64_t config_application_bytes(const struct config *config);

/** config_is_loopback() - Is the first server in 127/8? */
bool config_is_loopback(const struct config *config);

/**
 * config_check() - Do the settings go together?
 * @complaint:	Out, if they do not: one line
 */
bool config_check(const struct config *config, struct complaint *complaint);

#endif
