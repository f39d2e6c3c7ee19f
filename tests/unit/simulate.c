#include "run/simulate.h"

#include "run/scenario.h"
#include "suite.h"

#include <string.h>

static struct scenario scenario;

static void set_up(void)
{
	scenario_init(&scenario);
	ck_assert(
	    scenario_load(&scenario, "rfc9293", "rfc9293", "cloud-vm", NULL));
	ck_assert(scenario_set_msl(&scenario, "5s", NULL));
	ck_assert(scenario_finish(&scenario, NULL));
	scenario.config.rate = (struct rate){100, NS_PER_S};
	scenario.config.duration_ns = 5 * NS_PER_S;
}

static void tear_down(void)
{
	scenario_fini(&scenario);
}

struct seen {
	int64_t first_ns;
	int64_t last_ns;
	uint64_t last_time_wait_n;
	unsigned n;
	unsigned fail_at;
};

static bool on_sample(const struct sample *sample, void *data, GError **error)
{
	struct seen *seen = data;

	if (seen->n == 0)
		seen->first_ns = sample->t_ns;
	seen->last_ns = sample->t_ns;
	seen->last_time_wait_n = sample->client_time_wait_n;
	if (++seen->n != seen->fail_at)
		return true;
	g_set_error(error, G_FILE_ERROR, 0, "enough");
	return false;
}

static void run(const struct simulate_watch *watch, struct results *results)
{
	enum simulate_ending ending;

	ck_assert(simulate(&scenario.config, watch, results, &ending, NULL));
	ck_assert_int_eq(ending, SIMULATE_WHOLE);
	ck_assert_uint_gt(results->peak_rss_bytes, 0);
	results->wall_s = 0;
	results->events_per_s = 0;
	results->peak_rss_bytes = 0;
}

START_TEST(watching_changes_nothing)
{
	struct seen seen = {0};
	const struct simulate_watch none = {0};
	const struct simulate_watch watch = {
	    .sample_ns = 300 * NS_PER_MS, .sample = on_sample, .data = &seen};
	struct results alone, watched;
	size_t rows_n;
	const struct result_row *rows = results_rows(&rows_n);

	run(&none, &alone);
	run(&watch, &watched);
	ck_assert_uint_eq(alone.attempted, 500);
	for (size_t i = 0; i < rows_n; i++)
		ck_assert_mem_eq((const char *)&alone + rows[i].offset,
				 (const char *)&watched + rows[i].offset, 8);
}
END_TEST

START_TEST(samples_go_from_start_to_end)
{
	struct seen seen = {0};
	const struct simulate_watch watch = {
	    .sample_ns = NS_PER_S, .sample = on_sample, .data = &seen};
	struct results results;

	run(&watch, &results);
	ck_assert_int_eq(seen.first_ns, 0);
	/* the last connect was at 5 s, its TIME-WAIT ended 10 s later */
	ck_assert_int_eq(seen.last_ns, 15 * NS_PER_S);
	ck_assert_uint_eq(seen.n, 16);
	ck_assert_uint_eq(seen.last_time_wait_n, 0);
}
END_TEST

START_TEST(watcher_may_end_it)
{
	struct seen seen = {.fail_at = 3};
	const struct simulate_watch watch = {
	    .sample_ns = NS_PER_S, .sample = on_sample, .data = &seen};
	g_autoptr(GError) error = NULL;
	struct results results;
	enum simulate_ending ending;

	ck_assert(
	    !simulate(&scenario.config, &watch, &results, &ending, &error));
	ck_assert_str_eq(error->message, "enough");
	ck_assert_uint_eq(seen.n, 3);
}
END_TEST

START_TEST(stopped_run_is_partial)
{
	static volatile sig_atomic_t stop = 1;
	const struct simulate_watch watch = {.stop = &stop};
	struct results results;
	enum simulate_ending ending;

	ck_assert(simulate(&scenario.config, &watch, &results, &ending, NULL));
	ck_assert_int_eq(ending, SIMULATE_STOPPED);
	ck_assert_uint_lt(results.attempted, 500);
}
END_TEST

START_TEST(too_much_memory_is_partial)
{
	const struct memory_limit limit = memory_limit_given(1);
	const struct simulate_watch watch = {.limit = &limit};
	enum simulate_ending ending;
	struct results results;

	ck_assert(simulate(&scenario.config, &watch, &results, &ending, NULL));
	ck_assert_int_eq(ending, SIMULATE_NO_MEMORY);
	ck_assert_uint_lt(results.attempted, 500);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("simulate");

	suite_add_fixture(suite, "watching", watching_changes_nothing, set_up,
			  tear_down);
	suite_add_fixture(suite, "samples", samples_go_from_start_to_end,
			  set_up, tear_down);
	suite_add_fixture(suite, "watcher", watcher_may_end_it, set_up,
			  tear_down);
	suite_add_fixture(suite, "stopped", stopped_run_is_partial, set_up,
			  tear_down);
	suite_add_fixture(suite, "memory", too_much_memory_is_partial, set_up,
			  tear_down);
	return suite_run(suite);
}
