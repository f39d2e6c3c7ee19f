#ifndef SERVER_EXHAUST_OPTIONS_H
#define SERVER_EXHAUST_OPTIONS_H

#include "base/field.h"
#include "crowd.h"

#define EXHAUST_MANY_MAX 16

enum exhaust_format { EXHAUST_TABLE, EXHAUST_JSON };

/* clang-format off */
#define EXHAUST_PICK_CHOICES   "autobind", "range", "bind", "bind-no-port"
#define EXHAUST_CLOSE_CHOICES  "client", "server", "rst"
#define EXHAUST_FORMAT_CHOICES "table", "json"

#define EXHAUST_FIELDS(F)                                                      \
F(TEXT,     "plan",        plan,        0, 0, NULL,                            \
  "the options of a bundled trial; others may follow")                         \
F(RATE,     "rate",        rate,        1e-3, 1e5, NULL,                       \
  "new connections; given again: one more trial, at the same time")            \
F(CHOICE,   "port-pick",   pick,        0, 3, exhaust_pick_choices,            \
  "who chooses the client's port; given again: each rate with each")           \
F(PORTS,    "ports",       ports,       1, 65535, NULL,                        \
  "local ports of the client")                                                 \
F(DURATION, "duration",    duration_ns, NS_PER_MS, 24 * 3600 * NS_PER_S, NULL, \
  "how long connections arrive: so long does it really take")                  \
F(ARRIVALS, "arrivals",    arrivals,    0, 0, NULL,                            \
  "how they are spread over time")                                             \
F(INT,      "server-ports", server_ports_n, 1, 64, NULL,                       \
  "destinations: ports of the server, which take turns")                       \
F(INT,      "requests-per-connection", requests_n, 1, 1000000, NULL,           \
  "requests, with an answer each, before a connection is closed")              \
F(CHOICE,   "close",       closer,      0, 2, exhaust_close_choices,           \
  "who closes first")                                                          \
F(DURATION, "hold",        hold_ns,     0, 3600 * NS_PER_S, NULL,              \
  "how long a connection stays open after the answer")                         \
F(INT,      "seed",        seed,        0, 9e15, NULL,                         \
  "of the random streams")                                                     \
F(TEXT,     "stack",       stack,       0, 0, NULL,                            \
  "what this kernel is simulated as")                                          \
F(TEXT,     "set",         set,         0, 0, NULL,                            \
  "NAME=VALUE: a sysctl below net.ipv4, on both hosts, real and simulated; may be given again") \
F(REAL,     "tolerance",   tolerance,   0, 1, NULL,                            \
  "share by which counts may differ")                                          \
F(DURATION, "tolerance-of-instants", instant_ns, 0, 60 * NS_PER_S, NULL,       \
  "by how much the first refusal may differ")                                  \
F(CHOICE,   "format",      format,      0, 1, exhaust_format_choices,          \
  "of the comparison")
/* clang-format on */

/**
 * struct exhaust_many - Values of an option that may be given again
 * @text:	As written, checked
 */
struct exhaust_many {
	size_t n;
	char text[EXHAUST_MANY_MAX][FIELD_TEXT_SIZE];
};

/**
 * struct exhaust_options - As asked for
 * @rates, @picks, @settings: All values given
 * @twsim:	Path of the simulator; NULL: searched for
 * @series:	Folder for the time series of all trials; NULL: none
 *
 * The other members are EXHAUST_FIELDS.
 */
struct exhaust_options {
	EXHAUST_FIELDS(FIELD_MEMBER)
	struct exhaust_many rates;
	struct exhaust_many picks;
	struct exhaust_many settings;
	const char *twsim;
	const char *series;
};

void exhaust_options_or_die(struct exhaust_options *options, int argc,
			    char **argv);

/** exhaust_plan_or_die() - The trials that the options ask for */
void exhaust_plan_or_die(const struct exhaust_options *options,
			 struct crowd *crowd);

#endif
