#include "wire/fate.h"

#include "base/units.h"
#include "suite.h"

#define DELAY_NS (5 * NS_PER_MS)
#define MSL_NS	 (NS_PER_S)

static struct link link_of(double duplicate, double reorder, int64_t wander_ns)
{
	struct link link;

	link_init(&link, DELAY_NS, 0, 0, 1, "to-server");
	link_wander(&link, duplicate, reorder, wander_ns, 1, "to-server");
	return link;
}

START_TEST(without_a_rule_the_link_has_its_way)
{
	struct link link = link_of(0, 0, 1);
	struct fate fate = fate_of(&link, NULL, 7, MSL_NS);

	ck_assert_int_eq(fate.at_ns, 7 + DELAY_NS);
	ck_assert_int_eq(fate.copy_ns[0], NEVER_NS);
	ck_assert_int_eq(fate.copy_ns[1], NEVER_NS);
	ck_assert(!fate.astray);
	ck_assert(!fate.held);
}
END_TEST

START_TEST(what_is_dropped_is_lost)
{
	const struct rules_rule rule = {.deed = RULES_DROP};
	struct link link = link_of(1, 1, 1);
	struct fate fate = fate_of(&link, &rule, 0, MSL_NS);

	ck_assert_int_eq(fate.at_ns, NEVER_NS);
	ck_assert_int_eq(fate.copy_ns[0], NEVER_NS);
	ck_assert_uint_eq(link.lost_n, 1);
}
END_TEST

START_TEST(a_rule_and_the_link_may_both_copy)
{
	const struct rules_rule rule = {.deed = RULES_DUPLICATE, .ns = 100};
	struct link link = link_of(1, 0, 1);
	struct fate fate = fate_of(&link, &rule, 0, MSL_NS);

	ck_assert_int_eq(fate.at_ns, DELAY_NS);
	ck_assert_int_eq(fate.copy_ns[0], DELAY_NS + 1);
	ck_assert_int_eq(fate.copy_ns[1], DELAY_NS + 100);
	ck_assert_uint_eq(link.duplicated_n, 2);
}
END_TEST

START_TEST(nothing_is_copied_of_what_is_lost)
{
	const struct rules_rule rule = {.deed = RULES_DUPLICATE, .ns = 100};
	struct link link;
	struct fate fate;

	link_init(&link, DELAY_NS, 0, 1, 1, "to-server");
	fate = fate_of(&link, &rule, 0, MSL_NS);
	ck_assert_int_eq(fate.at_ns, NEVER_NS);
	ck_assert_int_eq(fate.copy_ns[1], NEVER_NS);
	ck_assert_uint_eq(link.duplicated_n, 0);
}
END_TEST

START_TEST(what_is_delayed_lets_others_pass)
{
	const struct rules_rule rule = {.deed = RULES_DELAY, .ns = NS_PER_MS};
	struct link link = link_of(0, 0, 1);
	struct fate late = fate_of(&link, &rule, 0, MSL_NS);
	struct fate next = fate_of(&link, NULL, 1, MSL_NS);

	ck_assert(late.astray);
	ck_assert_int_eq(late.at_ns, DELAY_NS + NS_PER_MS);
	ck_assert_int_eq(next.at_ns, DELAY_NS + 1);
}
END_TEST

START_TEST(nothing_arrives_older_than_it_may_get)
{
	const struct rules_rule late = {.deed = RULES_DELAY, .ns = 2 * MSL_NS};
	const struct rules_rule copy = {.deed = RULES_DUPLICATE,
					.ns = 2 * MSL_NS};
	struct link link = link_of(0, 0, 1);
	struct fate fate = fate_of(&link, &late, 0, MSL_NS);

	ck_assert_int_eq(fate.at_ns, NEVER_NS);
	fate = fate_of(&link, &copy, 0, MSL_NS);
	ck_assert_int_eq(fate.at_ns, DELAY_NS);
	ck_assert_int_eq(fate.copy_ns[1], NEVER_NS);
	ck_assert_uint_eq(link.lost_n, 2);
}
END_TEST

START_TEST(what_is_held_goes_on_when_it_is_freed)
{
	const struct rules_rule rule = {.deed = RULES_HOLD};
	struct link link = link_of(0, 0, 1);
	struct fate fate = fate_of(&link, &rule, 0, MSL_NS);

	ck_assert(fate.held);
	ck_assert_int_eq(fate.at_ns, NEVER_NS);
	ck_assert_int_eq(fate_when_freed(&link, 0, 70, MSL_NS), 70 + DELAY_NS);
	ck_assert_int_eq(fate_when_freed(&link, 0, MSL_NS, MSL_NS), NEVER_NS);
	ck_assert_uint_eq(link.lost_n, 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fate");

	suite_add(suite, without_a_rule_the_link_has_its_way);
	suite_add(suite, what_is_dropped_is_lost);
	suite_add(suite, a_rule_and_the_link_may_both_copy);
	suite_add(suite, nothing_is_copied_of_what_is_lost);
	suite_add(suite, what_is_delayed_lets_others_pass);
	suite_add(suite, nothing_arrives_older_than_it_may_get);
	suite_add(suite, what_is_held_goes_on_when_it_is_freed);
	return suite_run(suite);
}
