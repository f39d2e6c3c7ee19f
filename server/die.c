#include "die.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One write per line: several children may share stderr. */
__attribute__((format(printf, 2, 0))) static void die_say(const char *cause,
							  const char *format,
							  va_list args)
{
	char text[2048];

	vsnprintf(text, sizeof(text), format, args);
	fprintf(stderr, "%s: %s%s%s\n", program_invocation_short_name, text,
		cause[0] ? ": " : "", cause);
}

void die(enum die_status status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	die_say("", format, args);
	va_end(args);
	exit((int)status);
}

void die_errno(enum die_status status, const char *format, ...)
{
	int cause = errno;
	va_list args;

	va_start(args, format);
	die_say(strerror(cause), format, args);
	va_end(args);
	exit((int)status);
}
