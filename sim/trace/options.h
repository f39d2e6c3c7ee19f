#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include "tcp/profile.h"
#include "tcp/segment.h"

#include <stddef.h>

/** enum option_kind - As it is on the wire */
enum option_kind {
	OPTION_EOL = 0,
	OPTION_NOP = 1,
	OPTION_MSS = 2,
	OPTION_WSCALE = 3,
	OPTION_SACK_OK = 4,
	OPTION_TS = 8,
};

/** What a header has room for, octets; no option is less than one */
#define OPTIONS_MAX 40u

/**
 * struct options - The options of a segment in their order, whole words
 * @kind:	With what fills them up; after an OPTION_EOL there is nothing
 *		but more of them
 * @n:		How many
 * @octets:	Of all
 */
struct options {
	enum option_kind kind[OPTIONS_MAX];
	size_t n;
	size_t octets;
};

/** options_of() - Those of a segment; @order: of the stack that sends it */
struct options options_of(const struct segment *seg, enum option_order order);

#endif
