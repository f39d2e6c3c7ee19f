#include "host/flows.h"

#include "suite.h"

#include <string.h>

START_TEST(slot_is_empty_socket_or_time_wait)
{
	static const uint32_t numbers[] = {0, 1, 255, (1u << 31) - 2};
	struct slot slot = {0};

	ck_assert(slot_is_empty(slot));
	for (size_t i = 0; i < suite_rows_n(numbers); i++) {
		slot = slot_of_socket(numbers[i]);
		ck_assert(!slot_is_empty(slot) && !slot_is_timewait(slot));
		ck_assert_uint_eq(slot_socket(slot), numbers[i]);
		slot = slot_of_timewait(numbers[i]);
		ck_assert(!slot_is_empty(slot) && slot_is_timewait(slot));
		ck_assert_uint_eq(slot_place(slot), numbers[i]);
	}
}
END_TEST

/* connect() chooses: a port is taken towards one destination alone. */
START_TEST(destinations_share_a_port)
{
	struct flows flows;

	flows_init(&flows, 2, 3, 10, false);
	ck_assert_uint_eq(flows_client_of(&flows, 2), 0);
	ck_assert_uint_eq(flows_client_of(&flows, 3), 1);
	ck_assert(flows_take(&flows, 0, 4));
	ck_assert(!portset_is_free(flows_free_ports(&flows, 0), 4));
	ck_assert(portset_is_free(flows_free_ports(&flows, 1), 4));
	ck_assert(!flows_take(&flows, 1, 4)); /* the bucket is there */
	ck_assert(flows_take(&flows, 3, 4));  /* another host has its own */
	ck_assert_uint_eq(flows.in_use_n, 3);
	ck_assert(!flows_release(&flows, 0, 4));
	ck_assert(portset_is_free(flows_free_ports(&flows, 0), 4));
	ck_assert(flows_release(&flows, 1, 4));
	ck_assert(flows_release(&flows, 3, 4));
	ck_assert_uint_eq(flows.in_use_n, 0);
	flows_fini(&flows);
}
END_TEST

/* bind() chooses: it is taken for all of them. */
START_TEST(bound_port_is_taken_for_all)
{
	struct flows flows;

	flows_init(&flows, 2, 3, 10, true);
	ck_assert(flows_take(&flows, 0, 4));
	ck_assert(!portset_is_free(flows_free_ports(&flows, 1), 4));
	ck_assert(portset_is_free(flows_free_ports(&flows, 3), 4));
	ck_assert(flows_release(&flows, 0, 4));
	ck_assert(portset_is_free(flows_free_ports(&flows, 1), 4));
	flows_fini(&flows);
}
END_TEST

START_TEST(slots_are_by_end_pair_and_port)
{
	struct flows flows;
	uint32_t k = 0;

	flows_init(&flows, 2, 3, 10, false);
	for (uint32_t pair = 0; pair < 6; pair++)
		flows_pair(&flows, pair);
	for (int end = 0; end < ENDS_N; end++)
		for (uint32_t pair = 0; pair < 6; pair++)
			for (uint32_t port = 0; port < 10; port++)
				flows_set_slot(&flows, (enum end)end, pair,
					       port, slot_of_socket(k++));
	k = 0;
	for (int end = 0; end < ENDS_N; end++)
		for (uint32_t pair = 0; pair < 6; pair++)
			for (uint32_t port = 0; port < 10; port++)
				ck_assert_uint_eq(
				    slot_socket(flows_slot(
					&flows, (enum end)end, pair, port)),
				    k++);
	flows_fini(&flows);
}
END_TEST

/* Each end of each flow has a place of its own, and none lies beyond the table
 * of the pair: ranges that begin or end anywhere, with odd and even numbers. */
START_TEST(places_never_collide)
{
	static const uint32_t sizes[] = {1,   2,   3,	  4,	 127,	128,
					 129, 255, 28231, 28232, 65534, 65535};
	static uint8_t is_used[2 * 65535];
	uint32_t ports_n = sizes[_i];
	struct flows flows;

	flows_init(&flows, 1, 1, ports_n, false);
	memset(is_used, 0, sizeof(is_used));
	for (uint32_t port = 0; port < ports_n; port++)
		for (int end = 0; end < ENDS_N; end++) {
			uint32_t place =
			    flows_place(&flows, (enum end)end, port);

			suite_assert(place < ports_n * ENDS_N);
			suite_assert(!is_used[place]);
			is_used[place] = 1;
		}
	flows_fini(&flows);
}
END_TEST

START_TEST(ends_and_ports_tried_in_turn_are_neighbours)
{
	struct flows flows;

	flows_init(&flows, 1, 1, 101, false);
	for (uint32_t port = 0; port + 2 < 101; port++) {
		uint32_t place = flows_place(&flows, (enum end)0, port);

		ck_assert_uint_eq(flows_place(&flows, (enum end)1, port),
				  place + 1);
		ck_assert_uint_eq(flows_place(&flows, (enum end)0, port + 2),
				  place + 2);
	}
	flows_fini(&flows);
}
END_TEST

/* It asks for memory early, and changes nothing: also where there is none. */
START_TEST(looking_ahead_changes_nothing)
{
	struct flows flows;

	for (int bound = 0; bound < 2; bound++) {
		flows_init(&flows, 1, 2, 10, bound);
		flows_look_ahead(&flows, 0, 9, false);
		flows_look_ahead(&flows, 0, 9, true);
		ck_assert_ptr_null(flows.pair[0].slot.block);
		flows_pair(&flows, 0);
		flows_look_ahead(&flows, 0, 9, false);
		flows_look_ahead(&flows, 0, 9, true);
		ck_assert_ptr_null(flows.pair[0].slot.block[0]);
		flows_set_slot(&flows, END_CLIENT, 0, 9, slot_of_socket(5));
		flows_look_ahead(&flows, 0, 9, true);
		ck_assert_uint_eq(
		    slot_socket(flows_slot(&flows, END_CLIENT, 0, 9)), 5);
		flows_fini(&flows);
	}
}
END_TEST

START_TEST(walk_is_of_the_pair_or_of_the_host)
{
	struct flows flows;

	flows_init(&flows, 2, 3, 10, false);
	ck_assert_ptr_ne(flows_cursor(&flows, 0, true),
			 flows_cursor(&flows, 1, true));
	flows_take(&flows, 0, 0);
	ck_assert_ptr_eq(flows_cursor(&flows, 0, false),
			 flows_cursor(&flows, 1, false));
	ck_assert_ptr_ne(flows_cursor(&flows, 0, false),
			 flows_cursor(&flows, 3, false));
	flows_fini(&flows);
}
END_TEST

START_TEST(dropped_pair_is_as_it_was_at_first)
{
	struct flows flows;

	flows_init(&flows, 1, 2, 1000, false);
	flows_take(&flows, 1, 4);
	flows_set_slot(&flows, END_SERVER, 1, 4, slot_of_socket(3));
	flows_set_slot(&flows, END_SERVER, 1, 4, (struct slot){0});
	flows_release(&flows, 1, 4);
	flows_drop_pair(&flows, 1);
	ck_assert_ptr_null(flows.pair[1].slot.block);
	flows_drop_pair(&flows, 1);
	flows_take(&flows, 1, 5);
	ck_assert(portset_is_free(flows_free_ports(&flows, 1), 4));
	ck_assert(!portset_is_free(flows_free_ports(&flows, 1), 5));
	flows_fini(&flows);
}
END_TEST

START_TEST(releasing_what_is_free_is_a_bug)
{
	struct flows flows;

	flows_init(&flows, 1, 1, 10, false);
	flows_release(&flows, 0, 3);
}
END_TEST

START_TEST(releasing_what_is_free_while_others_are_not_is_a_bug)
{
	struct flows flows;

	flows_init(&flows, 1, 2, 10, false);
	flows_take(&flows, 0, 4);
	flows_release(&flows, 0, 3);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("flows");

	suite_add(suite, slot_is_empty_socket_or_time_wait);
	suite_add(suite, destinations_share_a_port);
	suite_add(suite, bound_port_is_taken_for_all);
	suite_add(suite, slots_are_by_end_pair_and_port);
	suite_add_loop(suite, places_never_collide, 12);
	suite_add(suite, ends_and_ports_tried_in_turn_are_neighbours);
	suite_add(suite, looking_ahead_changes_nothing);
	suite_add(suite, walk_is_of_the_pair_or_of_the_host);
	suite_add(suite, dropped_pair_is_as_it_was_at_first);
	suite_add_abort(suite, releasing_what_is_free_is_a_bug);
	suite_add_abort(suite,
			releasing_what_is_free_while_others_are_not_is_a_bug);
	return suite_run(suite);
}
