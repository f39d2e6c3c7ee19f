#include "world/config.h"

#include "stack.h"
#include "suite.h"

#include <string.h>

static struct config defaults(void)
{
	struct config config;

	config_init(&config);
	config.client = stack_load("linux-6.18");
	return config;
}

START_TEST(defaults_are_the_main_job)
{
	struct config config = defaults();
	struct complaint complaint;

	ck_assert_double_eq(rate_per_s(config.rate), 500);
	ck_assert_int_eq(config.duration_ns, 200 * NS_PER_S);
	ck_assert_int_eq(config.closer, CLOSER_CLIENT);
	ck_assert_int_eq(config.answer_bytes, 26);
	ck_assert(config_check(&config, &complaint));
	ck_assert(!config_is_loopback(&config));
}
END_TEST

START_TEST(ports_are_given_or_those_of_the_stack)
{
	struct config config = defaults();

	ck_assert_uint_eq(port_range_count(config_client_ports(&config)),
			  28232);
	config.ports = (struct port_range){1000, 1009};
	ck_assert_uint_eq(config_client_ports(&config).low, 1000);
	ck_assert_uint_eq(port_range_count(config_client_ports(&config)), 10);
}
END_TEST

START_TEST(loopback_is_127)
{
	struct config config = defaults();

	config.server_address = UINT32_C(0x7f000001);
	ck_assert(config_is_loopback(&config));
	config.server_address = UINT32_C(0x7fffffff);
	ck_assert(config_is_loopback(&config));
	config.server_address = UINT32_C(0x80000001);
	ck_assert(!config_is_loopback(&config));
	config.server_address = UINT32_C(0x7effffff);
	ck_assert(!config_is_loopback(&config));
}
END_TEST

START_TEST(each_setting_reads_back_what_it_prints)
{
	struct config config = defaults(), again = defaults();
	const struct field *rows;
	char text[FIELD_TEXT_SIZE];
	struct complaint complaint;
	size_t rows_n;

	config.ports = (struct port_range){1000, 1009};
	rows = config_rows(&rows_n);
	ck_assert_uint_gt(rows_n, 10);
	for (size_t i = 0; i < rows_n; i++) {
		field_print(&rows[i], &config, text, sizeof(text));
		ck_assert_msg(field_set(&rows[i], &again, text, &complaint),
			      "%s: %s", rows[i].name, complaint.text);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(rows[i].name, rows[j].name);
	}
	ck_assert_double_eq(rate_per_s(again.rate), rate_per_s(config.rate));
	ck_assert_uint_eq(again.ports.high, 1009);
	ck_assert_uint_eq(again.server_address, config.server_address);
}
END_TEST

START_TEST(number_of_flows_is_bounded)
{
	struct config config = defaults();
	struct complaint complaint = {.text = ""};

	config.clients_n = 65536;
	ck_assert(config_check(&config, &complaint));
	config.server_ports_n = 2;
	ck_assert(!config_check(&config, &complaint));
	ck_assert_ptr_nonnull(strstr(complaint.text, "--ports"));
	config.ports = (struct port_range){1, 1};
	ck_assert(config_check(&config, &complaint));
	config.servers_n = 65536;
	config.server_ports_n = 65535;
	ck_assert(!config_check(&config, &complaint));
	config.clients_n = 1;
	config.server_ports_n = 256;
	ck_assert(config_check(&config, &complaint));
	config.clients_n = 2;
	ck_assert(!config_check(&config, &complaint));
	ck_assert_ptr_nonnull(strstr(complaint.text, "--clients"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("config");

	suite_add(suite, defaults_are_the_main_job);
	suite_add(suite, ports_are_given_or_those_of_the_stack);
	suite_add(suite, loopback_is_127);
	suite_add(suite, each_setting_reads_back_what_it_prints);
	suite_add(suite, number_of_flows_is_bounded);
	return suite_run(suite);
}
