#ifndef HOST_SIZES_H
#define HOST_SIZES_H

#include <stdint.h>

/**
 * DOC: Answers of many sizes
 *
 * Files on the web are mostly small, and a few are very large: between the
 * least and the most the sizes are spread as a bounded Pareto, whose one
 * parameter is what makes the mean.
 *
 * Source: M. Crovella, A. Bestavros, "Self-Similarity in World Wide Web
 * Traffic", 1996, for the form; UNVERIFIED for any one server
 */

/**
 * struct sizes - The spread
 * @least, @most: Octets
 * @alpha:	Of the Pareto; 0: all have one size, and nobody asks
 * @tail:	(least / most) ^ alpha
 */
struct sizes {
	double least;
	double most;
	double alpha;
	double tail;
};

/**
 * sizes_init() - @mean is between @least and @most; all three the same: off
 *
 * A mean that is all but @most comes out a little lower.
 */
void sizes_init(struct sizes *sizes, int64_t least, int64_t mean, int64_t most);

/** sizes_draw() - Octets; @random: 64 random bits */
uint32_t sizes_draw(const struct sizes *sizes, uint64_t random);

#endif
