#ifndef BASE_SEQ_H
#define BASE_SEQ_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct seq - A TCP sequence number
 * @raw:	The 32 bits as they stand in a segment
 *
 * Wrapped in a struct so that C refuses `a < b`, which would be wrong:
 * numbers live on a circle of 2^32 and only their distance has a sign.
 * Source: RFC 9293 s3.4.
 */
struct seq {
	uint32_t raw;
};

static inline struct seq seq_of(uint32_t raw)
{
	return (struct seq){.raw = raw};
}

static inline struct seq seq_add(struct seq s, uint32_t octets)
{
	return (struct seq){.raw = s.raw + octets};
}

/** seq_diff() - Octets from @b to @a: negative if @a is older, in +-2^31 */
static inline int32_t seq_diff(struct seq a, struct seq b)
{
	return (int32_t)(a.raw - b.raw);
}

static inline bool seq_eq(struct seq a, struct seq b)
{
	return a.raw == b.raw;
}

static inline bool seq_lt(struct seq a, struct seq b)
{
	return seq_diff(a, b) < 0;
}

static inline bool seq_le(struct seq a, struct seq b)
{
	return seq_diff(a, b) <= 0;
}

#endif
