#ifndef HOST_PORTSET_H
#define HOST_PORTSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct portset - Which ports of a range are free, by parity
 * @n:		Ports in the range, 1 to 65536; a port is named by its offset
 * @free_n:	Of them free
 * @words_n:	Words of a parity
 * @word:	Free bits: offset 2 j + parity is bit j of its parity
 * @summary:	A bit per word of @word: some port in it is free
 *
 * The two levels find the next free port in a few steps, whatever the fill.
 */
struct portset {
	uint32_t n;
	uint32_t free_n;
	uint32_t words_n;
	uint64_t *word[2];
	uint64_t *summary[2];
};

/** PORTSET_NONE: no free port was found */
#define PORTSET_NONE UINT32_MAX

/** portset_init() - All @n ports free */
void portset_init(struct portset *set, uint32_t n);
void portset_fini(struct portset *set);
bool portset_is_free(const struct portset *set, uint32_t offset);
/** portset_take(), portset_release() - No change if it already is so */
void portset_take(struct portset *set, uint32_t offset);
void portset_release(struct portset *set, uint32_t offset);

/** portset_word() - The word that a port is in */
static inline const uint64_t *portset_word(const struct portset *set,
					   uint32_t offset)
{
	return &set->word[offset & 1][offset / 2 / 64];
}

/**
 * portset_next() - First free port of a parity
 * @from:	Offset to begin at, of that parity
 * @to:		Offset to end before
 *
 * Return:	offset in [@from, @to), of the parity of @from; PORTSET_NONE
 */
uint32_t portset_next(const struct portset *set, uint32_t from, uint32_t to);

/** portset_next_any() - The same for both parities */
uint32_t portset_next_any(const struct portset *set, uint32_t from,
			  uint32_t to);

#endif
