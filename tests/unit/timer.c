#include "des/timer.h"

#include "base/rng.h"
#include "suite.h"

START_TEST(payload_gives_back_its_parts)
{
	struct rng rng;

	rng_init(&rng, 1, "payload");
	for (int i = 0; i < 1000; i++) {
		uint32_t kind = (uint32_t)rng_below(&rng, 256);
		uint32_t generation = (uint32_t)rng_below(&rng, 1 << 24);
		uint32_t index = (uint32_t)rng_u64(&rng);
		uint64_t payload = event_payload(kind, generation, index);

		ck_assert_uint_eq(event_kind(payload), kind);
		ck_assert_uint_eq(event_generation(payload), generation);
		ck_assert_uint_eq(event_index(payload), index);
	}
	ck_assert_uint_eq(event_payload(255, 0xffffff, UINT32_MAX), UINT64_MAX);
}
END_TEST

START_TEST(kind_of_nine_bits_is_a_bug)
{
	event_payload(256, 0, 0);
}
END_TEST

START_TEST(generation_of_25_bits_is_a_bug)
{
	event_payload(0, 1 << 24, 0);
}
END_TEST

START_TEST(timer_is_due_once)
{
	struct queue *q = queue_new();
	struct timer t;
	struct event event;

	timer_init(&t);
	ck_assert(!timer_is_armed(&t));
	timer_arm(&t, q, QUEUE_NO_LANE, 5, 7, 9);
	ck_assert(timer_is_armed(&t));
	ck_assert_int_eq(t.deadline_ns, 5);
	ck_assert(queue_pop(q, NEVER_NS, &event));
	ck_assert_uint_eq(event_kind(event.payload), 7);
	ck_assert_uint_eq(event_index(event.payload), 9);
	ck_assert(timer_is_due(&t, &event));
	ck_assert(timer_take(&t, &event));
	ck_assert(!timer_is_armed(&t));
	ck_assert(!timer_take(&t, &event));
	queue_free(q);
}
END_TEST

START_TEST(cancelled_timer_is_not_due)
{
	struct queue *q = queue_new();
	struct timer t;
	struct event event;

	timer_init(&t);
	timer_arm(&t, q, QUEUE_NO_LANE, 5, 0, 0);
	timer_cancel(&t);
	ck_assert(!timer_is_armed(&t));
	ck_assert(queue_pop(q, NEVER_NS, &event));
	ck_assert(!timer_take(&t, &event));
	queue_free(q);
}
END_TEST

/* Even for the same instant only the last arming counts. */
START_TEST(timer_armed_anew_is_due_once)
{
	struct queue *q = queue_new();
	struct timer t;
	struct event event;

	timer_init(&t);
	timer_arm(&t, q, QUEUE_NO_LANE, 5, 0, 0);
	timer_arm(&t, q, QUEUE_NO_LANE, 5, 0, 0);
	ck_assert(queue_pop(q, NEVER_NS, &event));
	ck_assert(!timer_take(&t, &event));
	ck_assert(timer_is_armed(&t));
	ck_assert(queue_pop(q, NEVER_NS, &event));
	ck_assert(timer_take(&t, &event));
	queue_free(q);
}
END_TEST

START_TEST(wrapped_generation_is_told_by_the_deadline)
{
	struct queue *q = queue_new();
	struct timer t;
	struct event event;

	timer_init(&t);
	timer_arm(&t, q, QUEUE_NO_LANE, 5, 0, 0);
	for (uint32_t i = 0; i < EVENT_GENERATION_MAX; i++)
		timer_cancel(&t);
	ck_assert_uint_eq(t.generation, 0);
	timer_arm(&t, q, QUEUE_NO_LANE, 6, 0, 0);
	ck_assert_uint_eq(t.generation, 1);
	ck_assert(queue_pop(q, NEVER_NS, &event));
	ck_assert(!timer_take(&t, &event));
	ck_assert(queue_pop(q, NEVER_NS, &event));
	ck_assert(timer_take(&t, &event));
	queue_free(q);
}
END_TEST

/*
 * The model: each timer has one deadline or none, in no queue at all. Of what
 * is popped exactly that is due which the model says, and none is overdue.
 */
enum { TIMERS_N = 50, STEPS_N = 20000 };

struct model {
	struct queue *q;
	struct rng rng;
	struct timer timer[TIMERS_N];
	int64_t deadline_ns[TIMERS_N];
	uint32_t armed_n;
	uint32_t due_n;
	uint32_t cancelled_n;
};

static void model_arm(struct model *m, uint32_t i)
{
	static const int64_t delay_ns[] = {10, 100, 1000};
	int64_t delay = delay_ns[i % 3];
	uint32_t lane = QUEUE_NO_LANE;

	if (rng_below(&m->rng, 2))
		lane = queue_lane_for_delay(m->q, delay);
	else
		delay = (int64_t)rng_below(&m->rng, 1000);
	m->cancelled_n += m->deadline_ns[i] != NEVER_NS;
	m->deadline_ns[i] = queue_now_ns(m->q) + delay;
	timer_arm(&m->timer[i], m->q, lane, m->deadline_ns[i], i % 256, i);
	m->armed_n++;
}

static void model_cancel(struct model *m, uint32_t i)
{
	m->cancelled_n += m->deadline_ns[i] != NEVER_NS;
	m->deadline_ns[i] = NEVER_NS;
	timer_cancel(&m->timer[i]);
}

static bool model_pop(struct model *m)
{
	struct event event;
	uint32_t i;

	if (!queue_pop(m->q, NEVER_NS, &event))
		return false;
	i = event_index(event.payload);
	if (timer_take(&m->timer[i], &event)) {
		suite_assert(m->deadline_ns[i] == event.at_ns);
		m->deadline_ns[i] = NEVER_NS;
		m->due_n++;
	}
	for (i = 0; i < TIMERS_N; i++) {
		suite_assert(m->deadline_ns[i] >= event.at_ns);
		suite_assert(m->timer[i].deadline_ns == m->deadline_ns[i]);
	}
	return true;
}

START_TEST(timers_follow_the_model)
{
	struct model m = {.q = queue_new()};

	rng_init(&m.rng, (uint64_t)_i, "timers");
	for (uint32_t i = 0; i < TIMERS_N; i++) {
		timer_init(&m.timer[i]);
		m.deadline_ns[i] = NEVER_NS;
	}
	for (int step = 0; step < STEPS_N; step++) {
		uint32_t i = (uint32_t)rng_below(&m.rng, TIMERS_N);
		uint64_t what = rng_below(&m.rng, 8);

		if (what < 3)
			model_arm(&m, i);
		else if (what < 4)
			model_cancel(&m, i);
		else
			model_pop(&m);
	}
	while (model_pop(&m))
		;
	ck_assert_uint_eq(m.armed_n, m.due_n + m.cancelled_n);
	ck_assert_uint_eq(queue_popped(m.q), m.armed_n);
	queue_free(m.q);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("timer");

	suite_add(suite, payload_gives_back_its_parts);
	suite_add_abort(suite, kind_of_nine_bits_is_a_bug);
	suite_add_abort(suite, generation_of_25_bits_is_a_bug);
	suite_add(suite, timer_is_due_once);
	suite_add(suite, cancelled_timer_is_not_due);
	suite_add(suite, timer_armed_anew_is_due_once);
	suite_add(suite, wrapped_generation_is_told_by_the_deadline);
	suite_add_loop(suite, timers_follow_the_model, 20);
	return suite_run(suite);
}
