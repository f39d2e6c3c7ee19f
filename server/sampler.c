#include "sampler.h"

#include "die.h"
#include "instant.h"

#include <errno.h>

#define STEP_NS (50 * NS_PER_MS)

static void sampler_take(struct sampler *sampler, int64_t t_ns, bool line)
{
	struct procnet_sockets now;
	struct level *level = &sampler->time_wait;

	if (!procnet_sockets_read(&now))
		return;
	sampler->area +=
	    (double)level->at_end * (double)(t_ns - sampler->last_ns);
	sampler->last_ns = t_ns;
	level->at_end = now.time_wait;
	if (now.time_wait > level->peak)
		level->peak = now.time_wait;
	if (now.time_wait + now.in_use > sampler->in_use_peak)
		sampler->in_use_peak = now.time_wait + now.in_use;
	sampler->samples_n++;
	if (line && sampler->line)
		sampler->line(sampler->context, t_ns, &now);
}

/* Sleep to an instant; false if the sampler was stopped. */
static bool sampler_wait(struct sampler *sampler, int64_t at_ns)
{
	struct timespec at = instant_timespec(at_ns);
	bool go_on;

	pthread_mutex_lock(&sampler->lock);
	while (!sampler->stop && instant_now_ns() < at_ns)
		pthread_cond_timedwait(&sampler->wake, &sampler->lock, &at);
	go_on = !sampler->stop;
	pthread_mutex_unlock(&sampler->lock);
	return go_on;
}

/* The next reading after @t_ns: a step, a line or the end, what comes first. */
static int64_t sampler_next(const struct sampler *sampler, int64_t t_ns,
			    int64_t line_at_ns)
{
	int64_t next_ns = (t_ns / STEP_NS + 1) * STEP_NS;
	int64_t end_ns = sampler->end_ns == NEVER_NS
			     ? NEVER_NS
			     : sampler->end_ns - sampler->start_ns;

	if (line_at_ns < next_ns)
		next_ns = line_at_ns;
	return end_ns < next_ns ? end_ns : next_ns;
}

static void *sampler_run(void *argument)
{
	struct sampler *sampler = argument;
	int64_t line_at_ns = 0;
	int64_t t_ns = 0;
	int64_t now_ns;

	while (sampler_wait(sampler, sampler->start_ns + t_ns)) {
		sampler_take(sampler, t_ns, t_ns >= line_at_ns);
		if (sampler->start_ns + t_ns >= sampler->end_ns)
			break;
		if (t_ns >= line_at_ns)
			line_at_ns += sampler->line_ns;
		now_ns = instant_now_ns() - sampler->start_ns;
		if (now_ns < t_ns)
			now_ns = t_ns;
		t_ns = sampler_next(sampler, now_ns, line_at_ns);
		if (t_ns < now_ns)
			t_ns = now_ns;
	}
	return NULL;
}

void sampler_start_or_die(struct sampler *sampler)
{
	pthread_condattr_t clock;

	pthread_mutex_init(&sampler->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&sampler->wake, &clock);
	pthread_condattr_destroy(&clock);
	if (sampler->line_ns <= 0)
		sampler->line_ns = NS_PER_S;
	errno = pthread_create(&sampler->thread, NULL, sampler_run, sampler);
	if (errno)
		die_errno(DIE_RUNTIME, "cannot start a thread");
}

void sampler_stop(struct sampler *sampler, bool early)
{
	pthread_mutex_lock(&sampler->lock);
	sampler->stop = early;
	pthread_cond_signal(&sampler->wake);
	pthread_mutex_unlock(&sampler->lock);
	pthread_join(sampler->thread, NULL);
	if (sampler->last_ns > 0)
		sampler->time_wait.mean =
		    sampler->area / (double)sampler->last_ns;
	pthread_mutex_destroy(&sampler->lock);
	pthread_cond_destroy(&sampler->wake);
}
