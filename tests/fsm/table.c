#include "suite.h"
#include "tcp/fsm.h"

#include <string.h>

/* Here the table is read row by row; in stories.c it is lived. */

static size_t rows_n;
static const struct fsm_row *rows;

/* What each thing asks of the owner, said a second time. */
static const uint32_t asked_by_action[] = {
    [DO_NOTHING] = 0,
    [DO_SND_SYN] = EFFECT_OUTPUT,
    [DO_SND_SYN_ACK] = EFFECT_OUTPUT,
    [DO_SND_ACK] = EFFECT_OUTPUT,
    [DO_SND_FIN] = EFFECT_OUTPUT,
    [DO_SND_RST] = EFFECT_RST,
};

static const uint32_t asked_by_entry[TCP_STATES_N] = {
    [TCP_CLOSED] = EFFECT_DELETE,
    [TCP_LISTEN] = 0,
    [TCP_SYN_SENT] = EFFECT_OUTPUT,
    [TCP_SYN_RECEIVED] = EFFECT_OUTPUT,
    [TCP_ESTABLISHED] = EFFECT_TOLD_CONNECTED | EFFECT_RETIME,
    [TCP_FIN_WAIT_1] = EFFECT_OUTPUT,
    [TCP_FIN_WAIT_2] = EFFECT_FIN_WAIT_2 | EFFECT_RETIME,
    [TCP_CLOSE_WAIT] = EFFECT_TOLD_EOF,
    [TCP_CLOSING] = EFFECT_TOLD_EOF | EFFECT_RETIME,
    [TCP_LAST_ACK] = EFFECT_OUTPUT,
    [TCP_TIME_WAIT] = EFFECT_TOLD_EOF | EFFECT_2MSL,
};

static uint32_t asked_by_event(enum tcp_event event)
{
	if (event == EV_RCV_RST || event == EV_RCV_TEXT_UNREAD)
		return EFFECT_TOLD_RESET;
	if (event == EV_TIMEOUT_GIVE_UP)
		return EFFECT_TOLD_TIMED_OUT;
	return 0;
}

static struct tcb tcb_in(enum tcp_state state)
{
	return (struct tcb){
	    .state = (uint8_t)state,
	    .snd_nxt = seq_of(100),
	    .snd_end = seq_of(100),
	    .rcv_nxt = seq_of(500),
	};
}

/* Make a guard hold, or not. */
static void set_guard(enum tcp_guard guard, bool holds, struct profile *profile,
		      struct tcb *tcb)
{
	switch (guard) {
	case ALWAYS:
		ck_assert(holds);
		return;
	case IF_PASSIVE:
		tcb->passive = holds;
		return;
	case IF_RFC1337_OFF:
		profile->tcp_rfc1337 = !holds;
		return;
	case IF_INSECURE_SYN:
		profile->insecure_syn = holds;
		return;
	case IF_SYN_TO_LISTEN:
		profile->syn_to_listen = holds;
		tcb->passive = holds;
		return;
	}
	ck_abort_msg("a guard that this test does not know");
}

static bool follows_of_its_pair(size_t i)
{
	return i > 0 && rows[i - 1].state == rows[i].state &&
	       rows[i - 1].event == rows[i].event;
}

static void expect_action(const struct fsm_row *row, const struct tcb *before,
			  const struct tcb *after,
			  const struct effects *effects)
{
	struct tcb wanted = *before;

	wanted.state = (uint8_t)row->next;
	if (row->action == DO_SND_ACK)
		wanted.ack_owed = ACK_NOW;
	if (row->action == DO_SND_FIN)
		wanted.closed = true;
	ck_assert_mem_eq(after, &wanted, sizeof(wanted));
	if (row->action != DO_SND_RST)
		return;
	ck_assert_uint_eq(effects->rst.flags, SEG_RST | SEG_ACK);
	ck_assert_uint_eq(effects->rst.seq.raw, 100);
	ck_assert_uint_eq(effects->rst.ack.raw, 500);
}

START_TEST(row_leads_where_it_says)
{
	const struct fsm_row *row = &rows[_i];
	struct tcb tcb = tcb_in(row->state), before;
	struct effects effects = {0};
	struct profile profile;

	memset(&profile, 0, sizeof(profile));
	if (follows_of_its_pair((size_t)_i))
		set_guard(rows[_i - 1].guard, false, &profile, &tcb);
	set_guard(row->guard, true, &profile, &tcb);
	before = tcb;
	ck_assert(fsm_step(&profile, &tcb, row->event, &effects));
	ck_assert_uint_eq(effects.rows_n, 1);
	ck_assert_int_eq(effects.row[0], _i);
	ck_assert_uint_eq(effects.set, asked_by_action[row->action] |
					   asked_by_entry[row->next] |
					   asked_by_event(row->event));
	ck_assert_uint_eq(effects.octets, 0);
	expect_action(row, &before, &tcb, &effects);
}
END_TEST

/* Where the last row of a pair has a guard, it may be that none holds. */
START_TEST(guard_keeps_its_row_shut)
{
	const struct fsm_row *row = &rows[_i];
	struct tcb tcb = tcb_in(row->state), before;
	struct effects effects = {0};
	struct profile profile;
	bool last =
	    (size_t)_i + 1 == rows_n || !follows_of_its_pair((size_t)_i + 1);

	if (row->guard == ALWAYS || !last)
		return;
	memset(&profile, 0, sizeof(profile));
	set_guard(row->guard, false, &profile, &tcb);
	before = tcb;
	ck_assert(!fsm_step(&profile, &tcb, row->event, &effects));
	ck_assert_mem_eq(&tcb, &before, sizeof(tcb));
	ck_assert_uint_eq(effects.set | effects.rows_n, 0);
}
END_TEST

static bool has_row(enum tcp_state state, enum tcp_event event)
{
	for (size_t i = 0; i < rows_n; i++)
		if (rows[i].state == state && rows[i].event == event)
			return true;
	return false;
}

START_TEST(pair_without_a_row_changes_nothing)
{
	enum tcp_state state = (enum tcp_state)(_i / TCP_EVENTS_N);
	enum tcp_event event = (enum tcp_event)(_i % TCP_EVENTS_N);
	struct tcb tcb = tcb_in(state), before = tcb;
	struct effects effects = {0}, none = {0};
	struct profile profile;

	if (has_row(state, event))
		return;
	ck_assert_int_eq(fsm_row_of(state, event), -1);
	memset(&profile, 0, sizeof(profile));
	for (int passive = 0; passive < 2; passive++) {
		tcb.passive = before.passive = passive;
		ck_assert(!fsm_step(&profile, &tcb, event, &effects));
		ck_assert_mem_eq(&tcb, &before, sizeof(tcb));
		ck_assert_mem_eq(&effects, &none, sizeof(none));
	}
}
END_TEST

/*
 * RFC 9293 figure 5, from top to bottom: the arrows as they are drawn, and what
 * its three notes add. Written from the figure, not from the table.
 */
struct edge {
	enum tcp_state from;
	enum tcp_event event;
	enum tcp_action action;
	enum tcp_state to;
};

/* clang-format off */
static const struct edge figure_5[] = {
	{TCP_CLOSED,       EV_CALL_PASSIVE_OPEN,  DO_NOTHING,     TCP_LISTEN},
	{TCP_LISTEN,       EV_CALL_CLOSE,         DO_NOTHING,     TCP_CLOSED},
	{TCP_CLOSED,       EV_CALL_ACTIVE_OPEN,   DO_SND_SYN,     TCP_SYN_SENT},
	{TCP_SYN_SENT,     EV_CALL_CLOSE,         DO_NOTHING,     TCP_CLOSED},
	{TCP_LISTEN,       EV_RCV_SYN,            DO_SND_SYN_ACK, TCP_SYN_RECEIVED},
	{TCP_LISTEN,       EV_CALL_SEND,          DO_SND_SYN,     TCP_SYN_SENT},
	{TCP_SYN_SENT,     EV_RCV_SYN,            DO_SND_SYN_ACK, TCP_SYN_RECEIVED},
	{TCP_SYN_RECEIVED, EV_RCV_ACK_OF_SYN,     DO_NOTHING,     TCP_ESTABLISHED},
	{TCP_SYN_SENT,     EV_RCV_SYN_ACK,        DO_SND_ACK,     TCP_ESTABLISHED},
	{TCP_SYN_RECEIVED, EV_CALL_CLOSE,         DO_SND_FIN,     TCP_FIN_WAIT_1},
	{TCP_ESTABLISHED,  EV_CALL_CLOSE,         DO_SND_FIN,     TCP_FIN_WAIT_1},
	{TCP_ESTABLISHED,  EV_RCV_FIN,            DO_SND_ACK,     TCP_CLOSE_WAIT},
	{TCP_FIN_WAIT_1,   EV_RCV_ACK_OF_FIN,     DO_NOTHING,     TCP_FIN_WAIT_2},
	{TCP_FIN_WAIT_1,   EV_RCV_FIN,            DO_SND_ACK,     TCP_CLOSING},
	{TCP_CLOSE_WAIT,   EV_CALL_CLOSE,         DO_SND_FIN,     TCP_LAST_ACK},
	{TCP_FIN_WAIT_2,   EV_RCV_FIN,            DO_SND_ACK,     TCP_TIME_WAIT},
	{TCP_CLOSING,      EV_RCV_ACK_OF_FIN,     DO_NOTHING,     TCP_TIME_WAIT},
	{TCP_LAST_ACK,     EV_RCV_ACK_OF_FIN,     DO_NOTHING,     TCP_CLOSED},
	{TCP_TIME_WAIT,    EV_TIMEOUT_2MSL,       DO_NOTHING,     TCP_CLOSED},
	/* note 1 */
	{TCP_SYN_RECEIVED, EV_RCV_RST,            DO_NOTHING,     TCP_LISTEN},
	/* note 2 */
	{TCP_FIN_WAIT_1,   EV_RCV_FIN_ACK_OF_FIN, DO_SND_ACK,     TCP_TIME_WAIT},
	/* note 3 */
	{TCP_SYN_SENT,     EV_RCV_RST,            DO_NOTHING,     TCP_CLOSED},
	{TCP_SYN_RECEIVED, EV_RCV_RST,            DO_NOTHING,     TCP_CLOSED},
	{TCP_ESTABLISHED,  EV_RCV_RST,            DO_NOTHING,     TCP_CLOSED},
	{TCP_FIN_WAIT_1,   EV_RCV_RST,            DO_NOTHING,     TCP_CLOSED},
	{TCP_FIN_WAIT_2,   EV_RCV_RST,            DO_NOTHING,     TCP_CLOSED},
	{TCP_CLOSE_WAIT,   EV_RCV_RST,            DO_NOTHING,     TCP_CLOSED},
	{TCP_CLOSING,      EV_RCV_RST,            DO_NOTHING,     TCP_CLOSED},
	{TCP_LAST_ACK,     EV_RCV_RST,            DO_NOTHING,     TCP_CLOSED},
	{TCP_TIME_WAIT,    EV_RCV_RST,            DO_NOTHING,     TCP_CLOSED},
};
/* clang-format on */

static bool is_edge(const struct fsm_row *row, const struct edge *edge)
{
	return row->state == edge->from && row->event == edge->event &&
	       row->action == edge->action && row->next == edge->to;
}

START_TEST(edge_of_the_figure_is_a_row)
{
	int found_n = 0;

	for (size_t i = 0; i < rows_n; i++)
		if (is_edge(&rows[i], &figure_5[_i])) {
			ck_assert_int_eq(strncmp(rows[i].where, "Fig5", 4), 0);
			found_n++;
		}
	ck_assert_int_eq(found_n, 1);
}
END_TEST

START_TEST(row_of_the_figure_is_an_edge)
{
	bool found = false;

	for (size_t i = 0; i < suite_rows_n(figure_5); i++)
		found = found || is_edge(&rows[_i], &figure_5[i]);
	ck_assert_int_eq(found, strncmp(rows[_i].where, "Fig5", 4) == 0);
}
END_TEST

START_TEST(row_says_where_it_is_written)
{
	ck_assert_ptr_nonnull(rows[_i].where);
	ck_assert_uint_gt(strlen(rows[_i].where), 0);
}
END_TEST

/* Of two rows of a pair only the first may have a guard, and they are two. */
START_TEST(rows_of_a_pair_stand_together)
{
	for (size_t i = 0; i < (size_t)_i; i++) {
		if (rows[i].state != rows[_i].state ||
		    rows[i].event != rows[_i].event)
			continue;
		ck_assert_uint_eq(i + 1, (size_t)_i);
		ck_assert_int_ne(rows[i].guard, ALWAYS);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("table");

	rows = fsm_rows(&rows_n);
	suite_add_loop(suite, row_leads_where_it_says, rows_n);
	suite_add_loop(suite, guard_keeps_its_row_shut, rows_n);
	suite_add_loop(suite, pair_without_a_row_changes_nothing,
		       TCP_STATES_N * TCP_EVENTS_N);
	suite_add_loop(suite, edge_of_the_figure_is_a_row,
		       suite_rows_n(figure_5));
	suite_add_loop(suite, row_of_the_figure_is_an_edge, rows_n);
	suite_add_loop(suite, row_says_where_it_is_written, rows_n);
	suite_add_loop(suite, rows_of_a_pair_stand_together, rows_n);
	return suite_run(suite);
}
