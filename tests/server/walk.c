#include "walk.h"

#include "suite.h"

static const struct port_range range = {.low = 65533, .high = 65535};

START_TEST(first_in_first_out_and_round_again)
{
	static const uint16_t expected[] = {65533, 65534, 65535, 65533, 65534};
	struct walk walk;

	walk_init(&walk, range, 0, 1);
	for (size_t i = 0; i < suite_rows_n(expected); i++) {
		ck_assert_uint_eq(walk_port(&walk), expected[i]);
		/* refused: the same port is tried again */
		ck_assert_uint_eq(walk_port(&walk), expected[i]);
		walk_on(&walk);
	}
}
END_TEST

START_TEST(several_walks_share_the_range)
{
	static const uint16_t first[] = {65533, 65535, 65533};
	static const uint16_t second[] = {65534, 65534, 65534};
	struct walk a;
	struct walk b;

	walk_init(&a, range, 0, 2);
	walk_init(&b, range, 1, 2);
	for (size_t i = 0; i < suite_rows_n(first); i++) {
		ck_assert_uint_eq(walk_port(&a), first[i]);
		ck_assert_uint_eq(walk_port(&b), second[i]);
		walk_on(&a);
		walk_on(&b);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("walk");

	suite_add(suite, first_in_first_out_and_round_again);
	suite_add(suite, several_walks_share_the_range);
	return suite_run(suite);
}
