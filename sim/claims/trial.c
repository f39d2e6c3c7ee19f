#include "claims/trial.h"

#include "run/fitting.h"

#include <math.h>
#include <string.h>

/* What to do with each experiment of each claim; false ends it. */
typedef bool each_fn(struct evidence *evidence, const struct claim *claim,
		     enum claim_era era, void *data, GError **error);

static bool each(GPtrArray *claims, each_fn *fn, void *data, GError **error)
{
	for (guint i = 0; i < claims->len; i++) {
		const struct claim *claim = g_ptr_array_index(claims, i);

		for (guint j = 0; j < claim->parts->len; j++) {
			struct claim_part *part =
			    g_ptr_array_index(claim->parts, j);

			for (unsigned era = 0; era < CLAIM_ERAS_N; era++)
				if (part->of[era] &&
				    !fn(part->of[era], claim,
					(enum claim_era)era, data, error))
					return false;
		}
	}
	return true;
}

/* Settings of the caller */
struct laying {
	char *const *over;
};

static bool play(struct evidence *evidence, const struct claim *claim,
		 enum claim_era era, void *data, GError **error)
{
	const struct laying *laying = data;

	(void)claim;
	(void)era;
	return evidence_play(evidence, laying->over, error);
}

static bool fits(struct evidence *evidence, const struct claim *claim,
		 enum claim_era era, void *data, GError **error)
{
	const struct sweep_watch *watch = data;

	(void)claim;
	(void)era;
	if (!watch->limit || evidence->kind != EVIDENCE_LOAD ||
	    fitting_check(&evidence->scenario.config, watch->limit, error))
		return true;
	g_prefix_error(error, "%s", evidence->place);
	return false;
}

static bool add_task(struct evidence *evidence, const struct claim *claim,
		     enum claim_era era, void *data, GError **error)
{
	GArray *tasks = data;
	struct sweep_task task;

	(void)claim;
	(void)era;
	(void)error;
	if (evidence->kind != EVIDENCE_LOAD)
		return true;
	sweep_task_init(&task, &evidence->scenario.config);
	g_array_append_val(tasks, task);
	return true;
}

/* In the order in which they were added */
static bool take_results(struct evidence *evidence, const struct claim *claim,
			 enum claim_era era, void *data, GError **error)
{
	const struct sweep_task **next = data;

	(void)claim;
	(void)era;
	(void)error;
	if (evidence->kind == EVIDENCE_LOAD)
		evidence->run.results = (*next)++->results;
	evidence_read(evidence);
	return true;
}

struct naming {
	const struct claim *claim;
	enum claim_era era;
};

static bool value_of_part(const char *name, double *value, void *data)
{
	const struct naming *naming = data;
	const GPtrArray *parts = naming->claim->parts;

	for (guint i = 0; i < parts->len; i++) {
		const struct claim_part *part = g_ptr_array_index(parts, i);
		const struct evidence *evidence = part->of[naming->era];

		if (strcmp(part->name, name) != 0)
			continue;
		*value = evidence ? evidence->value : (double)NAN;
		return isfinite(*value);
	}
	return false;
}

static bool judge(struct evidence *evidence, const struct claim *claim,
		  enum claim_era era, void *data, GError **error)
{
	struct naming naming = {claim, era};

	(void)data;
	return evidence_judge(evidence, value_of_part, &naming, error);
}

static bool run_loads(GPtrArray *claims, const struct sweep_watch *watch)
{
	GArray *tasks = g_array_new(FALSE, FALSE, sizeof(struct sweep_task));
	const struct sweep_task *next;
	bool whole;

	(void)each(claims, add_task, tasks, NULL);
	whole = tasks->len == 0 ||
		sweep_run((struct sweep_task *)(void *)tasks->data, tasks->len,
			  watch);
	next = (const struct sweep_task *)(const void *)tasks->data;
	if (whole)
		(void)each(claims, take_results, &next, NULL);
	for (guint i = 0; i < tasks->len; i++)
		sweep_task_fini(&g_array_index(tasks, struct sweep_task, i));
	g_array_unref(tasks);
	return whole;
}

enum claim_verdict trial_follows(unsigned parts_n,
				 const unsigned hold_n[CLAIM_ERAS_N])
{
	unsigned then = hold_n[CLAIM_THEN];
	unsigned now = hold_n[CLAIM_NOW];

	if (parts_n == 0)
		return CLAIM_NOT_CHECKED;
	if (then == parts_n)
		return now == parts_n ? CLAIM_TRUE : CLAIM_TRUE_THEN;
	if (now == parts_n)
		return CLAIM_TRUE_NOW;
	if (now > 0)
		return CLAIM_HALF_TRUE;
	return then > 0 ? CLAIM_HALF_TRUE_THEN : CLAIM_FALSE;
}

static void decide(struct claim *claim)
{
	unsigned hold_n[CLAIM_ERAS_N];
	unsigned parts_n = claim_count(claim, hold_n);

	claim->verdict = trial_follows(parts_n, hold_n);
}

enum trial_ending trial_of_all(GPtrArray *claims, char *const *laid_over,
			       const struct sweep_watch *watch, GError **error)
{
	struct laying laying = {laid_over};
	struct sweep_watch looking = *watch;

	if (!each(claims, play, &laying, error) ||
	    !each(claims, fits, &looking, error))
		return TRIAL_BAD_INPUT;
	if (!run_loads(claims, watch))
		return TRIAL_STOPPED;
	if (!each(claims, judge, NULL, error))
		return TRIAL_BAD_INPUT;
	for (guint i = 0; i < claims->len; i++)
		decide(g_ptr_array_index(claims, i));
	return TRIAL_WHOLE;
}
