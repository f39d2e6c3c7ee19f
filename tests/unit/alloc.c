#include "base/alloc.h"
#include "suite.h"

#include <stdint.h>
#include <string.h>

static size_t wanted_bytes;

/* What a program would do: say so and leave, here with a status of its own. */
static void leave(size_t bytes)
{
	_Exit(bytes == wanted_bytes ? 3 : 4);
}

static void do_nothing(size_t bytes)
{
	(void)bytes;
}

START_TEST(memory_is_zero)
{
	unsigned char *bytes = alloc_zeroed(100, 3);

	for (size_t i = 0; i < 300; i++)
		ck_assert_int_eq(bytes[i], 0);
	free(bytes);
}
END_TEST

START_TEST(resizing_keeps_what_was_there)
{
	char *text = alloc_resize(NULL, 6, 1);

	memcpy(text, "hello", 6);
	text = alloc_resize(text, 100000, 1);
	ck_assert_str_eq(text, "hello");
	text = alloc_resize(text, 6, 1);
	ck_assert_str_eq(text, "hello");
	free(text);
}
END_TEST

START_TEST(nothing_is_not_null)
{
	void *a = alloc_zeroed(0, 8);
	void *b = alloc_resize(NULL, 8, 0);

	ck_assert_ptr_nonnull(a);
	ck_assert_ptr_nonnull(b);
	b = alloc_resize(b, 0, 1);
	ck_assert_ptr_nonnull(b);
	free(a);
	free(b);
}
END_TEST

START_TEST(overflow_is_refused)
{
	alloc_on_failure(leave);
	wanted_bytes = SIZE_MAX;
	alloc_zeroed(SIZE_MAX / 8 + 1, 8);
}
END_TEST

START_TEST(overflow_in_resizing_is_refused)
{
	alloc_on_failure(leave);
	wanted_bytes = SIZE_MAX;
	alloc_resize(NULL, SIZE_MAX / 2, 3);
}
END_TEST

START_TEST(too_much_calls_the_handler)
{
	alloc_on_failure(leave);
	wanted_bytes = SIZE_MAX / 2 - 64;
	alloc_resize(NULL, wanted_bytes, 1);
}
END_TEST

START_TEST(default_is_abort)
{
	alloc_zeroed(SIZE_MAX / 2 - 64, 1);
}
END_TEST

START_TEST(handler_that_returns_aborts)
{
	alloc_on_failure(do_nothing);
	alloc_zeroed(SIZE_MAX / 2 - 64, 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("alloc");
	TCase *handler = tcase_create("handler");

	suite_add(suite, memory_is_zero);
	suite_add(suite, resizing_keeps_what_was_there);
	suite_add(suite, nothing_is_not_null);
	tcase_add_exit_test(handler, overflow_is_refused, 3);
	tcase_add_exit_test(handler, overflow_in_resizing_is_refused, 3);
	tcase_add_exit_test(handler, too_much_calls_the_handler, 3);
	suite_add_tcase(suite, handler);
	suite_add_abort(suite, default_is_abort);
	suite_add_abort(suite, handler_that_returns_aborts);
	return suite_run(suite);
}
