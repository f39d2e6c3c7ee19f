#ifndef BASE_UNITS_H
#define BASE_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NS_PER_US INT64_C(1000)
#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S  INT64_C(1000000000)

/** An instant that never comes: a timer that is off. */
#define NEVER_NS INT64_MAX

/** The longest time-out or run that twsim takes: 100 days in ns. */
#define DURATION_NS_MAX (100 * 24 * 3600 * NS_PER_S)

/**
 * struct rate - So many in so long, exactly
 * @n:		How many, at least 1
 * @per_ns:	In how many ns, at least 1: "2.13/s" is 213 in 100 s
 *
 * A ratio of integers, so that the k-th of a fixed rate comes at exactly
 * k * per_ns / n and no rounding adds up.
 */
struct rate {
	uint64_t n;
	int64_t per_ns;
};

/** struct port_range - Ports @low to @high, both included; 0-0: not set */
struct port_range {
	uint16_t low;
	uint16_t high;
};

/** The most ports that a count may ask for: none is below 1024 then. */
#define PORT_COUNT_MAX 64512

/**
 * struct object_size - What one kernel object costs
 * @bytes:	Size of a slot in its slab cache
 * @per_slab:	Slots in a slab
 * @slab_bytes:	Size of a slab; what is beyond the slots is lost
 */
struct object_size {
	uint32_t bytes;
	uint32_t per_slab;
	uint32_t slab_bytes;
};

enum arrivals_kind { ARRIVALS_FIXED, ARRIVALS_POISSON, ARRIVALS_ONOFF };

/**
 * struct arrivals - How the connects of a client are spread over time
 * @kind:	Evenly, at random, or evenly in bursts
 * @on_ns:	ARRIVALS_ONOFF: length of a burst. The mean rate is kept: in a
 *		burst the rate is (on + off) / on times the rate asked for
 * @off_ns:	ARRIVALS_ONOFF: silence after each burst
 */
struct arrivals {
	enum arrivals_kind kind;
	int64_t on_ns;
	int64_t off_ns;
};

static inline double ns_to_s(int64_t ns)
{
	return (double)ns / (double)NS_PER_S;
}

/** port_range_count() - Ports in @r: 1 to 65536 */
static inline uint32_t port_range_count(struct port_range r)
{
	return (uint32_t)r.high - r.low + 1;
}

static inline double rate_per_s(struct rate r)
{
	return (double)r.n * (double)NS_PER_S / (double)r.per_ns;
}

/**
 * units_parse_*() - Read a value as people write it
 * @text:	The whole text is the value; surrounding blanks are allowed
 *
 * Numbers are decimal: "2", "0.33"; no sign, no hexadecimal, and a point
 * whatever the locale. Nothing stands between a number and its unit.
 *
 * Duration: "200s", "0.33ms": one of ns us ms s min h d; a bare number is
 *	seconds. Exact to the ns; finer digits are rounded, but not to 0. At
 *	most DURATION_NS_MAX.
 * Count: "30000", "30k", "1.5M", "1G"; whole numbers only.
 * Bytes: "512MB" (10^6), "512MiB" (2^20), "64G" (as GB), "256" and "256B".
 * Real: "0.01", "1%", "1e-6".
 * Rate: "500", "500/s", "30k/min", "2.13/s", "100/h", "1/d"; in lowest terms;
 *	what does not fit the ratio is rounded, but not below six digits.
 * Ports: "30000" is that many, 1 to 64512, from 32768 on, or ending at 65535
 *	if that is too few; "32768-60999" and "32768 60999" are LOW-HIGH, 1 to
 *	65535; "unset" is 0-0.
 * Object: "256 16/4096". Arrivals: "fixed", "poisson", "onoff:60s/60s".
 *
 * Return:	true; false if the text is none, or the value cannot be held
 *		exactly enough (NaN, infinite, negative, overflow). The output
 *		is changed on success only; units_read.h says what is wrong
 */
bool units_parse_duration(const char *text, int64_t *ns);
bool units_parse_count(const char *text, int64_t *n);
bool units_parse_bytes(const char *text, int64_t *bytes);
bool units_parse_real(const char *text, double *x);
bool units_parse_rate(const char *text, struct rate *rate);
bool units_parse_ports(const char *text, struct port_range *ports);
bool units_parse_object(const char *text, struct object_size *size);
bool units_parse_arrivals(const char *text, struct arrivals *arrivals);
/** Dotted IPv4 address, host byte order */
bool units_parse_address(const char *text, uint32_t *address);

/**
 * units_print_*() - Write a value so that units_parse_*() reads it back
 * @buf:	Out: text with its unit, always terminated
 * @size:	Of @buf; 48 is enough for each of them
 *
 * What was parsed is read back exactly. Else: a rate with no end of decimals,
 * such as 1 in 7 s, is cut; what no text means is for the eye only (NEVER_NS
 * "never", a rate of 0 "unset", a real that is not finite).
 */
void units_print_duration(char *buf, size_t size, int64_t ns);
void units_print_bytes(char *buf, size_t size, int64_t bytes);
void units_print_real(char *buf, size_t size, double x);
void units_print_rate(char *buf, size_t size, struct rate rate);
void units_print_ports(char *buf, size_t size, struct port_range ports);
void units_print_object(char *buf, size_t size, struct object_size object);
void units_print_arrivals(char *buf, size_t size, struct arrivals arrivals);
void units_print_address(char *buf, size_t size, uint32_t address);

#endif
