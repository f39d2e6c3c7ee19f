#include "base/units_read.h"

#include "base/decimal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Whole numbers only: "1.5k" is one, "1.5" is not. */
static enum units_fault read_whole(const char *text,
				   const struct suffix *suffixes, int64_t *n)
{
	struct decimal d;
	uint64_t factor;
	u128 product, power;
	enum units_fault fault = decimal_read(&text, &d, suffixes, &factor);

	if (fault)
		return fault;
	if (!only_blanks_left(text))
		return UNITS_MALFORMED;
	product = (u128)d.digits * factor;
	power = decimal_power(d);
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
	    decimal_read(at, &d, duration_suffixes, &factor);

	if (fault)
		return fault;
	power = decimal_power(d);
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
	uint64_t read;

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
	if (!decimal_read_digits(at, 9999, &read))
		return false;
	*exponent = sign * (int)read;
	return true;
}

enum units_fault units_read_real(const char *text, double *x)
{
	struct decimal d;
	int exponent;
	char plain[48];
	double value;
	enum units_fault fault = decimal_read(&text, &d, NULL, NULL);

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
 * long as six digits are left.
 */
static enum units_fault rate_fit(struct decimal d, uint64_t factor,
				 uint64_t period_ns, struct rate *rate)
{
	for (;;) {
		u128 n = (u128)d.digits * factor;
		u128 per_ns = period_ns * decimal_power(d);
		u128 divisor = greatest_common_divisor(n, per_ns);

		if (n == 0)
			return UNITS_OUT_OF_RANGE;
		if (n / divisor <= UINT64_MAX &&
		    per_ns / divisor <= INT64_MAX) {
			rate->n = (uint64_t)(n / divisor);
			rate->per_ns = (int64_t)(per_ns / divisor);
			return UNITS_FINE;
		}
		if (d.scale == 0 || d.digits < 1000000)
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
	    decimal_read(&text, &d, count_suffixes, &factor);

	if (fault)
		return fault;
	if (*text == '/') {
		text++;
		if (!suffix_read(&text, period_suffixes, &period_ns))
			return UNITS_MALFORMED;
	}
	if (!only_blanks_left(text))
		return UNITS_MALFORMED;
	return rate_fit(d, factor, period_ns, rate);
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

	*at = skip_blanks(*at);
	if (**at == '-') {
		(*at)++;
		*at = skip_blanks(*at);
	}
	return *at > start && **at;
}

enum units_fault units_read_ports(const char *text, struct port_range *ports)
{
	const char *at = text;
	uint64_t low, high;

	at = skip_blanks(at);
	if (strncmp(at, "unset", 5) == 0 && only_blanks_left(at + 5)) {
		*ports = (struct port_range){0, 0};
		return UNITS_FINE;
	}
	if (!decimal_read_digits(&at, PORT_MAX, &low) ||
	    !skip_range_separator(&at))
		return read_port_count(text, ports);
	if (!decimal_read_digits(&at, PORT_MAX, &high) || !only_blanks_left(at))
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

	text = skip_blanks(text);
	if (!decimal_read_digits(&text, UINT32_MAX, &bytes) || !is_blank(*text))
		return UNITS_MALFORMED;
	text = skip_blanks(text);
	if (!decimal_read_digits(&text, UINT32_MAX, &per_slab) || *text != '/')
		return UNITS_MALFORMED;
	text++;
	if (!decimal_read_digits(&text, UINT32_MAX, &slab_bytes) ||
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

	text = skip_blanks(text);
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

	text = skip_blanks(text);
	for (int i = 0; i < 4; i++) {
		const char *start;
		uint64_t octet;

		if (i > 0 && *text++ != '.')
			return UNITS_MALFORMED;
		start = text;
		if (!decimal_read_digits(&text, 255, &octet) ||
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
