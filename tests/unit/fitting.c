#include "run/fitting.h"

#include "stack.h"
#include "suite.h"
#include "world/footprint.h"

#include <stdio.h>
#include <string.h>

static struct config config;

static void set_up(void)
{
	config_init(&config);
	config.client = stack_load("linux-6.18");
	config.server = config.client;
	config.rate = (struct rate){1000000, NS_PER_S};
	config.clients_n = 4000;
}

/* A limit that leaves so much room, less what is taken while the test runs. */
static struct memory_limit room(int64_t bytes)
{
	return memory_limit_given(memory_used().resident_bytes + bytes);
}

#define NEAR_BYTES (8 << 20)

static char *refused(int64_t bytes)
{
	struct memory_limit limit = room(bytes);
	GError *error = NULL;
	char *text;

	ck_assert(!fitting_check(&config, &limit, &error));
	ck_assert(g_error_matches(error, FITTING_ERROR, FITTING_ERROR_MEMORY));
	ck_assert_ptr_null(strchr(error->message, '\n'));
	text = g_strdup(error->message);
	g_error_free(error);
	return text;
}

START_TEST(what_fits_is_let_through)
{
	int64_t needed = footprint_bytes(&config);
	struct memory_limit limit = room(needed + NEAR_BYTES);
	g_autofree char *text = NULL;

	ck_assert(fitting_check(&config, &limit, NULL));
	text = refused(needed - 1);
}
END_TEST

/* The value behind an option's first or last place in the text. */
static char *value_of(const char *text, const char *option, bool last)
{
	const char *at = last ? g_strrstr(text, option) : strstr(text, option);

	ck_assert_msg(at, "no %s in: %s", option, text);
	at += strlen(option) + 1;
	return g_strndup(at, strcspn(at, ",; "));
}

static void set(const char *name, const char *value)
{
	size_t rows_n;
	const struct field *rows = config_rows(&rows_n);
	struct complaint complaint;

	ck_assert_msg(field_set(field_find(rows, rows_n, name), &config, value,
				&complaint),
		      "--%s %s", name, value);
}

static void check_fits(int64_t bytes)
{
	ck_assert_int_le(footprint_bytes(&config), bytes);
}

START_TEST(suggested_rate_is_the_largest)
{
	int64_t bytes = 1 << 30;
	g_autofree char *text = refused(bytes);
	g_autofree char *rate = value_of(text, "--rate", false);

	set("rate", rate);
	check_fits(bytes);
	config.rate.n = config.rate.n * 6 / 5;
	ck_assert_int_gt(footprint_bytes(&config), bytes - NEAR_BYTES);
}
END_TEST

START_TEST(suggested_duration_is_the_longest)
{
	int64_t bytes = 1 << 30;
	g_autofree char *text = refused(bytes);
	g_autofree char *duration = value_of(text, "--duration", false);

	set("duration", duration);
	check_fits(bytes);
	config.duration_ns = config.duration_ns * 6 / 5;
	ck_assert_int_gt(footprint_bytes(&config), bytes - NEAR_BYTES);
}
END_TEST

START_TEST(suggested_clients_have_the_same_rate_each)
{
	int64_t bytes = 1 << 30;
	g_autofree char *text = refused(bytes);
	g_autofree char *clients = value_of(text, "--clients", false);
	g_autofree char *rate = value_of(text, "--rate", true);
	double each;

	set("clients", clients);
	set("rate", rate);
	check_fits(bytes);
	each = rate_per_s(config.rate) / (double)config.clients_n;
	ck_assert_double_le(each, 250);
	ck_assert_double_ge(each, 250 * 0.9); /* two digits */
}
END_TEST

START_TEST(nothing_fits_into_nothing)
{
	g_autofree char *text = refused(0);

	ck_assert_ptr_nonnull(strstr(text, "; nothing smaller fits; "));
}
END_TEST

#define ADD(test) suite_add_fixture(suite, #test, test, set_up, NULL)

int main(void)
{
	Suite *suite = suite_create("fitting");

	ADD(what_fits_is_let_through);
	ADD(suggested_rate_is_the_largest);
	ADD(suggested_duration_is_the_longest);
	ADD(suggested_clients_have_the_same_rate_each);
	ADD(nothing_fits_into_nothing);
	return suite_run(suite);
}
