#include "world/holding.h"

#include "run/scenario.h"
#include "suite.h"

#include <math.h>

static struct config config;

static void set_up(void)
{
	struct scenario scenario;

	scenario_init(&scenario);
	if (!scenario_load(&scenario, "linux-6.18", "linux-6.18", "cloud-vm",
			   NULL) ||
	    !scenario_finish(&scenario, NULL))
		abort();
	config = scenario.config;
	scenario_fini(&scenario);
	config.machine.memory_bytes = INT64_C(1) << 30;
	config.machine.tasks_max = 1000;
	config.machine.descriptors_max = 5000;
	config.clients_n = 1;
}

START_TEST(tasks_end_first_where_each_has_one)
{
	struct holding holding;

	config.server_model = _i == 0 ? SERVER_FORK : SERVER_THREAD;
	holding = holding_of(&config);
	ck_assert_int_eq(holding.first, HOLDING_TASKS);
	ck_assert_double_eq(holding.n[HOLDING_TASKS], 1000);
	ck_assert_int_eq(isinf(holding.n[HOLDING_DESCRIPTORS]) != 0, _i == 0);
	ck_assert_int_eq(holding_served_max(&config), 1000);
	ck_assert_int_eq(holding_files_max(&config), _i == 0 ? 0 : 5000);
}
END_TEST

START_TEST(descriptors_end_first_in_one_process)
{
	struct holding holding;

	config.server_model = _i == 0 ? SERVER_POOL : SERVER_EVENT;
	holding = holding_of(&config);
	ck_assert_int_eq(holding.first, HOLDING_DESCRIPTORS);
	ck_assert(isinf(holding.n[HOLDING_TASKS]));
	ck_assert_int_eq(holding_served_max(&config), INT64_MAX);
	ck_assert_int_eq(holding_files_max(&config), 5000);
}
END_TEST

/* A socket of 32768 / 13 octets, an inode of 16384 / 19, a file and a dentry of
 * 4096 / 21 each, and an entry of 192: 3965 octets */
START_TEST(memory_ends_first_where_it_is_little)
{
	struct holding holding;

	config.server_model = SERVER_EVENT;
	config.machine.memory_bytes = 3965 * 100;
	holding = holding_of(&config);
	ck_assert_int_eq(holding.first, HOLDING_MEMORY);
	ck_assert_double_gt(holding.n[HOLDING_MEMORY], 99);
	ck_assert_double_lt(holding.n[HOLDING_MEMORY], 101);
	config.machine.memory_bytes = INT64_C(1) << 40;
	config.machine.descriptors_max = 0;
	ck_assert_int_eq(holding_of(&config).first, HOLDING_PORTS);
	ck_assert_int_eq(holding_files_max(&config), 0);
}
END_TEST

/* Beside what the test above counts: 16384 octets in one buffer, of 8192 / 16
 * and 8192 / 14 octets; 5 pages count */
START_TEST(unread_data_takes_memory_of_its_own)
{
	struct holding holding;
	double each = 3965 + 512 + 585 + 16384;

	config.server_model = SERVER_EVENT;
	config.hold_ns = NS_PER_S;
	config.unread_bytes = 16384;
	config.unread_at = END_SERVER;
	config.machine.descriptors_max = 0;
	config.machine.memory_bytes = (int64_t)(each * 100);
	config.machine.tcp_memory_bytes = 0;
	holding = holding_of(&config);
	ck_assert_int_eq(holding.first, HOLDING_MEMORY);
	ck_assert_double_gt(holding.n[HOLDING_MEMORY], 99.9);
	ck_assert_double_lt(holding.n[HOLDING_MEMORY], 100.1);
	ck_assert(isinf(holding.n[HOLDING_BUFFERS]));
	config.machine.tcp_memory_bytes = INT64_C(50) * 5 * 4096;
	holding = holding_of(&config);
	ck_assert_int_eq(holding.first, HOLDING_BUFFERS);
	ck_assert_double_eq(holding.n[HOLDING_BUFFERS], 50);
}
END_TEST

/* What the client's window does not let in waits at the server. */
START_TEST(a_slow_reader_costs_its_server_what_its_window_keeps_out)
{
	config.server_model = SERVER_EVENT;
	config.hold_ns = NS_PER_S;
	config.unread_at = END_CLIENT;
	config.unread_bytes = config.client.window;
	ck_assert(isinf(holding_of(&config).n[HOLDING_BUFFERS]));
	config.unread_bytes += 3 * 4096;
	config.machine.tcp_memory_bytes = 4 * 4096;
	ck_assert_double_eq(holding_of(&config).n[HOLDING_BUFFERS], 1);
}
END_TEST

/* 40/s keep two CPUs busy, of 50 ms each. */
START_TEST(cpu_ends_first_where_a_connection_takes_much_of_it)
{
	struct holding holding;

	config.server_model = SERVER_EVENT;
	config.hold_ns = 30 * NS_PER_S;
	config.machine.cpus_n = 2;
	config.machine.event_ns = 50 * NS_PER_MS;
	holding = holding_of(&config);
	ck_assert_int_eq(holding.first, HOLDING_CPU);
	ck_assert_double_eq_tol(holding.n[HOLDING_CPU], 1200, 1e-9);
	config.rate = (struct rate){.n = 40, .per_ns = NS_PER_S};
	ck_assert_double_eq_tol(holding_cpus_needed(&config), 2, 1e-9);
	config.machine.event_ns = 0;
	ck_assert(isinf(holding_of(&config).n[HOLDING_CPU]));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("holding");
	TCase *tcase = tcase_create("all");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, tasks_end_first_where_each_has_one, 0, 2);
	tcase_add_loop_test(tcase, descriptors_end_first_in_one_process, 0, 2);
	tcase_add_test(tcase, memory_ends_first_where_it_is_little);
	tcase_add_test(tcase, unread_data_takes_memory_of_its_own);
	tcase_add_test(
	    tcase, a_slow_reader_costs_its_server_what_its_window_keeps_out);
	tcase_add_test(tcase,
		       cpu_ends_first_where_a_connection_takes_much_of_it);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
