#ifndef UNIT_SUITE_H
#define UNIT_SUITE_H

#include <check.h>
#include <signal.h>
#include <stdlib.h>

/**
 * suite_run() - Run a suite as `meson test` wants it: TAP on stdout
 *
 * Return:	what main() returns
 */
static inline int suite_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed_n;

	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed_n = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed_n ? EXIT_FAILURE : EXIT_SUCCESS;
}

/** suite_add() - A test case with the name of its only test */
#define suite_add(suite, test)                       \
	do {                                         \
		TCase *tcase_ = tcase_create(#test); \
		tcase_add_test(tcase_, test);        \
		suite_add_tcase(suite, tcase_);      \
	} while (0)

/** suite_add_fixture() - The same, between a set-up and a tear-down */
static inline void suite_add_fixture(Suite *suite, const char *name,
				     const TTest *test, SFun set_up,
				     SFun tear_down)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test);
	suite_add_tcase(suite, tcase);
}

/** suite_add_all() - All tests of an array, each after a set-up */
static inline void suite_add_all(Suite *suite, const TTest *const *tests,
				 size_t tests_n, SFun set_up)
{
	for (size_t i = 0; i < tests_n; i++)
		suite_add_fixture(suite, tests[i]->name, tests[i], set_up,
				  NULL);
}

/** suite_add_abort() - A test that must end in abort(), by must() */
#define suite_add_abort(suite, test)                                \
	do {                                                        \
		TCase *tcase_ = tcase_create(#test);                \
		tcase_add_test_raise_signal(tcase_, test, SIGABRT); \
		suite_add_tcase(suite, tcase_);                     \
	} while (0)

/** suite_add_loop() - A test run for _i from 0 to below @n */
#define suite_add_loop(suite, test, n)                          \
	do {                                                    \
		TCase *tcase_ = tcase_create(#test);            \
		tcase_add_loop_test(tcase_, test, 0, (int)(n)); \
		suite_add_tcase(suite, tcase_);                 \
	} while (0)

/**
 * suite_assert() - As ck_assert(), for what is asked millions of times
 *
 * ck_assert() writes to a pipe even when all is well.
 */
#define suite_assert(cond)                                            \
	do {                                                          \
		if (!(cond))                                          \
			ck_abort_msg("Assertion '%s' failed", #cond); \
	} while (0)

/** suite_rows_n() - How many rows an array has */
#define suite_rows_n(rows) (sizeof(rows) / sizeof((rows)[0]))

#endif
