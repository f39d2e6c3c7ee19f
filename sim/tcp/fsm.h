#ifndef TCP_FSM_H
#define TCP_FSM_H

#include "tcp/profile.h"
#include "tcp/segment.h"
#include "tcp/tcb.h"

/* clang-format off */
#define TCP_EVENTS(E)                                                          \
	E(CALL_PASSIVE_OPEN)                                                   \
	E(CALL_ACTIVE_OPEN)                                                    \
	E(CALL_SEND)                                                           \
	E(CALL_CLOSE)                                                          \
	E(CALL_ABORT)                                                          \
	E(RCV_SYN)            /* in TIME-WAIT: one that may reopen it */       \
	E(RCV_SYN_ACK)                                                         \
	E(RCV_ACK_OF_SYN)                                                      \
	E(RCV_ACK_OF_FIN)                                                      \
	E(RCV_FIN)                                                             \
	E(RCV_FIN_ACK_OF_FIN) /* both in one segment */                        \
	E(RCV_RST)                                                             \
	E(RCV_TEXT_UNREAD)    /* new text, and nobody will ever read it */     \
	E(TIMEOUT_2MSL)                                                        \
	E(TIMEOUT_FIN_WAIT_2)                                                  \
	E(TIMEOUT_GIVE_UP)    /* retransmitted in vain for too long */
/* clang-format on */

#define TCP_EVENT_ENUM(id) EV_##id,
enum tcp_event { TCP_EVENTS(TCP_EVENT_ENUM) TCP_EVENTS_N };
#undef TCP_EVENT_ENUM

/** enum tcp_action - What the figure draws below the bar */
enum tcp_action {
	DO_NOTHING,
	DO_SND_SYN,
	DO_SND_SYN_ACK,
	DO_SND_ACK,
	DO_SND_FIN,
	DO_SND_RST,
};

/** enum tcp_guard - When a row holds; of two rows the first that does */
enum tcp_guard {
	ALWAYS,
	IF_PASSIVE, /* the connection began in LISTEN */
	IF_RFC1337_OFF,
	IF_INSECURE_SYN,
	IF_SYN_TO_LISTEN, /* and the connection began there */
};

/**
 * enum effect - What the owner of a tcb has to do after a step
 *
 * Told means: tell the application, if there still is one.
 */
enum effect {
	EFFECT_OUTPUT = 1 << 0,	    /* call output_next() until it says no */
	EFFECT_RST = 1 << 1,	    /* send effects.rst */
	EFFECT_RETIME = 1 << 2,	    /* set the retransmission timer anew */
	EFFECT_DELETE = 1 << 3,	    /* the tcb is CLOSED */
	EFFECT_2MSL = 1 << 4,	    /* it is in TIME-WAIT: (re)start 2 MSL */
	EFFECT_FIN_WAIT_2 = 1 << 5, /* it is in FIN-WAIT-2 */
	EFFECT_TOLD_CONNECTED = 1 << 6,
	EFFECT_TOLD_DATA = 1 << 7, /* effects.octets more to read */
	EFFECT_TOLD_EOF = 1 << 8,
	EFFECT_TOLD_RESET = 1 << 9, /* ECONNRESET or ECONNREFUSED */
	EFFECT_TOLD_TIMED_OUT = 1 << 10,
	EFFECT_CHALLENGED = 1 << 11, /* the ACK owed is a challenge ACK */
	EFFECT_RETRANSMIT = 1 << 12, /* send output_retransmit() */
	EFFECT_PROBE = 1 << 13,	     /* the same, as a tail-loss probe */
	EFFECT_ZERO_PROBE = 1 << 14, /* ask whether the window is open */
	EFFECT_SYN_AGAIN = 1 << 15,  /* set the timer to rto.syn-again */
	EFFECT_PAWS = 1 << 16,	     /* refused for its timestamp: counted */
};

/** What concerns the application. */
#define EFFECTS_TOLD                                                  \
	(EFFECT_TOLD_CONNECTED | EFFECT_TOLD_DATA | EFFECT_TOLD_EOF | \
	 EFFECT_TOLD_RESET | EFFECT_TOLD_TIMED_OUT)

#define EFFECT_ROWS_MAX 2

/**
 * struct effects - All that a step asks for
 * @set:	enum effect
 * @octets:	New text in order
 * @rst:	RST to send, if EFFECT_RST
 * @rows_n:	Rows of the table that fired
 * @row:	Which, in order
 */
struct effects {
	uint32_t set;
	uint32_t octets;
	struct segment rst;
	uint8_t rows_n;
	uint8_t row[EFFECT_ROWS_MAX];
};

/**
 * struct fsm_row - A transition
 * @where:	Where it is written: "Fig5" and its notes are RFC 9293 figure 5,
 *		"s..." a section of it, "stack" what real stacks add
 */
struct fsm_row {
	enum tcp_state state;
	enum tcp_event event;
	enum tcp_state next;
	enum tcp_action action;
	enum tcp_guard guard;
	const char *where;
};

/** fsm_rows() - The table, for printing and tests; @rows_n out: how many */
const struct fsm_row *fsm_rows(size_t *rows_n);

/** fsm_row_of() - Number of the first row of a pair; -1 if there is none */
int fsm_row_of(enum tcp_state state, enum tcp_event event);

/**
 * fsm_step() - Take the transition of an event
 * @profile:	Sysctls that guards look at
 * @tcb:	Its state is changed here and nowhere else
 * @effects:	Added to
 *
 * Return:	true; false if the state has no transition for the event, and
 *		nothing was changed
 */
bool fsm_step(const struct profile *profile, struct tcb *tcb,
	      enum tcp_event event, struct effects *effects);

const char *tcp_event_name(enum tcp_event event);
const char *tcp_action_name(enum tcp_action action);

#endif
