#include "tcp/expiry.h"

#include "base/hint.h"

#define WHEEL_LEVELS_N	  9
#define WHEEL_LEVEL_SLOTS 64
#define WHEEL_LEVEL_SHIFT 3
#define SLOW_TICK_NS	  (500 * NS_PER_MS)
#define DEATH_ROW_CELLS_N 8
#define USUAL_HZ	  250
#define USUAL_TICK_NS	  (NS_PER_S / USUAL_HZ)

static int64_t tick_ns(const struct profile *profile)
{
	return profile->hz > 0 ? NS_PER_S / profile->hz : 1;
}

static RARELY int64_t ticks_by_division(const struct profile *profile,
					int64_t ns)
{
	return ns / tick_ns(profile);
}

/* Whole ticks in a time; by a number that the compiler knows it divides well */
static inline int64_t ticks(const struct profile *profile, int64_t ns)
{
	if (profile->hz == USUAL_HZ)
		return ns / USUAL_TICK_NS;
	return ticks_by_division(profile, ns);
}

static inline int64_t ns_of_ticks(const struct profile *profile, int64_t n)
{
	if (profile->hz == USUAL_HZ)
		return n * USUAL_TICK_NS;
	return n * tick_ns(profile);
}

static int64_t ceil_ticks(const struct profile *profile, int64_t ns)
{
	return ticks(profile, ns + ns_of_ticks(profile, 1) - 1);
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
	return ns_of_ticks(profile, ceil_ticks(profile, delay_ns));
}

static int64_t wheel_granule_ns(const struct profile *profile, int64_t delay_ns)
{
	return tick_ns(profile) << wheel_shift(ceil_ticks(profile, delay_ns));
}

struct expiry_plan expiry_plan_of(const struct profile *profile,
				  int64_t delay_ns)
{
	int64_t n = ceil_ticks(profile, delay_ns);

	return (struct expiry_plan){
	    .delay_ns = delay_ns,
	    .ticks = n,
	    .shift = (uint8_t)wheel_shift(n),
	    .wheel = profile->timer == TIMER_WHEEL && profile->hz == USUAL_HZ,
	};
}

/* Where a granule ends, counted in ticks */
static inline int64_t granule_end(int64_t due_ticks, unsigned int shift)
{
	return ((due_ticks >> shift) + 1) << shift;
}

/* The kernel sees whole ticks only: now is the tick that has begun. */
static int64_t wheel_ns(const struct profile *profile, int64_t now_ns,
			int64_t delay_ns)
{
	struct expiry_plan plan = expiry_plan_of(profile, delay_ns);
	int64_t now_ticks = ticks(profile, now_ns + profile->wheel_phase_ns);

	return ns_of_ticks(profile,
			   granule_end(now_ticks + plan.ticks, plan.shift)) -
	       profile->wheel_phase_ns;
}

int64_t expiry_planned_ns(const struct profile *profile, int64_t now_ns,
			  const struct expiry_plan *plan)
{
	int64_t now_ticks = (now_ns + profile->wheel_phase_ns) / USUAL_TICK_NS;

	if (!plan->wheel)
		return expiry_ns(profile, now_ns, plan->delay_ns);
	return granule_end(now_ticks + plan->ticks, plan->shift) *
		   USUAL_TICK_NS -
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

int64_t expiry_clock_ns(const struct profile *profile)
{
	switch ((enum timer_policy)profile->timer) {
	case TIMER_WHEEL:
	case TIMER_JIFFY:
		return tick_ns(profile);
	case TIMER_SLOW_TICK:
		return SLOW_TICK_NS;
	case TIMER_EXACT:
		break;
	}
	return 1;
}
