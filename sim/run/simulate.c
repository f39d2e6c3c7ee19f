#include "run/simulate.h"

#include "world/formulas.h"

#include <sys/resource.h>

/* Wall time of a slice: long enough to cost nothing, short enough for ^C. */
#define SLICE_US_MIN   5000
#define SLICE_US_MAX   50000
#define PROGRESS_US    250000
#define MEMORY_US      20000
#define FIRST_SLICE_NS NS_PER_MS

struct run {
	struct world *world;
	const struct simulate_watch *watch;
	int64_t end_ns;
	int64_t now_ns;
	int64_t slice_ns;
	int64_t next_sample_ns;
	gint64 start_us;
	gint64 last_progress_us;
	gint64 last_memory_us;
	bool out_of_memory;
};

static bool stop_is_asked(const struct run *run)
{
	return run->watch->stop && *run->watch->stop;
}

static uint64_t peak_rss_bytes(void)
{
	struct rusage usage;

	if (getrusage(RUSAGE_SELF, &usage) < 0)
		return 0;
	return (uint64_t)usage.ru_maxrss * 1024;
}

static bool take_sample(struct run *run, GError **error)
{
	struct sample sample;

	if (run->now_ns < run->next_sample_ns)
		return true;
	run->next_sample_ns += run->watch->sample_ns;
	world_sample(run->world, &sample);
	sample.t_ns = run->now_ns;
	return run->watch->sample(&sample, run->watch->data, error);
}

static void show_progress(struct run *run, gint64 now_us)
{
	struct simulate_progress progress;
	struct results results;

	if (!run->watch->progress ||
	    now_us - run->last_progress_us < PROGRESS_US)
		return;
	run->last_progress_us = now_us;
	world_results(run->world, &results);
	progress.now_ns = run->now_ns;
	progress.end_ns = run->end_ns;
	progress.connects = results.attempted;
	progress.events = results.events;
	progress.memory_bytes = memory_used().resident_bytes;
	progress.wall_s = (double)(now_us - run->start_us) / 1e6;
	run->watch->progress(&progress, run->watch->data);
}

/* Some MB may be taken between two looks. */
static void watch_memory(struct run *run, gint64 now_us)
{
	if (!run->watch->limit || now_us - run->last_memory_us < MEMORY_US)
		return;
	run->last_memory_us = now_us;
	run->out_of_memory = memory_is_over(run->watch->limit);
}

/* A slice that took long is followed by a shorter one. */
static void adapt_slice(struct run *run, gint64 took_us)
{
	if (took_us < SLICE_US_MIN && run->slice_ns < DURATION_NS_MAX)
		run->slice_ns *= 2;
	else if (took_us > SLICE_US_MAX && run->slice_ns > 1)
		run->slice_ns /= 2;
}

static bool advance_slice(struct run *run)
{
	gint64 before_us = g_get_monotonic_time();
	int64_t to_ns = run->now_ns + run->slice_ns;
	gint64 after_us;
	bool more;

	if (to_ns > run->next_sample_ns)
		to_ns = run->next_sample_ns;
	more = world_advance(run->world, to_ns);
	run->now_ns = to_ns;
	after_us = g_get_monotonic_time();
	adapt_slice(run, after_us - before_us);
	watch_memory(run, after_us);
	show_progress(run, after_us);
	return more;
}

/* The series ends with the first sample in which all is over. */
static bool take_last_sample(struct run *run, GError **error)
{
	if (run->watch->sample_ns == 0 ||
	    run->now_ns == run->next_sample_ns - run->watch->sample_ns)
		return true;
	run->now_ns = run->next_sample_ns;
	return take_sample(run, error);
}

static enum simulate_ending ending_of(const struct run *run, bool more)
{
	if (!more)
		return SIMULATE_WHOLE;
	return run->out_of_memory ? SIMULATE_NO_MEMORY : SIMULATE_STOPPED;
}

static bool run_to_end(struct run *run, enum simulate_ending *ending,
		       GError **error)
{
	bool more = true;

	if (run->watch->sample_ns == 0)
		run->next_sample_ns = NEVER_NS;
	else if (!take_sample(run, error))
		return false;
	while (more && !run->out_of_memory && !stop_is_asked(run)) {
		more = advance_slice(run);
		if (!take_sample(run, error))
			return false;
	}
	*ending = ending_of(run, more);
	return more || take_last_sample(run, error);
}

static void fill_engine(const struct run *run, struct results *results)
{
	gint64 took_us = g_get_monotonic_time() - run->start_us;

	results->wall_s = (double)took_us / 1e6;
	if (took_us > 0)
		results->events_per_s =
		    (double)results->events / results->wall_s;
	results->peak_rss_bytes = peak_rss_bytes();
}

bool simulate(const struct config *config, const struct simulate_watch *watch,
	      struct results *results, enum simulate_ending *ending,
	      GError **error)
{
	struct run run = {.watch = watch, .slice_ns = FIRST_SLICE_NS};
	bool ok;

	run.start_us = g_get_monotonic_time();
	run.last_progress_us = run.start_us;
	run.end_ns = config->duration_ns + formulas_hold_ns(config);
	run.world = world_new(config);
	if (watch->begin)
		watch->begin(run.world, watch->data);
	ok = run_to_end(&run, ending, error);
	if (ok) {
		world_results(run.world, results);
		fill_engine(&run, results);
	}
	world_free(run.world);
	return ok;
}
