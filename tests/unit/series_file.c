#include "run/series_file.h"

#include "base/units.h"
#include "scratch.h"
#include "suite.h"

static const struct sample sample = {
    .t_ns = 1500 * NS_PER_MS,
    .client_time_wait_n = 1,
    .server_time_wait_n = 2,
    .client_ports_n = 3,
    .client_memory_bytes = 4,
    .server_memory_bytes = 5,
    .completed_n = 6,
    .no_port_n = 7,
    .attempted_n = 8,
    .established_n = UINT64_MAX - 1,
};

START_TEST(columns_are_the_contract)
{
	struct sample start = sample;
	struct series_file *series;
	const char *path;
	g_autofree char *text = NULL;

	scratch_enter();
	path = scratch_path("s.tsv");
	series = series_file_open(path, NULL);
	start.t_ns = 0;
	start.server_memory_bytes = RESULT_UNKNOWN;
	ck_assert(series_file_add(series, &start, NULL));
	ck_assert(series_file_add(series, &sample, NULL));
	ck_assert(series_file_commit(series, NULL));
	text = scratch_read(path);
	ck_assert_str_eq(
	    text,
	    "t_s\tclient_time_wait_n\tserver_time_wait_n\tclient_ports_n\t"
	    "client_memory_bytes\tserver_memory_bytes\tcompleted_n\t"
	    "no_port_n\tattempted_n\testablished_n\n"
	    "0\t1\t2\t3\t4\tnan\t6\t7\t8\t18446744073709551614\n"
	    "1.5\t1\t2\t3\t4\t5\t6\t7\t8\t18446744073709551614\n");
	scratch_leave();
}
END_TEST

START_TEST(discard_leaves_nothing)
{
	struct series_file *series;

	scratch_enter();
	series = series_file_open(scratch_path("s.tsv"), NULL);
	ck_assert(series_file_add(series, &sample, NULL));
	series_file_discard(series);
	ck_assert_uint_eq(scratch_files_n(), 0);
	scratch_leave();
}
END_TEST

START_TEST(unwritable_is_refused)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(series_file_open("/nonexistent/s.tsv", &error));
	ck_assert_ptr_nonnull(error);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("series_file");

	suite_add(suite, columns_are_the_contract);
	suite_add(suite, discard_leaves_nothing);
	suite_add(suite, unwritable_is_refused);
	return suite_run(suite);
}
