#ifndef SERVER_INSTANT_H
#define SERVER_INSTANT_H

#include "base/units.h"

#include <errno.h>
#include <time.h>

/** instant_now_ns() - CLOCK_MONOTONIC, the same in all namespaces here */
static inline int64_t instant_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

/** instant_wall_ns() - CLOCK_REALTIME, since 1970 */
static inline int64_t instant_wall_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static inline struct timespec instant_timespec(int64_t ns)
{
	return (struct timespec){.tv_sec = ns / NS_PER_S,
				 .tv_nsec = ns % NS_PER_S};
}

/** instant_sleep_until() - Sleep to an instant of CLOCK_MONOTONIC */
static inline void instant_sleep_until(int64_t at_ns)
{
	struct timespec at = instant_timespec(at_ns);

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) ==
	       EINTR)
		;
}

#endif
