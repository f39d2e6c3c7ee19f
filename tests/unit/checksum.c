#include "base/checksum.h"

#include "suite.h"

/* The example of RFC 1071 s3 */
static const uint8_t example[] = {0x00, 0x01, 0xf2, 0x03,
				  0xf4, 0xf5, 0xf6, 0xf7};

START_TEST(the_example_of_the_rfc_holds)
{
	ck_assert_uint_eq(checksum_add(0, example, sizeof(example)), 0xddf2);
	ck_assert_uint_eq(checksum_end(0xddf2), 0x220d);
}
END_TEST

START_TEST(parts_are_as_the_whole)
{
	for (size_t n = 0; n <= sizeof(example); n += 2)
		ck_assert_uint_eq(checksum_add(checksum_add(0, example, n),
					       example + n,
					       sizeof(example) - n),
				  0xddf2);
}
END_TEST

START_TEST(an_odd_octet_is_the_high_one)
{
	ck_assert_uint_eq(checksum_add(0, example, 3), 0x0001 + 0xf200);
	ck_assert_uint_eq(checksum_end(checksum_add(0xffff, example, 0)), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("checksum");

	suite_add(suite, the_example_of_the_rfc_holds);
	suite_add(suite, parts_are_as_the_whole);
	suite_add(suite, an_odd_octet_is_the_high_one);
	return suite_run(suite);
}
