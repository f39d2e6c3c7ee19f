#include "des/timer.h"

#include "base/rng.h"
#include "suite.h"

START_TEST(payload_gives_back_its_parts)
{
	struct rng rng;

	rng_init(&rng, 1, "payload");
	for (int i = 0; i < 1000; i++) {
		uint32_t kind = (uint32_t)rng_below(&rng, 256);
		uint32_t index = (uint32_t)rng_u64(&rng);
		uint64_t payload = event_payload(kind, index);

		ck_assert_uint_eq(event_kind(payload), kind);
		ck_assert_uint_eq(event_index(payload), index);
	}
	ck_assert_uint_eq(event_kind(event_payload(255, UINT32_MAX)), 255);
	ck_assert_uint_eq(event_index(event_payload(255, UINT32_MAX)),
			  UINT32_MAX);
}
END_TEST

START_TEST(kind_of_nine_bits_is_a_bug)
{
	event_payload(256, 0);
}
END_TEST

START_TEST(timer_is_off_at_first)
{
	struct timer t;

	timer_init(&t);
	ck_assert(!timer_is_armed(&t));
	ck_assert(!timer_is_due(&t, &(struct event){.at_ns = 5}));
	ck_assert(!timer_is_due(&t, &(struct event){.at_ns = NEVER_NS}));
}
END_TEST

/* Even for the same instant only the last arming counts. */
START_TEST(timer_is_due_by_its_last_arming)
{
	struct event first = {.at_ns = 5, .serial = 1};
	struct event last = {.at_ns = 5, .serial = 2};
	struct timer t;

	timer_init(&t);
	t.deadline_ns = 5;
	t.serial = first.serial;
	ck_assert(timer_is_armed(&t));
	ck_assert(timer_is_due(&t, &first));
	ck_assert(!timer_is_due(&t, &last));
	t.serial = last.serial;
	ck_assert(!timer_is_due(&t, &first));
	ck_assert(timer_is_due(&t, &last));
}
END_TEST

START_TEST(cancelled_timer_is_not_due)
{
	struct event event = {.at_ns = 5, .serial = 1};
	struct timer t = {.deadline_ns = 5, .serial = 1};

	ck_assert(timer_is_due(&t, &event));
	t.deadline_ns = NEVER_NS;
	ck_assert(!timer_is_armed(&t));
	ck_assert(!timer_is_due(&t, &event));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("timer");

	suite_add(suite, payload_gives_back_its_parts);
	suite_add_abort(suite, kind_of_nine_bits_is_a_bug);
	suite_add(suite, timer_is_off_at_first);
	suite_add(suite, timer_is_due_by_its_last_arming);
	suite_add(suite, cancelled_timer_is_not_due);
	return suite_run(suite);
}
