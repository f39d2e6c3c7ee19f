#ifndef SERVER_MATCH_INSIDE_H
#define SERVER_MATCH_INSIDE_H

#include "match.h"

/** DOC: For match.c, and for match_variants.c, where both are right */

/* Connections with the same two ports, one after another. */
#define STARTS_MAX 64

/**
 * struct starts - Numbers of the SYNs so far, by sender
 * @n:		How many different ones
 */
struct starts {
	uint32_t seq[ENDS_N][STARTS_MAX];
	unsigned n[ENDS_N];
};

/** struct pairing - Where the comparison stands */
struct pairing {
	struct match *match;
	struct starts simulated;
	struct starts real;
};

/** struct agreed - Instants of a segment that is the same */
struct agreed {
	int64_t simulated_ns;
	int64_t real_ns;
};

static inline const struct sighting *sighting_at(const GArray *array, guint i)
{
	return &g_array_index(array, struct sighting, i);
}

/** match_compare() - What of two segments differs first */
enum match_difference match_compare(const struct pairing *pairing,
				    const struct sighting *simulated,
				    const struct sighting *real);

/** match_agreed_before() - The last pair that is no later; NULL: none */
const struct agreed *match_agreed_before(const struct match *match,
					 int64_t at_ns);

/** match_has_sack_blocks() - Is that all in which they differ? */
bool match_has_sack_blocks(const struct sighting *simulated,
			   const struct sighting *real);

/**
 * match_is_variant() - Is what differs next one of the variants?
 * @real:	The next of the kernel
 *
 * Return:	true: it is counted, and what it is about has been put right
 */
bool match_is_variant(struct pairing *pairing, const struct sighting *real);

#endif
