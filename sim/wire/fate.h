#ifndef WIRE_FATE_H
#define WIRE_FATE_H

#include "wire/link.h"
#include "wire/rules.h"

/**
 * DOC: What becomes of a segment that enters a wire
 *
 * The rule that decides about it comes first; without one the link has its way.
 * Whoever has the segment - the simulator, or a relay of real ones - does what
 * is said here. What leaves the order of the wire never arrives older than the
 * lifetime of a segment (RFC 9293 s3.4.2: MSL): such a one is lost.
 */

/** One made by the link, one by a rule */
#define FATE_COPIES_N 2

/**
 * struct fate - When it arrives, and how often
 * @at_ns:	The segment itself; NEVER_NS: lost, or @held
 * @copy_ns:	Its copies; NEVER_NS: there is none. Others may overtake them
 * @astray:	Others may overtake it, and it may overtake others
 * @held:	It waits for what its rule says: see fate_when_freed()
 */
struct fate {
	int64_t at_ns;
	int64_t copy_ns[FATE_COPIES_N];
	bool astray;
	bool held;
};

/**
 * fate_of() - A segment enters the wire now
 * @link:	Of its direction; counts what is lost and copied
 * @rule:	That decides about it, from rules_see(); NULL: none
 * @msl_ns:	Lifetime of a segment
 */
struct fate fate_of(struct link *link, const struct rules_rule *rule,
		    int64_t now_ns, int64_t msl_ns);

/**
 * fate_when_freed() - A segment that was held goes on now
 * @since_ns:	When it came
 *
 * Return:	when it arrives, astray; NEVER_NS: it is too old
 */
int64_t fate_when_freed(struct link *link, int64_t since_ns, int64_t now_ns,
			int64_t msl_ns);

#endif
