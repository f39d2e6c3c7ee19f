#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/units.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * DOC: Settings as rows
 *
 * Every setting of twsim - an option of a command, a key of a stack or
 * machine profile, a sysctl - is a row: name, type, range, help, and where its
 * value lies in a struct. One X-macro list gives the struct and the rows, so
 * the parser, --help, the man page and the report cannot disagree.
 *
 * A list is written
 *	#define EXAMPLE_FIELDS(F) \
 *		F(DURATION, "rtt", rtt_ns, 0, NS_PER_S, NULL, "round trip")
 * and used twice:
 *	struct example { EXAMPLE_FIELDS(FIELD_MEMBER) };
 *	static const struct field rows[] = { EXAMPLE_FIELDS(EXAMPLE_ROW) };
 * with #define EXAMPLE_ROW(...) FIELD_ROW(struct example, __VA_ARGS__)
 */

#define FIELD_TEXT_SIZE 64

enum field_type {
	FIELD_BOOL,	/* bool, 0 or 1; also yes, no, true, false, on, off */
	FIELD_INT,	/* int64_t, a count: 30k and 1M are read */
	FIELD_REAL,	/* double */
	FIELD_DURATION, /* int64_t ns */
	FIELD_BYTES,	/* int64_t */
	FIELD_RATE,	/* struct rate; min and max per second */
	FIELD_PORTS,	/* struct port_range */
	FIELD_OBJECT,	/* struct object_size */
	FIELD_ARRIVALS, /* struct arrivals */
	FIELD_ADDRESS,	/* uint32_t, IPv4, host byte order */
	FIELD_CHOICE,	/* int: index into choices */
	FIELD_TEXT,	/* char[FIELD_TEXT_SIZE], no control characters */
};

/**
 * struct field - One setting
 * @name:	As written by the user: "rtt", "time-wait.duration",
 *		"net.ipv4.tcp_tw_reuse"
 * @help:	One line, without the unit
 * @choices:	FIELD_CHOICE: names in order of value, NULL at the end
 * @min:	Smallest value allowed, in the unit of the type: ns, bytes, per
 *		second, how many ports (unset: 0), bytes of an object. Of no
 *		meaning for BOOL, ARRIVALS, ADDRESS, CHOICE and TEXT
 * @max:	Largest value allowed; INFINITY if the type is the only limit.
 *		@min and @max both 0: any value
 * @offset:	Of the value in its struct
 * @type:	How to read and print it
 */
struct field {
	const char *name;
	const char *help;
	const char *const *choices;
	double min;
	double max;
	size_t offset;
	enum field_type type;
};

/** struct complaint - One line: what is wrong, and what would be right */
struct complaint {
	char text[256];
};

/* clang-format off */
#define FIELD_C_BOOL(m)     bool m
#define FIELD_C_INT(m)      int64_t m
#define FIELD_C_REAL(m)     double m
#define FIELD_C_DURATION(m) int64_t m
#define FIELD_C_BYTES(m)    int64_t m
#define FIELD_C_RATE(m)     struct rate m
#define FIELD_C_PORTS(m)    struct port_range m
#define FIELD_C_OBJECT(m)   struct object_size m
#define FIELD_C_ARRIVALS(m) struct arrivals m
#define FIELD_C_ADDRESS(m)  uint32_t m
#define FIELD_C_CHOICE(m)   int m
#define FIELD_C_TEXT(m)     char m[FIELD_TEXT_SIZE]
/* clang-format on */

#define FIELD_MEMBER(type, name, member, min, max, choices, help) \
	FIELD_C_##type(member);
#define FIELD_ROW(object, type, name, member, min, max, choices, help) \
	{name,		help,	       choices,                        \
	 (double)(min), (double)(max), offsetof(object, member),       \
	 FIELD_##type},

/**
 * field_find() - Row with a name
 * @rows:	Rows, any order
 * @rows_n:	How many
 * @name:	Full name, as in struct field
 *
 * Return:	the row; NULL if there is none
 */
const struct field *field_find(const struct field *rows, size_t rows_n,
			       const char *name);

/**
 * field_set() - Read a value into its place
 * @field:	What is set
 * @object:	The struct that holds it; changed on success only
 * @text:	Value as written
 * @complaint:	Out, on failure: "'abc' is no rate: a number above 0 with /s,
 *		/min or /h, like 500/s, is expected" (the name is not in it)
 *
 * Return:	true if the value was read and is in range
 */
bool field_set(const struct field *field, void *object, const char *text,
	       struct complaint *complaint);

/**
 * field_print() - Write a value so that field_set() reads it back
 * @buf:	Out: with its unit, always terminated
 * @size:	Of @buf; FIELD_TEXT_SIZE is enough for each type
 */
void field_print(const struct field *field, const void *object, char *buf,
		 size_t size);

/** field_expects() - What a value must look like, for help and complaints */
void field_expects(const struct field *field, char *buf, size_t size);

#endif
