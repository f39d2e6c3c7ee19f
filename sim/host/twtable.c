#include "host/twtable.h"

#include "base/alloc.h"
#include "base/must.h"

#include <stdlib.h>
#include <string.h>

static struct tw_entry *entry_at(const struct twtable *table, uint64_t place)
{
	uint64_t block = (place >> TW_BLOCK_BITS) & (table->blocks_n - 1);

	return &table->blocks[block][place & (TW_BLOCK_ENTRIES - 1)];
}

void twtable_init(struct twtable *table)
{
	memset(table, 0, sizeof(*table));
}

void twtable_fini(struct twtable *table)
{
	for (uint64_t i = 0; i < table->blocks_n; i++)
		free(table->blocks[i]);
	free(table->blocks);
	free(table->spare);
	memset(table, 0, sizeof(*table));
}

/* The ring of block pointers is full: twice the size, each at its new place. */
static void grow(struct twtable *table)
{
	uint64_t blocks_n = table->blocks_n ? 2 * table->blocks_n : 4;
	struct tw_entry **blocks = alloc_zeroed(blocks_n, sizeof(*blocks));
	uint64_t first = table->head >> TW_BLOCK_BITS;

	for (uint64_t i = 0; i < table->blocks_n; i++)
		blocks[(first + i) & (blocks_n - 1)] =
		    table->blocks[(first + i) & (table->blocks_n - 1)];
	free(table->blocks);
	table->blocks = blocks;
	table->blocks_n = blocks_n;
}

static void need_block(struct twtable *table)
{
	uint64_t first = table->head >> TW_BLOCK_BITS;
	uint64_t block = table->tail >> TW_BLOCK_BITS;
	struct tw_entry **at;

	if (block - first >= table->blocks_n)
		grow(table);
	at = &table->blocks[block & (table->blocks_n - 1)];
	if (*at)
		return;
	*at = table->spare
		  ? table->spare
		  : alloc_zeroed(TW_BLOCK_ENTRIES, sizeof(struct tw_entry));
	table->spare = NULL;
}

uint32_t twtable_push(struct twtable *table, const struct tw_entry *entry)
{
	must(table->tail - table->head < TW_PLACES - TW_BLOCK_ENTRIES);
	need_block(table);
	*entry_at(table, table->tail) = *entry;
	table->alive_n++;
	return (uint32_t)(table->tail++ % TW_PLACES);
}

/* A place is told by its low 31 bits; it is one of the 2^31 from head on. */
struct tw_entry *twtable_at(struct twtable *table, uint32_t place)
{
	uint64_t ahead = (place - table->head) % TW_PLACES;

	must(ahead < table->tail - table->head);
	return entry_at(table, table->head + ahead);
}

static void drop_head(struct twtable *table)
{
	uint64_t block = table->head >> TW_BLOCK_BITS;
	struct tw_entry **at = &table->blocks[block & (table->blocks_n - 1)];

	table->head++;
	if (table->head >> TW_BLOCK_BITS == block)
		return;
	free(table->spare);
	table->spare = *at;
	*at = NULL;
}

static void drop_dead(struct twtable *table)
{
	while (table->head != table->tail &&
	       (entry_at(table, table->head)->flags & TW_DEAD))
		drop_head(table);
	if (table->reuse < table->head)
		table->reuse = table->head;
}

void twtable_kill(struct twtable *table, uint32_t place)
{
	struct tw_entry *entry = twtable_at(table, place);

	must(!(entry->flags & TW_DEAD));
	entry->flags |= TW_DEAD;
	table->alive_n--;
	drop_dead(table);
}

struct tw_entry *twtable_oldest(struct twtable *table)
{
	drop_dead(table);
	if (table->head == table->tail)
		return NULL;
	return entry_at(table, table->head);
}

const struct tw_entry *twtable_ahead(const struct twtable *table, uint64_t n)
{
	if (table->tail - table->head <= n)
		return NULL;
	return entry_at(table, table->head + n);
}

void twtable_pop(struct twtable *table)
{
	table->alive_n--;
	drop_head(table);
	drop_dead(table);
}

struct tw_entry *twtable_next_unripe(struct twtable *table)
{
	struct tw_entry *entry;

	for (; table->reuse != table->tail; table->reuse++) {
		entry = entry_at(table, table->reuse);
		if (!(entry->flags & (TW_DEAD | TW_REUSABLE)))
			return entry;
	}
	return NULL;
}
