#ifndef SERVER_TALLY_H
#define SERVER_TALLY_H

#include "base/histogram.h"
#include "base/results.h"

#include <stdatomic.h>

#define TALLY_ERRNO_MAX 160

/** enum tally_count - What is counted while it happens */
enum tally_count {
	TALLY_ATTEMPTED,   /* due, and begun or refused */
	TALLY_ESTABLISHED, /* handshake over */
	TALLY_COMPLETED,   /* answered whole, closed in order */
	TALLY_NO_PORT,	   /* no local port */
	TALLY_RESET,	   /* ended by RST, the server's or ours */
	TALLY_REFUSED,	   /* ECONNREFUSED */
	TALLY_TIMED_OUT,   /* ETIMEDOUT, or --timeout */
	TALLY_FAILED,	   /* any other errno */
	TALLY_BAD_ANSWER,  /* too short, or not a line */
	TALLY_NO_SLOT,	   /* --open-max connections were open */
	TALLY_NEVER_BEGUN, /* due, but the client was too far behind */
	TALLY_OPEN,	   /* open now */
	TALLY_ANSWERS,	   /* read whole */
	TALLY_COUNTS_N
};

/**
 * struct tally - What one thread of the client counted and timed
 * @count:	By enum tally_count; read by the sampler while they change
 * @error:	By errno
 * @no_port_first_ns: When the first connect found no port, from the start;
 *		NEVER_NS: none did
 * @no_port_due_ns: When that connect was due
 * @first_dear_n: Connections established before the first one on a port of
 *		the other parity than the lowest; UINT64_MAX: none was
 * @lateness:	Begun after it was due
 * @connect:	Begun to established
 * @connect_from_due: Due to established: what a client that waits its turn
 *		would feel. One that measures from the begin alone leaves the
 *		waiting out where it is longest
 * @cheap:	The same, ports of the parity that Linux tries first
 * @dear:	The same, ports of the other parity
 * @call:	bind() and connect() alone, successful
 * @no_port_call: The same, no port found
 */
struct tally {
	atomic_uint_fast64_t count[TALLY_COUNTS_N];
	uint64_t error[TALLY_ERRNO_MAX];
	int64_t no_port_first_ns;
	int64_t no_port_due_ns;
	uint64_t first_dear_n;
	struct histogram lateness;
	struct histogram connect;
	struct histogram connect_from_due;
	struct histogram cheap;
	struct histogram dear;
	struct histogram call;
	struct histogram no_port_call;
};

void tally_init(struct tally *tally);

/** tally_add() - Count one; other threads may read at any time */
static inline void tally_add(struct tally *tally, enum tally_count what)
{
	atomic_fetch_add_explicit(&tally->count[what], 1, memory_order_relaxed);
}

/** tally_get() - A count, from any thread */
static inline uint64_t tally_get(const struct tally *tally,
				 enum tally_count what)
{
	return atomic_load_explicit(&tally->count[what], memory_order_relaxed);
}

/** tally_error() - Count an errno, by itself and by its meaning */
void tally_error(struct tally *tally, int error);

/** tally_merge() - Add up threads; @from no longer changes */
void tally_merge(struct tally *into, const struct tally *from);

/** tally_results() - Counts and times, as far as the contract has names */
void tally_results(const struct tally *tally, struct results *results);

/** tally_count_name() - As in the report */
const char *tally_count_name(enum tally_count what);

#endif
