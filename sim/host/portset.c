#include "host/portset.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define WORD_BITS 64

static uint32_t words_for(uint32_t bits)
{
	return (bits + WORD_BITS - 1) / WORD_BITS;
}

static void set_bit(uint64_t *words, uint32_t bit)
{
	words[bit / WORD_BITS] |= UINT64_C(1) << (bit % WORD_BITS);
}

static void clear_bit(uint64_t *words, uint32_t bit)
{
	words[bit / WORD_BITS] &= ~(UINT64_C(1) << (bit % WORD_BITS));
}

static bool test_bit(const uint64_t *words, uint32_t bit)
{
	return words[bit / WORD_BITS] >> (bit % WORD_BITS) & 1;
}

/* First set bit at or after @bit; @words_n * 64 if there is none. */
static uint32_t next_bit(const uint64_t *words, uint32_t words_n, uint32_t bit)
{
	uint32_t w = bit / WORD_BITS;
	uint64_t bits;

	if (w >= words_n)
		return words_n * WORD_BITS;
	bits = words[w] & (~UINT64_C(0) << (bit % WORD_BITS));
	while (bits == 0) {
		if (++w == words_n)
			return words_n * WORD_BITS;
		bits = words[w];
	}
	return w * WORD_BITS + (uint32_t)__builtin_ctzll(bits);
}

static void set_first_bits(uint64_t *words, uint32_t bits)
{
	memset(words, 0xff, bits / WORD_BITS * sizeof(*words));
	if (bits % WORD_BITS)
		words[bits / WORD_BITS] =
		    (UINT64_C(1) << (bits % WORD_BITS)) - 1;
}

void portset_init(struct portset *set, uint32_t n)
{
	memset(set, 0, sizeof(*set));
	set->n = n;
	set->words_n = words_for((n + 1) / 2);
	for (uint32_t parity = 0; parity < 2; parity++) {
		set->word[parity] =
		    alloc_zeroed(set->words_n, sizeof(uint64_t));
		set->summary[parity] =
		    alloc_zeroed(words_for(set->words_n), sizeof(uint64_t));
		set_first_bits(set->word[parity], (n + 1 - parity) / 2);
		set_first_bits(set->summary[parity],
			       words_for((n + 1 - parity) / 2));
	}
	set->free_n = n;
}

void portset_fini(struct portset *set)
{
	for (int parity = 0; parity < 2; parity++) {
		free(set->word[parity]);
		free(set->summary[parity]);
	}
	memset(set, 0, sizeof(*set));
}

bool portset_is_free(const struct portset *set, uint32_t offset)
{
	return test_bit(set->word[offset & 1], offset / 2);
}

void portset_take(struct portset *set, uint32_t offset)
{
	uint64_t *word = set->word[offset & 1];

	if (!test_bit(word, offset / 2))
		return;
	clear_bit(word, offset / 2);
	set->free_n--;
	if (word[offset / 2 / WORD_BITS] == 0)
		clear_bit(set->summary[offset & 1], offset / 2 / WORD_BITS);
}

void portset_release(struct portset *set, uint32_t offset)
{
	uint64_t *word = set->word[offset & 1];

	if (test_bit(word, offset / 2))
		return;
	set_bit(word, offset / 2);
	set->free_n++;
	set_bit(set->summary[offset & 1], offset / 2 / WORD_BITS);
}

uint32_t portset_next(const struct portset *set, uint32_t from, uint32_t to)
{
	const uint64_t *word = set->word[from & 1];
	uint32_t w = from / 2 / WORD_BITS;
	uint32_t bit, offset;

	if (from >= to)
		return PORTSET_NONE;
	bit = next_bit(word, w + 1, from / 2);
	if (bit == (w + 1) * WORD_BITS) {
		w = next_bit(set->summary[from & 1], words_for(set->words_n),
			     w + 1);
		if (w >= set->words_n)
			return PORTSET_NONE;
		bit = next_bit(word, set->words_n, w * WORD_BITS);
	}
	offset = 2 * bit + (from & 1);
	return offset < to ? offset : PORTSET_NONE;
}

uint32_t portset_next_any(const struct portset *set, uint32_t from, uint32_t to)
{
	uint32_t same = portset_next(set, from, to);
	uint32_t other = portset_next(set, from + 1, to);

	return same < other ? same : other;
}
