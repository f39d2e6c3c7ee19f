#include "cli/sweeping.h"

#include "cli/complain.h"
#include "cli/interrupt.h"
#include "cli/progress.h"

bool sweeping_jobs_are_right(const char *verb, int jobs_n)
{
	if (jobs_n >= 0 && jobs_n <= SWEEPING_JOBS_MAX)
		return true;
	complain("%s: --jobs: '%d' is no number of jobs: 1 to %d is expected, "
		 "or 0 for one on each processor",
		 verb, jobs_n, SWEEPING_JOBS_MAX);
	return false;
}

void sweeping_notes(const struct variants *variants)
{
	g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < variants->all->len; i++) {
		const struct options *options =
		    &variants_at(variants, i)->options;
		GPtrArray *notes = options->scenario.notes;

		for (guint j = 0; !options->quiet && j < notes->len; j++)
			if (g_hash_table_add(said, notes->pdata[j]))
				complain("note: %s", (char *)notes->pdata[j]);
	}
}

static void on_progress(const struct sweep_progress *progress, void *data)
{
	(void)data;
	progress_show_sweep(progress);
}

static size_t done_n(const struct sweep_task *tasks, guint n)
{
	size_t done = 0;

	for (guint i = 0; i < n; i++)
		done += tasks[i].done;
	return done;
}

enum exit_code sweeping_run(const struct variants *variants,
			    struct sweep_task *tasks, int jobs_n)
{
	guint n = variants->all->len;
	struct sweep_watch watch = {
	    .threads_n = (unsigned)jobs_n,
	    .stop = interrupt_catch(),
	};
	bool whole;

	if (!variants_at(variants, 0)->options.quiet && progress_wanted())
		watch.progress = on_progress;
	whole = sweep_run(tasks, n, &watch);
	progress_erase();
	if (whole)
		return EXIT_FINE;
	complain("stopped after %zu of %u runs: nothing is written",
		 done_n(tasks, n), n);
	return EXIT_RUNTIME;
}
