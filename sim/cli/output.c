#include "cli/output.h"

#include "cli/complain.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static enum exit_code write_stdout(const void *data, size_t length)
{
	if (fwrite(data, 1, length, stdout) == length && fflush(stdout) == 0 &&
	    !ferror(stdout))
		return EXIT_FINE;
	complain("cannot write to standard output: %s", g_strerror(errno));
	return EXIT_RUNTIME;
}

enum exit_code output_stdout(const char *text)
{
	return write_stdout(text, strlen(text));
}

enum exit_code output_file(const char *verb, struct atomic_file *file,
			   const void *data, size_t length)
{
	g_autoptr(GError) error = NULL;

	if (!file)
		return write_stdout(data, length);
	if (!atomic_file_write(file, data, length, &error))
		atomic_file_discard(file);
	else if (atomic_file_commit(file, &error))
		return EXIT_FINE;
	complain("%s: %s", verb, error->message);
	return EXIT_RUNTIME;
}
