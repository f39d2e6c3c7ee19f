#include "host/sparse.h"

#include "base/alloc.h"

#include <stdlib.h>

void sparse_init(struct sparse *table, uint32_t n)
{
	table->blocks_n = (n + SPARSE_BLOCK_N - 1) / SPARSE_BLOCK_N;
	table->block = alloc_zeroed(table->blocks_n, sizeof(*table->block));
}

void sparse_fini(struct sparse *table)
{
	for (uint32_t i = 0; i < table->blocks_n; i++)
		free(table->block[i]);
	free(table->block);
	*table = (struct sparse){0};
}

uint32_t *sparse_block_new(void)
{
	return alloc_zeroed(SPARSE_BLOCK_N, sizeof(uint32_t));
}
