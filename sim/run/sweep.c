#include "run/sweep.h"

#include "run/simulate.h"
#include "world/footprint.h"

#include <stdlib.h>
#include <string.h>

#define PROGRESS_US 100000

/* A task among those that wait for a thread. */
struct job {
	struct sweep *sweep;
	struct sweep_task *task;
	struct rules *rules;
	double weight;
	double share; /* under the lock */
};

struct sweep {
	const struct sweep_watch *watch;
	struct job *jobs;
	size_t jobs_n;
	double weight; /* of all */
	gint64 start_us;
	GMutex lock;
	GCond has_ended;
	size_t ended_n; /* under the lock, as all below */
	size_t done_n;
	bool no_memory;
};

void sweep_task_init(struct sweep_task *task, const struct config *config)
{
	memset(task, 0, sizeof(*task));
	task->config = *config;
}

void sweep_task_fini(struct sweep_task *task)
{
	g_clear_pointer(&task->samples, g_array_unref);
}

/* After one that found no memory none begins: it would find none either. */
static bool is_to_stop(struct sweep *sweep)
{
	bool no_memory;

	g_mutex_lock(&sweep->lock);
	no_memory = sweep->no_memory;
	g_mutex_unlock(&sweep->lock);
	return no_memory || (sweep->watch->stop && *sweep->watch->stop);
}

static void on_begin(struct world *world, void *data)
{
	const struct job *job = data;

	if (job->rules)
		world_rule(world, job->rules);
}

static bool on_sample(const struct sample *sample, void *data, GError **error)
{
	const struct job *job = data;

	(void)error; /* memory never refuses */
	g_array_append_vals(job->task->samples, sample, 1);
	return true;
}

static void on_progress(const struct simulate_progress *progress, void *data)
{
	struct job *job = data;
	double share = progress->end_ns > 0
			   ? (double)progress->now_ns / (double)progress->end_ns
			   : 0;

	g_mutex_lock(&job->sweep->lock);
	job->share = CLAMP(share, 0, 1);
	g_mutex_unlock(&job->sweep->lock);
}

static bool simulate_job(struct job *job)
{
	struct sweep_task *task = job->task;
	const struct simulate_watch watch = {
	    .begin = on_begin,
	    .sample_ns = task->sample_ns,
	    .sample = on_sample,
	    .progress = on_progress,
	    .data = job,
	    .limit = job->sweep->watch->limit,
	    .stop = job->sweep->watch->stop,
	};
	enum simulate_ending ending = SIMULATE_STOPPED;

	if (task->sample_ns > 0)
		task->samples =
		    g_array_new(FALSE, FALSE, sizeof(struct sample));
	if (task->rules)
		job->rules = rules_new((const void *)task->rules->data,
				       task->rules->len);
	task->done =
	    simulate(&task->config, &watch, &task->results, &ending, NULL) &&
	    ending == SIMULATE_WHOLE;
	task->no_memory = ending == SIMULATE_NO_MEMORY;
	g_clear_pointer(&job->rules, rules_free);
	return task->done;
}

static void work(gpointer data, gpointer user_data)
{
	struct job *job = data;
	struct sweep *sweep = user_data;
	bool done = !is_to_stop(sweep) && simulate_job(job);

	g_mutex_lock(&sweep->lock);
	job->share = 1;
	sweep->ended_n++;
	sweep->done_n += done;
	sweep->no_memory |= job->task->no_memory;
	g_cond_signal(&sweep->has_ended);
	g_mutex_unlock(&sweep->lock);
}

static void show_progress(struct sweep *sweep)
{
	struct sweep_progress progress = {
	    .done_n = sweep->done_n,
	    .tasks_n = sweep->jobs_n,
	    .wall_s = (double)(g_get_monotonic_time() - sweep->start_us) / 1e6,
	};

	for (size_t i = 0; i < sweep->jobs_n; i++)
		progress.share += sweep->jobs[i].share * sweep->jobs[i].weight /
				  sweep->weight;
	sweep->watch->progress(&progress, sweep->watch->data);
}

static void wait_for_all(struct sweep *sweep)
{
	gint64 next_us = sweep->start_us + PROGRESS_US;

	g_mutex_lock(&sweep->lock);
	while (sweep->ended_n < sweep->jobs_n) {
		if (g_cond_wait_until(&sweep->has_ended, &sweep->lock, next_us))
			continue;
		next_us = g_get_monotonic_time() + PROGRESS_US;
		if (sweep->watch->progress)
			show_progress(sweep);
	}
	g_mutex_unlock(&sweep->lock);
}

/* Connects are what takes time. */
static double weight_of(const struct config *config)
{
	return 1 + rate_per_s(config->rate) * ns_to_s(config->duration_ns);
}

/* The longest first, or the last of them would run alone. */
static int by_weight(const void *a, const void *b)
{
	const struct job *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return x->task < y->task ? -1 : 1;
}

static void make_jobs(struct sweep *sweep, struct sweep_task *tasks)
{
	sweep->jobs = g_new0(struct job, sweep->jobs_n);
	for (size_t i = 0; i < sweep->jobs_n; i++) {
		struct job *job = &sweep->jobs[i];

		job->sweep = sweep;
		job->task = &tasks[i];
		job->weight = weight_of(&tasks[i].config);
		sweep->weight += job->weight;
	}
	qsort(sweep->jobs, sweep->jobs_n, sizeof(*sweep->jobs), by_weight);
}

static int most_first(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? 1 : x > y ? -1 : 0;
}

/* So many that even the largest of them fit beside each other; one at least. */
static unsigned fitting_threads_n(const struct sweep *sweep, unsigned most_n)
{
	g_autofree int64_t *bytes = g_new(int64_t, sweep->jobs_n);
	int64_t room_bytes;
	unsigned n = 0;

	if (!sweep->watch->limit)
		return most_n;
	for (size_t i = 0; i < sweep->jobs_n; i++)
		bytes[i] = footprint_bytes(&sweep->jobs[i].task->config);
	qsort(bytes, sweep->jobs_n, sizeof(*bytes), most_first);
	room_bytes = memory_room_bytes(sweep->watch->limit);
	while (n < most_n && n < sweep->jobs_n && bytes[n] <= room_bytes)
		room_bytes -= bytes[n++];
	return MAX(n, 1);
}

bool sweep_run(struct sweep_task *tasks, size_t tasks_n,
	       const struct sweep_watch *watch)
{
	struct sweep sweep = {.watch = watch, .jobs_n = tasks_n};
	unsigned most_n =
	    watch->threads_n ? watch->threads_n : g_get_num_processors();
	GThreadPool *pool;

	g_mutex_init(&sweep.lock);
	g_cond_init(&sweep.has_ended);
	sweep.start_us = g_get_monotonic_time();
	make_jobs(&sweep, tasks);
	pool = g_thread_pool_new(
	    work, &sweep, (gint)fitting_threads_n(&sweep, most_n), FALSE, NULL);
	for (size_t i = 0; i < tasks_n; i++)
		g_thread_pool_push(pool, &sweep.jobs[i], NULL);
	wait_for_all(&sweep);
	g_thread_pool_free(pool, FALSE, TRUE);
	g_free(sweep.jobs);
	g_cond_clear(&sweep.has_ended);
	g_mutex_clear(&sweep.lock);
	return sweep.done_n == tasks_n;
}
