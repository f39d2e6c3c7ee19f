#ifndef SERVER_LOAD_H
#define SERVER_LOAD_H

#include "base/field.h"
#include "dial.h"

#include <stdatomic.h>

/** enum load_close - Who ends a connection, in the order of twsim's --close */
enum load_close {
	LOAD_CLOSE_CLIENT, /* we do, once we have the last answer */
	LOAD_CLOSE_SERVER, /* the server does, we follow */
	LOAD_CLOSE_BOTH,   /* both at once: we as if we were alone */
	LOAD_CLOSE_RST,	   /* we do, by RST */
};

enum load_format { LOAD_TABLE, LOAD_JSON };

/* clang-format off */
#define LOAD_CLOSE_CHOICES  "client", "server", "both", "rst"
#define LOAD_PICK_CHOICES   "autobind", "range", "bind", "bind-no-port"
#define LOAD_FORMAT_CHOICES "table", "json"

#define LOAD_FIELDS(F)                                                         \
F(TEXT,     "server",         server,         0, 0, NULL,                      \
  "ADDRESS:PORT of the server, instead of --server-address and --port")        \
F(ADDRESS,  "server-address", server_address, 1, 4294967295.0, NULL,           \
  "address of the server, the first of --servers")                             \
F(INT,      "port",           port,           1, 65535, NULL,                  \
  "port of the server, the first of --server-ports")                           \
F(INT,      "servers",        servers_n,      1, 256, NULL,                    \
  "addresses of servers, one after another; they take turns")                  \
F(INT,      "server-ports",   ports_n,        1, 1024, NULL,                   \
  "ports of each server, one after another; they take turns")                  \
F(RATE,     "rate",           rate,           1e-3, 1e6, NULL,                 \
  "new connections, all threads together")                                     \
F(DURATION, "duration",       duration_ns,    NS_PER_MS, 24 * 3600 * NS_PER_S, NULL, \
  "how long connections are begun")                                            \
F(ARRIVALS, "arrivals",       arrivals,       0, 0, NULL,                      \
  "how they are spread over time")                                             \
F(INT,      "requests-per-connection", requests_n, 1, 1000000, NULL,           \
  "requests, with an answer each, before a connection is closed")              \
F(BYTES,    "request",        request_bytes,  1, 1 << 20, NULL,                \
  "octets of a request after the first, which is the connect itself")          \
F(BYTES,    "answer",         answer_bytes,   0, 1 << 20, NULL,                \
  "octets of an answer, which is a line")                                      \
F(CHOICE,   "port-pick",      pick,           0, 3, load_pick_choices,         \
  "who chooses the local port")                                                \
F(PORTS,    "ports",          ports,          1, 65535, NULL,                  \
  "local ports; not given: net.ipv4.ip_local_port_range")                      \
F(ADDRESS,  "client-address", client_address, 0, 4294967295.0, NULL,           \
  "local address of the binds; 0.0.0.0: the one the route has")                \
F(CHOICE,   "close",          closer,         0, 3, load_close_choices,        \
  "who closes first; rst: we do, by RST")                                      \
F(DURATION, "hold",           hold_ns,        0, 3600 * NS_PER_S, NULL,        \
  "how long a connection stays open after its last answer")                    \
F(INT,      "linger",         linger_s,       -1, 3600, NULL,                  \
  "SO_LINGER, s; above 0 close() waits, and the thread with it; 0: RST; -1: not set") \
F(INT,      "threads",        threads_n,      1, 256, NULL,                    \
  "threads; each begins every n-th connection")                                \
F(INT,      "open-max",       open_max,       1, 1000000, NULL,                \
  "connections open at once; RLIMIT_NOFILE limits it")                         \
F(DURATION, "timeout",        timeout_ns,     NS_PER_MS, 3600 * NS_PER_S, NULL, \
  "longest wait for the handshake, for an answer, and for the server's close after --hold") \
F(DURATION, "series-every",   interval_ns,    10 * NS_PER_MS, 3600 * NS_PER_S, NULL, \
  "between two lines of the series")                                           \
F(DURATION, "start-at",       start_ns,       0, 1e18, NULL,                   \
  "instant of CLOCK_MONOTONIC to begin at; 0: now")                            \
F(INT,      "seed",           seed,           0, 9e15, NULL,                   \
  "of the random arrivals")                                                    \
F(CHOICE,   "format",         format,         0, 1, load_format_choices,       \
  "of the results")
/* clang-format on */

/**
 * struct load_options - As asked for
 * @series:	File for the time series; NULL: none
 * @histogram:	File for the times of connect(); NULL: none
 * @output:	File for the results; NULL: stdout
 *
 * The other members are LOAD_FIELDS.
 */
struct load_options {
	LOAD_FIELDS(FIELD_MEMBER)
	const char *series;
	const char *histogram;
	const char *output;
};

/** load_rows() - The settings; @rows_n out: how many */
const struct field *load_rows(size_t *rows_n);

/** load_destinations_n() - Ports of all servers */
static inline uint32_t load_destinations_n(const struct load_options *options)
{
	return (uint32_t)(options->servers_n * options->ports_n);
}

/**
 * load_options_or_die() - Read the command line and look at the host
 * @options:	Out: with the ports and addresses that will be used
 * @dial:	Out: where to, and from where
 */
void load_options_or_die(struct load_options *options, struct dial *dial,
			 int argc, char **argv);

#endif
