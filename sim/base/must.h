#ifndef BASE_MUST_H
#define BASE_MUST_H

#include <stdint.h>

/**
 * must() - State what cannot be otherwise; a bug in twsim if it is
 * @cond:	Expression without side effects
 *
 * Aborts with the expression, its place, the simulated time, the serial of
 * the event being handled and the seed, so that the failure can be replayed.
 * Never for bad input and never for an outcome of the modelled world.
 */
#define must(cond)                     \
	(__builtin_expect(!!(cond), 1) \
	     ? (void)0                 \
	     : must_failed(#cond, __FILE__, __LINE__))

/** must_not_come() - A place that cannot be reached; @what should have been */
#define must_not_come(what) must_failed(what, __FILE__, __LINE__)

/**
 * struct must_context - What a failed must() prints besides the expression
 * @now_ns:	Simulated instant, ns since the start of the run
 * @serial:	Serial of the event being handled
 * @seed:	Seed of the run
 */
struct must_context {
	int64_t now_ns;
	uint64_t serial;
	uint64_t seed;
};

/**
 * must_watch() - Say where this thread's run stands
 * @context:	Kept by reference until replaced; NULL when no run is going on
 */
void must_watch(const struct must_context *context);

_Noreturn void must_failed(const char *expression, const char *file, int line);

#endif
