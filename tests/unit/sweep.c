#include "run/sweep.h"

#include "run/scenario.h"
#include "run/simulate.h"
#include "suite.h"

#include <string.h>

enum { TASKS_N = 7 };

static struct scenario scenario;
static struct sweep_task tasks[TASKS_N];

static void set_up(void)
{
	scenario_init(&scenario);
	ck_assert(
	    scenario_load(&scenario, "rfc9293", "rfc9293", "cloud-vm", NULL));
	ck_assert(scenario_set_msl(&scenario, "5s", NULL));
	ck_assert(scenario_finish(&scenario, NULL));
	scenario.config.arrivals.kind = ARRIVALS_POISSON;
	scenario.config.loss = 0.01;
	scenario.config.ports = (struct port_range){1024, 2023};
	scenario.config.duration_ns = 20 * NS_PER_S;
	for (int64_t i = 0; i < TASKS_N; i++) {
		/* of different length, so that they end in another order */
		scenario.config.rate =
		    (struct rate){(uint64_t)(10 + (i * 37) % 100), NS_PER_S};
		scenario.config.seed = i;
		sweep_task_init(&tasks[i], &scenario.config);
	}
}

static void tear_down(void)
{
	for (int i = 0; i < TASKS_N; i++)
		sweep_task_fini(&tasks[i]);
	scenario_fini(&scenario);
}

static void expect_same(const struct results *a, const struct results *b)
{
	size_t rows_n;
	const struct result_row *rows = results_rows(&rows_n);

	for (size_t i = 0; i < rows_n; i++) {
		double x = results_value(a, &rows[i]);
		double y = results_value(b, &rows[i]);

		if (strcmp(rows[i].path, "engine.wall_s") == 0 ||
		    strcmp(rows[i].path, "engine.events_per_s") == 0 ||
		    strcmp(rows[i].path, "engine.peak_rss_bytes") == 0)
			continue;
		ck_assert_msg(memcmp(&x, &y, sizeof(x)) == 0, "%s",
			      rows[i].path);
	}
}

START_TEST(each_task_has_its_own_results)
{
	static const unsigned threads[] = {1, 2, 5};
	const struct sweep_watch watch = {.threads_n = threads[_i]};

	ck_assert(sweep_run(tasks, TASKS_N, &watch));
	for (int i = 0; i < TASKS_N; i++) {
		const struct simulate_watch nobody = {.sample_ns = 0};
		struct results alone;
		enum simulate_ending ending;

		ck_assert(tasks[i].done);
		ck_assert_ptr_null(tasks[i].samples);
		ck_assert(
		    simulate(&tasks[i].config, &nobody, &alone, &ending, NULL));
		expect_same(&tasks[i].results, &alone);
	}
}
END_TEST

START_TEST(samples_are_evenly_spread)
{
	const struct sweep_watch watch = {.threads_n = 2};

	tasks[1].sample_ns = NS_PER_S;
	ck_assert(sweep_run(tasks, 2, &watch));
	ck_assert_ptr_null(tasks[0].samples);
	ck_assert_uint_gt(tasks[1].samples->len, 20);
	for (guint i = 0; i < tasks[1].samples->len; i++)
		ck_assert_int_eq(
		    g_array_index(tasks[1].samples, struct sample, i).t_ns,
		    i * NS_PER_S);
}
END_TEST

START_TEST(time_of_connects_adds_up)
{
	const struct sweep_watch watch = {.threads_n = 1};
	const struct sample *last;
	double mean_s;

	tasks[0].config.loss = 0;
	tasks[0].sample_ns = NS_PER_S;
	ck_assert(sweep_run(tasks, 1, &watch));
	last = &g_array_index(tasks[0].samples, struct sample,
			      tasks[0].samples->len - 1);
	ck_assert_uint_eq(last->established_n, tasks[0].results.established);
	mean_s =
	    (double)last->connect_sum_ns / 1e9 / (double)last->established_n;
	/* without loss all take as long, within the histogram's step */
	ck_assert_double_eq_tol(mean_s, tasks[0].results.client.connect_p50_s,
				mean_s / 32);
}
END_TEST

START_TEST(rules_are_obeyed)
{
	const struct rules_rule drop_all = {
	    .match = {.to_server = true,
		      .nth = RULES_ANY,
		      .len = RULES_ANY,
		      .seq = RULES_ANY,
		      .ack = RULES_ANY},
	    .deed = RULES_DROP,
	};
	GArray *rules = g_array_new(FALSE, FALSE, sizeof(drop_all));
	const struct sweep_watch watch = {.threads_n = 2};

	g_array_append_val(rules, drop_all);
	tasks[1].rules = rules;
	ck_assert(sweep_run(tasks, 2, &watch));
	ck_assert_uint_gt(tasks[0].results.established, 0);
	ck_assert_uint_eq(tasks[1].results.established, 0);
	g_array_unref(rules);
}
END_TEST

START_TEST(a_stopped_sweep_says_so)
{
	static const volatile sig_atomic_t stop = 1;
	const struct sweep_watch watch = {.threads_n = 2, .stop = &stop};

	ck_assert(!sweep_run(tasks, TASKS_N, &watch));
	for (int i = 0; i < TASKS_N; i++)
		ck_assert(!tasks[i].done);
}
END_TEST

static void on_progress(const struct sweep_progress *progress, void *data)
{
	int *seen = data;

	++*seen;
	ck_assert_uint_eq(progress->tasks_n, TASKS_N);
	ck_assert_uint_le(progress->done_n, TASKS_N);
	ck_assert_double_ge(progress->share, 0);
	ck_assert_double_le(progress->share, 1.0 + 1e-9);
}

START_TEST(progress_changes_nothing)
{
	struct sweep_task watched[TASKS_N];
	int seen = 0;
	const struct sweep_watch nobody = {.threads_n = 2};
	const struct sweep_watch watch = {
	    .threads_n = 2, .progress = on_progress, .data = &seen};

	for (int i = 0; i < TASKS_N; i++)
		sweep_task_init(&watched[i], &tasks[i].config);
	ck_assert(sweep_run(tasks, TASKS_N, &nobody));
	ck_assert(sweep_run(watched, TASKS_N, &watch));
	for (int i = 0; i < TASKS_N; i++)
		expect_same(&tasks[i].results, &watched[i].results);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sweep");
	TCase *tcase = tcase_create("threads");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, each_task_has_its_own_results, 0, 3);
	suite_add_tcase(suite, tcase);
	suite_add_fixture(suite, "samples", samples_are_evenly_spread, set_up,
			  tear_down);
	suite_add_fixture(suite, "connect", time_of_connects_adds_up, set_up,
			  tear_down);
	suite_add_fixture(suite, "rules", rules_are_obeyed, set_up, tear_down);
	suite_add_fixture(suite, "stopped", a_stopped_sweep_says_so, set_up,
			  tear_down);
	suite_add_fixture(suite, "progress", progress_changes_nothing, set_up,
			  tear_down);
	return suite_run(suite);
}
