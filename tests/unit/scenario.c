#include "run/scenario.h"

#include "scratch.h"
#include "suite.h"

#include <string.h>

static struct scenario scenario;

static void set_up(void)
{
	scenario_init(&scenario);
	ck_assert(scenario_load(&scenario, "linux-6.18", "rfc9293", "cloud-vm",
				NULL));
}

static void tear_down(void)
{
	scenario_fini(&scenario);
}

static const struct profile *client(void)
{
	return &scenario.client->value.profile;
}

static const struct profile *server(void)
{
	return &scenario.server->value.profile;
}

START_TEST(set_reaches_both_sides_one_or_the_machine)
{
	ck_assert(scenario_set(&scenario, "clock.hz=1000", NULL));
	ck_assert_int_eq(client()->hz, 1000);
	ck_assert_int_eq(server()->hz, 1000);
	ck_assert(scenario_set(&scenario, "client:clock.hz = 100", NULL));
	ck_assert_int_eq(client()->hz, 100);
	ck_assert_int_eq(server()->hz, 1000);
	ck_assert(scenario_set(&scenario, "server:clock.hz=300", NULL));
	ck_assert_int_eq(server()->hz, 300);
	ck_assert(scenario_set(&scenario, "connect.probe=1us", NULL));
	ck_assert_int_eq(scenario.machine->value.machine.connect_probe_ns,
			 1000);
}
END_TEST

START_TEST(bad_set_is_refused)
{
	static const char *const bad[] = {
	    "",		 "clock.hz",	 "=1",
	    "clok.hz=1", "clock.hz=abc", "client:connect.probe=1us",
	};
	g_autoptr(GError) error = NULL;

	for (size_t i = 0; i < suite_rows_n(bad); i++) {
		ck_assert(!scenario_set(&scenario, bad[i], &error));
		g_clear_error(&error);
	}
}
END_TEST

START_TEST(msl_is_half_of_time_wait)
{
	g_autoptr(GError) error = NULL;

	ck_assert(scenario_set_msl(&scenario, "30s", NULL));
	ck_assert_int_eq(client()->time_wait_ns, 60 * NS_PER_S);
	ck_assert_int_eq(server()->time_wait_ns, 60 * NS_PER_S);
	ck_assert(!scenario_set_msl(&scenario, "24h", &error));
	ck_assert_ptr_nonnull(error);
}
END_TEST

START_TEST(sysctls_are_laid_over_both)
{
	scratch_enter();
	ck_assert(scenario_sysctl(
	    &scenario,
	    scratch_file("s", "net.ipv4.tcp_tw_reuse = 1\n"
			      "net.ipv4.ip_local_port_range = 1024\t2047\n"
			      "kernel.pid_max = 3\n"
			      "-net.ipv4.tcp_rfc1337 = 9\n"
			      "net.ipv4.tcp_fin_timeout = 15\n"),
	    NULL));
	ck_assert_int_eq(client()->tcp_tw_reuse, 1);
	ck_assert_uint_eq(server()->port_range.high, 2047);
	ck_assert_uint_eq(scenario.notes->len, 2);
	scratch_leave();
}
END_TEST

START_TEST(bad_sysctl_has_its_line)
{
	g_autoptr(GError) error = NULL;

	scratch_enter();
	ck_assert(!scenario_sysctl(
	    &scenario, scratch_file("s", "#\nnet.ipv4.tcp_tw_reuse = 7\n"),
	    &error));
	ck_assert_ptr_nonnull(
	    strstr(error->message, "/s:2: net.ipv4.tcp_tw_reuse: '7' is"));
	scratch_leave();
}
END_TEST

START_TEST(host_tells_what_it_has)
{
	g_autofree char *net = NULL;
	g_autofree char *folder = NULL;

	scratch_enter();
	net = g_build_filename(scratch_folder, "net", NULL);
	folder = g_build_filename(net, "ipv4", NULL);
	g_mkdir_with_parents(folder, 0700);
	scratch_file("net/ipv4/tcp_tw_reuse", "1\n");
	scratch_file("net/ipv4/ip_local_port_range", "2000\t3000\n");
	ck_assert(scenario_this_host(&scenario, scratch_folder, NULL));
	ck_assert_int_eq(client()->tcp_tw_reuse, 1);
	ck_assert_uint_eq(client()->port_range.low, 2000);
	ck_assert_int_eq(client()->tcp_max_tw_buckets, 131072);
	ck_assert_uint_eq(scenario.notes->len, 1);
	for (guint i = 0; i < scratch_files->len; i++)
		g_unlink(g_ptr_array_index(scratch_files, i));
	g_rmdir(folder);
	g_rmdir(net);
	scratch_leave();
}
END_TEST

START_TEST(json_has_every_setting)
{
	g_autoptr(JsonObject) json = NULL;
	size_t rows_n;
	const struct field *rows = config_rows(&rows_n);
	JsonObject *stack;

	ck_assert(scenario_finish(&scenario, NULL));
	json = scenario_json(&scenario);
	for (size_t i = 0; i < rows_n; i++)
		ck_assert(json_object_has_member(json, rows[i].name));
	stack = json_object_get_object_member(json, "server_stack");
	ck_assert_str_eq(json_object_get_string_member(stack, "name"),
			 "rfc9293");
	rows = profile_rows(&rows_n);
	for (size_t i = 0; i < rows_n; i++)
		ck_assert(json_object_has_member(stack, rows[i].name));
	ck_assert_str_eq(json_object_get_string_member(json, "ports"),
			 "32768-60999");
	ck_assert_int_eq(json_object_get_int_member(json, "unverified"), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("scenario");

	suite_add_fixture(suite, "set",
			  set_reaches_both_sides_one_or_the_machine, set_up,
			  tear_down);
	suite_add_fixture(suite, "bad_set", bad_set_is_refused, set_up,
			  tear_down);
	suite_add_fixture(suite, "msl", msl_is_half_of_time_wait, set_up,
			  tear_down);
	suite_add_fixture(suite, "sysctl", sysctls_are_laid_over_both, set_up,
			  tear_down);
	suite_add_fixture(suite, "bad_sysctl", bad_sysctl_has_its_line, set_up,
			  tear_down);
	suite_add_fixture(suite, "host", host_tells_what_it_has, set_up,
			  tear_down);
	suite_add_fixture(suite, "json", json_has_every_setting, set_up,
			  tear_down);
	return suite_run(suite);
}
