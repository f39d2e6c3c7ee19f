#include "tcp/expiry.h"

#define WHEEL_LEVELS_N	  9
#define WHEEL_LEVEL_SLOTS 64
#define WHEEL_LEVEL_SHIFT 3
#define SLOW_TICK_NS	  (500 * NS_PER_MS)
#define DEATH_ROW_CELLS_N 8

/* For the usual clocks the compiler knows the divisor, and multiplies. */
#define BY_CLOCK(hz, OF)         \
	((hz) == 250	? OF(250)  \
	 : (hz) == 1000 ? OF(1000) \
	 : (hz) == 100	? OF(100)  \
			: OF(hz))

static int64_t tick_ns(const struct profile *profile)
{
#define TICK_NS(hz) (NS_PER_S / (hz))
	if (profile->hz == 0)
		return 1;
	return BY_CLOCK(profile->hz, TICK_NS);
#undef TICK_NS
}

/* Whole ticks in a time */
static int64_t ticks(const struct profile *profile, int64_t ns)
{
#define TICKS(hz) (ns / (NS_PER_S / (hz)))
	if (profile->hz == 0)
		return ns;
	return BY_CLOCK(profile->hz, TICKS);
#undef TICKS
}

static int64_t ceil_ticks(const struct profile *profile, int64_t ns)
{
	return ticks(profile, ns + tick_ns(profile) - 1);
}

/* Level n takes what is due within 63 * 8^n ticks; its granule is 8^n. */
static unsigned int wheel_shift(int64_t due_ticks)
{
	unsigned int shift = 0;

	while (shift < (WHEEL_LEVELS_N - 1) * WHEEL_LEVEL_SHIFT &&
	       due_ticks >= (int64_t)(WHEEL_LEVEL_SLOTS - 1) << shift)
		shift += WHEEL_LEVEL_SHIFT;
	return shift;
}

static int64_t next_multiple(int64_t instant_ns, int64_t granule_ns)
{
	return (instant_ns / granule_ns + 1) * granule_ns;
}

int64_t expiry_ceil_tick_ns(const struct profile *profile, int64_t delay_ns)
{
	return ceil_ticks(profile, delay_ns) * tick_ns(profile);
}

static int64_t wheel_granule_ns(const struct profile *profile, int64_t delay_ns)
{
	return tick_ns(profile) << wheel_shift(ceil_ticks(profile, delay_ns));
}

/* The kernel sees whole ticks only: now is the tick that has begun. */
static int64_t wheel_ns(const struct profile *profile, int64_t now_ns,
			int64_t delay_ns)
{
	int64_t delay_ticks = ceil_ticks(profile, delay_ns);
	unsigned int shift = wheel_shift(delay_ticks);
	int64_t due_ticks =
	    ticks(profile, now_ns + profile->wheel_phase_ns) + delay_ticks;

	return (((due_ticks >> shift) + 1) << shift) * tick_ns(profile) -
	       profile->wheel_phase_ns;
}

static int64_t slow_tick_ns(const struct profile *profile, int64_t now_ns,
			    int64_t delay_ns)
{
	int64_t host_ns = now_ns + profile->wheel_phase_ns;
	int64_t ticks = (delay_ns + SLOW_TICK_NS - 1) / SLOW_TICK_NS;

	if (ticks == 0)
		return now_ns;
	return next_multiple(host_ns, SLOW_TICK_NS) +
	       (ticks - 1) * SLOW_TICK_NS - profile->wheel_phase_ns;
}

int64_t expiry_ns(const struct profile *profile, int64_t now_ns,
		  int64_t delay_ns)
{
	switch ((enum timer_policy)profile->timer) {
	case TIMER_WHEEL:
		return wheel_ns(profile, now_ns, delay_ns);
	case TIMER_JIFFY:
		return next_multiple(now_ns + profile->wheel_phase_ns +
					 delay_ns,
				     tick_ns(profile)) -
		       profile->wheel_phase_ns;
	case TIMER_SLOW_TICK:
		return slow_tick_ns(profile, now_ns, delay_ns);
	case TIMER_EXACT:
		break;
	}
	return now_ns + delay_ns;
}

int64_t expiry_time_wait_ns(const struct profile *profile, int64_t now_ns)
{
	int64_t cell_ns = profile->time_wait_ns / DEATH_ROW_CELLS_N;
	int64_t host_ns = now_ns + profile->wheel_phase_ns;

	if (profile->time_wait_hold != HOLD_DEATH_ROW || cell_ns == 0)
		return expiry_ns(profile, now_ns, profile->time_wait_ns);
	return next_multiple(host_ns, cell_ns) +
	       (DEATH_ROW_CELLS_N - 1) * cell_ns - profile->wheel_phase_ns;
}

int64_t expiry_granule_ns(const struct profile *profile, int64_t delay_ns)
{
	switch ((enum timer_policy)profile->timer) {
	case TIMER_WHEEL:
		return expiry_ceil_tick_ns(profile, delay_ns) - delay_ns +
		       wheel_granule_ns(profile, delay_ns);
	case TIMER_JIFFY:
		return tick_ns(profile);
	case TIMER_SLOW_TICK:
		return (delay_ns + SLOW_TICK_NS - 1) / SLOW_TICK_NS *
			   SLOW_TICK_NS -
		       delay_ns;
	case TIMER_EXACT:
		break;
	}
	return 0;
}
