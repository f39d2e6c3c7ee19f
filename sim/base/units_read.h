#ifndef BASE_UNITS_READ_H
#define BASE_UNITS_READ_H

#include "base/units.h"

/** enum units_fault - What is wrong with a value, for those who must say it */
enum units_fault {
	UNITS_FINE,
	UNITS_MALFORMED,    /* not of this type at all */
	UNITS_OUT_OF_RANGE, /* of this type, but too small or too large */
	UNITS_REVERSED,	    /* a range whose low end is the higher one */
};

/**
 * units_read_*() - As units_parse_*(), and say what is wrong
 *
 * Return:	UNITS_FINE; else the output is unchanged
 */
enum units_fault units_read_duration(const char *text, int64_t *ns);
enum units_fault units_read_count(const char *text, int64_t *n);
enum units_fault units_read_bytes(const char *text, int64_t *bytes);
enum units_fault units_read_real(const char *text, double *x);
enum units_fault units_read_rate(const char *text, struct rate *rate);
enum units_fault units_read_ports(const char *text, struct port_range *ports);
enum units_fault units_read_object(const char *text,
				   struct object_size *object);
enum units_fault units_read_arrivals(const char *text,
				     struct arrivals *arrivals);
enum units_fault units_read_address(const char *text, uint32_t *address);

#endif
