#include "profile_text.h"

#include "die.h"
#include "run/atomic_file.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static char *measured_new(void)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_local();
	g_autofree char *date = g_date_time_format(now, "%Y-%m-%d");
	struct utsname system;

	uname(&system);
	return g_strdup_printf("measured %s, linux %s", date, system.release);
}

void profile_text_init(struct profile_text *profile, const char *group,
		       const char *title, const char *inherit)
{
	profile->text = g_string_new(NULL);
	profile->measured = measured_new();
	profile->missing_n = 0;
	g_string_append_printf(profile->text,
			       "# Made by tw-lab calibrate on the host it is "
			       "about.\n\n[%s]\ntitle = %s\ninherit = %s\n",
			       group, title, inherit);
}

void profile_text_fini(struct profile_text *profile)
{
	g_string_free(profile->text, TRUE);
	g_free(profile->measured);
}

void profile_text_group(struct profile_text *profile, const char *group)
{
	g_string_append_printf(profile->text, "\n[%s]\n", group);
}

void profile_text_set(struct profile_text *profile, const char *key,
		      const char *value, const char *how, ...)
{
	g_autofree char *said = NULL;
	va_list args;

	va_start(args, how);
	said = g_strdup_vprintf(how, args);
	va_end(args);
	g_string_append_printf(profile->text, "%s = %s\n%s.source = %s: %s\n",
			       key, value, key, profile->measured, said);
}

void profile_text_miss(struct profile_text *profile, const char *key,
		       const char *why)
{
	profile->missing_n++;
	g_string_append_printf(profile->text, "# %s: not measured, %s\n", key,
			       why);
}

void profile_text_check_or_die(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path ? path : ".");

	if (!path || strcmp(path, "-") == 0)
		return;
	if (g_file_test(path, G_FILE_TEST_IS_DIR))
		die(DIE_USAGE, "%s cannot be written: it is a folder", path);
	if (access(folder, W_OK) < 0)
		die_errno(DIE_USAGE, "%s cannot be written", path);
}

static void write_file_or_die(const char *path, const char *text)
{
	g_autoptr(GError) error = NULL;
	struct atomic_file *file = atomic_file_open(path, &error);

	if (!file || !atomic_file_write(file, text, strlen(text), &error) ||
	    !atomic_file_commit(file, &error))
		die(DIE_RUNTIME, "%s", error->message);
}

void profile_text_write_or_die(const struct profile_text *profile,
			       const char *path)
{
	if (path && strcmp(path, "-") != 0)
		write_file_or_die(path, profile->text->str);
	else if (fputs(profile->text->str, stdout) < 0 || fflush(stdout) != 0)
		die_errno(DIE_RUNTIME, "cannot write the profile");
}
