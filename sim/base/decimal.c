#include "base/decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

u128 decimal_power(struct decimal d)
{
	u128 power = 1;

	for (int i = 0; i < d.scale; i++)
		power *= 10;
	return power;
}

/* False if the digit does not fit any more. */
static bool add_digit(struct decimal *d, char c)
{
	uint64_t value = (uint64_t)(c - '0');

	if (d->digits > (UINT64_MAX - value) / 10)
		return false;
	d->digits = d->digits * 10 + value;
	return true;
}

static enum units_fault read_fraction(const char **at, struct decimal *d)
{
	const char *end = *at;
	const char *last;

	while (is_digit(*end))
		end++;
	if (end == *at)
		return UNITS_MALFORMED;
	for (last = end; last > *at && last[-1] == '0'; last--)
		;
	for (; *at < last && !d->cut; (*at)++) {
		if (add_digit(d, **at))
			d->scale++;
		else
			d->cut = true;
	}
	*at = end;
	return d->scale <= DECIMAL_SCALE_MAX ? UNITS_FINE : UNITS_OUT_OF_RANGE;
}

static enum units_fault read_number(const char **at, struct decimal *d)
{
	*d = (struct decimal){0};
	*at = skip_blanks(*at);
	if (**at == '-' && is_digit((*at)[1]))
		return UNITS_OUT_OF_RANGE;
	if (!is_digit(**at))
		return UNITS_MALFORMED;
	for (; is_digit(**at); (*at)++) {
		if (!add_digit(d, **at))
			return UNITS_OUT_OF_RANGE;
	}
	if (**at != '.')
		return UNITS_FINE;
	(*at)++;
	return read_fraction(at, d);
}

enum units_fault decimal_read(const char **at, struct decimal *d,
			      const struct suffix *suffixes, uint64_t *factor)
{
	enum units_fault fault = read_number(at, d);

	if (fault || !suffixes)
		return fault;
	return suffix_read(at, suffixes, factor) ? UNITS_FINE : UNITS_MALFORMED;
}

bool decimal_read_digits(const char **at, uint64_t limit, uint64_t *n)
{
	uint64_t value = 0;

	if (!is_digit(**at))
		return false;
	for (; is_digit(**at); (*at)++) {
		value = value * 10 + (uint64_t)(**at - '0');
		if (value > limit)
			value = limit + 1;
	}
	*n = value;
	return true;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool suffix_read(const char **at, const struct suffix *suffixes,
		 uint64_t *factor)
{
	size_t size = 0;

	while (is_letter((*at)[size]))
		size++;
	for (; suffixes->name; suffixes++) {
		if (strlen(suffixes->name) == size &&
		    memcmp(suffixes->name, *at, size) == 0) {
			*at += size;
			*factor = suffixes->factor;
			return true;
		}
	}
	return false;
}

void decimal_print(char *buf, size_t size, struct decimal d, const char *unit)
{
	char text[48];
	int whole_n;

	while (d.scale > 0 && d.digits % 10 == 0) {
		d.digits /= 10;
		d.scale--;
	}
	whole_n =
	    snprintf(text, sizeof(text), "%0*" PRIu64, d.scale + 1, d.digits) -
	    d.scale;
	snprintf(buf, size, "%.*s%s%s%s", whole_n, text, d.scale ? "." : "",
		 text + whole_n, unit);
}
