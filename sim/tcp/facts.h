#ifndef TCP_FACTS_H
#define TCP_FACTS_H

#include "tcp/segment.h"
#include "tcp/tcb.h"

/**
 * struct facts - What a segment is to a connection in a synchronized state
 * @acceptable:	Some of it is in the receive window (first check)
 * @paws_old:	Its timestamp is older than TS.Recent (RFC 7323 s5), and it may
 *		be refused for that: checks_refuses_stamp()
 * @at_rcv_nxt:	It begins exactly at RCV.NXT: a RST that counts
 * @in_window:	It begins in the receive window
 * @overruns:	It ends beyond the receive window, its FIN not counted
 * @ack_new:	It acknowledges something for the first time
 * @ack_future:	It acknowledges what was never sent
 * @acks_syn:	Our SYN is acknowledged by now
 * @acks_fin:	Our FIN is acknowledged by now
 * @octets:	New text in order
 * @text_skipped: Text, but not in order: something before it is missing
 * @fin:	The peer's FIN, in order
 */
struct facts {
	bool acceptable;
	bool paws_old;
	bool at_rcv_nxt;
	bool in_window;
	bool overruns;
	bool ack_new;
	bool ack_future;
	bool acks_syn;
	bool acks_fin;
	bool text_skipped;
	bool fin;
	uint32_t octets;
};

/**
 * facts_of() - Compare a segment with a connection, once, before any rule
 *
 * Source: RFC 9293 s3.10.7.4 in its order; RFC 7323 s5.3
 */
struct facts facts_of(const struct tcb *tcb, const struct segment *seg);

#endif
