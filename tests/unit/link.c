#include "wire/link.h"

#include "base/units.h"
#include "suite.h"

START_TEST(delay_is_exact)
{
	struct link link;
	int64_t at;

	link_init(&link, 1000, 0, 0, 1, "to-server");
	for (int64_t now = 0; now < 5000; now += 7) {
		ck_assert(link_send(&link, now, &at));
		ck_assert_int_eq(at, now + 1000);
	}
	ck_assert_uint_eq(link.lost_n, 0);
}
END_TEST

START_TEST(jitter_is_bounded_and_nothing_overtakes)
{
	struct link link;
	int64_t last = 0, at, earliest = INT64_MAX, latest = 0;

	link_init(&link, NS_PER_MS, NS_PER_MS, 0, (uint64_t)_i, "to-server");
	for (int64_t now = 0; now < NS_PER_S; now += 3333) {
		suite_assert(link_send(&link, now, &at));
		suite_assert(at >= last);
		suite_assert(at >= now + NS_PER_MS);
		suite_assert(at <= now + 2 * NS_PER_MS);
		last = at;
	}
	/* far apart there is nobody to overtake: all of the jitter is used */
	for (int64_t now = 2 * NS_PER_S; now < 12 * NS_PER_S;
	     now += 10 * NS_PER_MS) {
		suite_assert(link_send(&link, now, &at));
		earliest = at - now < earliest ? at - now : earliest;
		latest = at - now > latest ? at - now : latest;
	}
	ck_assert_int_lt(earliest, NS_PER_MS + NS_PER_MS / 50);
	ck_assert_int_gt(latest, 2 * NS_PER_MS - NS_PER_MS / 50);
}
END_TEST

/* A share of 0.05 of 100 000 is 5000, give or take 69: six times that. */
START_TEST(share_is_lost)
{
	struct link link;
	int64_t at = -1;
	int arrived_n = 0;

	link_init(&link, 5, 0, 0.05, (uint64_t)_i, "to-client");
	for (int i = 0; i < 100000; i++)
		arrived_n += link_send(&link, i, &at);
	ck_assert_uint_eq(link.lost_n, (uint64_t)(100000 - arrived_n));
	ck_assert_uint_gt(link.lost_n, 4586);
	ck_assert_uint_lt(link.lost_n, 5414);
}
END_TEST

START_TEST(all_or_nothing_is_lost)
{
	struct link link;
	int64_t at = 17;

	link_init(&link, 5, 0, 1, 1, "to-client");
	for (int i = 0; i < 1000; i++)
		ck_assert(!link_send(&link, i, &at));
	ck_assert_int_eq(at, 17);
	ck_assert_uint_eq(link.lost_n, 1000);
}
END_TEST

/* Same seed and name, same fate; loss draws nothing from jitter. */
START_TEST(streams_are_of_the_direction)
{
	struct link a, b, other, lossless;
	int same_n = 0, pairs_n = 0;

	link_init(&a, 5, 1000, 0.3, 9, "to-client");
	link_init(&b, 5, 1000, 0.3, 9, "to-client");
	link_init(&other, 5, 1000, 0.3, 9, "to-server");
	for (int64_t i = 0; i < 1000; i++) {
		int64_t at_a = 0, at_b = 0, at_other = 0;
		bool sent = link_send(&a, i * 10000, &at_a);

		ck_assert_int_eq(sent, link_send(&b, i * 10000, &at_b));
		ck_assert_int_eq(at_a, at_b);
		link_send(&other, i * 10000, &at_other);
		same_n += at_a == at_other;
	}
	ck_assert_int_lt(same_n, 300);
	link_init(&a, 5, 1000, 1e-300, 9, "to-client");
	link_init(&lossless, 5, 1000, 0, 9, "to-client");
	for (int64_t i = 0; i < 1000; i++) {
		int64_t at_a, at_b;

		ck_assert(link_send(&a, i * 10000, &at_a));
		ck_assert(link_send(&lossless, i * 10000, &at_b));
		pairs_n += at_a == at_b;
	}
	ck_assert_int_eq(pairs_n, 1000);
}
END_TEST

START_TEST(without_wandering_all_is_in_order)
{
	struct link link;
	struct link_passage passage;

	link_init(&link, 1000, 0, 0, 1, "to-server");
	link_wander(&link, 0, 0, 500, 1, "to-server");
	ck_assert(!link_wanders(&link));
	passage = link_pass(&link, 7);
	ck_assert_int_eq(passage.at_ns, 1007);
	ck_assert_int_eq(passage.copy_ns, NEVER_NS);
	ck_assert(!passage.astray);
}
END_TEST

START_TEST(copy_comes_later_and_in_bounds)
{
	struct link link;
	struct link_passage passage;

	link_init(&link, 1000, 0, 0, (uint64_t)_i, "to-server");
	link_wander(&link, 1, 0, 500, (uint64_t)_i, "to-server");
	ck_assert(link_wanders(&link));
	for (int64_t now = 0; now < 1000; now++) {
		passage = link_pass(&link, now);
		suite_assert(passage.at_ns == now + 1000);
		suite_assert(passage.copy_ns > passage.at_ns);
		suite_assert(passage.copy_ns <= passage.at_ns + 500);
	}
	ck_assert_uint_eq(link.duplicated_n, 1000);
}
END_TEST

/* What is astray is late, and holds back nobody behind it. */
START_TEST(some_are_overtaken)
{
	struct link link;
	struct link_passage passage;
	int64_t last_astray = 0;
	int astray_n = 0, overtakes_n = 0;

	link_init(&link, 1000, 0, 0, (uint64_t)_i, "to-server");
	link_wander(&link, 0, 0.1, 5000, (uint64_t)_i, "to-server");
	for (int64_t now = 0; now < 100000; now += 10) {
		passage = link_pass(&link, now);
		if (passage.astray) {
			suite_assert(passage.at_ns > now + 1000);
			suite_assert(passage.at_ns <= now + 6000);
			last_astray = passage.at_ns;
			astray_n++;
		} else {
			suite_assert(passage.at_ns == now + 1000);
			overtakes_n += passage.at_ns < last_astray;
		}
	}
	ck_assert_int_gt(astray_n, 820); /* of 10 000; six times 30 below */
	ck_assert_int_lt(astray_n, 1180);
	ck_assert_int_gt(overtakes_n, 1000);
}
END_TEST

START_TEST(what_is_lost_has_no_copy)
{
	struct link link;
	struct link_passage passage;

	link_init(&link, 1000, 0, 1, 1, "to-server");
	link_wander(&link, 1, 1, 500, 1, "to-server");
	passage = link_pass(&link, 0);
	ck_assert_int_eq(passage.at_ns, NEVER_NS);
	ck_assert_int_eq(passage.copy_ns, NEVER_NS);
	ck_assert_uint_eq(link.lost_n, 1);
	ck_assert_uint_eq(link.duplicated_n, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("link");

	suite_add(suite, delay_is_exact);
	suite_add_loop(suite, jitter_is_bounded_and_nothing_overtakes, 5);
	suite_add_loop(suite, share_is_lost, 5);
	suite_add(suite, all_or_nothing_is_lost);
	suite_add(suite, streams_are_of_the_direction);
	suite_add(suite, without_wandering_all_is_in_order);
	suite_add_loop(suite, copy_comes_later_and_in_bounds, 3);
	suite_add_loop(suite, some_are_overtaken, 3);
	suite_add(suite, what_is_lost_has_no_copy);
	return suite_run(suite);
}
