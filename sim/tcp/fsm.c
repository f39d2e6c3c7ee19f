#include "tcp/fsm.h"

#include "base/hint.h"
#include "base/must.h"
#include "tcp/output.h"

#include <assert.h>

/*
 * The order of the rows is that of the figure, from top to bottom; below them
 * what its notes and the sections leave out of the picture. A pair with no row
 * is no transition: facts.c answers or drops the segment. An ELSE row holds
 * when the guard of the row above it, for the same pair, does not.
 */
/* clang-format off */
#define FSM_TABLE(R, ELSE) \
/* state         event               next          action          guard           where */ \
R(CLOSED,       CALL_PASSIVE_OPEN,  LISTEN,       DO_NOTHING,     ALWAYS,         "Fig5") \
R(CLOSED,       CALL_ACTIVE_OPEN,   SYN_SENT,     DO_SND_SYN,     ALWAYS,         "Fig5") \
R(LISTEN,       CALL_CLOSE,         CLOSED,       DO_NOTHING,     ALWAYS,         "Fig5") \
R(LISTEN,       CALL_SEND,          SYN_SENT,     DO_SND_SYN,     ALWAYS,         "Fig5") \
R(LISTEN,       RCV_SYN,            SYN_RECEIVED, DO_SND_SYN_ACK, ALWAYS,         "Fig5") \
R(SYN_SENT,     CALL_CLOSE,         CLOSED,       DO_NOTHING,     ALWAYS,         "Fig5") \
R(SYN_SENT,     RCV_SYN,            SYN_RECEIVED, DO_SND_SYN_ACK, ALWAYS,         "Fig5") \
R(SYN_SENT,     RCV_SYN_ACK,        ESTABLISHED,  DO_SND_ACK,     ALWAYS,         "Fig5") \
R(SYN_RECEIVED, RCV_ACK_OF_SYN,     ESTABLISHED,  DO_NOTHING,     ALWAYS,         "Fig5") \
R(SYN_RECEIVED, RCV_RST,            LISTEN,       DO_NOTHING,     IF_PASSIVE,     "Fig5 n1") \
ELSE(SYN_RECEIVED, RCV_RST,         CLOSED,       DO_NOTHING,     ALWAYS,         "Fig5 n3") \
R(SYN_RECEIVED, CALL_CLOSE,         FIN_WAIT_1,   DO_SND_FIN,     ALWAYS,         "Fig5") \
R(ESTABLISHED,  CALL_CLOSE,         FIN_WAIT_1,   DO_SND_FIN,     ALWAYS,         "Fig5") \
R(ESTABLISHED,  RCV_FIN,            CLOSE_WAIT,   DO_SND_ACK,     ALWAYS,         "Fig5") \
R(FIN_WAIT_1,   RCV_ACK_OF_FIN,     FIN_WAIT_2,   DO_NOTHING,     ALWAYS,         "Fig5") \
R(FIN_WAIT_1,   RCV_FIN,            CLOSING,      DO_SND_ACK,     ALWAYS,         "Fig5") \
R(FIN_WAIT_1,   RCV_FIN_ACK_OF_FIN, TIME_WAIT,    DO_SND_ACK,     ALWAYS,         "Fig5 n2") \
R(CLOSE_WAIT,   CALL_CLOSE,         LAST_ACK,     DO_SND_FIN,     ALWAYS,         "Fig5") \
R(FIN_WAIT_2,   RCV_FIN,            TIME_WAIT,    DO_SND_ACK,     ALWAYS,         "Fig5") \
R(CLOSING,      RCV_ACK_OF_FIN,     TIME_WAIT,    DO_NOTHING,     ALWAYS,         "Fig5") \
R(LAST_ACK,     RCV_ACK_OF_FIN,     CLOSED,       DO_NOTHING,     ALWAYS,         "Fig5") \
R(TIME_WAIT,    TIMEOUT_2MSL,       CLOSED,       DO_NOTHING,     ALWAYS,         "Fig5") \
 \
R(SYN_SENT,     RCV_RST,            CLOSED,       DO_NOTHING,     ALWAYS,         "Fig5 n3") \
R(ESTABLISHED,  RCV_RST,            CLOSED,       DO_NOTHING,     ALWAYS,         "Fig5 n3") \
R(FIN_WAIT_1,   RCV_RST,            CLOSED,       DO_NOTHING,     ALWAYS,         "Fig5 n3") \
R(FIN_WAIT_2,   RCV_RST,            CLOSED,       DO_NOTHING,     ALWAYS,         "Fig5 n3") \
R(CLOSE_WAIT,   RCV_RST,            CLOSED,       DO_NOTHING,     ALWAYS,         "Fig5 n3") \
R(CLOSING,      RCV_RST,            CLOSED,       DO_NOTHING,     ALWAYS,         "Fig5 n3") \
R(LAST_ACK,     RCV_RST,            CLOSED,       DO_NOTHING,     ALWAYS,         "Fig5 n3") \
R(TIME_WAIT,    RCV_RST,            CLOSED,       DO_NOTHING,     IF_RFC1337_OFF, "Fig5 n3") \
 \
R(TIME_WAIT,    RCV_FIN,            TIME_WAIT,    DO_SND_ACK,     ALWAYS,         "s3.10.7.4") \
R(SYN_RECEIVED, RCV_SYN,            LISTEN,       DO_NOTHING,     IF_SYN_TO_LISTEN, "s3.10.7.4") \
ELSE(SYN_RECEIVED, RCV_SYN,         CLOSED,       DO_NOTHING,     IF_INSECURE_SYN, "RFC 793 p71") \
R(ESTABLISHED,  RCV_SYN,            CLOSED,       DO_NOTHING,     IF_INSECURE_SYN, "RFC 793 p71") \
R(FIN_WAIT_1,   RCV_SYN,            CLOSED,       DO_NOTHING,     IF_INSECURE_SYN, "RFC 793 p71") \
R(FIN_WAIT_2,   RCV_SYN,            CLOSED,       DO_NOTHING,     IF_INSECURE_SYN, "RFC 793 p71") \
R(CLOSE_WAIT,   RCV_SYN,            CLOSED,       DO_NOTHING,     IF_INSECURE_SYN, "RFC 793 p71") \
R(CLOSING,      RCV_SYN,            CLOSED,       DO_NOTHING,     IF_INSECURE_SYN, "RFC 793 p71") \
R(LAST_ACK,     RCV_SYN,            CLOSED,       DO_NOTHING,     IF_INSECURE_SYN, "RFC 793 p71") \
R(FIN_WAIT_1,   RCV_TEXT_UNREAD,    CLOSED,       DO_NOTHING,     ALWAYS,         "s3.6.1 SHLD-3") \
R(FIN_WAIT_2,   RCV_TEXT_UNREAD,    CLOSED,       DO_NOTHING,     ALWAYS,         "s3.6.1 SHLD-3") \
R(CLOSE_WAIT,   RCV_TEXT_UNREAD,    CLOSED,       DO_NOTHING,     ALWAYS,         "stack") \
R(CLOSING,      RCV_TEXT_UNREAD,    CLOSED,       DO_NOTHING,     ALWAYS,         "stack") \
R(LAST_ACK,     RCV_TEXT_UNREAD,    CLOSED,       DO_NOTHING,     ALWAYS,         "stack") \
R(TIME_WAIT,    RCV_SYN,            SYN_RECEIVED, DO_SND_SYN_ACK, ALWAYS,         "s3.6.1") \
R(TIME_WAIT,    CALL_ACTIVE_OPEN,   SYN_SENT,     DO_SND_SYN,     ALWAYS,         "stack") \
R(LAST_ACK,     RCV_ACK_AND_SWAP,   TIME_WAIT,     DO_SND_RST,     ALWAYS,         "ID97 p4") \
 \
R(LISTEN,       CALL_ABORT,         CLOSED,       DO_NOTHING,     ALWAYS,         "s3.10.5") \
R(SYN_SENT,     CALL_ABORT,         CLOSED,       DO_NOTHING,     ALWAYS,         "s3.10.5") \
R(SYN_RECEIVED, CALL_ABORT,         CLOSED,       DO_SND_RST,     ALWAYS,         "s3.10.5") \
R(ESTABLISHED,  CALL_ABORT,         CLOSED,       DO_SND_RST,     ALWAYS,         "s3.10.5") \
R(FIN_WAIT_1,   CALL_ABORT,         CLOSED,       DO_SND_RST,     ALWAYS,         "s3.10.5") \
R(FIN_WAIT_2,   CALL_ABORT,         CLOSED,       DO_SND_RST,     ALWAYS,         "s3.10.5") \
R(CLOSE_WAIT,   CALL_ABORT,         CLOSED,       DO_SND_RST,     ALWAYS,         "s3.10.5") \
R(CLOSING,      CALL_ABORT,         CLOSED,       DO_NOTHING,     ALWAYS,         "s3.10.5") \
R(LAST_ACK,     CALL_ABORT,         CLOSED,       DO_NOTHING,     ALWAYS,         "s3.10.5") \
R(TIME_WAIT,    CALL_ABORT,         CLOSED,       DO_NOTHING,     ALWAYS,         "s3.10.5") \
 \
R(SYN_SENT,     TIMEOUT_GIVE_UP,    CLOSED,       DO_NOTHING,     ALWAYS,         "s3.10.8") \
R(SYN_RECEIVED, TIMEOUT_GIVE_UP,    CLOSED,       DO_NOTHING,     ALWAYS,         "s3.10.8") \
R(ESTABLISHED,  TIMEOUT_GIVE_UP,    CLOSED,       DO_NOTHING,     ALWAYS,         "s3.10.8") \
R(FIN_WAIT_1,   TIMEOUT_GIVE_UP,    CLOSED,       DO_NOTHING,     ALWAYS,         "s3.10.8") \
R(CLOSE_WAIT,   TIMEOUT_GIVE_UP,    CLOSED,       DO_NOTHING,     ALWAYS,         "s3.10.8") \
R(CLOSING,      TIMEOUT_GIVE_UP,    CLOSED,       DO_NOTHING,     ALWAYS,         "s3.10.8") \
R(LAST_ACK,     TIMEOUT_GIVE_UP,    CLOSED,       DO_NOTHING,     ALWAYS,         "s3.10.8") \
R(FIN_WAIT_2,   TIMEOUT_FIN_WAIT_2, CLOSED,       DO_NOTHING,     ALWAYS,         "stack")

#define ROW(state, event, next, action, guard, where)                          \
	{TCP_##state, EV_##event, TCP_##next, action, guard, where},
static const struct fsm_row rows[] = {FSM_TABLE(ROW, ROW)};
#undef ROW

/* The number of each row, and by (state, event) that of its row plus one. */
#define ID(state, event, ...) FSM_##state##_##event,
#define ID_ELSE(state, event, ...) FSM_##state##_##event##_ELSE,
enum fsm_row_id { FSM_TABLE(ID, ID_ELSE) FSM_ROWS_N };
#define AT(state, event, ...) [TCP_##state][EV_##event] = FSM_##state##_##event + 1,
#define AT_ELSE(state, event, ...)
static const uint8_t row_of[TCP_STATES_N][TCP_EVENTS_N] = {
	FSM_TABLE(AT, AT_ELSE)
};
/* clang-format on */

static_assert(FSM_ROWS_N < UINT8_MAX, "a row's number fits struct effects");

/* What happens on entering a state, whichever way; a loop enters again. */
enum on_entry {
	ENTER_CLOSED = EFFECT_DELETE,
	ENTER_LISTEN = 0,
	ENTER_SYN_SENT = EFFECT_OUTPUT,
	ENTER_SYN_RECEIVED = EFFECT_OUTPUT,
	ENTER_ESTABLISHED = EFFECT_TOLD_CONNECTED | EFFECT_RETIME,
	ENTER_FIN_WAIT_1 = EFFECT_OUTPUT,
	ENTER_FIN_WAIT_2 = EFFECT_FIN_WAIT_2 | EFFECT_RETIME,
	ENTER_CLOSE_WAIT = EFFECT_TOLD_EOF,
	ENTER_CLOSING = EFFECT_TOLD_EOF | EFFECT_RETIME,
	ENTER_LAST_ACK = EFFECT_OUTPUT,
	ENTER_TIME_WAIT = EFFECT_TOLD_EOF | EFFECT_2MSL,
};

/* What an action asks the owner for. */
enum on_action {
	ASK_DO_NOTHING = 0,
	ASK_DO_SND_SYN = EFFECT_OUTPUT,
	ASK_DO_SND_SYN_ACK = EFFECT_OUTPUT,
	ASK_DO_SND_ACK = EFFECT_OUTPUT,
	ASK_DO_SND_FIN = EFFECT_OUTPUT,
	ASK_DO_SND_RST = EFFECT_RST,
};

/* What an event tells the application, whatever the state. */
static const uint32_t on_event[TCP_EVENTS_N] = {
    [EV_RCV_RST] = EFFECT_TOLD_RESET,
    [EV_RCV_TEXT_UNREAD] = EFFECT_TOLD_RESET,
    [EV_TIMEOUT_GIVE_UP] = EFFECT_TOLD_TIMED_OUT,
};

/* All of a row that a step needs, in eight octets. */
struct cell {
	uint32_t set;
	uint8_t next;
	uint8_t action;
	uint8_t guard;
};

/* By number of the row plus one; the first is that of no row. */
#define CELL(state, event, next, action, guard, where)                        \
	{(uint32_t)ENTER_##next | (uint32_t)ASK_##action, TCP_##next, action, \
	 guard},
static const struct cell cells[] = {{0}, FSM_TABLE(CELL, CELL)};
#undef CELL

const struct fsm_row *fsm_rows(size_t *rows_n)
{
	*rows_n = FSM_ROWS_N;
	return rows;
}

int fsm_row_of(enum tcp_state state, enum tcp_event event)
{
	return (int)row_of[state][event] - 1;
}

static RARELY bool guard_holds(enum tcp_guard guard,
			       const struct profile *profile,
			       const struct tcb *tcb)
{
	switch (guard) {
	case ALWAYS:
		return true;
	case IF_PASSIVE:
		return tcb->passive;
	case IF_RFC1337_OFF:
		return !profile->tcp_rfc1337;
	case IF_INSECURE_SYN:
		return profile->insecure_syn;
	case IF_SYN_TO_LISTEN:
		return profile->syn_to_listen && tcb->passive;
	}
	must_not_come("a guard");
	return false;
}

static RARELY void prepare_reset(const struct profile *profile,
				 const struct tcb *tcb, struct effects *effects)
{
	effects->rst = output_reset(profile, tcb);
}

static inline void act(const struct profile *profile, struct tcb *tcb,
		       enum tcp_action action, struct effects *effects)
{
	if (action == DO_SND_ACK)
		tcb->ack_owed = ACK_NOW;
	if (action == DO_SND_FIN)
		tcb->closed = true;
	if (action == DO_SND_RST)
		prepare_reset(profile, tcb, effects);
}

/* A row that depends on the profile: the first of the pair that holds. */
static RARELY const struct cell *guarded_cell(const struct profile *profile,
					      const struct tcb *tcb,
					      enum tcp_event event)
{
	size_t id = row_of[tcb->state][event];

	if (guard_holds(rows[id - 1].guard, profile, tcb))
		return &cells[id];
	if (id < FSM_ROWS_N && rows[id].state == tcb->state &&
	    rows[id].event == event &&
	    guard_holds(rows[id].guard, profile, tcb))
		return &cells[id + 1];
	return NULL;
}

bool fsm_step(const struct profile *profile, struct tcb *tcb,
	      enum tcp_event event, struct effects *effects)
{
	size_t id = row_of[tcb->state][event];
	const struct cell *cell = &cells[id];

	if (id == 0)
		return false;
	if (cell->guard != ALWAYS) {
		cell = guarded_cell(profile, tcb, event);
		if (!cell)
			return false;
	}
	must(effects->rows_n < EFFECT_ROWS_MAX);
	effects->row[effects->rows_n++] = (uint8_t)(cell - cells - 1);
	tcb->state = cell->next;
	effects->set |= cell->set | on_event[event];
	act(profile, tcb, cell->action, effects);
	return true;
}

#define EVENT_NAME(id) #id,
static const char *const event_names[] = {TCP_EVENTS(EVENT_NAME)};
static_assert(sizeof(event_names) / sizeof(event_names[0]) == TCP_EVENTS_N,
	      "a name per event");

const char *tcp_event_name(enum tcp_event event)
{
	return event_names[event];
}

const char *tcp_action_name(enum tcp_action action)
{
	static const char *const names[] = {
	    [DO_NOTHING] = "",
	    [DO_SND_SYN] = "snd SYN",
	    [DO_SND_SYN_ACK] = "snd SYN,ACK",
	    [DO_SND_ACK] = "snd ACK",
	    [DO_SND_FIN] = "snd FIN",
	    [DO_SND_RST] = "snd RST",
	};

	return names[action];
}
