#include "figure/figure.h"

#include "run/scenario.h"
#include "scratch.h"
#include "suite.h"

#include <string.h>

static struct scenario scenario;
static struct sweep_task tasks[2];
static struct figure_run runs[2];
static char *none[] = {NULL};

/* Both ends of a range of ten ports; the second run closes at the server. */
static void set_up(void)
{
	const struct sweep_watch watch = {.threads_n = 2};

	scenario_init(&scenario);
	ck_assert(scenario_load(&scenario, "linux-6.18", "linux-6.18",
				"cloud-vm", NULL));
	ck_assert(scenario_set_msl(&scenario, "2s", NULL));
	ck_assert(scenario_finish(&scenario, NULL));
	scenario.config.rate = (struct rate){4, NS_PER_S};
	scenario.config.ports = (struct port_range){40000, 40009};
	scenario.config.duration_ns = 6 * NS_PER_S;
	for (int i = 0; i < 2; i++) {
		scenario.config.closer = i ? CLOSER_SERVER : CLOSER_CLIENT;
		sweep_task_init(&tasks[i], &scenario.config);
		tasks[i].sample_ns = NS_PER_S;
		runs[i] = (struct figure_run){i ? "b" : "a", none, &tasks[i]};
	}
	ck_assert(sweep_run(tasks, 2, &watch));
}

static void tear_down(void)
{
	sweep_task_fini(&tasks[0]);
	sweep_task_fini(&tasks[1]);
	scenario_fini(&scenario);
}

static char *table_of(const char *name, size_t runs_n, const char *measured,
		      GError **error)
{
	const struct figure *figure = figure_find(name, NULL);

	ck_assert_ptr_nonnull(figure);
	return figure_table_new(figure, runs, runs_n, measured, error);
}

/* Every line has as many cells as the first, blank lines apart. */
static void expect_table(const char *text, const char *header)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_auto(GStrv) names = g_strsplit(lines[0], "\t", -1);

	ck_assert_str_eq(lines[0], header);
	ck_assert_uint_gt(g_strv_length(lines), 2);
	for (guint i = 1; lines[i]; i++) {
		g_auto(GStrv) cells = g_strsplit(lines[i], "\t", -1);

		if (lines[i][0])
			ck_assert_msg(g_strv_length(cells) ==
					  g_strv_length(names),
				      "%s", lines[i]);
	}
}

START_TEST(curves_over_time_have_their_runs_names)
{
	g_autofree char *one = table_of("time-wait", 1, NULL, NULL);
	g_autofree char *two = NULL;

	runs[0].label = "";
	g_free(one);
	one = table_of("time-wait", 1, NULL, NULL);
	expect_table(one, "kind\tcurve\tt_s\ttime_wait_n");
	ck_assert_ptr_nonnull(strstr(one, "simulated\tclient\t0\t0\n"));
	ck_assert_ptr_nonnull(strstr(one, "simulated\tserver\t"));
	runs[0].label = "a";
	two = table_of("time-wait", 2, NULL, NULL);
	ck_assert_ptr_nonnull(strstr(two, "simulated\ta, client\t"));
	ck_assert_ptr_nonnull(strstr(two, "simulated\tb, server\t"));
	/* a curve of nothing, beside others that have something */
	ck_assert_ptr_null(strstr(two, "\ta, server\t"));
}
END_TEST

START_TEST(ports_have_limits_and_the_first_refusal)
{
	g_autofree char *text = table_of("ports", 2, NULL, NULL);
	const char *limit = strstr(text, "limit\tall ports: 10\t0\t10\n");

	expect_table(text, "kind\tcurve\tt_s\tports_n");
	ck_assert_ptr_nonnull(limit);
	ck_assert_ptr_null(strstr(limit + 1, "limit\tall ports: 10\t0\t"));
	ck_assert_ptr_nonnull(
	    strstr(text, "limit\tports found quickly: 5\t0\t5\n"));
	ck_assert_ptr_nonnull(
	    strstr(text, "event\tfirst connect without a port: at 2.5 s, a\t"));
}
END_TEST

START_TEST(what_was_measured_is_laid_over)
{
	g_autofree char *text = NULL;

	scratch_enter();
	text = table_of(
	    "time-wait", 1,
	    scratch_file("m.tsv",
			 "t_s\tserver_time_wait_n\tclient_time_wait_n\n"
			 "0\t0\t5\n"
			 "1.5\t0\t6\n"),
	    NULL);
	scratch_leave();
	ck_assert_ptr_nonnull(text);
	ck_assert(g_str_has_suffix(text,
				   "measured\tmeasured, client\t0\t5\n"
				   "measured\tmeasured, client\t1.5\t6\n"));
	ck_assert_ptr_null(strstr(text, "measured, server"));
}
END_TEST

static const struct {
	const char *text;
	const char *why;
} bad_series[] = {
    {"", "m.tsv:1: no column t_s"},
    {"x\ty\n1\t2\n", "m.tsv:1: no column t_s"},
    {"t_s\tcompleted_n\n0\t1\n", "m.tsv:1: nothing that this figure shows"},
    {"t_s\tclient_time_wait_n\n0\t0\n", "m.tsv:1: nothing that this figure"},
    {"t_s\tclient_time_wait_n\n0\tx\n", "m.tsv:2: no numbers"},
    {"t_s\tclient_time_wait_n\n0\t1\n5\n", "m.tsv:3: no numbers"},
    {"t_s\tclient_time_wait_n\nnan\t1\n", "m.tsv:2: no numbers"},
};

START_TEST(what_is_no_series_is_refused)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	scratch_enter();
	text = table_of("time-wait", 1,
			scratch_file("m.tsv", bad_series[_i].text), &error);
	scratch_leave();
	ck_assert_ptr_null(text);
	ck_assert_msg(strstr(error->message, bad_series[_i].why), "%s",
		      error->message);
}
END_TEST

START_TEST(memory_is_that_of_the_side_that_closes)
{
	g_autofree char *text = table_of("memory", 2, NULL, NULL);
	g_autofree char *client = g_strdup_printf(
	    "simulated\ta, client side\t4\t%lu\n",
	    (unsigned long)tasks[0].results.client.memory_bytes.peak);
	g_autofree char *server = g_strdup_printf(
	    "simulated\tb, server side\t4\t%lu\n",
	    (unsigned long)tasks[1].results.server.memory_bytes.peak);

	expect_table(text, "kind\tcurve\trate_per_s\tmemory_bytes");
	ck_assert_ptr_nonnull(strstr(text, client));
	ck_assert_ptr_nonnull(strstr(text, server));
}
END_TEST

START_TEST(connect_is_timed_by_ports)
{
	g_autofree char *text = table_of("connect", 1, NULL, NULL);

	expect_table(text, "kind\tcurve\tports_n\tconnect_s");
	ck_assert_ptr_nonnull(strstr(text, "limit\tall ports: 10\t10\t0\n"));
	/* 330 us of round trip, and 20 us of CPU time */
	ck_assert_ptr_nonnull(strstr(text, "\t0.00035"));
}
END_TEST

START_TEST(a_fin_is_sent_again_nine_times)
{
	g_autofree char *text = table_of("fin", 1, NULL, NULL);

	expect_table(text, "kind\tcurve\twhat\tcurve_n\tt_s\tsent_again_n");
	ck_assert_ptr_nonnull(strstr(text, "simulated\ta\tsent again\t1\t"));
	ck_assert_ptr_nonnull(strstr(text, "\t9\nsimulated\ta\tgiven up\t1\t"));
}
END_TEST

START_TEST(a_mistyped_name_is_near)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(figure_find("port", &error));
	ck_assert_ptr_nonnull(strstr(error->message, "near: ports"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("figure");
	TCase *tcase = tcase_create("bad series");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, what_is_no_series_is_refused, 0,
			    (int)suite_rows_n(bad_series));
	suite_add_tcase(suite, tcase);
	suite_add_fixture(suite, "over time",
			  curves_over_time_have_their_runs_names, set_up,
			  tear_down);
	suite_add_fixture(suite, "ports",
			  ports_have_limits_and_the_first_refusal, set_up,
			  tear_down);
	suite_add_fixture(suite, "measured", what_was_measured_is_laid_over,
			  set_up, tear_down);
	suite_add_fixture(suite, "memory",
			  memory_is_that_of_the_side_that_closes, set_up,
			  tear_down);
	suite_add_fixture(suite, "connect", connect_is_timed_by_ports, set_up,
			  tear_down);
	suite_add_fixture(suite, "fin", a_fin_is_sent_again_nine_times, set_up,
			  tear_down);
	suite_add(suite, a_mistyped_name_is_near);
	return suite_run(suite);
}
