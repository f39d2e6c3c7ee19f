#include "base/field.h"

#include "base/decimal.h"
#include "base/must.h"
#include "base/units_read.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A value of any type, on its way between the text and the object. */
union value {
	bool yes;
	int64_t n;
	double real;
	struct rate rate;
	struct port_range ports;
	struct object_size object;
	struct arrivals arrivals;
	uint32_t address;
	int choice;
	char text[FIELD_TEXT_SIZE];
};

/* What a type is called, and what it looks like. */
static const struct {
	const char *noun;
	const char *expects;
	size_t size;
} types[] = {
    [FIELD_BOOL] = {"neither yes nor no", "0 or 1", sizeof(bool)},
    [FIELD_INT] = {"no whole number", "a whole number, like 200 or 30k",
		   sizeof(int64_t)},
    [FIELD_REAL] = {"no number", "a number, like 0.01", sizeof(double)},
    [FIELD_DURATION] = {"no duration",
			"a number with ns, us, ms, s, min, h or d, "
			"like 200ms",
			sizeof(int64_t)},
    [FIELD_BYTES] = {"no number of bytes",
		     "a number of bytes, like 4096, 512MB or 64MiB",
		     sizeof(int64_t)},
    [FIELD_RATE] = {"no rate",
		    "a number above 0 with /s, /min or /h, like 500/s",
		    sizeof(struct rate)},
    [FIELD_PORTS] = {"no port range",
		     "1 to 64512 ports, or LOW-HIGH like 32768-60999",
		     sizeof(struct port_range)},
    [FIELD_OBJECT] = {"no object size",
		      "BYTES PER_SLAB/SLAB_BYTES, like 256 16/4096",
		      sizeof(struct object_size)},
    [FIELD_ARRIVALS] = {"no arrivals",
			"fixed, poisson or onoff:ON/OFF, "
			"like onoff:60s/60s",
			sizeof(struct arrivals)},
    [FIELD_ADDRESS] = {"no IPv4 address", "an address, like 192.0.2.1",
		       sizeof(uint32_t)},
    [FIELD_CHOICE] = {"not known", "one of", sizeof(int)},
    [FIELD_TEXT] = {"no text", "up to 63 characters on one line",
		    FIELD_TEXT_SIZE},
};

const struct field *field_find(const struct field *rows, size_t rows_n,
			       const char *name)
{
	for (size_t i = 0; i < rows_n; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}

static bool is_word(const char *text, const char *word)
{
	size_t size = strlen(word);

	text = skip_blanks(text);
	return strncmp(text, word, size) == 0 && only_blanks_left(text + size);
}

static enum units_fault read_bool(const char *text, bool *yes)
{
	static const char *const words[] = {"0",     "1",    "no",  "yes",
					    "false", "true", "off", "on"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (is_word(text, words[i])) {
			*yes = i % 2;
			return UNITS_FINE;
		}
	}
	return UNITS_MALFORMED;
}

static enum units_fault read_choice(const char *const *choices,
				    const char *text, int *choice)
{
	for (int i = 0; choices[i]; i++) {
		if (is_word(text, choices[i])) {
			*choice = i;
			return UNITS_FINE;
		}
	}
	return UNITS_MALFORMED;
}

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

static enum units_fault read_text(const char *text, char *to)
{
	size_t size = 0;

	for (; text[size]; size++) {
		if (is_control(text[size]))
			return UNITS_MALFORMED;
		if (size == FIELD_TEXT_SIZE - 1)
			return UNITS_OUT_OF_RANGE;
	}
	memset(to, 0, FIELD_TEXT_SIZE);
	memcpy(to, text, size);
	return UNITS_FINE;
}

static enum units_fault read_value(const struct field *field, const char *text,
				   union value *value)
{
	must(field->type <= FIELD_TEXT);
	switch (field->type) {
	case FIELD_BOOL:
		return read_bool(text, &value->yes);
	case FIELD_INT:
		return units_read_count(text, &value->n);
	case FIELD_REAL:
		return units_read_real(text, &value->real);
	case FIELD_DURATION:
		return units_read_duration(text, &value->n);
	case FIELD_BYTES:
		return units_read_bytes(text, &value->n);
	case FIELD_RATE:
		return units_read_rate(text, &value->rate);
	case FIELD_PORTS:
		return units_read_ports(text, &value->ports);
	case FIELD_OBJECT:
		return units_read_object(text, &value->object);
	case FIELD_ARRIVALS:
		return units_read_arrivals(text, &value->arrivals);
	case FIELD_ADDRESS:
		return units_read_address(text, &value->address);
	case FIELD_CHOICE:
		return read_choice(field->choices, text, &value->choice);
	case FIELD_TEXT:
		return read_text(text, value->text);
	}
	return UNITS_MALFORMED;
}

static bool has_range(const struct field *field)
{
	if (field->min == 0 && field->max == 0)
		return false;
	switch (field->type) {
	case FIELD_INT:
	case FIELD_REAL:
	case FIELD_DURATION:
	case FIELD_BYTES:
	case FIELD_RATE:
	case FIELD_PORTS:
	case FIELD_OBJECT:
		return true;
	case FIELD_BOOL:
	case FIELD_ARRIVALS:
	case FIELD_ADDRESS:
	case FIELD_CHOICE:
	case FIELD_TEXT:
		return false;
	}
	return false;
}

/* In the unit of min and max. */
static double measure(const struct field *field, const union value *value)
{
	if (field->type == FIELD_REAL)
		return value->real;
	if (field->type == FIELD_RATE)
		return rate_per_s(value->rate);
	if (field->type == FIELD_OBJECT)
		return value->object.bytes;
	if (field->type != FIELD_PORTS)
		return (double)value->n;
	return value->ports.low ? port_range_count(value->ports) : 0;
}

static bool in_range(const struct field *field, const union value *value)
{
	double x;

	if (!has_range(field))
		return true;
	x = measure(field, value);
	return x >= field->min && x <= field->max;
}

/* Add to a text, as far as there is room. */
__attribute__((format(printf, 3, 4))) static void append(char *buf, size_t size,
							 const char *format,
							 ...)
{
	size_t used = strlen(buf);
	va_list args;

	va_start(args, format);
	vsnprintf(buf + used, size - used, format, args);
	va_end(args);
}

static void append_limit(const struct field *field, double limit, char *buf,
			 size_t size)
{
	char text[48];
	int64_t n = limit < 9.2e18 ? (int64_t)limit : INT64_MAX;

	if (field->type == FIELD_DURATION) {
		units_print_duration(text, sizeof(text), n);
	} else if (field->type == FIELD_BYTES || field->type == FIELD_OBJECT) {
		units_print_bytes(text, sizeof(text), n);
	} else {
		units_print_real(text, sizeof(text), limit);
		if (field->type == FIELD_RATE)
			append(text, sizeof(text), "/s");
	}
	append(buf, size, "%s", text);
}

/* No upper limit is spelled out that only says what a type can hold. */
static void append_range(const struct field *field, char *buf, size_t size)
{
	bool open = !(field->max < 9.2e18);

	if (!has_range(field) || (open && field->min <= 0))
		return;
	if (field->type == FIELD_PORTS && field->min <= 1 &&
	    field->max >= PORT_COUNT_MAX)
		return; /* said already */
	append(buf, size, open ? ", at least " : ", from ");
	append_limit(field, field->min, buf, size);
	if (!open) {
		append(buf, size, " to ");
		append_limit(field, field->max, buf, size);
	}
	if (field->type == FIELD_PORTS)
		append(buf, size, " ports");
}

void field_expects(const struct field *field, char *buf, size_t size)
{
	must(size > 0);
	*buf = '\0';
	append(buf, size, "%s", types[field->type].expects);
	if (field->type == FIELD_CHOICE) {
		for (int i = 0; field->choices[i]; i++)
			append(buf, size, "%s %s", i ? "," : "",
			       field->choices[i]);
	}
	append_range(field, buf, size);
}

static bool is_utf8_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* What was written, fit for one line of a terminal. */
static void quote(const char *text, char *buf, size_t size)
{
	size_t n = 0;

	for (; text[n] && n < size - 1; n++)
		buf[n] = is_control(text[n]) ? '?' : text[n];
	buf[n] = '\0';
	if (!text[n])
		return;
	n -= 3;
	while (n > 0 && is_utf8_continuation(text[n]))
		n--;
	memcpy(buf + n, "...", 4);
}

static void complain(const struct field *field, const char *text,
		     enum units_fault fault, struct complaint *complaint)
{
	char quoted[64], expects[128];
	const char *what = types[field->type].noun;

	if (fault == UNITS_OUT_OF_RANGE)
		what = field->type == FIELD_TEXT ? "too long" : "out of range";
	else if (fault == UNITS_REVERSED)
		what = "reversed, the low end comes first";
	else if (*text == '\0')
		what = "empty";
	quote(text, quoted, sizeof(quoted));
	field_expects(field, expects, sizeof(expects));
	snprintf(complaint->text, sizeof(complaint->text),
		 "'%s' is %s: %s%s is expected", quoted, what, expects,
		 strchr(expects, ',') ? "," : "");
}

bool field_set(const struct field *field, void *object, const char *text,
	       struct complaint *complaint)
{
	union value value;
	enum units_fault fault = read_value(field, text, &value);

	if (fault == UNITS_FINE && !in_range(field, &value))
		fault = UNITS_OUT_OF_RANGE;
	if (fault) {
		complain(field, text, fault, complaint);
		return false;
	}
	memcpy((char *)object + field->offset, &value, types[field->type].size);
	return true;
}

static void print_value(const struct field *field, const union value *value,
			char *buf, size_t size)
{
	switch (field->type) {
	case FIELD_BOOL:
		snprintf(buf, size, "%d", value->yes);
		break;
	case FIELD_INT:
		snprintf(buf, size, "%" PRId64, value->n);
		break;
	case FIELD_REAL:
		units_print_real(buf, size, value->real);
		break;
	case FIELD_DURATION:
		units_print_duration(buf, size, value->n);
		break;
	case FIELD_BYTES:
		units_print_bytes(buf, size, value->n);
		break;
	case FIELD_RATE:
		units_print_rate(buf, size, value->rate);
		break;
	case FIELD_PORTS:
		units_print_ports(buf, size, value->ports);
		break;
	case FIELD_OBJECT:
		units_print_object(buf, size, value->object);
		break;
	case FIELD_ARRIVALS:
		units_print_arrivals(buf, size, value->arrivals);
		break;
	case FIELD_ADDRESS:
		units_print_address(buf, size, value->address);
		break;
	case FIELD_CHOICE:
		snprintf(buf, size, "%s", field->choices[value->choice]);
		break;
	case FIELD_TEXT:
		snprintf(buf, size, "%s", value->text);
		break;
	}
}

void field_print(const struct field *field, const void *object, char *buf,
		 size_t size)
{
	union value value;

	memcpy(&value, (const char *)object + field->offset,
	       types[field->type].size);
	print_value(field, &value, buf, size);
}
