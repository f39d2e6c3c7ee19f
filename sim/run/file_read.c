#include "run/file_read.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

GQuark file_read_error_quark(void)
{
	return g_quark_from_static_string("file-read-error");
}

static void fail(const char *path, int why, GError **error)
{
	g_set_error(error, FILE_READ_ERROR, FILE_READ_ERROR_FAILED,
		    "cannot read '%s': %s", path, g_strerror(why));
}

static bool read_stream(FILE *stream, const char *path, GString *text,
			GError **error)
{
	char buf[4096];
	size_t n;

	while ((n = fread(buf, 1, sizeof(buf), stream)) > 0) {
		if (text->len + n > FILE_READ_BYTES_MAX) {
			g_set_error(error, FILE_READ_ERROR,
				    FILE_READ_ERROR_LARGE,
				    "cannot read '%s': more than 16 MiB", path);
			return false;
		}
		g_string_append_len(text, buf, (gssize)n);
	}
	if (!ferror(stream))
		return true;
	fail(path, errno, error);
	return false;
}

char *file_read(const char *path, size_t *length, GError **error)
{
	bool is_stdin = strcmp(path, "-") == 0;
	FILE *stream = is_stdin ? stdin : fopen(path, "re");
	GString *text;
	bool ok;

	if (!stream) {
		fail(path, errno, error);
		return NULL;
	}
	text = g_string_new(NULL);
	ok = read_stream(stream, path, text, error);
	if (!is_stdin)
		fclose(stream);
	if (length)
		*length = text->len;
	return g_string_free(text, !ok);
}
