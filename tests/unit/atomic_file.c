#include "run/atomic_file.h"

#include "scratch.h"
#include "suite.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct atomic_file *begin(const char *path, const char *text)
{
	struct atomic_file *file = atomic_file_open(path, NULL);

	ck_assert_ptr_nonnull(file);
	ck_assert(atomic_file_write(file, text, strlen(text), NULL));
	return file;
}

START_TEST(is_there_only_when_whole)
{
	struct atomic_file *file;
	const char *path;
	g_autofree char *text = NULL;

	scratch_enter();
	path = scratch_path("new");
	file = begin(path, "hello\n");
	ck_assert(!g_file_test(path, G_FILE_TEST_EXISTS));
	ck_assert(atomic_file_commit(file, NULL));
	text = scratch_read(path);
	ck_assert_str_eq(text, "hello\n");
	ck_assert_uint_eq(scratch_files_n(), 1);
	scratch_leave();
}
END_TEST

START_TEST(discard_keeps_the_old)
{
	const char *path;
	g_autofree char *text = NULL;

	scratch_enter();
	path = scratch_file("old", "old\n");
	atomic_file_discard(begin(path, "new\n"));
	text = scratch_read(path);
	ck_assert_str_eq(text, "old\n");
	ck_assert_uint_eq(scratch_files_n(), 1);
	scratch_leave();
}
END_TEST

START_TEST(mode_and_link_are_kept)
{
	const char *path, *link;
	g_autofree char *text = NULL;
	struct stat status;

	scratch_enter();
	path = scratch_file("target", "old\n");
	ck_assert_int_eq(g_chmod(path, 0640), 0);
	link = scratch_path("link");
	ck_assert_int_eq(symlink(path, link), 0);
	ck_assert(atomic_file_commit(begin(link, "new\n"), NULL));
	ck_assert(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
	text = scratch_read(path);
	ck_assert_str_eq(text, "new\n");
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_int_eq(status.st_mode & 0777, 0640);
	scratch_leave();
}
END_TEST

START_TEST(unwritable_is_known_at_once)
{
	g_autoptr(GError) error = NULL;
	const char *path;

	scratch_enter();
	path = scratch_path("no/such/folder");
	ck_assert_ptr_null(atomic_file_open(path, &error));
	ck_assert(
	    g_error_matches(error, ATOMIC_FILE_ERROR, ATOMIC_FILE_ERROR_OPEN));
	g_clear_error(&error);
	ck_assert_ptr_null(atomic_file_open(scratch_folder, &error));
	ck_assert(
	    g_error_matches(error, ATOMIC_FILE_ERROR, ATOMIC_FILE_ERROR_OPEN));
	ck_assert_uint_eq(scratch_files_n(), 0);
	scratch_leave();
}
END_TEST

START_TEST(full_disk_is_an_error)
{
	g_autoptr(GError) error = NULL;

	if (!g_file_test("/dev/full", G_FILE_TEST_EXISTS))
		return;
	ck_assert(!atomic_file_commit(begin("/dev/full", "x"), &error));
	ck_assert(
	    g_error_matches(error, ATOMIC_FILE_ERROR, ATOMIC_FILE_ERROR_WRITE));
	ck_assert(g_file_test("/dev/full", G_FILE_TEST_EXISTS));
}
END_TEST

START_TEST(haste_leaves_no_trace)
{
	struct atomic_file *half[2];
	g_autofree char *before = NULL;
	g_autofree char *all = NULL;
	const char *old, *new, *done;

	scratch_enter();
	old = scratch_file("old", "before");
	new = scratch_path("new");
	done = scratch_path("done");
	half[0] = begin(old, "half");
	half[1] = begin(new, "half");
	ck_assert(atomic_file_commit(begin(done, "all"), NULL));
	ck_assert_uint_eq(scratch_files_n(), 4);
	atomic_file_unlink_all();
	ck_assert_uint_eq(scratch_files_n(), 2);
	ck_assert(!g_file_test(new, G_FILE_TEST_EXISTS));
	before = scratch_read(old);
	all = scratch_read(done);
	ck_assert_str_eq(before, "before");
	ck_assert_str_eq(all, "all");
	for (int i = 0; i < 2; i++)
		atomic_file_discard(half[i]);
	scratch_leave();
}
END_TEST

START_TEST(many_may_come_and_go)
{
	struct atomic_file *last;

	scratch_enter();
	for (int i = 0; i < 100; i++)
		atomic_file_discard(begin(scratch_path("x"), "half"));
	last = begin(scratch_path("x"), "half");
	atomic_file_unlink_all();
	ck_assert_uint_eq(scratch_files_n(), 0);
	atomic_file_discard(last);
	scratch_leave();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("atomic_file");

	suite_add(suite, is_there_only_when_whole);
	suite_add(suite, discard_keeps_the_old);
	suite_add(suite, mode_and_link_are_kept);
	suite_add(suite, unwritable_is_known_at_once);
	suite_add(suite, full_disk_is_an_error);
	suite_add(suite, haste_leaves_no_trace);
	suite_add(suite, many_may_come_and_go);
	return suite_run(suite);
}
