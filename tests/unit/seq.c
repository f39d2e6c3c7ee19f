#include "base/seq.h"
#include "suite.h"

START_TEST(order_is_that_of_the_circle)
{
	struct seq s = seq_of(0xfffffff0);

	ck_assert(seq_lt(s, seq_add(s, 1)));
	ck_assert(seq_lt(s, seq_add(s, 0x20)));
	ck_assert(seq_lt(s, seq_add(s, 0x7fffffff)));
	ck_assert(!seq_lt(s, seq_add(s, 0x80000001)));
	ck_assert(seq_lt(seq_add(s, 0x80000001), s));
	ck_assert(!seq_lt(s, s));
	ck_assert(seq_le(s, s));
	ck_assert(seq_le(s, seq_add(s, 1)));
	ck_assert(!seq_le(seq_add(s, 1), s));
}
END_TEST

START_TEST(addition_wraps)
{
	ck_assert(seq_eq(seq_add(seq_of(0xffffffff), 1), seq_of(0)));
	ck_assert(!seq_eq(seq_of(0), seq_of(1)));
	ck_assert_uint_eq(seq_add(seq_of(0xffffffff), 0x10).raw, 0xf);
}
END_TEST

START_TEST(distance_has_a_sign)
{
	ck_assert_int_eq(seq_diff(seq_of(5), seq_of(0xfffffffb)), 10);
	ck_assert_int_eq(seq_diff(seq_of(0xfffffffb), seq_of(5)), -10);
	ck_assert_int_eq(seq_diff(seq_of(7), seq_of(7)), 0);
	ck_assert_int_eq(seq_diff(seq_of(0x80000000), seq_of(0)), INT32_MIN);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("seq");

	suite_add(suite, order_is_that_of_the_circle);
	suite_add(suite, addition_wraps);
	suite_add(suite, distance_has_a_sign);
	return suite_run(suite);
}
