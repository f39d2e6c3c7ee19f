#ifndef TCP_SEGMENT_H
#define TCP_SEGMENT_H

#include "base/seq.h"

#include <stdbool.h>
#include <stdint.h>

/** Control bits as they stand in a header (RFC 9293 s3.1), and one of ours. */
enum segment_flag {
	SEG_FIN = 0x01,
	SEG_SYN = 0x02,
	SEG_RST = 0x04,
	SEG_PSH = 0x08,
	SEG_ACK = 0x10,
	SEG_TS = 0x80, /* not on the wire: the timestamps option is there */
};

/**
 * struct segment - What of a TCP segment the stacks look at
 * @seq:	SEG.SEQ
 * @ack:	SEG.ACK; 0 without SEG_ACK
 * @ts_val:	TSval, if SEG_TS
 * @ts_ecr:	TSecr, if SEG_TS
 * @window:	Octets offered, already scaled
 * @len:	Octets of text: SYN and FIN are not in it
 * @flags:	enum segment_flag
 */
struct segment {
	struct seq seq;
	struct seq ack;
	uint32_t ts_val;
	uint32_t ts_ecr;
	uint32_t window;
	uint32_t len;
	uint8_t flags;
};

static inline bool segment_has(const struct segment *seg, unsigned int flags)
{
	return (seg->flags & flags) == flags;
}

/** segment_len() - SEG.LEN: text, and one each for SYN and FIN */
static inline uint32_t segment_len(const struct segment *seg)
{
	return seg->len + !!(seg->flags & SEG_SYN) + !!(seg->flags & SEG_FIN);
}

/** segment_end() - First sequence number after the segment */
static inline struct seq segment_end(const struct segment *seg)
{
	return seq_add(seg->seq, segment_len(seg));
}

/**
 * segment_reset() - The RST with which a CLOSED port answers
 * @seg:	What came; not a RST
 *
 * Source: RFC 9293 s3.10.7.1
 */
struct segment segment_reset(const struct segment *seg);

#endif
