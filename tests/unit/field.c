#include "base/field.h"
#include "suite.h"

#include <math.h>
#include <string.h>

static const char *const closers[] = {"client", "server", "both", NULL};

/* clang-format off */
#define EXAMPLE_FIELDS(F)                                                      \
	F(BOOL,     "nagle",    nagle,    0, 1, NULL, "as it says")            \
	F(INT,      "clients",  clients,  1, 1000000, NULL, "hosts")           \
	F(INT,      "orphans",  orphans,  0, INFINITY, NULL, "at most")        \
	F(INT,      "backlog",  backlog,  1, INFINITY, NULL, "at least 1")     \
	F(REAL,     "loss",     loss,     0, 1, NULL, "share lost")            \
	F(DURATION, "rtt",      rtt_ns,   0, NS_PER_S, NULL, "round trip")     \
	F(DURATION, "limit",    limit_ns, 0, 0, NULL, "any duration")          \
	F(BYTES,    "memory",   memory,   4096, 1 << 30, NULL, "of the host")  \
	F(RATE,     "rate",     rate,     0.001, 1e6, NULL, "connects")        \
	F(PORTS,    "ports",    ports,    1, 65535, NULL, "local ports")       \
	F(PORTS,    "few",      few,      0, 100, NULL, "few ports, or none")  \
	F(OBJECT,   "sock",     sock,     1, 8192, NULL, "one socket")         \
	F(ARRIVALS, "arrivals", arrivals, 0, 0, NULL, "pattern")               \
	F(ADDRESS,  "address",  address,  0, 0, NULL, "of the server")         \
	F(CHOICE,   "close",    close,    0, 0, closers, "who closes first")   \
	F(TEXT,     "name",     name,     0, 0, NULL, "of the stack")
#define EXAMPLE_ROW(...) FIELD_ROW(struct example, __VA_ARGS__)
/* clang-format on */

struct example {
	EXAMPLE_FIELDS(FIELD_MEMBER)
};

static const struct field rows[] = {EXAMPLE_FIELDS(EXAMPLE_ROW)};

static const struct field *row(const char *name)
{
	const struct field *field = field_find(rows, suite_rows_n(rows), name);

	ck_assert_ptr_nonnull(field);
	return field;
}

START_TEST(rows_are_found_by_their_full_name)
{
	ck_assert_str_eq(row("rtt")->name, "rtt");
	ck_assert_ptr_null(field_find(rows, suite_rows_n(rows), "rt"));
	ck_assert_ptr_null(field_find(rows, suite_rows_n(rows), "rttx"));
	ck_assert_ptr_null(field_find(rows, suite_rows_n(rows), ""));
	ck_assert_ptr_null(field_find(rows, 0, "rtt"));
}
END_TEST

static const struct {
	const char *name;
	const char *text;
	const char *printed;
} values[] = {
    {"nagle", "yes", "1"},
    {"nagle", " off\n", "0"},
    {"nagle", "1", "1"},
    {"nagle", "false", "0"},
    {"clients", "30k", "30000"},
    {"orphans", "9223372036854775807", "9223372036854775807"},
    {"loss", "1%", "0.01"},
    {"loss", "0.30000000000000004", "0.30000000000000004"},
    {"loss", "0", "0"},
    {"rtt", "0.33ms", "330us"},
    {"rtt", "1s", "1s"},
    {"limit", "2.048s", "2.048s"},
    {"memory", "1GiB", "1GiB"},
    {"rate", "30k/min", "500/s"},
    {"rate", "2.13/s", "2.13/s"},
    {"ports", "30000", "32768-62767"},
    {"ports", "1-65535", "1-65535"},
    {"few", "unset", "unset"},
    {"sock", "2368 13/32768", "2368 13/32768"},
    {"arrivals", "onoff:60s/60s", "onoff:60s/60s"},
    {"address", "192.0.2.1", "192.0.2.1"},
    {"close", "server", "server"},
    {"close", " both ", "both"},
    {"name", "", ""},
    {"name", "linux 6.18, with a space ", "linux 6.18, with a space "},
    {"name", "123456789012345678901234567890123456789012345678901234567890123",
     "123456789012345678901234567890123456789012345678901234567890123"},
};

START_TEST(values_are_read_and_read_back)
{
	const struct field *field = row(values[_i].name);
	struct example a, b;
	struct complaint complaint;
	char text[FIELD_TEXT_SIZE];

	memset(&a, 0x5a, sizeof(a));
	memset(&b, 0x5a, sizeof(b));
	ck_assert_msg(field_set(field, &a, values[_i].text, &complaint), "%s",
		      complaint.text);
	field_print(field, &a, text, sizeof(text));
	ck_assert_str_eq(text, values[_i].printed);
	ck_assert(field_set(field, &b, text, &complaint));
	/* the same value in its place, and nothing else was touched */
	ck_assert_mem_eq(&a, &b, sizeof(a));
}
END_TEST

#define PORTS_EXPECTED \
	"1 to 64512 ports, or LOW-HIGH like 32768-60999, is expected"
#define RTT_EXPECTED                                             \
	"a number with ns, us, ms, s, min, h or d, like 200ms, " \
	"from 0s to 1s, is expected"

static const struct {
	const char *name;
	const char *text;
	const char *complaint;
} faults[] = {
    {"nagle", "maybe", "'maybe' is neither yes nor no: 0 or 1 is expected"},
    {"nagle", "2", "'2' is neither yes nor no: 0 or 1 is expected"},
    {"clients", "0",
     "'0' is out of range: a whole number, like 200 or 30k, "
     "from 1 to 1000000, is expected"},
    {"clients", "1.5",
     "'1.5' is no whole number: a whole number, like 200 or 30k, "
     "from 1 to 1000000, is expected"},
    {"orphans", "-1",
     "'-1' is out of range: a whole number, like 200 or 30k, is expected"},
    {"backlog", "0",
     "'0' is out of range: a whole number, like 200 or 30k, "
     "at least 1, is expected"},
    {"loss", "1.1",
     "'1.1' is out of range: a number, like 0.01, from 0 to 1, "
     "is expected"},
    {"loss", "nan",
     "'nan' is no number: a number, like 0.01, from 0 to 1, is expected"},
    {"rtt", "2s", "'2s' is out of range: " RTT_EXPECTED},
    {"rtt", "1000d", "'1000d' is out of range: " RTT_EXPECTED},
    {"rtt", "1m", "'1m' is no duration: " RTT_EXPECTED},
    {"rtt", "", "'' is empty: " RTT_EXPECTED},
    {"limit", "101d",
     "'101d' is out of range: a number with ns, us, ms, s, min, h or d, "
     "like 200ms, is expected"},
    {"memory", "1k",
     "'1k' is out of range: a number of bytes, like 4096, 512MB or "
     "64MiB, from 4KiB to 1GiB, is expected"},
    {"rate", "abc",
     "'abc' is no rate: a number above 0 with /s, /min or /h, "
     "like 500/s, from 0.001/s to 1000000/s, is expected"},
    {"rate", "2M/s",
     "'2M/s' is out of range: a number above 0 with /s, /min or /h, "
     "like 500/s, from 0.001/s to 1000000/s, is expected"},
    {"ports", "70000", "'70000' is out of range: " PORTS_EXPECTED},
    {"ports", "0", "'0' is out of range: " PORTS_EXPECTED},
    {"ports", "unset", "'unset' is out of range: " PORTS_EXPECTED},
    {"ports", "60999-32768",
     "'60999-32768' is reversed, the low end comes first: " PORTS_EXPECTED},
    {"ports", "many", "'many' is no port range: " PORTS_EXPECTED},
    {"few", "101",
     "'101' is out of range: 1 to 64512 ports, or LOW-HIGH like "
     "32768-60999, from 0 to 100 ports, is expected"},
    {"sock", "256 17/4096",
     "'256 17/4096' is out of range: BYTES PER_SLAB/SLAB_BYTES, "
     "like 256 16/4096, from 1B to 8KiB, is expected"},
    {"arrivals", "often",
     "'often' is no arrivals: fixed, poisson or onoff:ON/OFF, "
     "like onoff:60s/60s, is expected"},
    {"address", "10.0.0.300",
     "'10.0.0.300' is out of range: an address, like 192.0.2.1, "
     "is expected"},
    {"close", "nobody",
     "'nobody' is not known: one of client, server, both, is expected"},
    {"close", "serve",
     "'serve' is not known: one of client, server, both, is expected"},
    {"name", "1234567890123456789012345678901234567890123456789012345678901234",
     "'123456789012345678901234567890123456789012345678901234567890...' "
     "is too long: up to 63 characters on one line is expected"},
    {"name", "two\nlines",
     "'two?lines' is no text: up to 63 characters on one line is expected"},
};

START_TEST(complaints_say_what_would_be_right)
{
	const struct field *field = row(faults[_i].name);
	struct example a, before;
	struct complaint complaint;

	memset(&a, 0x5a, sizeof(a));
	before = a;
	ck_assert(!field_set(field, &a, faults[_i].text, &complaint));
	ck_assert_str_eq(complaint.text, faults[_i].complaint);
	ck_assert_mem_eq(&a, &before, sizeof(a));
}
END_TEST

START_TEST(complaints_are_bounded)
{
	struct example a;
	struct complaint complaint;
	char text[1000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (size_t i = 0; i < suite_rows_n(rows); i++) {
		ck_assert(!field_set(&rows[i], &a, text, &complaint));
		ck_assert_uint_lt(strlen(complaint.text),
				  sizeof(complaint.text) - 1);
		ck_assert_ptr_nonnull(strstr(complaint.text, "is expected"));
	}
}
END_TEST

/* A character of several bytes is left whole or left out. */
START_TEST(complaints_do_not_cut_characters)
{
	struct example a;
	struct complaint complaint;
	char text[256];

	for (size_t lead = 0; lead < 3; lead++) {
		const char *dots;

		memset(text, 'x', lead);
		text[lead] = '\0';
		while (strlen(text) < 200)
			strcat(text, "\xe2\x82\xac");
		ck_assert(!field_set(row("rtt"), &a, text, &complaint));
		dots = strstr(complaint.text, "...'");
		ck_assert_ptr_nonnull(dots);
		ck_assert_uint_eq(
		    (size_t)(dots - complaint.text - 1 - (ptrdiff_t)lead) % 3,
		    0);
	}
}
END_TEST

START_TEST(many_choices_are_cut)
{
	static const char *const choices[] = {"one-of-many-choices-1",
					      "one-of-many-choices-2",
					      "one-of-many-choices-3",
					      "one-of-many-choices-4",
					      "one-of-many-choices-5",
					      "one-of-many-choices-6",
					      "one-of-many-choices-7",
					      "one-of-many-choices-8",
					      NULL};
	const struct field field = {.choices = choices, .type = FIELD_CHOICE};
	struct complaint complaint;
	int choice;
	char text[20];

	ck_assert(!field_set(&field, &choice, "none", &complaint));
	field_expects(&field, text, sizeof(text));
	ck_assert_str_eq(text, "one of one-of-many-");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("field");

	suite_add(suite, rows_are_found_by_their_full_name);
	suite_add_loop(suite, values_are_read_and_read_back,
		       suite_rows_n(values));
	suite_add_loop(suite, complaints_say_what_would_be_right,
		       suite_rows_n(faults));
	suite_add(suite, complaints_are_bounded);
	suite_add(suite, complaints_do_not_cut_characters);
	suite_add(suite, many_choices_are_cut);
	return suite_run(suite);
}
