#ifndef RUN_SWEEP_H
#define RUN_SWEEP_H

#include "base/results.h"
#include "run/memory.h"
#include "wire/rules.h"
#include "world/config.h"

#include <glib.h>
#include <signal.h>
#include <stdbool.h>

/**
 * DOC: Many runs, a list of configurations in and a list of results out
 *
 * The runs share nothing and are spread over threads. Each task is given its
 * own results, so that neither their order nor their content depends on how
 * many threads there are.
 */

/**
 * struct sweep_task - One run
 * @config:	Has passed config_check()
 * @rules:	Array of struct rules_rule that its wire obeys, borrowed; NULL:
 *		none
 * @sample_ns:	Simulated time between two samples; 0: none
 * @samples:	Out: (transfer full) array of struct sample; NULL if there are
 *		none
 * @results:	Out, if @done
 * @done:	Out: it ran to its end
 * @no_memory:	Out: it was ended for want of memory
 */
struct sweep_task {
	struct config config;
	const GArray *rules;
	int64_t sample_ns;
	GArray *samples;
	struct results results;
	bool done;
	bool no_memory;
};

/**
 * struct sweep_progress - How far a sweep is
 * @share:	Of the work, by the number of connects, in [0, 1]
 * @wall_s:	Since the start
 */
struct sweep_progress {
	size_t done_n;
	size_t tasks_n;
	double share;
	double wall_s;
};

/**
 * struct sweep_watch - Who looks on
 * @threads_n:	Runs at a time; 0: as many as there are processors
 * @progress:	Called in the caller's thread a few times per second; may be
 *		NULL
 * @limit:	What memory the program may take: fewer runs are made at a time
 *		where more would not fit; NULL: all they want
 * @stop:	All runs end soon after it is not 0; may be NULL
 */
struct sweep_watch {
	unsigned threads_n;
	void (*progress)(const struct sweep_progress *progress, void *data);
	void *data;
	const struct memory_limit *limit;
	const volatile sig_atomic_t *stop;
};

/** sweep_task_init() - A run of a configuration, without rules and samples */
void sweep_task_init(struct sweep_task *task, const struct config *config);
void sweep_task_fini(struct sweep_task *task);

/**
 * sweep_run() - Run all tasks
 *
 * Return:	false if @watch->stop or want of memory ended it before all were
 *		done
 */
bool sweep_run(struct sweep_task *tasks, size_t tasks_n,
	       const struct sweep_watch *watch) G_GNUC_WARN_UNUSED_RESULT;

#endif
