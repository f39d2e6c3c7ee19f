#include "base/units.h"

#include "base/rng.h"
#include "suite.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *text;
	int64_t ns;
	const char *printed;
} durations[] = {
    {"0", 0, "0s"},
    {"0ms", 0, "0s"},
    {"200", 200 * NS_PER_S, "200s"},
    {"200s", 200 * NS_PER_S, "200s"},
    {" 200s\n", 200 * NS_PER_S, "200s"},
    {"007s", 7 * NS_PER_S, "7s"},
    {"0.33ms", 330000, "330us"},
    {"2.048s", INT64_C(2048000000), "2.048s"},
    {"60s", 60 * NS_PER_S, "60s"},
    {"2min", 120 * NS_PER_S, "120s"},
    {"1.5h", 5400 * NS_PER_S, "5400s"},
    {"2h", 7200 * NS_PER_S, "2h"},
    {"100d", DURATION_NS_MAX, "100d"},
    {"1ns", 1, "1ns"},
    {"999ns", 999, "999ns"},
    {"1.001us", 1001, "1.001us"},
    {"0.000000001s", 1, "1ns"},
    {"8639999.999999999s", DURATION_NS_MAX - 1, "8639999.999999999s"},
    {"0.1s", 100 * NS_PER_MS, "100ms"},
    {"0.30000000000000004s", 300 * NS_PER_MS, "300ms"},
    {"1.5ns", 2, "2ns"},
    {"1.4999999999999999999999999ns", 1, "1ns"},
    {"0.10000000000000000000000000000000000000000000s", 100 * NS_PER_MS,
     "100ms"},
};

START_TEST(durations_are_exact)
{
	char text[48];
	int64_t ns = -1;

	ck_assert_msg(units_parse_duration(durations[_i].text, &ns), "%s",
		      durations[_i].text);
	ck_assert_int_eq(ns, durations[_i].ns);
	units_print_duration(text, sizeof(text), ns);
	ck_assert_str_eq(text, durations[_i].printed);
}
END_TEST

static const char *const bad_durations[] = {
    "1m",  "1S",      "1 s",   "1sec",	      "1e3s",
    "1d1", "1.0e1ms", "101d",  "100.0001d",   "8640000.000000001s",
    "1M",  "0.1ns",   "1min1", "8640001",     "0.4ns",
    "-0s", "never",   "1ms5",  "9999999999h", "18446744073709551616ns",
};

START_TEST(bad_durations_are_refused)
{
	int64_t ns;

	ck_assert_msg(!units_parse_duration(bad_durations[_i], &ns), "%s",
		      bad_durations[_i]);
}
END_TEST

/* Whatever is printed is read back, of every magnitude. */
START_TEST(durations_read_back)
{
	struct rng rng;

	rng_init(&rng, (uint64_t)_i, "durations");
	for (int i = 0; i < 2000; i++) {
		int64_t max = DURATION_NS_MAX >> rng_below(&rng, 53);
		int64_t ns = (int64_t)rng_below(&rng, (uint64_t)max + 1);
		int64_t back = -1;
		char text[48];

		units_print_duration(text, sizeof(text), ns);
		ck_assert_msg(units_parse_duration(text, &back), "%s", text);
		ck_assert_int_eq(back, ns);
	}
}
END_TEST

static const struct {
	const char *text;
	int64_t n; /* -1: refused */
} counts[] = {
    {"0", 0},
    {"30000", 30000},
    {"30k", 30000},
    {"30K", 30000},
    {"1.5M", 1500000},
    {"1G", 1000000000},
    {"1.000", 1},
    {"9223372036854775807", INT64_MAX},
    {"9223372036854775808", -1},
    {"9223372036854775.807k", INT64_MAX},
    {"9223372036854775.808k", -1},
    {"1.5", -1},
    {"1.0001k", -1},
    {"1.00000000000000000000000000001k", -1},
    {"1kk", -1},
    {"1m", -1},
    {"1e3", -1},
    {"1B", -1},
};

START_TEST(counts_are_whole)
{
	int64_t n = -1;
	bool fine = units_parse_count(counts[_i].text, &n);

	ck_assert_msg(fine == (counts[_i].n >= 0), "%s", counts[_i].text);
	ck_assert_int_eq(n, counts[_i].n);
}
END_TEST

static const struct {
	const char *text;
	int64_t bytes; /* -1: refused */
	const char *printed;
} sizes[] = {
    {"0", 0, "0B"},
    {"256", 256, "256B"},
    {"256B", 256, "256B"},
    {"512MB", 512000000, "512MB"},
    {"512M", 512000000, "512MB"},
    {"512MiB", 536870912, "512MiB"},
    {"64G", INT64_C(64000000000), "64GB"},
    {"64GB", INT64_C(64000000000), "64GB"},
    {"64GiB", INT64_C(68719476736), "64GiB"},
    {"2TiB", INT64_C(2199023255552), "2TiB"},
    {"1.5KiB", 1536, "1536B"},
    {"4kB", 4000, "4kB"},
    {"4k", 4000, "4kB"},
    {"8388607TiB", INT64_C(9223370937343148032), "8388607TiB"},
    {"8388608TiB", -1, NULL},
    {"0.3KiB", -1, NULL},
    {"1.5B", -1, NULL},
    {"1mb", -1, NULL},
    {"1MIB", -1, NULL},
    {"1 MB", -1, NULL},
};

START_TEST(bytes_know_both_prefixes)
{
	char text[48];
	int64_t bytes = -1;
	bool fine = units_parse_bytes(sizes[_i].text, &bytes);

	ck_assert_msg(fine == (sizes[_i].bytes >= 0), "%s", sizes[_i].text);
	ck_assert_int_eq(bytes, sizes[_i].bytes);
	if (!fine)
		return;
	units_print_bytes(text, sizeof(text), bytes);
	ck_assert_str_eq(text, sizes[_i].printed);
}
END_TEST

START_TEST(bytes_read_back)
{
	struct rng rng;

	rng_init(&rng, (uint64_t)_i, "bytes");
	for (int i = 0; i < 2000; i++) {
		static const int64_t step[] = {1, 1000, 1024, 1000000, 1 << 20};
		int64_t n =
		    (int64_t)(rng_u64(&rng) >> 21 >> rng_below(&rng, 42)) *
		    step[rng_below(&rng, 5)] / 1024;
		int64_t back = -1;
		char text[48];

		if (n < 0)
			continue;
		units_print_bytes(text, sizeof(text), n);
		ck_assert_msg(units_parse_bytes(text, &back), "%s", text);
		ck_assert_int_eq(back, n);
	}
}
END_TEST

static const struct {
	const char *text;
	double x; /* negative: refused */
	const char *printed;
} reals[] = {
    {"0", 0, "0"},
    {"0.0", 0, "0"},
    {"0.1", 0.1, "0.1"},
    {"1%", 0.01, "0.01"},
    {"0.5%", 0.005, "0.005"},
    {"1e-6", 1e-6, "0.000001"},
    {"1E+3", 1e3, "1000"},
    {"0.30000000000000004", 0.30000000000000004, "0.30000000000000004"},
    {"1.7976931348623157e308", 1.7976931348623157e308, NULL},
    {"2.2250738585072014e-308", 2.2250738585072014e-308, NULL},
    {"0.333333333333333333333333333", 1.0 / 3, "0.3333333333333333"},
    {"1e309", -1, NULL},
    {"1e-400", -1, NULL},
    {"1e99999", -1, NULL},
    {"1e5%", -1, NULL},
    {"1%5", -1, NULL},
};

START_TEST(reals_are_strict)
{
	char text[48];
	double x = -1;
	bool fine = units_parse_real(reals[_i].text, &x);

	ck_assert_msg(fine == (reals[_i].x >= 0), "%s", reals[_i].text);
	ck_assert_double_eq(x, reals[_i].x);
	if (!fine || !reals[_i].printed)
		return;
	units_print_real(text, sizeof(text), x);
	ck_assert_str_eq(text, reals[_i].printed);
}
END_TEST

START_TEST(reals_read_back)
{
	struct rng rng;

	rng_init(&rng, (uint64_t)_i, "reals");
	for (int i = 0; i < 5000; i++) {
		uint64_t bits = rng_u64(&rng) >> 1;
		double x, back = -1;
		char text[48];

		if (i % 2)
			x = rng_unit(&rng);
		else
			memcpy(&x, &bits, sizeof(x));
		if (!isfinite(x))
			continue;
		units_print_real(text, sizeof(text), x);
		ck_assert_msg(units_parse_real(text, &back), "%s", text);
		ck_assert_double_eq(back, x);
	}
}
END_TEST

START_TEST(reals_that_are_none_are_shown)
{
	char text[48];

	units_print_real(text, sizeof(text), -0.25);
	ck_assert_str_eq(text, "-0.25");
	units_print_real(text, sizeof(text), (double)INFINITY);
	ck_assert_str_eq(text, "inf");
	units_print_real(text, sizeof(text), (double)NAN);
	ck_assert_str_eq(text, "nan");
}
END_TEST

static const struct {
	const char *text;
	struct rate rate; /* n 0: refused */
	const char *printed;
} rates[] = {
    {"500", {1, 2 * NS_PER_MS}, "500/s"},
    {"500/s", {1, 2 * NS_PER_MS}, "500/s"},
    {"30k/min", {1, 2 * NS_PER_MS}, "500/s"},
    {"2.13/s", {213, 100 * NS_PER_S}, "2.13/s"},
    {"100/h", {1, 36 * NS_PER_S}, "100/h"},
    {"1/min", {1, 60 * NS_PER_S}, "1/min"},
    {"1/d", {1, 86400 * NS_PER_S}, "1/d"},
    {"24/d", {1, 3600 * NS_PER_S}, "1/h"},
    {"1G/s", {1, 1}, "1000000000/s"},
    {"2.5M", {1, 400}, "2500000/s"},
    {"0.001/s", {1, 1000 * NS_PER_S}, "0.001/s"},
    {"333.3333333333333/s",
     {UINT64_C(333333333333), 1000000000 * NS_PER_S},
     "333.333333333/s"},
    {"0", {0, 0}, NULL},
    {"0/s", {0, 0}, NULL},
    {"0.0000000000001/s", {0, 0}, NULL},
    {"5/ms", {0, 0}, NULL},
    {"5/", {0, 0}, NULL},
    {"5/sec", {0, 0}, NULL},
    {"5/s/s", {0, 0}, NULL},
    {"5 per s", {0, 0}, NULL},
    {"-5/s", {0, 0}, NULL},
    {"1e3/s", {0, 0}, NULL},
    {"nan/s", {0, 0}, NULL},
};

START_TEST(rates_are_ratios)
{
	char text[48];
	struct rate rate = {0, 0};
	bool fine = units_parse_rate(rates[_i].text, &rate);

	ck_assert_msg(fine == (rates[_i].rate.n > 0), "%s", rates[_i].text);
	ck_assert_uint_eq(rate.n, rates[_i].rate.n);
	ck_assert_int_eq(rate.per_ns, rates[_i].rate.per_ns);
	if (!fine)
		return;
	units_print_rate(text, sizeof(text), rate);
	ck_assert_str_eq(text, rates[_i].printed);
}
END_TEST

START_TEST(rates_read_back)
{
	static const char *const per[] = {"", "/s", "/min", "/h", "/d", "k/s"};
	struct rng rng;

	rng_init(&rng, (uint64_t)_i, "rates");
	for (int i = 0; i < 2000; i++) {
		struct rate rate = {0, 0}, back = {0, 0};
		char text[64];

		snprintf(text, sizeof(text), "%" PRIu64 ".%" PRIu64 "%s",
			 rng_below(&rng, 100000), rng_below(&rng, 10000),
			 per[rng_below(&rng, suite_rows_n(per))]);
		if (!units_parse_rate(text, &rate))
			continue;
		units_print_rate(text, sizeof(text), rate);
		ck_assert_msg(units_parse_rate(text, &back), "%s", text);
		ck_assert_msg(back.n == rate.n && back.per_ns == rate.per_ns,
			      "%s", text);
	}
}
END_TEST

START_TEST(rates_without_end_are_cut)
{
	struct rate back;
	char text[48];

	units_print_rate(text, sizeof(text), (struct rate){1, 7 * NS_PER_S});
	ck_assert(units_parse_rate(text, &back));
	ck_assert_double_eq_tol(rate_per_s(back), 1.0 / 7, 5e-10);
	units_print_rate(text, sizeof(text), (struct rate){0, 0});
	ck_assert_str_eq(text, "unset");
	units_print_rate(text, sizeof(text), (struct rate){UINT64_MAX, 1});
	units_print_rate(text, sizeof(text), (struct rate){1, INT64_MAX});
}
END_TEST

START_TEST(short_buffers_are_terminated)
{
	for (size_t size = 1; size < 6; size++) {
		char text[8];

		memset(text, 'x', sizeof(text));
		units_print_duration(text, size, 123456789);
		ck_assert_uint_eq(strlen(text), size - 1);
		memset(text, 'x', sizeof(text));
		units_print_real(text, size, -123456.5);
		ck_assert_uint_lt(strlen(text), size);
		memset(text, 'x', sizeof(text));
		units_print_rate(text, size, (struct rate){12345, NS_PER_S});
		ck_assert_uint_eq(strlen(text), size - 1);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("units");

	suite_add_loop(suite, durations_are_exact, suite_rows_n(durations));
	suite_add_loop(suite, bad_durations_are_refused,
		       suite_rows_n(bad_durations));
	suite_add_loop(suite, durations_read_back, 5);
	suite_add_loop(suite, counts_are_whole, suite_rows_n(counts));
	suite_add_loop(suite, bytes_know_both_prefixes, suite_rows_n(sizes));
	suite_add_loop(suite, bytes_read_back, 5);
	suite_add_loop(suite, reals_are_strict, suite_rows_n(reals));
	suite_add_loop(suite, reals_read_back, 5);
	suite_add(suite, reals_that_are_none_are_shown);
	suite_add_loop(suite, rates_are_ratios, suite_rows_n(rates));
	suite_add_loop(suite, rates_read_back, 5);
	suite_add(suite, rates_without_end_are_cut);
	suite_add(suite, short_buffers_are_terminated);
	return suite_run(suite);
}
