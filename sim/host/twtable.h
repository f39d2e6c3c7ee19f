#ifndef HOST_TWTABLE_H
#define HOST_TWTABLE_H

#include "tcp/timewait.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * DOC: The table of TIME-WAITs
 *
 * All TIME-WAITs of a side wait equally long, so they end in the order in
 * which they began: the table is a FIFO of 32-byte entries in blocks, named by
 * their place in it. One event in the queue stands for the oldest alone. What
 * ends early (reuse, reopening, RST) is marked dead and leaves when it has
 * come to the head; what begins anew is put at the end once more.
 */

enum tw_flag {
	TW_DEAD = 1 << 0,
	TW_TIMESTAMPS = 1 << 1,
	TW_REUSABLE = 1 << 2, /* old enough to be taken over by connect() */
};

/**
 * struct tw_entry - One TIME-WAIT
 * @began_ns:	When 2 MSL began, last
 * @entered_ms:	When the state was entered, ms of simulated time
 * @pair:	Index of the pair of hosts and server port
 * @port:	Offset of the client's port
 */
struct tw_entry {
	int64_t began_ns;
	struct seq snd_nxt;
	struct seq rcv_nxt;
	uint32_t ts_recent;
	uint32_t entered_ms;
	uint32_t pair;
	uint16_t port;
	uint8_t flags;
};

#define TW_BLOCK_BITS	 11
#define TW_BLOCK_ENTRIES (1u << TW_BLOCK_BITS)
/** A place in the FIFO is told modulo this: so many at once at the most. */
#define TW_PLACES (UINT64_C(1) << 31)

/**
 * struct twtable - The FIFO
 * @head:	Place of the oldest entry
 * @tail:	Place after the youngest
 * @reuse:	Entries before it are reusable, or dead
 * @alive_n:	Entries that are not dead
 * @blocks:	Ring of blocks, a power of two many
 * @spare:	A block kept for the next need
 */
struct twtable {
	uint64_t head;
	uint64_t tail;
	uint64_t reuse;
	uint64_t alive_n;
	struct tw_entry **blocks;
	uint64_t blocks_n;
	struct tw_entry *spare;
};

void twtable_init(struct twtable *table);
void twtable_fini(struct twtable *table);
/** twtable_push() - Put an entry at the end; its place, for twtable_at() */
uint32_t twtable_push(struct twtable *table, const struct tw_entry *entry);
/** twtable_at() - Entry at a place that twtable_push() gave, still in it */
struct tw_entry *twtable_at(struct twtable *table, uint32_t place);
/** twtable_kill() - An entry ends before its time */
void twtable_kill(struct twtable *table, uint32_t place);
/** twtable_oldest() - The oldest that is not dead; NULL if there is none */
struct tw_entry *twtable_oldest(struct twtable *table);
/** twtable_ahead() - The entry @n places after the oldest; NULL: none */
const struct tw_entry *twtable_ahead(const struct twtable *table, uint64_t n);
/** twtable_pop() - Take out what twtable_oldest() gave */
void twtable_pop(struct twtable *table);
/**
 * twtable_next_unripe() - The oldest that is not marked reusable
 *
 * Return:	entry; NULL if there is none. Mark it TW_REUSABLE to go on
 */
struct tw_entry *twtable_next_unripe(struct twtable *table);

#endif
