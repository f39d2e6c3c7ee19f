#include "run/memory.h"

#include "scratch.h"
#include "suite.h"

#include <string.h>
#include <sys/resource.h>

/* What a host says of itself, in files that are made here. */

static GPtrArray *folders;

static void enter(void)
{
	scratch_enter();
	folders = g_ptr_array_new_with_free_func(g_free);
}

static void leave(void)
{
	for (guint i = 0; i < scratch_files->len; i++)
		g_unlink(g_ptr_array_index(scratch_files, i));
	for (guint i = folders->len; i-- > 0;)
		g_rmdir(g_ptr_array_index(folders, i));
	scratch_leave();
	g_ptr_array_unref(folders);
}

static void make_folders(const char *path)
{
	for (const char *slash = path; (slash = strchr(slash + 1, '/'));) {
		g_autofree char *name = g_strndup(path, (gsize)(slash - path));
		char *full = g_build_filename(scratch_folder, name, NULL);

		g_mkdir(full, 0700);
		g_ptr_array_add(folders, full);
	}
}

static void says(const char *path, const char *text)
{
	make_folders(path);
	scratch_file(path, text);
}

/* What may be taken beside what is; the program itself grows a little. */
#define SLACK_BYTES (4 << 20)

static void expect(int64_t room_bytes, const char *of)
{
	struct memory_limit limit = memory_limit_find(scratch_folder);
	int64_t got = memory_room_bytes(&limit);

	ck_assert_msg(got <= room_bytes && got >= room_bytes - SLACK_BYTES,
		      "%" G_GINT64_FORMAT " and not %" G_GINT64_FORMAT, got,
		      room_bytes);
	ck_assert_str_eq(limit.of, of);
	ck_assert(!memory_is_over(&limit));
}

#define MIB (INT64_C(1) << 20)

START_TEST(nobody_says)
{
	struct memory_limit limit = memory_limit_find("/nonexistent");

	ck_assert_int_eq(limit.most_bytes, INT64_MAX);
	ck_assert(!memory_is_over(&limit));
	ck_assert_int_gt(memory_room_bytes(&limit), INT64_MAX / 2);
}
END_TEST

START_TEST(free_memory_but_a_twentieth)
{
	says("proc/meminfo", "MemTotal:        9999999 kB\n"
			     "MemFree:           10000 kB\n"
			     "MemAvailable:    1024000 kB\n");
	expect(950 * MIB + 8, "that are free");
}
END_TEST

START_TEST(group_of_version_2_and_those_above)
{
	says("proc/meminfo", "MemAvailable:    99999999 kB\n");
	says("proc/self/cgroup", "0::/a/b\n");
	says("sys/fs/cgroup/a/memory.max", "524288000\n"); /* 500 MiB */
	says("sys/fs/cgroup/a/memory.high", "max\n");
	says("sys/fs/cgroup/a/memory.current", "314572800\n"); /* 300 MiB */
	says("sys/fs/cgroup/a/memory.stat",
	     "anon 1\ninactive_file 104857600\nactive_file 2\n");
	says("sys/fs/cgroup/a/b/memory.max", "max\n");
	says("sys/fs/cgroup/a/b/memory.high", "max\n");
	says("sys/fs/cgroup/a/b/memory.current", "1\n");
	expect(300 * MIB, "of its cgroup");
	says("sys/fs/cgroup/a/b/memory.high", "209715201\n");
	expect(200 * MIB, "of its cgroup");
}
END_TEST

START_TEST(group_of_version_1)
{
	says("proc/self/cgroup", "5:cpu,cpuacct:/\n4:memory:/a\n0::/\n");
	says("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "209715200\n");
	says("sys/fs/cgroup/memory/a/memory.usage_in_bytes", "104857600\n");
	says("sys/fs/cgroup/memory/a/memory.stat",
	     "inactive_file 5\ntotal_inactive_file 52428800\n");
	expect(150 * MIB, "of its cgroup");
}
END_TEST

START_TEST(group_that_is_full_has_no_room)
{
	struct memory_limit limit;

	says("proc/self/cgroup", "0::/\n");
	says("sys/fs/cgroup/memory.max", "1000000\n");
	says("sys/fs/cgroup/memory.current", "2000000\n");
	limit = memory_limit_find(scratch_folder);
	ck_assert_int_eq(memory_room_bytes(&limit), 0);
}
END_TEST

START_TEST(address_space)
{
	struct rlimit space;
	struct memory_limit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_AS, &space), 0);
	space.rlim_cur = INT64_C(1) << 50;
	ck_assert_int_eq(setrlimit(RLIMIT_AS, &space), 0);
	limit = memory_limit_find("/nonexistent");
	ck_assert(limit.is_virtual);
	ck_assert_int_lt(limit.most_bytes, INT64_C(1) << 50);
	ck_assert_int_gt(limit.most_bytes, INT64_C(9) << 46);
}
END_TEST

START_TEST(nonsense_is_no_limit)
{
	says("proc/meminfo", "MemAvailable:\nMemAvailable\n\n");
	says("proc/self/cgroup", "\nx\n0:\n0::\n");
	ck_assert_int_eq(memory_limit_find(scratch_folder).most_bytes,
			 INT64_MAX);
}
END_TEST

START_TEST(given_limit_is_told_and_passed)
{
	struct memory_limit limit = memory_limit_given(2 * MIB);
	g_autofree char *text = memory_limit_text(&limit);
	g_autofree char *taken = g_malloc(4 * MIB);

	ck_assert_str_eq(text, "the 2 MiB of --max-memory");
	memset(taken, 1, 4 * MIB);
	ck_assert(memory_is_over(&limit));
	limit = memory_limit_given(INT64_C(1) << 50);
	ck_assert(!memory_is_over(&limit));
}
END_TEST

#define ADD(test) suite_add_fixture(suite, #test, test, enter, leave)

int main(void)
{
	Suite *suite = suite_create("memory");

	suite_add(suite, nobody_says);
	ADD(free_memory_but_a_twentieth);
	ADD(group_of_version_2_and_those_above);
	ADD(group_of_version_1);
	ADD(group_that_is_full_has_no_room);
	ADD(nonsense_is_no_limit);
	suite_add(suite, address_space);
	suite_add(suite, given_limit_is_told_and_passed);
	return suite_run(suite);
}
