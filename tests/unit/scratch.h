#ifndef UNIT_SCRATCH_H
#define UNIT_SCRATCH_H

#include <check.h>
#include <glib.h>
#include <glib/gstdio.h>

/**
 * DOC: A folder for one test
 *
 * scratch_enter() makes it, scratch_leave() asserts that nothing is left in it
 * but what scratch_file() made, and removes it. One at a time.
 */
static char *scratch_folder;
static GPtrArray *scratch_files;

static inline void scratch_enter(void)
{
	scratch_folder = g_dir_make_tmp("twsim-unit-XXXXXX", NULL);
	ck_assert_ptr_nonnull(scratch_folder);
	scratch_files = g_ptr_array_new_with_free_func(g_free);
}

/** scratch_path() - (transfer none) Path of a file in the folder */
static inline const char *scratch_path(const char *name)
{
	char *path = g_build_filename(scratch_folder, name, NULL);

	g_ptr_array_add(scratch_files, path);
	return path;
}

/** scratch_file() - The same, with a content */
static inline const char *scratch_file(const char *name, const char *text)
{
	const char *path = scratch_path(name);

	ck_assert(g_file_set_contents(path, text, -1, NULL));
	return path;
}

/** scratch_files_n() - How many files there are now */
static inline unsigned scratch_files_n(void)
{
	GDir *folder = g_dir_open(scratch_folder, 0, NULL);
	unsigned n = 0;

	ck_assert_ptr_nonnull(folder);
	while (g_dir_read_name(folder))
		n++;
	g_dir_close(folder);
	return n;
}

static inline void scratch_leave(void)
{
	for (guint i = 0; i < scratch_files->len; i++)
		g_unlink(g_ptr_array_index(scratch_files, i));
	ck_assert_int_eq(g_rmdir(scratch_folder), 0);
	g_ptr_array_unref(scratch_files);
	g_free(scratch_folder);
}

/** scratch_read() - (transfer full) What a file holds */
static inline char *scratch_read(const char *path)
{
	char *text = NULL;

	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

#endif
