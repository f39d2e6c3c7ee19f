#ifndef RUN_DRILL_MAPPING_H
#define RUN_DRILL_MAPPING_H

#include "drill/drill_packet.h"

#include "tcp/segment.h"

/**
 * struct drill_mapping - How the numbers of a script stand for those of a stack
 * @learned:	A SYN of the stack was seen
 * @may_learn:	The next SYN may be that of another connection
 * @isn:	Of the stack's last SYN
 * @offset:	Number of the stack less that of the script
 * @stamped:	A timestamp of the stack was seen
 * @stamps:	Timestamp of the script to that of the stack
 * @stamp_offset: The same for all others, from the first
 * @stamped_ns:	When the first was sent
 * @last_stamp:	Of the stack, whatever the script says of it
 *
 * The script's own numbers, those of the peer, are taken as they are.
 */
struct drill_mapping {
	bool learned;
	bool may_learn;
	uint32_t isn;
	uint32_t offset;
	bool stamped;
	uint32_t stamp_offset;
	int64_t stamped_ns;
	uint32_t last_stamp;
	GHashTable *stamps;
};

void drill_mapping_init(struct drill_mapping *mapping);
void drill_mapping_fini(struct drill_mapping *mapping);

/** drill_mapping_in() - What comes in, as the stack sees it */
struct segment drill_mapping_in(struct drill_mapping *mapping,
				const struct drill_packet *packet);

/**
 * drill_mapping_learn() - Take from a segment what numbers it starts
 * @expected:	What the script says of it; NULL: it was not expected
 */
void drill_mapping_learn(struct drill_mapping *mapping,
			 const struct segment *seg, int64_t at_ns,
			 const struct drill_packet *expected);

/** drill_mapping_out() - What went out, as the script would write it */
struct drill_packet drill_mapping_out(const struct drill_mapping *mapping,
				      const struct segment *seg);

/**
 * drill_mapping_compare() - What of an expected packet is not so
 * @actual:	From drill_mapping_out()
 * @stamp_slack: How far timestamps may be off; negative: they are not checked
 *
 * Return:	(transfer full) "flags, ack"; NULL if nothing
 */
char *drill_mapping_compare(const struct drill_packet *expected,
			    const struct drill_packet *actual,
			    int64_t stamp_slack);

#endif
