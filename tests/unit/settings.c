#include "run/settings.h"

#include "suite.h"

/* The later of two equal names holds, and models come first. */
START_TEST(settings_make_a_scenario)
{
	struct scenario scenario;
	struct settings settings;

	scenario_init(&scenario);
	settings_init(&settings, &scenario);
	ck_assert(settings_take(&settings, "rate", "5/s", "", NULL));
	ck_assert(settings_take(&settings, "rate", "7/s", "", NULL));
	ck_assert(settings_take(&settings, "client:net.ipv4.tcp_rfc1337", "1",
				"", NULL));
	ck_assert(settings_take(&settings, "msl", "3s", "", NULL));
	ck_assert(
	    settings_take(&settings, "server-stack", "rfc9293", "", NULL));
	ck_assert(settings_finish(&settings, NULL));
	ck_assert_uint_eq(scenario.config.rate.n, 7);
	ck_assert(scenario.config.client.tcp_rfc1337);
	ck_assert_int_eq(scenario.config.client.time_wait_ns, 6 * NS_PER_S);
	ck_assert_str_eq(model_name(scenario.server), "rfc9293");
	ck_assert_str_eq(model_name(scenario.client), SETTINGS_DEFAULT_STACK);
	settings_fini(&settings);
	scenario_fini(&scenario);
}
END_TEST

START_TEST(fault_begins_with_its_place)
{
	struct scenario scenario;
	struct settings settings;
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) later = NULL;

	scenario_init(&scenario);
	settings_init(&settings, &scenario);
	ck_assert(!settings_take(&settings, "rate", "x", "a:1: ", &error));
	ck_assert(g_str_has_prefix(error->message, "a:1: rate: "));
	ck_assert(settings_take(&settings, "nonsense", "1", "a:2: ", NULL));
	ck_assert(!settings_finish(&settings, &later));
	ck_assert(g_str_has_prefix(later->message, "a:2: no setting"));
	settings_fini(&settings);
	scenario_fini(&scenario);
}
END_TEST

START_TEST(option_says_the_same)
{
	g_autoptr(GString) to = g_string_new(NULL);

	settings_option(to, "rate", "5/s");
	settings_option(to, "stack", "linux-4.19");
	settings_option(to, "net.ipv4.tcp_tw_reuse", "1");
	settings_option(to, "net.ipv4.ip_local_port_range", "1024 65535");
	ck_assert_str_eq(to->str, " --rate 5/s --stack linux-4.19 --set "
				  "net.ipv4.tcp_tw_reuse=1 --set "
				  "'net.ipv4.ip_local_port_range=1024 65535'");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("settings");

	suite_add(suite, settings_make_a_scenario);
	suite_add(suite, fault_begins_with_its_place);
	suite_add(suite, option_says_the_same);
	return suite_run(suite);
}
