#include "cli/output.h"

#include "cli/complain.h"

#include <errno.h>
#include <stdio.h>

enum exit_code output_stdout(const char *text)
{
	if (fputs(text, stdout) != EOF && fflush(stdout) == 0 &&
	    !ferror(stdout))
		return EXIT_FINE;
	complain("cannot write to standard output: %s", g_strerror(errno));
	return EXIT_RUNTIME;
}
