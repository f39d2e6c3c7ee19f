#include "base/units_read.h"

#include "base/wide.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Numbers are read as integers with a decimal point somewhere, never through
 * a double and never by the locale, so that "2.048s" is 2048000000 ns wherever
 * it is read.
 */
struct decimal {
	uint64_t digits; /* value times 10^scale */
	int scale;
	bool cut; /* it went on, but 19 digits are enough for anybody */
};

#define SCALE_MAX 24 /* a day in ns times 10^24 still fits 128 bits */
#define DIGITS	  "0123456789"
#define BLANKS	  " \t\r\n"

struct suffix {
	const char *name;
	uint64_t factor;
};

static const struct suffix duration_suffixes[] = {
    {"", NS_PER_S},
    {"ns", 1},
    {"us", NS_PER_US},
    {"ms", NS_PER_MS},
    {"s", NS_PER_S},
    {"min", 60 * NS_PER_S},
    {"h", 3600 * NS_PER_S},
    {"d", 24 * 3600 * NS_PER_S},
    {NULL, 0},
};

static const struct suffix period_suffixes[] = {
    {"s", NS_PER_S},
    {"min", 60 * NS_PER_S},
    {"h", 3600 * NS_PER_S},
    {"d", 24 * 3600 * NS_PER_S},
    {NULL, 0},
};

static const struct suffix count_suffixes[] = {
    {"", 1},	    {"k", 1000},       {"K", 1000},
    {"M", 1000000}, {"G", 1000000000}, {NULL, 0},
};

static const struct suffix bytes_suffixes[] = {
    {"", 1},
    {"B", 1},
    {"k", 1000},
    {"kB", 1000},
    {"K", 1000},
    {"KB", 1000},
    {"M", 1000000},
    {"MB", 1000000},
    {"G", 1000000000},
    {"GB", 1000000000},
    {"T", UINT64_C(1000000000000)},
    {"TB", UINT64_C(1000000000000)},
    {"KiB", 1024},
    {"MiB", 1024 * 1024},
    {"GiB", 1024 * 1024 * 1024},
    {"TiB", UINT64_C(1024) * 1024 * 1024 * 1024},
    {NULL, 0},
};

static u128 power_of_10(int exponent)
{
	u128 power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

static void skip_blanks(const char **at)
{
	*at += strspn(*at, BLANKS);
}

static bool only_blanks_left(const char *at)
{
	return at[strspn(at, BLANKS)] == '\0';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
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
	size_t digits_n = strspn(*at, DIGITS);
	const char *end = *at + digits_n;
	const char *last = end;

	if (digits_n == 0)
		return UNITS_MALFORMED;
	while (last > *at && last[-1] == '0')
		last--;
	for (; *at < last; (*at)++) {
		if (!add_digit(d, **at)) {
			d->cut = true;
			break;
		}
		d->scale++;
	}
	*at = end;
	return d->scale <= SCALE_MAX ? UNITS_FINE : UNITS_OUT_OF_RANGE;
}

static enum units_fault read_decimal(const char **at, struct decimal *d)
{
	*d = (struct decimal){0};
	skip_blanks(at);
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

/* Up to the end of the letters; which must be one of the names in full. */
static bool read_suffix(const char **at, const struct suffix *suffixes,
			uint64_t *factor)
{
	size_t size = 0;

	while (((*at)[size] | 0x20) >= 'a' && ((*at)[size] | 0x20) <= 'z')
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

static enum units_fault read_scaled(const char **at, struct decimal *d,
				    const struct suffix *suffixes,
				    uint64_t *factor)
{
	enum units_fault fault = read_decimal(at, d);

	if (fault)
		return fault;
	return read_suffix(at, suffixes, factor) ? UNITS_FINE : UNITS_MALFORMED;
}

/* Whole numbers only: "1.5k" is one, "1.5" is not. */
static enum units_fault read_whole(const char *text,
				   const struct suffix *suffixes, int64_t *n)
{
	struct decimal d;
	uint64_t factor;
	u128 product, power;
	enum units_fault fault = read_scaled(&text, &d, suffixes, &factor);

	if (fault)
		return fault;
	if (!only_blanks_left(text))
		return UNITS_MALFORMED;
	product = (u128)d.digits * factor;
	power = power_of_10(d.scale);
	if (d.cut || product % power)
		return UNITS_MALFORMED;
	if (product / power > INT64_MAX)
		return UNITS_OUT_OF_RANGE;
	*n = (int64_t)(product / power);
	return UNITS_FINE;
}

enum units_fault units_read_count(const char *text, int64_t *n)
{
	return read_whole(text, count_suffixes, n);
}

enum units_fault units_read_bytes(const char *text, int64_t *bytes)
{
	return read_whole(text, bytes_suffixes, bytes);
}

static enum units_fault read_duration_at(const char **at, int64_t *ns)
{
	struct decimal d;
	uint64_t factor;
	u128 power, rounded;
	enum units_fault fault =
	    read_scaled(at, &d, duration_suffixes, &factor);

	if (fault)
		return fault;
	power = power_of_10(d.scale);
	rounded = ((u128)d.digits * factor + power / 2) / power;
	if (rounded > DURATION_NS_MAX || (rounded == 0 && d.digits))
		return UNITS_OUT_OF_RANGE;
	*ns = (int64_t)rounded;
	return UNITS_FINE;
}

enum units_fault units_read_duration(const char *text, int64_t *ns)
{
	int64_t read_ns;
	enum units_fault fault = read_duration_at(&text, &read_ns);

	if (fault)
		return fault;
	if (!only_blanks_left(text))
		return UNITS_MALFORMED;
	*ns = read_ns;
	return UNITS_FINE;
}

static bool read_exponent(const char **at, int *exponent)
{
	int sign = 1;
	size_t digits_n;

	if (**at == '%') {
		(*at)++;
		*exponent = -2;
		return true;
	}
	*exponent = 0;
	if (**at != 'e' && **at != 'E')
		return true;
	(*at)++;
	if (**at == '+' || **at == '-')
		sign = *(*at)++ == '-' ? -1 : 1;
	digits_n = strspn(*at, DIGITS);
	if (digits_n < 1 || digits_n > 4)
		return false;
	for (; digits_n > 0; digits_n--)
		*exponent = *exponent * 10 + (*(*at)++ - '0');
	*exponent *= sign;
	return true;
}

enum units_fault units_read_real(const char *text, double *x)
{
	struct decimal d;
	int exponent;
	char plain[48];
	double value;
	enum units_fault fault = read_decimal(&text, &d);

	if (fault)
		return fault;
	if (!read_exponent(&text, &exponent) || !only_blanks_left(text))
		return UNITS_MALFORMED;
	/* strtod() rounds right; without a point it obeys no locale */
	snprintf(plain, sizeof(plain), "%" PRIu64 "e%d", d.digits,
		 exponent - d.scale);
	value = strtod(plain, NULL);
	if (!isfinite(value) || (value <= 0 && d.digits))
		return UNITS_OUT_OF_RANGE;
	*x = value;
	return UNITS_FINE;
}

static u128 greatest_common_divisor(u128 a, u128 b)
{
	while (b) {
		u128 rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/*
 * What does not fit, such as 1000/3 with sixteen decimals, loses decimals as
 * long as nine digits are left.
 */
static enum units_fault rate_fit(struct decimal d, uint64_t factor,
				 uint64_t period_ns, struct rate *rate)
{
	for (;;) {
		u128 n = (u128)d.digits * factor;
		u128 per_ns = period_ns * power_of_10(d.scale);
		u128 divisor = greatest_common_divisor(n, per_ns);

		if (n == 0)
			return UNITS_OUT_OF_RANGE;
		if (n / divisor <= UINT64_MAX &&
		    per_ns / divisor <= INT64_MAX) {
			rate->n = (uint64_t)(n / divisor);
			rate->per_ns = (int64_t)(per_ns / divisor);
			return UNITS_FINE;
		}
		if (d.scale == 0 || d.digits < UINT64_C(10000000000))
			return UNITS_OUT_OF_RANGE;
		d.digits = d.digits / 10 + (d.digits % 10 >= 5);
		d.scale--;
	}
}

enum units_fault units_read_rate(const char *text, struct rate *rate)
{
	struct decimal d;
	uint64_t factor;
	uint64_t period_ns = NS_PER_S;
	enum units_fault fault =
	    read_scaled(&text, &d, count_suffixes, &factor);

	if (fault)
		return fault;
	if (*text == '/') {
		text++;
		if (!read_suffix(&text, period_suffixes, &period_ns))
			return UNITS_MALFORMED;
	}
	if (!only_blanks_left(text))
		return UNITS_MALFORMED;
	return rate_fit(d, factor, period_ns, rate);
}

/* Digits and nothing else. What is above the limit is read as limit + 1. */
static bool read_digits(const char **at, uint64_t limit, uint64_t *n)
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

#define PORT_MAX       65535
#define PORT_COUNT_LOW 32768 /* where the ports of a count start, if it can */

static enum units_fault read_port_count(const char *text,
					struct port_range *ports)
{
	int64_t n, low;
	enum units_fault fault = units_read_count(text, &n);

	if (fault)
		return fault;
	if (n < 1 || n > PORT_COUNT_MAX)
		return UNITS_OUT_OF_RANGE;
	low = PORT_MAX + 1 - n;
	if (low > PORT_COUNT_LOW)
		low = PORT_COUNT_LOW;
	ports->low = (uint16_t)low;
	ports->high = (uint16_t)(low + n - 1);
	return UNITS_FINE;
}

/* Between the ends: a dash, or blanks as sysctl prints them, or both. */
static bool skip_range_separator(const char **at)
{
	const char *start = *at;

	skip_blanks(at);
	if (**at == '-') {
		(*at)++;
		skip_blanks(at);
	}
	return *at > start && **at;
}

enum units_fault units_read_ports(const char *text, struct port_range *ports)
{
	const char *at = text;
	uint64_t low, high;

	skip_blanks(&at);
	if (strncmp(at, "unset", 5) == 0 && only_blanks_left(at + 5)) {
		*ports = (struct port_range){0, 0};
		return UNITS_FINE;
	}
	if (!read_digits(&at, PORT_MAX, &low) || !skip_range_separator(&at))
		return read_port_count(text, ports);
	if (!read_digits(&at, PORT_MAX, &high) || !only_blanks_left(at))
		return UNITS_MALFORMED;
	if (low < 1 || low > PORT_MAX || high < 1 || high > PORT_MAX)
		return UNITS_OUT_OF_RANGE;
	if (low > high)
		return UNITS_REVERSED;
	ports->low = (uint16_t)low;
	ports->high = (uint16_t)high;
	return UNITS_FINE;
}

enum units_fault units_read_object(const char *text, struct object_size *object)
{
	uint64_t bytes, per_slab, slab_bytes;

	skip_blanks(&text);
	if (!read_digits(&text, UINT32_MAX, &bytes) || !strchr(BLANKS, *text) ||
	    *text == '\0')
		return UNITS_MALFORMED;
	skip_blanks(&text);
	if (!read_digits(&text, UINT32_MAX, &per_slab) || *text != '/')
		return UNITS_MALFORMED;
	text++;
	if (!read_digits(&text, UINT32_MAX, &slab_bytes) ||
	    !only_blanks_left(text))
		return UNITS_MALFORMED;
	if (slab_bytes > UINT32_MAX || per_slab < 1 ||
	    (u128)bytes * per_slab > slab_bytes)
		return UNITS_OUT_OF_RANGE;
	object->bytes = (uint32_t)bytes;
	object->per_slab = (uint32_t)per_slab;
	object->slab_bytes = (uint32_t)slab_bytes;
	return UNITS_FINE;
}

static bool skip_word(const char **at, const char *word)
{
	size_t size = strlen(word);

	if (strncmp(*at, word, size) != 0)
		return false;
	*at += size;
	return true;
}

static enum units_fault read_onoff(const char *at, struct arrivals *arrivals)
{
	struct arrivals read = {.kind = ARRIVALS_ONOFF};
	enum units_fault fault = read_duration_at(&at, &read.on_ns);

	if (fault)
		return fault;
	if (*at++ != '/')
		return UNITS_MALFORMED;
	fault = read_duration_at(&at, &read.off_ns);
	if (fault)
		return fault;
	if (!only_blanks_left(at))
		return UNITS_MALFORMED;
	if (read.on_ns == 0)
		return UNITS_OUT_OF_RANGE;
	*arrivals = read;
	return UNITS_FINE;
}

enum units_fault units_read_arrivals(const char *text,
				     struct arrivals *arrivals)
{
	enum arrivals_kind kind;

	skip_blanks(&text);
	if (skip_word(&text, "onoff:"))
		return read_onoff(text, arrivals);
	if (skip_word(&text, "fixed"))
		kind = ARRIVALS_FIXED;
	else if (skip_word(&text, "poisson"))
		kind = ARRIVALS_POISSON;
	else
		return UNITS_MALFORMED;
	if (!only_blanks_left(text))
		return UNITS_MALFORMED;
	*arrivals = (struct arrivals){.kind = kind};
	return UNITS_FINE;
}

/* No leading zeros: they mean octal to some. */
enum units_fault units_read_address(const char *text, uint32_t *address)
{
	uint32_t read = 0;

	skip_blanks(&text);
	for (int i = 0; i < 4; i++) {
		const char *start;
		uint64_t octet;

		if (i > 0 && *text++ != '.')
			return UNITS_MALFORMED;
		start = text;
		if (!read_digits(&text, 255, &octet) ||
		    (*start == '0' && text - start > 1))
			return UNITS_MALFORMED;
		if (octet > 255)
			return UNITS_OUT_OF_RANGE;
		read = read << 8 | (uint32_t)octet;
	}
	if (!only_blanks_left(text))
		return UNITS_MALFORMED;
	*address = read;
	return UNITS_FINE;
}
