#include "base/must.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static _Thread_local const struct must_context *watched;

void must_watch(const struct must_context *context)
{
	watched = context;
}

_Noreturn void must_failed(const char *expression, const char *file, int line)
{
	fprintf(stderr, "bug in twsim: %s:%d: must(%s)", file, line,
		expression);
	if (watched)
		fprintf(stderr,
			" at %" PRId64 " ns, event %" PRIu64 ", seed %" PRIu64,
			watched->now_ns, watched->serial, watched->seed);
	fputc('\n', stderr);
	abort();
}
