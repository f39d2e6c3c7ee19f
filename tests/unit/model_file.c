#include "run/model_file.h"

#include "scratch.h"
#include "suite.h"

#include <string.h>

#define KNOWN_STACKS \
	"freebsd, linux-2.6.32, linux-4.19, linux-6.18, rfc9293, sunos-4.1.3"

static struct model *load(enum model_kind kind, const char *name)
{
	g_autoptr(GError) error = NULL;
	struct model *model = model_load(kind, name, &error);

	ck_assert_msg(model, "%s", error ? error->message : "");
	return model;
}

/* The message of a file that must not load, without its folder. */
static char *complaint_of(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct model *model;
	char *message;

	scratch_enter();
	model = model_load(MODEL_STACK, scratch_file("x.ini", text), &error);
	ck_assert_ptr_null(model);
	ck_assert(g_str_has_prefix(error->message, scratch_folder));
	message = g_strdup(error->message + strlen(scratch_folder) + 1);
	scratch_leave();
	return message;
}

static void check_bundled(enum model_kind kind)
{
	g_auto(GStrv) names = model_names(kind);

	ck_assert_ptr_nonnull(names[0]);
	for (size_t i = 0; names[i]; i++) {
		struct model *model = load(kind, names[i]);

		ck_assert_str_eq(model_name(model), names[i]);
		ck_assert_str_ne(model->title, "");
		for (size_t j = 0; j < model->rows_n; j++)
			ck_assert_str_ne(model_source(model, &model->rows[j]),
					 "");
		model_free(model);
	}
}

START_TEST(all_bundled_models_load)
{
	check_bundled(MODEL_STACK);
	check_bundled(MODEL_MACHINE);
}
END_TEST

START_TEST(linux_differs_from_its_root)
{
	struct model *rfc = load(MODEL_STACK, "rfc9293");
	struct model *linux618 = load(MODEL_STACK, "linux-6.18");

	ck_assert_int_eq(rfc->value.profile.time_wait_ns, 240 * NS_PER_S);
	ck_assert_int_eq(linux618->value.profile.time_wait_ns, 60 * NS_PER_S);
	ck_assert_int_eq(rfc->value.profile.timer, TIMER_EXACT);
	ck_assert_int_eq(linux618->value.profile.timer, TIMER_WHEEL);
	ck_assert_uint_eq(linux618->value.profile.timewait_sock.bytes, 256);
	ck_assert_uint_eq(linux618->value.profile.port_range.high, 60999);
	ck_assert_uint_eq(rfc->value.profile.unverified_n, 1);
	ck_assert_uint_eq(linux618->value.profile.unverified_n, 0);
	model_free(rfc);
	model_free(linux618);
}
END_TEST

START_TEST(unknown_name_lists_what_there_is)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(model_load(MODEL_STACK, "foo", &error));
	ck_assert(
	    g_error_matches(error, MODEL_FILE_ERROR, MODEL_FILE_ERROR_UNKNOWN));
	ck_assert_str_eq(error->message,
			 "unknown stack: 'foo'; known: " KNOWN_STACKS);
}
END_TEST

#define HEAD "[stack]\ninherit = rfc9293\n[clock]\n"

static const struct {
	const char *text;
	const char *message;
} bad_files[] = {
    {HEAD "hz = 1\nhz.source = a\nhz = 2\n",
     "x.ini:6:1: 'hz' is set twice: it was set in line 4"},
    {HEAD "hz = 1\n", "x.ini:4:1: 'hz' has no source: 'hz.source = where "
		      "the value is from, or UNVERIFIED' is expected"},
    {HEAD "hz = 1\nhz.source =\n",
     "x.ini:4:1: 'hz' has no source: 'hz.source = where the value is from, "
     "or UNVERIFIED' is expected"},
    {HEAD "hzz = 1\nhzz.source = a\n",
     "x.ini:4:1: a stack has no 'clock.hzz'; near: clock.hz"},
    {HEAD "hz.source = a\n",
     "x.ini:4:1: a stack has no 'clock.hz.source'; near: clock.hz"},
    {HEAD "[clok]\nhz = 1\nhz.source = a\n",
     "x.ini:5:1: a stack has no 'clok.hz'; near: clock.hz"},
    {HEAD "hz = -1\nhz.source = a\n",
     "x.ini:4:6: clock.hz: '-1' is out of range: a whole number, like 200 "
     "or 30k, from 0 to 10000, is expected"},
    {HEAD "hz\n", "x.ini:4:1: 'key = value' is expected"},
    {"hz = 1\n", "x.ini:1:1: a '[group]' before the keys is expected"},
    {"[stack\n", "x.ini:1:1: '[group]' is expected"},
    {"[stack]\ntitle = t\n",
     "x.ini: 'clock.hz' is not set: set it or inherit it"},
    {"[stack]\ninherit = foo\n",
     "x.ini:2:11: unknown stack: 'foo'; known: " KNOWN_STACKS},
    {"[stack]\ninherit = x.ini\n",
     "x.ini:2:11: inherits itself, or too deep: 8 levels at most are "
     "expected"},
};

START_TEST(bad_file_is_refused_with_its_line)
{
	g_autofree char *message = complaint_of(bad_files[_i].text);

	ck_assert_str_eq(message, bad_files[_i].message);
}
END_TEST

START_TEST(file_inherits_from_a_file_beside_it)
{
	struct model *model;

	scratch_enter();
	scratch_file("base.ini", HEAD "hz = 100\nhz.source = a\n");
	model =
	    load(MODEL_STACK,
		 scratch_file("mine.ini", "[stack]\ninherit = base.ini\n"
					  "[time-wait]\nduration = 30s\n"
					  "duration.source = UNVERIFIED\n"));
	ck_assert_str_eq(model_name(model), "mine");
	ck_assert_int_eq(model->value.profile.hz, 100);
	ck_assert_int_eq(model->value.profile.time_wait_ns, 30 * NS_PER_S);
	ck_assert_uint_eq(model->value.profile.unverified_n, 2);
	model_free(model);
	scratch_leave();
}
END_TEST

START_TEST(set_value_has_its_source)
{
	struct model *model = load(MODEL_STACK, "rfc9293");
	g_autoptr(GError) error = NULL;
	char value[FIELD_TEXT_SIZE];

	ck_assert(model_set(model, "ack.delay", "100ms", "--set", NULL));
	ck_assert_uint_eq(model->value.profile.unverified_n, 0);
	ck_assert_str_eq(model_source(model, model_row(model, "ack.delay")),
			 "--set");
	ck_assert(!model_set(model, "ack.delay", "100y", "--set", &error));
	ck_assert(
	    g_error_matches(error, MODEL_FILE_ERROR, MODEL_FILE_ERROR_VALUE));
	model_print(model, model_row(model, "ack.delay"), value, sizeof(value));
	ck_assert_str_eq(value, "100ms");
	model_free(model);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("model_file");

	suite_add(suite, all_bundled_models_load);
	suite_add(suite, linux_differs_from_its_root);
	suite_add(suite, unknown_name_lists_what_there_is);
	suite_add_loop(suite, bad_file_is_refused_with_its_line,
		       suite_rows_n(bad_files));
	suite_add(suite, file_inherits_from_a_file_beside_it);
	suite_add(suite, set_value_has_its_source);
	return suite_run(suite);
}
