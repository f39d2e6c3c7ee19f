#ifndef BASE_COUNTERS_H
#define BASE_COUNTERS_H

/**
 * DOC: Counters by their kernel names
 *
 * The simulated stack counts what the kernel counts, under the name that
 * `nstat -az` prints, so that a run and a real host can be laid side by side.
 * Source: linux v6.18 net/ipv4/proc.c.
 */
/* clang-format off */
#define COUNTERS(C)                                                            \
	C(ACTIVE_OPENS,        "TcpActiveOpens")                               \
	C(PASSIVE_OPENS,       "TcpPassiveOpens")                              \
	C(ATTEMPT_FAILS,       "TcpAttemptFails")                              \
	C(ESTAB_RESETS,        "TcpEstabResets")                               \
	C(IN_SEGS,             "TcpInSegs")                                    \
	C(OUT_SEGS,            "TcpOutSegs")                                   \
	C(RETRANS_SEGS,        "TcpRetransSegs")                               \
	C(OUT_RSTS,            "TcpOutRsts")                                   \
	C(TW,                  "TcpExtTW")                                     \
	C(TW_RECYCLED,         "TcpExtTWRecycled")                             \
	C(TW_KILLED,           "TcpExtTWKilled")                               \
	C(TIME_WAIT_OVERFLOW,  "TcpExtTCPTimeWaitOverflow")                    \
	C(DELAYED_ACKS,        "TcpExtDelayedACKs")                            \
	C(TIMEOUTS,            "TcpExtTCPTimeouts")                            \
	C(LOSS_PROBES,         "TcpExtTCPLossProbes")                          \
	C(SYN_RETRANS,         "TcpExtTCPSynRetrans")                          \
	C(CHALLENGE_ACK,       "TcpExtTCPChallengeACK")                        \
	C(LISTEN_OVERFLOWS,    "TcpExtListenOverflows")                        \
	C(LISTEN_DROPS,        "TcpExtListenDrops")                            \
	C(PAWS_ESTAB,          "TcpExtPAWSEstab")                              \
	C(PAWS_PASSIVE,        "TcpExtPAWSPassive")                            \
	C(ABORT_ON_DATA,       "TcpExtTCPAbortOnData")                         \
	C(ABORT_ON_CLOSE,      "TcpExtTCPAbortOnClose")                        \
	C(ABORT_ON_MEMORY,     "TcpExtTCPAbortOnMemory")                       \
	C(ABORT_ON_TIMEOUT,    "TcpExtTCPAbortOnTimeout")
/* clang-format on */

#define COUNTER_ENUM(id, name) COUNTER_##id,
enum counter { COUNTERS(COUNTER_ENUM) COUNTER_N };
#undef COUNTER_ENUM

/** counter_name() - The name that nstat prints */
const char *counter_name(enum counter counter);

#endif
