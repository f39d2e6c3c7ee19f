#include "tcp/expiry.h"

#define WHEEL_LEVELS_N	  9
#define WHEEL_LEVEL_SLOTS 64
#define WHEEL_LEVEL_SHIFT 3
#define SLOW_TICK_NS	  (500 * NS_PER_MS)
#define DEATH_ROW_CELLS_N 8

static int64_t tick_ns(const struct profile *profile)
{
	return profile->hz > 0 ? NS_PER_S / profile->hz : 1;
}

/* Level n takes what is due within 63 * 8^n ticks; its granule is 8^n. */
static unsigned int wheel_shift(int64_t ticks)
{
	unsigned int shift = 0;

	while (shift < (WHEEL_LEVELS_N - 1) * WHEEL_LEVEL_SHIFT &&
	       ticks >= (int64_t)(WHEEL_LEVEL_SLOTS - 1) << shift)
		shift += WHEEL_LEVEL_SHIFT;
	return shift;
}

static int64_t next_multiple(int64_t instant_ns, int64_t granule_ns)
{
	return (instant_ns / granule_ns + 1) * granule_ns;
}

int64_t expiry_ceil_tick_ns(const struct profile *profile, int64_t delay_ns)
{
	int64_t tick = tick_ns(profile);

	return (delay_ns + tick - 1) / tick * tick;
}

static int64_t wheel_granule_ns(const struct profile *profile, int64_t delay_ns)
{
	int64_t ticks =
	    expiry_ceil_tick_ns(profile, delay_ns) / tick_ns(profile);

	return tick_ns(profile) << wheel_shift(ticks);
}

/* The kernel sees whole ticks only: now is the tick that has begun. */
static struct expiry wheel(const struct profile *profile, int64_t now_ns,
			   int64_t delay_ns)
{
	int64_t host_ns = now_ns + profile->wheel_phase_ns;
	int64_t ticked_ns = host_ns - host_ns % tick_ns(profile);
	int64_t due_ns = ticked_ns + expiry_ceil_tick_ns(profile, delay_ns);
	int64_t granule_ns = wheel_granule_ns(profile, delay_ns);

	return (struct expiry){
	    .at_ns =
		next_multiple(due_ns, granule_ns) - profile->wheel_phase_ns,
	    .until_ns =
		ticked_ns + tick_ns(profile) - profile->wheel_phase_ns,
	};
}

static struct expiry jiffy(const struct profile *profile, int64_t now_ns,
			   int64_t delay_ns)
{
	int64_t due_ns = now_ns + profile->wheel_phase_ns + delay_ns;
	int64_t at_ns = next_multiple(due_ns, tick_ns(profile)) -
			profile->wheel_phase_ns;

	return (struct expiry){.at_ns = at_ns, .until_ns = at_ns - delay_ns};
}

static struct expiry slow_tick(const struct profile *profile, int64_t now_ns,
			       int64_t delay_ns)
{
	int64_t host_ns = now_ns + profile->wheel_phase_ns;
	int64_t ticks = (delay_ns + SLOW_TICK_NS - 1) / SLOW_TICK_NS;
	int64_t next_ns =
	    next_multiple(host_ns, SLOW_TICK_NS) - profile->wheel_phase_ns;

	if (ticks == 0)
		return (struct expiry){now_ns, now_ns};
	return (struct expiry){
	    .at_ns = next_ns + (ticks - 1) * SLOW_TICK_NS,
	    .until_ns = next_ns,
	};
}

struct expiry expiry_of(const struct profile *profile, int64_t now_ns,
			int64_t delay_ns)
{
	switch ((enum timer_policy)profile->timer) {
	case TIMER_WHEEL:
		return wheel(profile, now_ns, delay_ns);
	case TIMER_JIFFY:
		return jiffy(profile, now_ns, delay_ns);
	case TIMER_SLOW_TICK:
		return slow_tick(profile, now_ns, delay_ns);
	case TIMER_EXACT:
		break;
	}
	return (struct expiry){now_ns + delay_ns, now_ns};
}

int64_t expiry_ns(const struct profile *profile, int64_t now_ns,
		  int64_t delay_ns)
{
	return expiry_of(profile, now_ns, delay_ns).at_ns;
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
