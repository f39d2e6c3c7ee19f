#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/units_read.h"
#include "base/wide.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct decimal - A number as it is written: digits / 10^scale
 * @digits:	All digits, without the point
 * @scale:	How many of them are behind the point, at most 24
 * @cut:	There were more, behind the point, than fit 64 bits
 *
 * Numbers are read as integers with a point somewhere, never through a double
 * and never by the locale, so that "2.048s" is 2048000000 ns wherever it is
 * read.
 */
struct decimal {
	uint64_t digits;
	int scale;
	bool cut;
};

/** DECIMAL_SCALE_MAX - A day in ns times 10^24 still fits 128 bits */
#define DECIMAL_SCALE_MAX 24

/** struct suffix - What may follow a number; the last of a table has no name */
struct suffix {
	const char *name;
	uint64_t factor;
};

/** decimal_power() - 10^scale */
u128 decimal_power(struct decimal d);

/**
 * decimal_read() - Read a number and, from its table, what follows it
 * @at:		Where it starts, blanks first; moved behind it
 * @d:		Out: the number, not multiplied
 * @suffixes:	All that may follow, "" for nothing; NULL: do not look
 * @factor:	Out, if @suffixes: what the suffix multiplies by
 */
enum units_fault decimal_read(const char **at, struct decimal *d,
			      const struct suffix *suffixes, uint64_t *factor);

/** decimal_read_digits() - Digits alone; above @limit counts as @limit + 1 */
bool decimal_read_digits(const char **at, uint64_t limit, uint64_t *n);

/** suffix_read() - Read letters up to their end, if a table has them */
bool suffix_read(const char **at, const struct suffix *suffixes,
		 uint64_t *factor);

/** decimal_print() - Write a number, without idle zeros, and its unit */
void decimal_print(char *buf, size_t size, struct decimal d, const char *unit);

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/** is_blank() - What may surround a value; not the end of a text */
static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline const char *skip_blanks(const char *at)
{
	while (is_blank(*at))
		at++;
	return at;
}

static inline bool only_blanks_left(const char *at)
{
	return *skip_blanks(at) == '\0';
}

#endif
