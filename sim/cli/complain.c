#include "cli/complain.h"

#include <stdarg.h>
#include <stdio.h>

void complain(const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	for (char *c = text; *c; c++)
		if (g_ascii_iscntrl(*c))
			*c = '?';
	fprintf(stderr, "twsim: %s\n", text);
}
