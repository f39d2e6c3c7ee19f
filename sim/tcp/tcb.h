#ifndef TCP_TCB_H
#define TCP_TCB_H

#include "base/seq.h"
#include "base/units.h"
#include "tcp/state.h"

#include <stdbool.h>
#include <stdint.h>

/** enum ack_owed - Is an ACK to be sent, and how soon? */
enum ack_owed {
	ACK_NONE,
	ACK_LATER, /* with the next segment, or when the delay is over */
	ACK_NOW,
};

/**
 * struct tcb - One end of a connection (RFC 9293 s3.3.1)
 * @state:	enum tcp_state; written by fsm_step() alone
 * @ack_owed:	enum ack_owed
 * @retransmits: Of what is outstanding now; 0 when something was acknowledged
 * @backoff:	Times the time-out was doubled
 * @zero_probes: Probes of a closed window that were not answered
 * @passive:	Made by a listener: RST in SYN-RECEIVED leads to LISTEN
 * @orphan:	The application has closed: nobody is told anything
 * @mini:	An orphan in FIN-WAIT-2 that is kept as a mini-socket: it knows
 *		the numbers, and can answer, but takes no text
 * @rcv_closed:	Nobody will read any more: closed, or shut down for reading
 * @timestamps:	Both ends use the option (RFC 7323)
 * @closed:	CLOSE was called: a FIN follows the last octet
 * @probing:	The timer set is that of the tail-loss probe
 * @probe_open:	A tail-loss probe went out; whether it was needed is not known
 * @probe_skipped: Its timer came, and an earlier one is still open
 * @recovering:	A time-out happened and not all sent before is acknowledged
 * @scaling:	Both ends use the window scale option (RFC 7323)
 * @sack:	Both ends permit selective acknowledgments (RFC 2018)
 * @snd_wscale:	Shift of the windows that the peer offers
 * @rcv_wscale:	Shift of the windows that we offer; until both SYNs are known,
 *		that of our option
 * @pingpong:	Data has been answered by data: ACKs wait for an answer
 * @ack_paced:	Text came, or an ACK was asked for at once: from then on ACKs
 *		wait as long as ack.delay
 * @fin_unread:	The peer's FIN waits in the receive queue: the application has
 *		not read to the end
 * @quick_acks:	Data is acknowledged at once so many times more, see
 *		tcp/quickack.h
 * @told_at_next: The window was told last by a segment at RCV.NXT (SND.WL1),
 *		and nothing has come since
 * @iss:	Our initial sequence number
 * @snd_una:	Oldest not acknowledged
 * @snd_nxt:	Next to be sent for the first time
 * @snd_end:	After the last octet that the application has written
 * @irs:	The peer's initial sequence number
 * @rcv_nxt:	Next expected
 * @timed_end:	The segment whose round trip is measured ends here
 * @recover:	End of what was out when the last time-out or probe came:
 *		@recovering ends when it is acknowledged, @probe_open when more
 *		is
 * @pushed:	Up to there PSH has been set
 * @snd_wnd:	What the peer offers, octets
 * @snd_wnd_max: The most of it so far
 * @rcv_edge:	The first octet beyond all windows that the peer was told: what
 *		it may send is not taken back (RFC 9293 s3.8.6)
 * @rcv_buf:	Room for what is received, octets
 * @unread:	Octets of it that the application has not read
 * @snd_mss:	Largest text of a segment, options not counted
 * @ts_offset:	Added to the clock of our timestamps
 * @ts_recent:	TS.Recent
 * @ts_recent_ns: When it was taken over
 * @oow_ack_ns: When an ACK last answered what was not in the window;
 *		NEVER_NS: not yet
 * @timed_at_ns: When the measured segment left; NEVER_NS: none is measured
 * @first_retransmit_ns: When what is outstanding was first sent again;
 *		NEVER_NS: it was not
 * @user_timeout_ms: TCP_USER_TIMEOUT; 0: by the number of retransmissions
 * @text_at_ms: When text came last; in SYN-SENT when our SYN left first, in
 *		SYN-RECEIVED when it left last; wraps
 * @srtt_ns:	Smoothed round trip; 0: not measured yet
 * @rttvar_ns:	Its variation
 * @rto_ns:	Retransmission time-out, without @backoff
 */
struct tcb {
	uint8_t state;
	uint8_t ack_owed;
	uint8_t retransmits;
	uint8_t backoff;
	bool passive : 1;
	bool orphan : 1;
	bool timestamps : 1;
	bool closed : 1;
	bool probing : 1;
	bool probe_open : 1;
	bool probe_skipped : 1;
	bool recovering : 1;
	bool scaling : 1;
	bool sack : 1;
	bool rcv_closed : 1;
	bool mini : 1;
	bool pingpong : 1;
	bool ack_paced : 1;
	bool fin_unread : 1;
	bool told_at_next : 1;
	uint8_t quick_acks;
	uint8_t snd_wscale;
	uint8_t rcv_wscale;
	uint8_t zero_probes;
	uint16_t snd_mss;
	struct seq iss;
	struct seq snd_una;
	struct seq snd_nxt;
	struct seq snd_end;
	struct seq rcv_nxt;
	struct seq rcv_edge;
	struct seq timed_end;
	struct seq pushed;
	uint32_t snd_wnd;
	uint32_t snd_wnd_max;
	uint32_t rcv_buf;
	uint32_t unread;
	uint32_t ts_offset;
	uint32_t ts_recent;
	/* From here on seldom, or only when the above say so */
	struct seq irs;
	struct seq recover;
	int64_t timed_at_ns;
	int64_t first_retransmit_ns;
	int64_t srtt_ns;
	int64_t rttvar_ns;
	int64_t rto_ns;
	int64_t ts_recent_ns;
	int64_t oow_ack_ns;
	uint32_t user_timeout_ms;
	uint32_t text_at_ms;
};

static inline bool tcb_fin_sent(const struct tcb *tcb)
{
	return tcb->closed & seq_lt(tcb->snd_end, tcb->snd_nxt);
}

/** tcb_rcv_wnd() - RCV.WND: what may still come, octets: all that there is room
 * for, and what the peer was told before there was less
 */
static inline uint32_t tcb_rcv_wnd(const struct tcb *tcb)
{
	uint32_t room =
	    tcb->unread < tcb->rcv_buf ? tcb->rcv_buf - tcb->unread : 0;
	uint32_t told = tcb->rcv_edge.raw - tcb->rcv_nxt.raw;

	return seq_lt(tcb->rcv_nxt, tcb->rcv_edge) & (told > room) ? told
								   : room;
}

/** tcb_outstanding() - Is anything sent and not acknowledged? */
static inline bool tcb_outstanding(const struct tcb *tcb)
{
	return seq_lt(tcb->snd_una, tcb->snd_nxt);
}

/** tcb_is_blocked() - Is there text to send, or a FIN, and the peer has no
 * room?
 */
static inline bool tcb_is_blocked(const struct tcb *tcb)
{
	return !tcb_outstanding(tcb) & (tcb->state >= TCP_ESTABLISHED) &
	       (seq_lt(tcb->snd_nxt, tcb->snd_end) |
		(tcb->closed & seq_eq(tcb->snd_nxt, tcb->snd_end)));
}

#endif
