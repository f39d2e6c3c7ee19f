#include "run/paper_bulk.h"
#include "run/paper_cells.h"

#include <math.h>
#include <string.h>

/*
 * What of the method no setting says. The draft names hosts, clients and files;
 * what it leaves open is UNVERIFIED, or taken from the cell that is named.
 */
#define STACK	"sunos-4.1.3"
#define MACHINE "sparcstation-20-71"
#define RTT_NS	(20 * NS_PER_US) /* Myrinet's alone: UNVERIFIED */

/* Tables 2 and 3. Length of a WebSTONE run: UNVERIFIED. */
#define WEB_NS		(600 * NS_PER_S)
#define WEB_BYTES	53096 /* 31.73 Mb/s over 74.70 conn/s */
#define WEB_LEAST	9000
#define WEB_MOST	5000000
#define WEB_CLIENTS_N	2
#define WEB_LOOPS_N	40
#define SMALL_BYTES	637 /* 1.14 Mb/s over 223.8 conn/s */
#define SMALL_CLIENTS_N 4
#define SMALL_LOOPS_N	8
#define OTHER_TCBS_N	53 /* 16.1 KB of table 3 less those of the load */

/* A run in which the server takes nobody in more than half of the seconds */
#define FAILING_SHARE 0.5

/* The wall: rates that are tried, and how long */
static const int64_t wall_per_s[] = {30, 45, 50, 55, 56, 57, 58,  59, 60,
				     61, 62, 63, 64, 65, 80, 120, 240};
#define WALL_RATES_N G_N_ELEMENTS(wall_per_s)
#define WALL_NS	     (150 * NS_PER_S)

#define BULKS_N (2 * PAPER_LOADS_N)
#define WEBS_N	(PAPER_WALL - PAPER_WEB)
#define TASKS_N (WEBS_N + WALL_RATES_N)

static bool make(struct config *config, char *const *settings, bool swaps,
		 GError **error)
{
	struct scenario scenario;
	bool ok;

	scenario_init(&scenario);
	ok = scenario_load(&scenario, STACK, STACK, MACHINE, error);
	if (swaps)
		ok = ok &&
		     scenario_set(&scenario, "client:time-wait.close-swap=yes",
				  error);
	for (size_t i = 0; settings && settings[i]; i++)
		ok = ok && scenario_set(&scenario, settings[i], error);
	scenario.config.rtt_ns = RTT_NS;
	scenario.config.closer = CLOSER_SERVER;
	ok = ok && scenario_finish(&scenario, error);
	*config = scenario.config;
	scenario_fini(&scenario);
	return ok;
}

/* TCBs alone: that is what was measured. */
static void price_tcbs_only(struct config *config)
{
	config->server.socket_inode = (struct object_size){0, 1, 0};
	config->machine.process_bytes = 0;
	config->server_model = SERVER_FORK;
}

static void make_web(struct config *config, enum paper_run run)
{
	bool small = run >= PAPER_SMALL;

	price_tcbs_only(config);
	config->duration_ns = WEB_NS;
	config->clients_n = small ? SMALL_CLIENTS_N : WEB_CLIENTS_N;
	config->loops_n = small ? SMALL_LOOPS_N : WEB_LOOPS_N;
	config->answer_bytes = small ? SMALL_BYTES : WEB_BYTES;
	if (!small) {
		config->answer_least_bytes = WEB_LEAST;
		config->answer_most_bytes = WEB_MOST;
	}
	if (run == PAPER_WEB_CLIENT || run == PAPER_SMALL_CLIENT)
		config->closer = CLOSER_CLIENT;
}

static void make_wall(struct config *config, int64_t per_s)
{
	price_tcbs_only(config);
	config->rate = (struct rate){.n = (uint64_t)per_s, .per_ns = NS_PER_S};
	config->duration_ns = WALL_NS;
	config->answer_bytes = SMALL_BYTES;
}

static bool make_tasks(struct sweep_task *tasks, char *const *settings,
		       GError **error)
{
	struct config config;

	for (int i = 0; i < WEBS_N; i++) {
		enum paper_run run = (enum paper_run)(PAPER_WEB + i);
		bool swaps = run == PAPER_WEB_SWAP || run == PAPER_SMALL_SWAP;

		if (!make(&config, settings, swaps, error))
			return false;
		make_web(&config, run);
		sweep_task_init(&tasks[i], &config);
		tasks[i].sample_ns = NS_PER_S;
	}
	for (size_t i = 0; i < WALL_RATES_N; i++) {
		if (!make(&config, settings, false, error))
			return false;
		make_wall(&config, wall_per_s[i]);
		sweep_task_init(&tasks[WEBS_N + i], &config);
	}
	return true;
}

static double idle_share(const GArray *samples, int64_t until_ns)
{
	guint idle_n = 0, all_n = 0;

	for (guint i = 1; i < samples->len; i++) {
		const struct sample *a =
		    &g_array_index(samples, struct sample, i - 1);

		if (a[1].t_ns > until_ns)
			break;
		all_n++;
		idle_n += a[1].completed_n == a[0].completed_n;
	}
	return all_n > 0 ? (double)idle_n / all_n : 1;
}

static void measure_web(const struct sweep_task *task, double found[])
{
	double run_s = ns_to_s(task->config.duration_ns);
	double per_s = (double)task->results.completed / run_s;
	double tcb_bytes = task->config.server.tcp_sock.bytes;

	if (idle_share(task->samples, task->config.duration_ns) > FAILING_SHARE)
		return;
	found[PAPER_CONN_S] = per_s;
	found[PAPER_MBIT_S] = per_s * 8e-6 * (double)task->config.answer_bytes;
	found[PAPER_KB] = (task->results.server.memory_bytes.mean +
			   OTHER_TCBS_N * tcb_bytes) /
			  1024;
}

/* The highest rate up to which every connection is served. */
static void measure_wall(const struct sweep_task *tasks, double found[])
{
	for (size_t i = 0; i < WALL_RATES_N; i++) {
		const struct results *results = &tasks[i].results;

		if (results->server.no_memory > 0 ||
		    results->completed < results->attempted)
			return;
		found[PAPER_CONN_S] = (double)wall_per_s[i];
	}
}

/* A run of table 1, for a thread */
struct bulk_job {
	struct config config;
	struct paper_bulk bulk;
	const volatile sig_atomic_t *stop;
};

static void run_bulk(gpointer data, gpointer unused)
{
	struct bulk_job *job = data;

	(void)unused;
	if (!job->stop || !*job->stop)
		paper_bulk_run(&job->config, &job->bulk);
}

static bool make_bulks(struct bulk_job *jobs, char *const *settings,
		       const struct sweep_watch *watch, GError **error)
{
	for (int i = 0; i < BULKS_N; i++) {
		jobs[i].stop = watch->stop;
		paper_bulk_init(&jobs[i].bulk,
				(uint32_t)(i % PAPER_LOADS_N * PAPER_LOAD));
		if (!make(&jobs[i].config, settings, i >= PAPER_LOADS_N, error))
			return false;
		jobs[i].config.clients_n = 3;
		jobs[i].config.duration_ns = WEB_NS;
	}
	return true;
}

static void run_bulks(struct bulk_job *jobs, const struct sweep_watch *watch)
{
	unsigned threads_n =
	    watch->threads_n ? watch->threads_n : g_get_num_processors();
	GThreadPool *pool =
	    g_thread_pool_new(run_bulk, NULL, (gint)threads_n, FALSE, NULL);

	for (int i = 0; i < BULKS_N; i++)
		g_thread_pool_push(pool, &jobs[i], NULL);
	g_thread_pool_free(pool, FALSE, TRUE);
}

static bool run_tasks(struct sweep_task *tasks, const struct sweep_watch *watch,
		      double found[PAPER_RUNS_N][PAPER_MEASURES_N])
{
	if (!sweep_run(tasks, TASKS_N, watch))
		return false;
	for (int i = 0; i < WEBS_N; i++)
		measure_web(&tasks[i], found[PAPER_WEB + i]);
	measure_wall(tasks + WEBS_N, found[PAPER_WALL]);
	return true;
}

static bool all(struct bulk_job *jobs, struct sweep_task *tasks,
		char *const *settings, const struct sweep_watch *watch,
		double found[PAPER_RUNS_N][PAPER_MEASURES_N], GError **error)
{
	if (!make_bulks(jobs, settings, watch, error) ||
	    !make_tasks(tasks, settings, error))
		return false;
	run_bulks(jobs, watch);
	for (int i = 0; i < BULKS_N; i++)
		found[PAPER_BULK + i][PAPER_MBIT_S] = jobs[i].bulk.mbit_s;
	return run_tasks(tasks, watch, found);
}

bool paper_runs(char *const *settings, const struct sweep_watch *watch,
		double found[PAPER_RUNS_N][PAPER_MEASURES_N], GError **error)
{
	struct bulk_job *jobs = g_new0(struct bulk_job, BULKS_N);
	struct sweep_task *tasks = g_new0(struct sweep_task, TASKS_N);
	bool ok;

	for (int i = 0; i < PAPER_RUNS_N; i++)
		for (int j = 0; j < PAPER_MEASURES_N; j++)
			found[i][j] = (double)NAN;
	ok = all(jobs, tasks, settings, watch, found, error);
	for (size_t i = 0; i < TASKS_N; i++)
		sweep_task_fini(&tasks[i]);
	g_free(tasks);
	g_free(jobs);
	return ok;
}
