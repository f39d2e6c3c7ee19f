#ifndef HOST_SPARSE_H
#define HOST_SPARSE_H

#include <stddef.h>
#include <stdint.h>

/** A block of 128 entries is eight cache lines. */
#define SPARSE_BLOCK_BITS 7
#define SPARSE_BLOCK_N	  (1u << SPARSE_BLOCK_BITS)

/**
 * struct sparse - A table of 32-bit entries, zero where nothing was written
 * @block:	Blocks of SPARSE_BLOCK_N entries; NULL: all zero
 * @blocks_n:	How many
 *
 * A host may use few ports of a wide range: memory is taken for blocks that
 * were written to. Blocks stay until the table goes.
 */
struct sparse {
	uint32_t **block;
	uint32_t blocks_n;
};

void sparse_init(struct sparse *table, uint32_t n);
void sparse_fini(struct sparse *table);
/** sparse_block_new() - A block that is all zero */
uint32_t *sparse_block_new(void);

static inline uint32_t sparse_get(const struct sparse *table, uint32_t index)
{
	const uint32_t *block = table->block[index >> SPARSE_BLOCK_BITS];

	return block ? block[index & (SPARSE_BLOCK_N - 1)] : 0;
}

/** sparse_peek() - Where an entry is, not to be looked at; it may be nowhere */
static inline const uint32_t *sparse_peek(const struct sparse *table,
					  uint32_t index)
{
	uint32_t at = index >> SPARSE_BLOCK_BITS;
	const uint32_t *block = at < table->blocks_n ? table->block[at] : NULL;

	return block ? &block[index & (SPARSE_BLOCK_N - 1)] : NULL;
}

/** sparse_at() - The entry, to be written to */
static inline uint32_t *sparse_at(struct sparse *table, uint32_t index)
{
	uint32_t **block = &table->block[index >> SPARSE_BLOCK_BITS];

	if (!*block)
		*block = sparse_block_new();
	return &(*block)[index & (SPARSE_BLOCK_N - 1)];
}

#endif
