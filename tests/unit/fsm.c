#include "tcp/fsm.h"

#include "suite.h"

#include <string.h>

/* The rows themselves are tested in tests/fsm. */

START_TEST(names_are_those_of_the_rfc)
{
	ck_assert_str_eq(tcp_state_name(TCP_TIME_WAIT), "TIME-WAIT");
	ck_assert_str_eq(tcp_state_name(TCP_SYN_RECEIVED), "SYN-RECEIVED");
	ck_assert_str_eq(tcp_event_name(EV_RCV_ACK_OF_FIN), "RCV_ACK_OF_FIN");
	ck_assert_str_eq(tcp_action_name(DO_SND_SYN_ACK), "snd SYN,ACK");
	ck_assert_str_eq(tcp_action_name(DO_NOTHING), "");
}
END_TEST

START_TEST(every_state_event_and_action_has_a_name)
{
	for (int s = 0; s < TCP_STATES_N; s++)
		ck_assert_ptr_nonnull(tcp_state_name((enum tcp_state)s));
	for (int e = 0; e < TCP_EVENTS_N; e++)
		ck_assert_ptr_nonnull(tcp_event_name((enum tcp_event)e));
	for (int a = 0; a <= DO_SND_RST; a++)
		ck_assert_ptr_nonnull(tcp_action_name((enum tcp_action)a));
}
END_TEST

START_TEST(first_row_whose_guard_holds_counts)
{
	struct profile profile;
	struct tcb tcb = {.state = TCP_SYN_RECEIVED, .passive = true};
	struct effects effects = {0};

	memset(&profile, 0, sizeof(profile));
	ck_assert(fsm_step(&profile, &tcb, EV_RCV_RST, &effects));
	ck_assert_uint_eq(tcb.state, TCP_LISTEN);
	tcb = (struct tcb){.state = TCP_SYN_RECEIVED};
	ck_assert(fsm_step(&profile, &tcb, EV_RCV_RST, &effects));
	ck_assert_uint_eq(tcb.state, TCP_CLOSED);
	ck_assert_uint_eq(effects.rows_n, 2);
	ck_assert_uint_eq(effects.row[0] + 1, effects.row[1]);
}
END_TEST

START_TEST(guard_without_another_row_is_no_transition)
{
	struct profile profile;
	struct tcb tcb = {.state = TCP_TIME_WAIT};
	struct effects effects = {0};

	memset(&profile, 0, sizeof(profile));
	profile.tcp_rfc1337 = true;
	ck_assert(!fsm_step(&profile, &tcb, EV_RCV_RST, &effects));
	ck_assert_uint_eq(tcb.state, TCP_TIME_WAIT);
	ck_assert_uint_eq(effects.rows_n, 0);
	profile.tcp_rfc1337 = false;
	ck_assert(fsm_step(&profile, &tcb, EV_RCV_RST, &effects));
	ck_assert_uint_eq(tcb.state, TCP_CLOSED);
}
END_TEST

START_TEST(rows_are_found_by_their_pair)
{
	const struct fsm_row *rows;
	size_t rows_n;

	rows = fsm_rows(&rows_n);
	for (size_t i = 0; i < rows_n; i++) {
		int row = fsm_row_of(rows[i].state, rows[i].event);

		ck_assert_int_ge(row, 0);
		ck_assert_int_eq(rows[row].state, rows[i].state);
		ck_assert_int_eq(rows[row].event, rows[i].event);
		ck_assert_int_le(row, (int)i);
	}
	ck_assert_int_eq(fsm_row_of(TCP_CLOSED, EV_RCV_FIN), -1);
}
END_TEST

START_TEST(third_row_in_one_step_is_a_bug)
{
	struct profile profile;
	struct effects effects = {.rows_n = EFFECT_ROWS_MAX};
	struct tcb tcb = {.state = TCP_CLOSED};

	memset(&profile, 0, sizeof(profile));
	fsm_step(&profile, &tcb, EV_CALL_ACTIVE_OPEN, &effects);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fsm");

	suite_add(suite, names_are_those_of_the_rfc);
	suite_add(suite, every_state_event_and_action_has_a_name);
	suite_add(suite, first_row_whose_guard_holds_counts);
	suite_add(suite, guard_without_another_row_is_no_transition);
	suite_add(suite, rows_are_found_by_their_pair);
	suite_add_abort(suite, third_row_in_one_step_is_a_bug);
	return suite_run(suite);
}
