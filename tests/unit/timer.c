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

/* By its serial: another event of the same instant is not its. */
START_TEST(timer_is_due_with_its_own_event)
{
	struct event event = {.at_ns = 5, .serial = 7};
	struct timer t;

	timer_init(&t);
	ck_assert(!timer_is_armed(&t));
	t.serial = 7;
	ck_assert(!timer_is_due(&t, &event));
	t.deadline_ns = 5;
	ck_assert(timer_is_armed(&t));
	ck_assert(timer_is_due(&t, &event));
	event.serial = 8;
	ck_assert(!timer_is_due(&t, &event));
	t.deadline_ns = NEVER_NS;
	event.serial = 7;
	ck_assert(!timer_is_due(&t, &event));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("timer");

	suite_add(suite, payload_gives_back_its_parts);
	suite_add_abort(suite, kind_of_nine_bits_is_a_bug);
	suite_add(suite, timer_is_due_with_its_own_event);
	return suite_run(suite);
}
