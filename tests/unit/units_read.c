#include "base/units_read.h"

#include "suite.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What no type of number may take, whatever a C library makes of it. */
static const char *const rubbish[] = {
    "",		"	", "abc",
    "nan",	"NaN",	   "inf",
    "infinity", "0x10",	   "-1",
    "-0",	"+1",	   ".",
    ".5",	"5.",	   "1.2.3",
    "1,5",	"1 2",	   "1_000",
    "1e400",	"--1",	   "1s s",
    "1x",	"s",	   "1\x01",
    "1/",	"1 /s",	   "1//s",
    "\xc2\xb2", "1e",	   "1e+",
    "0x1p3",	"1ss",	   "1..0",
    "1.-5",	"1%%",	   "99999999999999999999999999999999999999999999999999",
};

START_TEST(rubbish_is_refused)
{
	const char *text = rubbish[_i];
	int64_t n = 42;
	double x = 42;
	struct rate rate = {42, 42};
	struct port_range ports = {42, 42};
	struct object_size object = {42, 42, 42};
	struct arrivals arrivals = {ARRIVALS_ONOFF, 42, 42};
	uint32_t address = 42;

	ck_assert_msg(!units_parse_duration(text, &n), "'%s'", text);
	ck_assert_msg(!units_parse_count(text, &n), "'%s'", text);
	ck_assert_msg(!units_parse_bytes(text, &n), "'%s'", text);
	ck_assert_msg(!units_parse_real(text, &x), "'%s'", text);
	ck_assert_msg(!units_parse_rate(text, &rate), "'%s'", text);
	ck_assert_msg(strcmp(text, "1 2") == 0 ||
			  !units_parse_ports(text, &ports),
		      "'%s'", text);
	ck_assert_msg(!units_parse_object(text, &object), "'%s'", text);
	ck_assert_msg(!units_parse_arrivals(text, &arrivals), "'%s'", text);
	ck_assert_msg(!units_parse_address(text, &address), "'%s'", text);
	ck_assert_int_eq(n, 42);
	ck_assert_double_eq(x, 42);
	ck_assert(rate.n == 42 && rate.per_ns == 42);
	ck_assert(object.bytes == 42 && object.slab_bytes == 42);
	ck_assert(arrivals.on_ns == 42 && address == 42);
}
END_TEST

static const struct {
	const char *text;
	struct port_range ports;
	enum units_fault fault;
} ports[] = {
    {"30000", {32768, 62767}, UNITS_FINE},
    {"30k", {32768, 62767}, UNITS_FINE},
    {"28232", {32768, 60999}, UNITS_FINE},
    {"1", {32768, 32768}, UNITS_FINE},
    {"32768", {32768, 65535}, UNITS_FINE},
    {"32769", {32767, 65535}, UNITS_FINE},
    {"64512", {1024, 65535}, UNITS_FINE},
    {"32768-60999", {32768, 60999}, UNITS_FINE},
    {"32768 60999", {32768, 60999}, UNITS_FINE},
    {"32768\t60999\n", {32768, 60999}, UNITS_FINE},
    {" 32768 - 60999 ", {32768, 60999}, UNITS_FINE},
    {"1-65535", {1, 65535}, UNITS_FINE},
    {"5-5", {5, 5}, UNITS_FINE},
    {"unset", {0, 0}, UNITS_FINE},
    {"0", {7, 7}, UNITS_OUT_OF_RANGE},
    {"64513", {7, 7}, UNITS_OUT_OF_RANGE},
    {"70000", {7, 7}, UNITS_OUT_OF_RANGE},
    {"99999999999999999999", {7, 7}, UNITS_OUT_OF_RANGE},
    {"-5", {7, 7}, UNITS_OUT_OF_RANGE},
    {"0-5", {7, 7}, UNITS_OUT_OF_RANGE},
    {"0-0", {7, 7}, UNITS_OUT_OF_RANGE},
    {"5-65536", {7, 7}, UNITS_OUT_OF_RANGE},
    {"65536-65537", {7, 7}, UNITS_OUT_OF_RANGE},
    {"1-99999999999999999999", {7, 7}, UNITS_OUT_OF_RANGE},
    {"60999-32768", {7, 7}, UNITS_REVERSED},
    {"2 1", {7, 7}, UNITS_REVERSED},
    {"1-", {7, 7}, UNITS_MALFORMED},
    {"1-2-3", {7, 7}, UNITS_MALFORMED},
    {"1--2", {7, 7}, UNITS_MALFORMED},
    {"1,2", {7, 7}, UNITS_MALFORMED},
    {"1-2x", {7, 7}, UNITS_MALFORMED},
    {"30k-40k", {7, 7}, UNITS_MALFORMED},
    {"1.5", {7, 7}, UNITS_MALFORMED},
    {"unsettled", {7, 7}, UNITS_MALFORMED},
};

START_TEST(ports_are_a_count_or_a_range)
{
	struct port_range read = {7, 7};
	enum units_fault fault = units_read_ports(ports[_i].text, &read);

	ck_assert_msg(fault == ports[_i].fault, "%s: %d", ports[_i].text,
		      (int)fault);
	ck_assert_uint_eq(read.low, ports[_i].ports.low);
	ck_assert_uint_eq(read.high, ports[_i].ports.high);
	ck_assert(units_parse_ports(ports[_i].text, &read) ==
		  (fault == UNITS_FINE));
}
END_TEST

START_TEST(ports_of_every_count_are_that_many)
{
	for (uint32_t n = 1; n <= PORT_COUNT_MAX; n += 13) {
		struct port_range read, back;
		char text[48];

		snprintf(text, sizeof(text), "%" PRIu32, n);
		ck_assert(units_parse_ports(text, &read));
		ck_assert_uint_eq(port_range_count(read), n);
		ck_assert_uint_ge(read.low, 1024);
		units_print_ports(text, sizeof(text), read);
		ck_assert(units_parse_ports(text, &back));
		ck_assert(back.low == read.low && back.high == read.high);
	}
}
END_TEST

START_TEST(objects_fit_their_slab)
{
	struct object_size object = {0};
	char text[48];

	ck_assert(units_parse_object("256 16/4096", &object));
	ck_assert(object.bytes == 256 && object.per_slab == 16 &&
		  object.slab_bytes == 4096);
	units_print_object(text, sizeof(text), object);
	ck_assert_str_eq(text, "256 16/4096");
	ck_assert(units_parse_object(" 2368\t13/32768 ", &object));
	ck_assert(units_parse_object("0 1/0", &object));
	ck_assert(!units_parse_object("256 17/4096", &object));
	ck_assert(!units_parse_object("256 0/4096", &object));
	ck_assert(!units_parse_object("256 16", &object));
	ck_assert(!units_parse_object("256/16/4096", &object));
	ck_assert(!units_parse_object("25616/4096", &object));
	ck_assert(!units_parse_object("256 16/4096 1", &object));
	ck_assert(!units_parse_object("256 16/4294967296", &object));
	ck_assert(!units_parse_object("4294967295 4294967295/1", &object));
}
END_TEST

START_TEST(arrivals_have_three_kinds)
{
	struct arrivals arrivals = {0};
	char text[48];

	ck_assert(units_parse_arrivals(" poisson ", &arrivals));
	ck_assert_int_eq(arrivals.kind, ARRIVALS_POISSON);
	units_print_arrivals(text, sizeof(text), arrivals);
	ck_assert_str_eq(text, "poisson");
	ck_assert(units_parse_arrivals("onoff:60s/0.5s", &arrivals));
	ck_assert_int_eq(arrivals.kind, ARRIVALS_ONOFF);
	ck_assert_int_eq(arrivals.on_ns, 60 * NS_PER_S);
	ck_assert_int_eq(arrivals.off_ns, 500 * NS_PER_MS);
	units_print_arrivals(text, sizeof(text), arrivals);
	ck_assert_str_eq(text, "onoff:60s/500ms");
	ck_assert(units_parse_arrivals("fixed", &arrivals));
	ck_assert(arrivals.kind == ARRIVALS_FIXED && arrivals.on_ns == 0);
	units_print_arrivals(text, sizeof(text), arrivals);
	ck_assert_str_eq(text, "fixed");
	ck_assert(!units_parse_arrivals("fixedly", &arrivals));
	ck_assert(!units_parse_arrivals("onoff", &arrivals));
	ck_assert(!units_parse_arrivals("onoff:60s", &arrivals));
	ck_assert(!units_parse_arrivals("onoff:0s/60s", &arrivals));
	ck_assert(!units_parse_arrivals("onoff:60s/60s/60s", &arrivals));
	ck_assert(!units_parse_arrivals("onoff:60s/200d", &arrivals));
	ck_assert(!units_parse_arrivals("Poisson", &arrivals));
}
END_TEST

START_TEST(addresses_are_dotted)
{
	uint32_t address = 0;
	char text[48];

	ck_assert(units_parse_address(" 192.0.2.1\n", &address));
	ck_assert_uint_eq(address, 0xc0000201);
	units_print_address(text, sizeof(text), address);
	ck_assert_str_eq(text, "192.0.2.1");
	ck_assert(units_parse_address("255.255.255.255", &address));
	ck_assert_uint_eq(address, UINT32_MAX);
	ck_assert(units_parse_address("0.0.0.0", &address));
	ck_assert(!units_parse_address("256.0.0.1", &address));
	ck_assert(!units_parse_address("010.0.0.1", &address));
	ck_assert(!units_parse_address("1.2.3", &address));
	ck_assert(!units_parse_address("1.2.3.4.5", &address));
	ck_assert(!units_parse_address("1.2.3.", &address));
	ck_assert(!units_parse_address("1..2.3", &address));
	ck_assert(!units_parse_address("::1", &address));
	ck_assert(!units_parse_address("1.2.3.-4", &address));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("units_read");

	suite_add_loop(suite, rubbish_is_refused, suite_rows_n(rubbish));
	suite_add_loop(suite, ports_are_a_count_or_a_range,
		       suite_rows_n(ports));
	suite_add(suite, ports_of_every_count_are_that_many);
	suite_add(suite, objects_fit_their_slab);
	suite_add(suite, arrivals_have_three_kinds);
	suite_add(suite, addresses_are_dotted);
	return suite_run(suite);
}
