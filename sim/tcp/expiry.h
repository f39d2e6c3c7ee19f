#ifndef TCP_EXPIRY_H
#define TCP_EXPIRY_H

#include "tcp/profile.h"

/**
 * expiry_ns() - When a timer of a stack really fires
 * @profile:	clock.timer, clock.hz and clock.wheel-phase
 * @now_ns:	Instant at which it is set
 * @delay_ns:	What it is set for
 *
 * Keeps the order: for one delay, who sets later is never fired earlier.
 *
 * Return:	an instant; with TIMER_WHEEL the end of a granule of the level
 *		that holds the delay, 2.048 s for 60 s at 250 ticks per s
 * Source:	linux v6.18 kernel/time/timer.c calc_wheel_index(); for
 *		TIMER_SLOW_TICK 4.4BSD tcp_slowtimo(), 500 ms
 */
int64_t expiry_ns(const struct profile *profile, int64_t now_ns,
		  int64_t delay_ns);

/**
 * struct expiry_plan - What expiry_ns() needs to know of a delay, found once
 * @wheel:	TIMER_WHEEL with the usual clock: what follows is all
 * @ticks:	The delay in ticks
 * @shift:	Of its level of the wheel
 */
struct expiry_plan {
	int64_t delay_ns;
	int64_t ticks;
	uint8_t shift;
	bool wheel;
};

struct expiry_plan expiry_plan_of(const struct profile *profile,
				  int64_t delay_ns);

/** expiry_planned_ns() - As expiry_ns(), only faster */
int64_t expiry_planned_ns(const struct profile *profile, int64_t now_ns,
			  const struct expiry_plan *plan);

/**
 * expiry_time_wait_ns() - When a TIME-WAIT ends that begins now
 *
 * By time-wait.hold: a timer of 2 MSL, or the death row of linux <= 4.0, eight
 * cells, the seventh from the present one.
 * Source: linux v2.6.32 net/ipv4/inet_timewait_sock.c inet_twsk_schedule()
 */
int64_t expiry_time_wait_ns(const struct profile *profile, int64_t now_ns);

/** expiry_granule_ns() - The most by which expiry_ns() is late for a delay */
int64_t expiry_granule_ns(const struct profile *profile, int64_t delay_ns);

/** expiry_ceil_tick_ns() - A delay in whole ticks of the clock, rounded up */
int64_t expiry_ceil_tick_ns(const struct profile *profile, int64_t delay_ns);

/**
 * expiry_clock_ns() - How far the clock of a stack's timers moves at a time
 *
 * Return:	ns; 1 if they are exact
 */
int64_t expiry_clock_ns(const struct profile *profile);

#endif
