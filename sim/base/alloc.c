#include "base/alloc.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static _Atomic(void (*)(size_t)) on_failure;

void alloc_on_failure(void (*handler)(size_t bytes))
{
	atomic_store(&on_failure, handler);
}

static _Noreturn void fail(size_t bytes)
{
	void (*handler)(size_t) = atomic_load(&on_failure);

	if (handler)
		handler(bytes);
	abort();
}

/* Never 0, for which malloc() and realloc() may give NULL. */
static size_t total_bytes(size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		fail(SIZE_MAX);
	return n && size ? n * size : 1;
}

void *alloc_zeroed(size_t n, size_t size)
{
	size_t bytes = total_bytes(n, size);
	void *new = calloc(1, bytes);

	if (!new)
		fail(bytes);
	return new;
}

void *alloc_lines(size_t n, size_t size)
{
	size_t bytes = total_bytes(n, size);
	void *new = NULL;

	bytes += (CACHE_LINE - bytes % CACHE_LINE) % CACHE_LINE;
	new = aligned_alloc(CACHE_LINE, bytes);
	if (!new)
		fail(bytes);
	return memset(new, 0, bytes);
}

void *alloc_resize(void *old, size_t n, size_t size)
{
	size_t bytes = total_bytes(n, size);
	void *new = realloc(old, bytes);

	if (!new)
		fail(bytes);
	return new;
}
