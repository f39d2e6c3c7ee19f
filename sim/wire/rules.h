#ifndef WIRE_RULES_H
#define WIRE_RULES_H

#include "tcp/segment.h"

#include <stddef.h>

/**
 * DOC: What a wire does with chosen segments
 *
 * A rule matches segments of one direction and says what becomes of them. The
 * caller shows each segment that enters the wire, in order, and does what the
 * verdict says: these functions hold no segment and know no clock, so that the
 * simulated wire and a real one can use them.
 *
 * A segment may match several rules: each counts it, and of those whose n-th
 * match it is the first counts. Matches are counted for each flow apart.
 * Relative numbers count from the initial number of the first SYN of the flow
 * in that direction, as that of the SYN is 0; so an old duplicate can still be
 * told when the same two ports have a new connection.
 */

/** enum rules_deed - What becomes of a segment */
enum rules_deed {
	RULES_DROP,
	RULES_DUPLICATE, /* it goes on, and a copy so much later */
	RULES_DELAY,	 /* it takes so much longer; others overtake it */
	RULES_HOLD,	 /* it waits until another segment enters the wire */
};

/** struct rules_range - Both ends are in it */
struct rules_range {
	uint32_t low;
	uint32_t high;
};

#define RULES_ANY ((struct rules_range){0, UINT32_MAX})

/**
 * struct rules_match - Which segments
 * @to_server:	Direction
 * @with:	Flags that are set, enum segment_flag
 * @without:	Flags that are not
 * @nth:	Which of those that match the rest, from 1
 * @len:	Octets of text
 * @seq, @ack:	Relative; anything but RULES_ANY needs a SYN before it
 */
struct rules_match {
	bool to_server;
	uint16_t with;
	uint16_t without;
	struct rules_range nth;
	struct rules_range len;
	struct rules_range seq;
	struct rules_range ack;
};

/**
 * struct rules_rule - A line of a file of rules
 * @ns:		DUPLICATE, DELAY: how much later
 * @until:	HOLD: what frees it
 * @line:	Where it is written, from 1
 */
struct rules_rule {
	struct rules_match match;
	enum rules_deed deed;
	int64_t ns;
	struct rules_match until;
	unsigned int line;
};

/**
 * struct rules_verdict - What becomes of a segment
 * @rule:	The rule; NULL: it just goes on
 * @frees:	Some that are held may be free now: see rules_frees()
 */
struct rules_verdict {
	const struct rules_rule *rule;
	bool frees;
};

struct rules;

/** rules_new() - @rule is copied, @rules_n of them */
struct rules *rules_new(const struct rules_rule *rule, size_t rules_n);
void rules_free(struct rules *rules);

/**
 * rules_see() - A segment enters the wire
 * @flow:	Tells flows apart, in both directions the same
 */
struct rules_verdict rules_see(struct rules *rules, uint64_t flow,
			       bool to_server, const struct segment *seg);

/** rules_frees() - Has the segment seen last freed what @rule holds? */
bool rules_frees(const struct rules *rules, const struct rules_rule *rule);

/** rules_fired_n() - How often the @i-th rule decided; all flows together */
uint64_t rules_fired_n(const struct rules *rules, size_t i);

#endif
