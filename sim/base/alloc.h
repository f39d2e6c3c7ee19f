#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>

/** Octets of a cache line */
#define CACHE_LINE 64

/**
 * DOC: Memory that is there
 *
 * A simulation that has run out of our own memory has no sensible result, so
 * nobody checks for NULL: these functions call the handler instead, and it
 * does not return. (Memory that the *modelled* host lacks is another matter:
 * that is an outcome, in host/.) What they give goes back by free().
 */

/**
 * alloc_on_failure() - Say what happens when memory is short
 * @handler:	Told how many bytes were wanted (SIZE_MAX if that overflows);
 *		should exit or longjmp(), if it returns abort() follows. NULL:
 *		abort() at once, as at the start
 *
 * The handler is one for the whole process, the only global in base/; it is
 * atomic, but meant to be set once, before threads start.
 */
void alloc_on_failure(void (*handler)(size_t bytes));

/** alloc_zeroed() - @n things of @size bytes each, all zero; never NULL */
void *alloc_zeroed(size_t n, size_t size);

/** alloc_lines() - The same, and the first one begins with a cache line */
void *alloc_lines(size_t n, size_t size);

/**
 * alloc_resize() - Room for @n things of @size bytes each; never NULL
 * @old:	What is moved there, as with realloc(); NULL: nothing. Still
 *		valid when the handler is called
 */
void *alloc_resize(void *old, size_t n, size_t size);

#endif
