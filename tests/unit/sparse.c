#include "host/sparse.h"

#include "base/rng.h"
#include "suite.h"

START_TEST(entries_are_zero_and_take_no_memory)
{
	struct sparse table;

	sparse_init(&table, 1000);
	ck_assert_uint_eq(table.blocks_n, 8);
	for (uint32_t i = 0; i < 1000; i++) {
		ck_assert_uint_eq(sparse_get(&table, i), 0);
		ck_assert_ptr_null(sparse_peek(&table, i));
	}
	for (uint32_t b = 0; b < table.blocks_n; b++)
		ck_assert_ptr_null(table.block[b]);
	sparse_fini(&table);
	ck_assert_ptr_null(table.block);
	ck_assert_uint_eq(table.blocks_n, 0);
}
END_TEST

START_TEST(last_entry_has_a_block)
{
	static const uint32_t sizes[] = {1, SPARSE_BLOCK_N - 1, SPARSE_BLOCK_N,
					 SPARSE_BLOCK_N + 1, 2 * 65535};
	uint32_t n = sizes[_i];
	struct sparse table;

	sparse_init(&table, n);
	ck_assert_uint_ge(table.blocks_n * SPARSE_BLOCK_N, n);
	ck_assert_uint_lt((table.blocks_n - 1) * SPARSE_BLOCK_N, n);
	*sparse_at(&table, n - 1) = 7;
	ck_assert_uint_eq(sparse_get(&table, n - 1), 7);
	ck_assert_ptr_eq(sparse_peek(&table, n - 1), sparse_at(&table, n - 1));
	sparse_fini(&table);
}
END_TEST

START_TEST(only_blocks_written_to_take_memory)
{
	struct sparse table;
	uint32_t *entry;

	sparse_init(&table, 10 * SPARSE_BLOCK_N);
	entry = sparse_at(&table, 3 * SPARSE_BLOCK_N);
	*sparse_at(&table, 4 * SPARSE_BLOCK_N - 1) = 5;
	*sparse_at(&table, 9 * SPARSE_BLOCK_N) = 6;
	for (uint32_t b = 0; b < table.blocks_n; b++)
		ck_assert_int_eq(table.block[b] != NULL, b == 3 || b == 9);
	ck_assert_ptr_eq(sparse_at(&table, 3 * SPARSE_BLOCK_N), entry);
	ck_assert_uint_eq(*entry, 0);
	ck_assert_uint_eq(sparse_get(&table, 4 * SPARSE_BLOCK_N - 2), 0);
	sparse_fini(&table);
}
END_TEST

START_TEST(behaves_as_an_array)
{
	enum { ENTRIES_N = 5000 };
	static uint32_t plain[ENTRIES_N];
	struct sparse table;
	struct rng rng;

	rng_init(&rng, 1, "sparse");
	sparse_init(&table, ENTRIES_N);
	for (int i = 0; i < 3000; i++) {
		uint32_t at = (uint32_t)rng_below(&rng, ENTRIES_N);

		plain[at] = (uint32_t)rng_u64(&rng);
		*sparse_at(&table, at) = plain[at];
	}
	for (uint32_t i = 0; i < ENTRIES_N; i++)
		suite_assert(sparse_get(&table, i) == plain[i]);
	sparse_fini(&table);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sparse");

	suite_add(suite, entries_are_zero_and_take_no_memory);
	suite_add_loop(suite, last_entry_has_a_block, 5);
	suite_add(suite, only_blocks_written_to_take_memory);
	suite_add(suite, behaves_as_an_array);
	return suite_run(suite);
}
