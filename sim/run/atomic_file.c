#include "run/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* temporary is NULL where the file is written as it goes. */
struct atomic_file {
	char *path;
	char *temporary;
	FILE *stream;
};

/* Names of the temporary files there are, for a signal handler. A program that
 * has more at once only forgets the rest if it is ended in haste. */
#define NAMES_MAX 16
static _Atomic(char *) temporaries[NAMES_MAX];

static void remember(char *name)
{
	for (size_t i = 0; i < NAMES_MAX; i++) {
		char *none = NULL;

		if (atomic_compare_exchange_strong(&temporaries[i], &none,
						   name))
			return;
	}
}

static void forget(char *name)
{
	for (size_t i = 0; i < NAMES_MAX; i++) {
		char *same = name;

		if (atomic_compare_exchange_strong(&temporaries[i], &same,
						   NULL))
			return;
	}
}

void atomic_file_unlink_all(void)
{
	for (size_t i = 0; i < NAMES_MAX; i++) {
		char *name = atomic_load(&temporaries[i]);

		if (name)
			unlink(name);
	}
}

GQuark atomic_file_error_quark(void)
{
	return g_quark_from_static_string("atomic-file-error");
}

static bool fail(const struct atomic_file *file, enum atomic_file_error code,
		 int why, GError **error)
{
	g_set_error(error, ATOMIC_FILE_ERROR, (int)code,
		    "cannot write '%s': %s", file->path, g_strerror(why));
	return false;
}

/* As open() would have made it: readable by all whom the umask lets. */
static void set_mode(int fd, const struct stat *old)
{
	mode_t mask = umask(0);

	umask(mask);
	if (fchmod(fd, old ? old->st_mode & 0777 : 0666 & ~mask) < 0)
		return; /* a file system without modes */
}

static bool open_temporary(struct atomic_file *file, const struct stat *old,
			   GError **error)
{
	int fd;

	if (old && access(file->path, W_OK) < 0)
		return fail(file, ATOMIC_FILE_ERROR_OPEN, errno, error);
	file->temporary = g_strconcat(file->path, ".XXXXXX", NULL);
	fd = g_mkstemp_full(file->temporary, O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0) {
		g_clear_pointer(&file->temporary, g_free);
		return fail(file, ATOMIC_FILE_ERROR_OPEN, errno, error);
	}
	remember(file->temporary);
	set_mode(fd, old);
	file->stream = fdopen(fd, "w");
	return true;
}

static bool open_as_it_goes(struct atomic_file *file, GError **error)
{
	file->stream = fopen(file->path, "we");
	if (file->stream)
		return true;
	return fail(file, ATOMIC_FILE_ERROR_OPEN, errno, error);
}

static bool open_any(struct atomic_file *file, GError **error)
{
	struct stat old;
	char *real;

	if (stat(file->path, &old) < 0)
		return open_temporary(file, NULL, error);
	if (!S_ISREG(old.st_mode))
		return open_as_it_goes(file, error);
	/* behind a symbolic link, the file is replaced and not the link */
	real = realpath(file->path, NULL);
	if (real) {
		g_free(file->path);
		file->path = g_strdup(real);
		free(real);
	}
	return open_temporary(file, &old, error);
}

struct atomic_file *atomic_file_open(const char *path, GError **error)
{
	struct atomic_file *file = g_new0(struct atomic_file, 1);

	file->path = g_strdup(path);
	if (open_any(file, error))
		return file;
	atomic_file_discard(file);
	return NULL;
}

bool atomic_file_write(struct atomic_file *file, const void *data,
		       size_t length, GError **error)
{
	if (fwrite(data, 1, length, file->stream) == length)
		return true;
	return fail(file, ATOMIC_FILE_ERROR_WRITE, errno, error);
}

/* A pipe or a terminal cannot be synced, and need not be. */
static bool sync_stream(struct atomic_file *file, GError **error)
{
	if (fflush(file->stream) != 0)
		return fail(file, ATOMIC_FILE_ERROR_WRITE, errno, error);
	if (!file->temporary || fsync(fileno(file->stream)) == 0)
		return true;
	return fail(file, ATOMIC_FILE_ERROR_WRITE, errno, error);
}

static bool close_stream(struct atomic_file *file, GError **error)
{
	FILE *stream = g_steal_pointer(&file->stream);

	if (fclose(stream) == 0)
		return true;
	return fail(file, ATOMIC_FILE_ERROR_WRITE, errno, error);
}

static bool give_name(struct atomic_file *file, GError **error)
{
	if (!file->temporary)
		return true;
	if (rename(file->temporary, file->path) < 0)
		return fail(file, ATOMIC_FILE_ERROR_WRITE, errno, error);
	forget(file->temporary);
	g_clear_pointer(&file->temporary, g_free);
	return true;
}

bool atomic_file_commit(struct atomic_file *file, GError **error)
{
	bool ok = sync_stream(file, error) && close_stream(file, error) &&
		  give_name(file, error);

	atomic_file_discard(file);
	return ok;
}

void atomic_file_discard(struct atomic_file *file)
{
	if (!file)
		return;
	if (file->stream)
		fclose(file->stream);
	if (file->temporary) {
		g_unlink(file->temporary);
		forget(file->temporary);
	}
	g_free(file->temporary);
	g_free(file->path);
	g_free(file);
}
