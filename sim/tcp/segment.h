#ifndef TCP_SEGMENT_H
#define TCP_SEGMENT_H

#include "base/seq.h"

#include <stdbool.h>
#include <stdint.h>

/** Control bits as they stand in a header (RFC 9293 s3.1). */
enum segment_flag {
	SEG_FIN = 0x01,
	SEG_SYN = 0x02,
	SEG_RST = 0x04,
	SEG_PSH = 0x08,
	SEG_ACK = 0x10,
	SEG_URG = 0x20,
	SEG_ECE = 0x40,
	SEG_CWR = 0x80,
	/* not control bits: this option is there */
	SEG_TS = 0x100,
	SEG_MSS = 0x200,
	SEG_WSCALE = 0x400,
	SEG_SACK_OK = 0x800,
};

/** SEGMENT_WSCALE_MAX - Largest shift of a window (RFC 7323 s2.3) */
#define SEGMENT_WSCALE_MAX 14

/** SEGMENT_TS_OCTETS - nop, nop, timestamps (RFC 7323 appendix A) */
#define SEGMENT_TS_OCTETS 12

/**
 * struct segment - What of a TCP segment the stacks look at
 * @seq:	SEG.SEQ
 * @ack:	SEG.ACK; 0 without SEG_ACK
 * @ts_val:	TSval, if SEG_TS
 * @ts_ecr:	TSecr, if SEG_TS
 * @len:	Octets of text: SYN and FIN are not in it
 * @flags:	enum segment_flag
 * @window:	SEG.WND as it stands in the header, not scaled
 * @mss:	Maximum segment size, if SEG_MSS
 * @wscale:	Window scale, if SEG_WSCALE
 */
struct segment {
	struct seq seq;
	struct seq ack;
	uint32_t ts_val;
	uint32_t ts_ecr;
	uint32_t len;
	uint16_t flags;
	uint16_t window;
	uint16_t mss;
	uint8_t wscale;
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
