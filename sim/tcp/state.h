#ifndef TCP_STATE_H
#define TCP_STATE_H

/**
 * DOC: The eleven states
 *
 * Per state: Operations, who moves it on; Caveats, what may not be done there.
 *
 * CLOSED: no connection. Operations: open calls. Caveats: a tcb that gets here
 *	is deleted by its owner; every segment but a RST is answered by a RST.
 * LISTEN: waits for a SYN. Operations: a SYN makes SYN-RECEIVED. Caveats: a
 *	tcb made for one peer that falls back to LISTEN is deleted: the listener
 *	that made it still listens.
 * SYN-SENT, SYN-RECEIVED: our SYN is not acknowledged yet. Caveats: rcv_nxt
 *	means nothing in SYN-SENT.
 * ESTABLISHED, CLOSE-WAIT: data may be sent. CLOSE-WAIT has no time-out: only
 *	the application's close() leads out of it.
 * FIN-WAIT-1, CLOSING, LAST-ACK: our FIN is not acknowledged; retransmitted.
 * FIN-WAIT-2: our FIN is acknowledged, the peer's is to come. Caveats: without
 *	an application that could still read it is given up after a while.
 * TIME-WAIT: both FINs are acknowledged; what wanders may come for 2 MSL.
 *	Caveats: real stacks keep a small object, see tcp/timewait.h.
 *
 * Source: RFC 9293 s3.3.2
 */
/* clang-format off */
#define TCP_STATES(S)                                                          \
	S(CLOSED,       "CLOSED")                                              \
	S(LISTEN,       "LISTEN")                                              \
	S(SYN_SENT,     "SYN-SENT")                                            \
	S(SYN_RECEIVED, "SYN-RECEIVED")                                        \
	S(ESTABLISHED,  "ESTABLISHED")                                         \
	S(FIN_WAIT_1,   "FIN-WAIT-1")                                          \
	S(FIN_WAIT_2,   "FIN-WAIT-2")                                          \
	S(CLOSE_WAIT,   "CLOSE-WAIT")                                          \
	S(CLOSING,      "CLOSING")                                             \
	S(LAST_ACK,     "LAST-ACK")                                            \
	S(TIME_WAIT,    "TIME-WAIT")
/* clang-format on */

#define TCP_STATE_ENUM(id, name) TCP_##id,
enum tcp_state { TCP_STATES(TCP_STATE_ENUM) TCP_STATES_N };
#undef TCP_STATE_ENUM

/** tcp_state_name() - As RFC 9293 writes it: "TIME-WAIT" */
const char *tcp_state_name(enum tcp_state state);

#endif
