#include "base/units.h"

#include "base/decimal.h"
#include "base/units_read.h"
#include "base/wide.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

bool units_parse_duration(const char *text, int64_t *ns)
{
	return units_read_duration(text, ns) == UNITS_FINE;
}

bool units_parse_count(const char *text, int64_t *n)
{
	return units_read_count(text, n) == UNITS_FINE;
}

bool units_parse_bytes(const char *text, int64_t *bytes)
{
	return units_read_bytes(text, bytes) == UNITS_FINE;
}

bool units_parse_real(const char *text, double *x)
{
	return units_read_real(text, x) == UNITS_FINE;
}

bool units_parse_rate(const char *text, struct rate *rate)
{
	return units_read_rate(text, rate) == UNITS_FINE;
}

bool units_parse_ports(const char *text, struct port_range *ports)
{
	return units_read_ports(text, ports) == UNITS_FINE;
}

bool units_parse_object(const char *text, struct object_size *size)
{
	return units_read_object(text, size) == UNITS_FINE;
}

bool units_parse_arrivals(const char *text, struct arrivals *arrivals)
{
	return units_read_arrivals(text, arrivals) == UNITS_FINE;
}

bool units_parse_address(const char *text, uint32_t *address)
{
	return units_read_address(text, address) == UNITS_FINE;
}

/* Days and hours if they are whole; else the largest unit that is not below 1.
 */
void units_print_duration(char *buf, size_t size, int64_t ns)
{
	static const struct {
		int64_t ns;
		int scale;
		const char *unit;
	} parts[] = {
	    {NS_PER_S, 9, "s"},
	    {NS_PER_MS, 6, "ms"},
	    {NS_PER_US, 3, "us"},
	    {0, 0, "ns"},
	};
	const int64_t hour_ns = 3600 * NS_PER_S;
	size_t i = 0;

	if (ns == NEVER_NS || ns < 0) {
		snprintf(buf, size, ns < 0 ? "before the start" : "never");
	} else if (ns > 0 && ns % hour_ns == 0) {
		bool days = ns % (24 * hour_ns) == 0;

		snprintf(buf, size, "%" PRId64 "%s",
			 ns / hour_ns / (days ? 24 : 1), days ? "d" : "h");
	} else {
		while (ns > 0 && ns < parts[i].ns)
			i++;
		decimal_print(buf, size,
			      (struct decimal){.digits = (uint64_t)ns,
					       .scale = parts[i].scale},
			      parts[i].unit);
	}
}

/* In how many steps a unit divides the value, at most four. */
static int64_t divide_out(int64_t bytes, int64_t step, int *steps_n)
{
	*steps_n = 0;
	while (*steps_n < 4 && bytes > 0 && bytes % step == 0) {
		bytes /= step;
		(*steps_n)++;
	}
	return bytes;
}

/* 512MB and not 500000KiB, 64MiB and not 67108864B. */
void units_print_bytes(char *buf, size_t size, int64_t bytes)
{
	static const char *const decimal[] = {"B", "kB", "MB", "GB", "TB"};
	static const char *const binary[] = {"B", "KiB", "MiB", "GiB", "TiB"};
	int decimal_n, binary_n;
	int64_t by_1000 = divide_out(bytes, 1000, &decimal_n);
	int64_t by_1024 = divide_out(bytes, 1024, &binary_n);

	if (binary_n > decimal_n)
		snprintf(buf, size, "%" PRId64 "%s", by_1024, binary[binary_n]);
	else
		snprintf(buf, size, "%" PRId64 "%s", by_1000,
			 decimal[decimal_n]);
}

/* The digits of a double and a power of ten, as few as read back the same. */
static uint64_t shortest_digits(double x, int *exponent)
{
	char text[40];
	uint64_t digits = 0;

	for (int precision = 15; precision <= 17; precision++) {
		char *c = text;

		snprintf(text, sizeof(text), "%.*e", precision - 1, x);
		digits = 0;
		for (; *c != 'e'; c++) {
			if (*c >= '0' && *c <= '9')
				digits = digits * 10 + (uint64_t)(*c - '0');
		}
		*exponent = (int)strtol(c + 1, NULL, 10) - (precision - 1);
		snprintf(text, sizeof(text), "%" PRIu64 "e%d", digits,
			 *exponent);
		if (strtod(text, NULL) == x)
			break;
	}
	return digits;
}

void units_print_real(char *buf, size_t size, double x)
{
	int exponent;
	uint64_t digits;

	if (x < 0 && size > 1) {
		*buf = '-';
		units_print_real(buf + 1, size - 1, -x);
		return;
	}
	if (!isfinite(x) || x == 0) {
		snprintf(buf, size, isnan(x) ? "nan" : x > 0 ? "inf" : "0");
		return;
	}
	digits = shortest_digits(x, &exponent);
	while (digits % 10 == 0) {
		digits /= 10;
		exponent++;
	}
	while (exponent > 0 && digits < UINT64_C(100000000000000000)) {
		digits *= 10;
		exponent--;
	}
	if (exponent <= 0 && exponent >= -DECIMAL_SCALE_MAX)
		decimal_print(
		    buf, size,
		    (struct decimal){.digits = digits, .scale = -exponent}, "");
	else
		snprintf(buf, size, "%" PRIu64 "e%d", digits, exponent);
}

/* Long division; false if it does not come out even in 19 digits. */
static bool divide(u128 n, uint64_t by, struct decimal *d)
{
	u128 rest = n % by;

	*d = (struct decimal){.digits = (uint64_t)(n / by)};
	if (n / by > UINT64_MAX)
		return false;
	while (rest && d->digits <= (UINT64_MAX - 9) / 10 &&
	       d->scale < DECIMAL_SCALE_MAX) {
		rest *= 10;
		d->digits = d->digits * 10 + (uint64_t)(rest / by);
		d->scale++;
		rest %= by;
	}
	return rest == 0;
}

void units_print_rate(char *buf, size_t size, struct rate rate)
{
	static const struct {
		uint64_t ns;
		const char *unit;
	} periods[] = {
	    {NS_PER_S, "/s"},	     {60 * NS_PER_S, "/min"},
	    {3600 * NS_PER_S, "/h"}, {24 * 3600 * NS_PER_S, "/d"},
	    {NS_PER_S, "/s"}, /* cut */
	};
	const uint64_t per_ns = (uint64_t)rate.per_ns;
	struct decimal d;
	size_t i = 0;

	if (rate.n == 0 || rate.per_ns <= 0) {
		snprintf(buf, size, "unset");
		return;
	}
	/* the shortest period that is exact; if none is, seconds again */
	while (!divide((u128)rate.n * periods[i].ns, per_ns, &d) && i < 4)
		i++;
	decimal_print(buf, size, d, periods[i].unit);
}

void units_print_ports(char *buf, size_t size, struct port_range ports)
{
	if (ports.low == 0 && ports.high == 0)
		snprintf(buf, size, "unset");
	else
		snprintf(buf, size, "%u-%u", ports.low, ports.high);
}

void units_print_object(char *buf, size_t size, struct object_size object)
{
	snprintf(buf, size, "%" PRIu32 " %" PRIu32 "/%" PRIu32, object.bytes,
		 object.per_slab, object.slab_bytes);
}

void units_print_arrivals(char *buf, size_t size, struct arrivals arrivals)
{
	char on[24], off[24];

	switch (arrivals.kind) {
	case ARRIVALS_FIXED:
		snprintf(buf, size, "fixed");
		break;
	case ARRIVALS_POISSON:
		snprintf(buf, size, "poisson");
		break;
	case ARRIVALS_ONOFF:
		units_print_duration(on, sizeof(on), arrivals.on_ns);
		units_print_duration(off, sizeof(off), arrivals.off_ns);
		snprintf(buf, size, "onoff:%s/%s", on, off);
		break;
	}
}

void units_print_address(char *buf, size_t size, uint32_t address)
{
	snprintf(buf, size, "%u.%u.%u.%u", address >> 24, address >> 16 & 255,
		 address >> 8 & 255, address & 255);
}
