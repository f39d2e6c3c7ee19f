#include "tcp/timewait.h"

#include "base/must.h"

struct timewait timewait_of(const struct tcb *tcb)
{
	return (struct timewait){
	    .snd_nxt = tcb->snd_nxt,
	    .rcv_nxt = tcb->rcv_nxt,
	    .ts_recent = tcb->ts_recent,
	    .timestamps = tcb->timestamps,
	};
}

struct seq timewait_iss(const struct profile *profile,
			const struct timewait *tw, struct seq clock)
{
	struct seq iss =
	    seq_add(tw->snd_nxt, (uint32_t)profile->reopen_isn_step);

	if (profile->reopen_isn_step == 0)
		return clock;
	return iss.raw == 0 ? seq_of(1) : iss;
}

/* Signed distance of the segment's timestamp from TS.Recent; 0 if none. */
static int32_t ts_distance(const struct timewait *tw, const struct segment *seg)
{
	if (!tw->timestamps || !segment_has(seg, SEG_TS))
		return 0;
	return (int32_t)(seg->ts_val - tw->ts_recent);
}

/* RFC 6191 s2: the six cases of "SYN received in TIME-WAIT". */
static bool rfc6191_reopens(const struct profile *profile,
			    const struct timewait *tw,
			    const struct segment *seg)
{
	bool newer_seq = seq_lt(tw->rcv_nxt, seg->seq);

	if (!segment_has(seg, SEG_TS))
		return newer_seq;
	if (!tw->timestamps) /* would the new one use them? */
		return profile->tcp_timestamps || newer_seq;
	if (ts_distance(tw, seg) == 0)
		return newer_seq;
	return ts_distance(tw, seg) > 0;
}

static bool reopens(const struct profile *profile, const struct timewait *tw,
		    const struct segment *seg)
{
	bool newer_seq = seq_lt(tw->rcv_nxt, seg->seq);

	if (!segment_has(seg, SEG_SYN) || (seg->flags & (SEG_ACK | SEG_RST)))
		return false;
	switch ((enum reopen_policy)profile->reopen) {
	case REOPEN_NEVER:
		return false;
	case REOPEN_SEQUENCE:
		return newer_seq;
	case REOPEN_TIMESTAMP:
		return rfc6191_reopens(profile, tw, seg);
	case REOPEN_LINUX:
		return ts_distance(tw, seg) >= 0 &&
		       (newer_seq || ts_distance(tw, seg) > 0);
	}
	must_not_come("a reopen policy");
	return false;
}

/* Nothing but the peer's FIN is expected; what has no ACK is not answered. */
static unsigned int answer_by_fin(const struct timewait *tw,
				  const struct segment *seg)
{
	if (!segment_has(seg, SEG_ACK))
		return TIMEWAIT_DROP;
	if (segment_has(seg, SEG_FIN) && seq_eq(segment_end(seg), tw->rcv_nxt))
		return TIMEWAIT_ACK | TIMEWAIT_REARM;
	return TIMEWAIT_ACK;
}

unsigned int timewait_input(const struct profile *profile, struct timewait *tw,
			    const struct segment *seg)
{
	bool paws_old = ts_distance(tw, seg) < 0;
	bool expected = seq_eq(seg->seq, tw->rcv_nxt) && !paws_old;
	bool rst = segment_has(seg, SEG_RST);

	if (expected && (rst || segment_len(seg) == 0)) {
		if (rst)
			return profile->tcp_rfc1337 ? TIMEWAIT_DROP
						    : TIMEWAIT_KILL;
		if (ts_distance(tw, seg) > 0)
			tw->ts_recent = seg->ts_val;
		return profile->rearm == REARM_ANY ? TIMEWAIT_REARM
						   : TIMEWAIT_DROP;
	}
	if (reopens(profile, tw, seg))
		return TIMEWAIT_REOPEN;
	if (rst)
		return TIMEWAIT_DROP;
	if (profile->rearm == REARM_FIN)
		return answer_by_fin(tw, seg);
	/* A SYN without ACK may be a new one with a number that is too low:
	 * the time it waits for must not begin anew. */
	if (paws_old || segment_has(seg, SEG_ACK))
		return TIMEWAIT_ACK | TIMEWAIT_REARM;
	return TIMEWAIT_ACK;
}
