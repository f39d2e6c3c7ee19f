#include "cli/sweeping.h"

#include "cli/complain.h"
#include "cli/progress.h"
#include "cli/quit.h"
#include "run/fitting.h"

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

/* Each alone; how many fit at a time is the sweep's to find. */
static bool all_fit(const struct variants *variants,
		    const struct memory_limit *limit)
{
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < variants->all->len; i++) {
		const struct variant *variant = variants_at(variants, i);

		if (fitting_check(&variant->options.scenario.config, limit,
				  &error))
			continue;
		complain("%s", error->message);
		return false;
	}
	return true;
}

static size_t done_n(const struct sweep_task *tasks, guint n)
{
	size_t done = 0;

	for (guint i = 0; i < n; i++)
		done += tasks[i].done;
	return done;
}

static void complain_stopped(const struct sweep_task *tasks, guint n,
			     const struct memory_limit *limit)
{
	g_autofree char *text = memory_limit_text(limit);
	bool no_memory = false;

	for (guint i = 0; i < n; i++)
		no_memory |= tasks[i].no_memory;
	complain("stopped after %zu of %u runs%s%s: nothing is written",
		 done_n(tasks, n), n,
		 no_memory ? ", with more memory taken than " : "",
		 no_memory ? text : "");
}

enum exit_code sweeping_run(const struct variants *variants,
			    struct sweep_task *tasks, int jobs_n)
{
	guint n = variants->all->len;
	struct memory_limit limit =
	    options_memory_limit(&variants_at(variants, 0)->options);
	struct sweep_watch watch = {
	    .threads_n = (unsigned)jobs_n,
	    .limit = &limit,
	    .stop = quit_flag(),
	};
	bool whole;

	if (!all_fit(variants, &limit))
		return EXIT_USAGE;
	if (!variants_at(variants, 0)->options.quiet && progress_wanted())
		watch.progress = on_progress;
	whole = sweep_run(tasks, n, &watch);
	progress_erase();
	if (whole)
		return EXIT_FINE;
	complain_stopped(tasks, n, &limit);
	return EXIT_RUNTIME;
}
