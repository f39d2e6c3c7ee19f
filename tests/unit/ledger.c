#include "host/ledger.h"

#include "base/rng.h"
#include "stack.h"
#include "suite.h"

static struct profile linux_now;

/* Whole slabs for the objects alive, counted anew each time. */
static uint64_t naive_bytes(const struct ledger *ledger, const uint64_t *n)
{
	uint64_t bytes = 0;

	for (int kind = 0; kind < LEDGER_KINDS_N; kind++) {
		const struct object_size *size = &ledger->account[kind].size;

		bytes += (n[kind] + size->per_slab - 1) / size->per_slab *
			 size->slab_bytes;
	}
	return bytes;
}

START_TEST(bytes_are_whole_slabs)
{
	uint64_t n[LEDGER_KINDS_N] = {0};
	struct ledger ledger;
	struct rng rng;
	uint64_t peak = 0;

	rng_init(&rng, (uint64_t)_i, "ledger");
	ledger_init(&ledger, &linux_now, 31744);
	for (int64_t step = 0; step < 20000; step++) {
		uint64_t kind = rng_below(&rng, LEDGER_KINDS_N);
		bool more = rng_below(&rng, 20) < (step < 10000 ? 12 : 8);

		if (more || n[kind] == 0) {
			ledger_add(&ledger, step, (enum ledger_kind)kind);
			n[kind]++;
		} else {
			ledger_remove(&ledger, step, (enum ledger_kind)kind);
			n[kind]--;
		}
		suite_assert(ledger.account[kind].n == n[kind]);
		suite_assert(ledger.bytes.value == naive_bytes(&ledger, n));
		peak = ledger.bytes.value > peak ? ledger.bytes.value : peak;
	}
	suite_assert(ledger.bytes.peak == peak);
	for (int kind = 0; kind < LEDGER_KINDS_N; kind++)
		while (n[kind]-- > 0)
			ledger_remove(&ledger, 20000, (enum ledger_kind)kind);
	ck_assert_uint_eq(ledger.bytes.value, 0);
}
END_TEST

/* FACTS: 256 B for a TIME-WAIT; with two bind buckets 512 B on a client */
START_TEST(time_waits_cost_what_was_measured)
{
	struct ledger ledger;

	ledger_init(&ledger, &linux_now, 0);
	for (int i = 0; i < 16 * 1000; i++)
		ledger_add(&ledger, 0, LEDGER_TIMEWAIT_SOCK);
	ck_assert_uint_eq(ledger.bytes.value, 16 * 1000 * 256);
	for (int i = 0; i < 32 * 500; i++) {
		ledger_add(&ledger, 0, LEDGER_BIND_BUCKET);
		ledger_add(&ledger, 0, LEDGER_BIND2_BUCKET);
	}
	ck_assert_uint_eq(ledger.bytes.value, 16 * 1000 * 512);
}
END_TEST

START_TEST(stack_without_mini_sockets_keeps_whole_ones)
{
	struct ledger ledger;

	linux_now.mini_socket = false;
	ledger_init(&ledger, &linux_now, 0);
	for (int i = 0; i < 13; i++)
		ledger_add(&ledger, 0, LEDGER_TIMEWAIT_SOCK);
	ck_assert_uint_eq(ledger.bytes.value, 32768);
}
END_TEST

START_TEST(application_costs_what_it_costs)
{
	struct ledger ledger;

	ledger_init(&ledger, &linux_now, 122 * 1024);
	ledger_add(&ledger, 0, LEDGER_APPLICATION);
	ledger_add(&ledger, 0, LEDGER_APPLICATION);
	ck_assert_uint_eq(ledger.bytes.value, 2 * 122 * 1024);
	ledger_init(&ledger, &linux_now, 0);
	ledger_add(&ledger, 0, LEDGER_APPLICATION);
	ck_assert_uint_eq(ledger.bytes.value, 0);
}
END_TEST

START_TEST(price_that_is_not_set_is_nothing)
{
	struct ledger ledger;

	linux_now.file = (struct object_size){0};
	ledger_init(&ledger, &linux_now, 0);
	ledger_add(&ledger, 0, LEDGER_FILE);
	ck_assert_uint_eq(ledger.bytes.value, 0);
	ledger_remove(&ledger, 0, LEDGER_FILE);
}
END_TEST

/* Each object, in whichever order they come and go */
START_TEST(notes_say_what_was_made_and_freed)
{
	struct ledger_notes notes = {0};
	struct ledger ledger;

	ledger_init(&ledger, &linux_now, 0);
	ledger_note(&ledger, &notes);
	ledger_add(&ledger, 0, LEDGER_REQUEST_SOCK);
	ledger_add(&ledger, 1, LEDGER_TCP_SOCK);
	ledger_remove(&ledger, 1, LEDGER_REQUEST_SOCK);
	ledger_add(&ledger, 2, LEDGER_TCP_SOCK);
	ck_assert_uint_eq(notes.n, 4);
	ck_assert_uint_eq(notes.kind[0], LEDGER_REQUEST_SOCK);
	ck_assert_uint_eq(notes.kind[1], LEDGER_TCP_SOCK);
	ck_assert_uint_eq(notes.kind[2], LEDGER_REQUEST_SOCK | LEDGER_ENDS);
	ck_assert_uint_eq(notes.kind[3], LEDGER_TCP_SOCK);
	for (int i = 0; i < LEDGER_NOTES_MAX; i++)
		ledger_add(&ledger, 3, LEDGER_FILE);
	ck_assert_uint_eq(notes.n, 4 + LEDGER_NOTES_MAX);
	ck_assert_uint_eq(notes.kind[LEDGER_NOTES_MAX - 1], LEDGER_FILE);
}
END_TEST

START_TEST(freeing_what_is_not_there_is_a_bug)
{
	struct ledger ledger;

	ledger_init(&ledger, &linux_now, 0);
	ledger_remove(&ledger, 0, LEDGER_FILE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ledger");

	linux_now = stack_load("linux-6.18");
	suite_add_loop(suite, bytes_are_whole_slabs, 3);
	suite_add(suite, time_waits_cost_what_was_measured);
	suite_add(suite, stack_without_mini_sockets_keeps_whole_ones);
	suite_add(suite, application_costs_what_it_costs);
	suite_add(suite, price_that_is_not_set_is_nothing);
	suite_add(suite, notes_say_what_was_made_and_freed);
	suite_add_abort(suite, freeing_what_is_not_there_is_a_bug);
	return suite_run(suite);
}
