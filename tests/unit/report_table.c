#include "run/report_table.h"

#include "run/report_text.h"
#include "run/scenario.h"
#include "suite.h"

#include <math.h>
#include <string.h>

#define WIDTH 100

static struct scenario scenario;
static struct results results;
static struct report report;

static void set_up(void)
{
	scenario_init(&scenario);
	ck_assert(scenario_load(&scenario, "linux-6.18", "linux-6.18",
				"cloud-vm", NULL));
	ck_assert(scenario_finish(&scenario, NULL));
	results_init(&results);
	results.attempted = 100000;
	results.client.ports_available = 28232;
	results.client.time_wait.peak = 28232;
	results.client.connect_cheap_p50_s = 350e-6;
	results.max_rate_per_s = 501;
	results.cheap_rate_per_s = 227;
	report =
	    (struct report){.config = &scenario.config, .results = &results};
}

static void tear_down(void)
{
	scenario_fini(&scenario);
}

/* No line too wide, no blank at an end, a newline last, ASCII only. */
static void check_form(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	ck_assert(g_str_has_suffix(text, "\n"));
	ck_assert(g_str_is_ascii(text));
	for (size_t i = 0; lines[i]; i++) {
		ck_assert_uint_le(strlen(lines[i]), WIDTH);
		ck_assert(!g_str_has_suffix(lines[i], " "));
	}
}

static void expect(const char *beginning, const char *part)
{
	g_autofree char *text = report_table_new(&report);

	check_form(text);
	ck_assert_msg(g_str_has_prefix(text, beginning), "%s", text);
	ck_assert_msg(strstr(text, part), "%s", text);
}

START_TEST(says_that_it_holds)
{
	expect("YES, it holds: no connect fails.\n",
	       "at the peak 28 232 on the client side");
}
END_TEST

START_TEST(says_when_it_fails_and_why)
{
	results.no_port = 8376;
	results.no_port_first_s = 56.464;
	results.no_port_fraction = 0.08376;
	expect("NO, it does not hold: from 56.5 s on connect() fails, 8.38 % "
	       "of all connects.\n",
	       "EADDRNOTAVAIL (Cannot assign requested address)");
	scenario.config.port_pick = PICK_BIND;
	expect("NO", "bind() gives EADDRINUSE");
}
END_TEST

START_TEST(says_that_it_is_slow)
{
	results.client.connect_dear_p50_s = 5.1e-3;
	expect("YES, no connect fails, BUT connect() becomes slow.\n",
	       "takes 350 us, 5.1 ms from 28.2 s on");
}
END_TEST

START_TEST(says_that_the_run_was_too_short)
{
	results.max_rate_per_s = 455;
	expect("YES, it holds: no connect fails.\nFor LONGER it does not hold: "
	       "at this rate the ports are full after 56.5 s.\n",
	       "What helps");
}
END_TEST

START_TEST(says_what_ends_first)
{
	scenario.config.hold_ns = NS_PER_S;
	expect("YES", "Ends first     the clients' ports, at 28 232 open "
		      "connections of a server; memory, at 725 561");
	scenario.config.machine.tasks_max = 1000;
	expect("YES", "Ends first     threads, at 1 000 open connections");
	scenario.config.hold_ns = 0;
	results.server.unserved = 5;
	expect("NO, it does not hold: a server has too few processes",
	       "What helps     --server-model event");
}
END_TEST

START_TEST(says_that_mbufs_are_used_up)
{
	scenario.config.closer = CLOSER_SERVER;
	results.server.no_memory = 7;
	expect("NO, it does not hold: the mbufs are used up",
	       "7 SYNs are dropped at the server");
	expect("NO", "What helps     --close client, or --set");
}
END_TEST

START_TEST(says_what_breaks)
{
	results.timed_out = 3;
	expect("NO, it does not hold: there is always a port, but 3 "
	       "connections break.\n",
	       "3 timed out, 0 refused, 0 reset");
}
END_TEST

START_TEST(says_what_helps)
{
	results.no_port = 1;
	expect("NO", "--set client:net.ipv4.tcp_tw_reuse=1");
	expect("NO", "--close server");
}
END_TEST

START_TEST(says_what_is_unverified_and_partial)
{
	report.unverified_n = 2;
	report.ending = SIMULATE_STOPPED;
	results.simulated_s = 12;
	expect("PARTIAL: stopped at 12 s of 200 s; all below is up to then.\n"
	       "So far it holds: no connect has failed.\n",
	       "2 of the values used");
	results.simulated_s = 212;
	expect("PARTIAL: stopped at 212 s, after the last of 200 s of connects",
	       "So far it holds");
}
END_TEST

START_TEST(partial_says_what_has_failed)
{
	report.ending = SIMULATE_NO_MEMORY;
	report.memory_limit = memory_limit_given(3 << 20);
	results.simulated_s = 100;
	results.no_port = 5;
	results.no_port_first_s = 56;
	results.no_port_fraction = 0.5;
	expect("PARTIAL: stopped at 100 s of 200 s; it took more memory than "
	       "the 3 MiB of --max-memory;",
	       "NO, it does not hold: from 56 s on connect() fails, 50 % of "
	       "all connects so far.\n");
}
END_TEST

START_TEST(nothing_known_has_its_form)
{
	results_init(&results);
	expect("YES", "TIME-WAIT");
}
END_TEST

#define CHECK_TEXT(made, expected)                 \
	do {                                       \
		g_autofree char *text_ = (made);   \
		ck_assert_str_eq(text_, expected); \
	} while (0)

START_TEST(numbers_are_short)
{
	CHECK_TEXT(report_text_count(0), "0");
	CHECK_TEXT(report_text_count(28232), "28 232");
	CHECK_TEXT(report_text_count(UINT64_MAX), "18 446 744 073 709 551 615");
	CHECK_TEXT(report_text_real(0.459), "0.459");
	CHECK_TEXT(report_text_real(999.7), "1 000");
	CHECK_TEXT(report_text_real((double)NAN), "-");
	CHECK_TEXT(report_text_seconds(20e-6), "20 us");
	CHECK_TEXT(report_text_seconds(60), "60 s");
	CHECK_TEXT(report_text_seconds(0), "0 s");
	CHECK_TEXT(report_text_seconds((double)NAN), "-");
	CHECK_TEXT(report_text_bytes(0), "0 B");
	CHECK_TEXT(report_text_bytes(1 << 20), "1 MiB");
	CHECK_TEXT(report_text_share(1e-9), "less than 0.001 %");
	CHECK_TEXT(report_text_share(0), "0 %");
	CHECK_TEXT(report_text_share(0.99999), "more than 99.9 %");
	CHECK_TEXT(report_text_rate(470.53), "470/s");
	CHECK_TEXT(report_text_rate(0.533), "0.533/s");
}
END_TEST

START_TEST(paragraph_is_wrapped)
{
	g_autoptr(GString) to = g_string_new(NULL);
	g_autoptr(GString) text = g_string_new("a");

	for (int i = 0; i < 60; i++)
		g_string_append(text, " 28 232 ports");
	report_text_wrap(to, "  Label", 10, text->str);
	check_form(to->str);
	ck_assert(g_str_has_prefix(to->str, "  Label   a 28 232 ports "));
	ck_assert_ptr_null(strstr(to->str, "28\n"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("report_table");

	suite_add_fixture(suite, "holds", says_that_it_holds, set_up,
			  tear_down);
	suite_add_fixture(suite, "fails", says_when_it_fails_and_why, set_up,
			  tear_down);
	suite_add_fixture(suite, "slow", says_that_it_is_slow, set_up,
			  tear_down);
	suite_add_fixture(suite, "first", says_what_ends_first, set_up,
			  tear_down);
	suite_add_fixture(suite, "mbufs", says_that_mbufs_are_used_up, set_up,
			  tear_down);
	suite_add_fixture(suite, "short", says_that_the_run_was_too_short,
			  set_up, tear_down);
	suite_add_fixture(suite, "breaks", says_what_breaks, set_up, tear_down);
	suite_add_fixture(suite, "helps", says_what_helps, set_up, tear_down);
	suite_add_fixture(suite, "unverified",
			  says_what_is_unverified_and_partial, set_up,
			  tear_down);
	suite_add_fixture(suite, "partial", partial_says_what_has_failed,
			  set_up, tear_down);
	suite_add_fixture(suite, "nothing", nothing_known_has_its_form, set_up,
			  tear_down);
	suite_add(suite, numbers_are_short);
	suite_add(suite, paragraph_is_wrapped);
	return suite_run(suite);
}
