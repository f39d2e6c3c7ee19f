#include "destinations.h"

#include "suite.h"

#include <arpa/inet.h>

START_TEST(ports_of_an_address_then_the_next_one)
{
	static const struct {
		uint32_t i;
		uint32_t address;
		uint16_t port;
	} rows[] = {
	    {0, 0x0a0000fe, 5000},
	    {1, 0x0a0000fe, 5001},
	    {2, 0x0a0000ff, 5000},
	    {5, 0x0a000100, 5001},
	};
	struct sockaddr_in first = {.sin_family = AF_INET};

	first.sin_addr.s_addr = htonl(0x0a0000fe);
	first.sin_port = htons(5000);
	for (size_t i = 0; i < suite_rows_n(rows); i++) {
		struct sockaddr_in at = destinations_at(first, 2, rows[i].i);

		ck_assert_uint_eq(ntohl(at.sin_addr.s_addr), rows[i].address);
		ck_assert_uint_eq(ntohs(at.sin_port), rows[i].port);
	}
}
END_TEST

START_TEST(as_many_as_there_are)
{
	destinations_check_or_die(0xffffff00, 1, 256, 4);
	destinations_check_or_die(0x7f000001, 65535, 1, 1);
	destinations_check_or_die(0x7f000001, 64512, 1, 1024);
}
END_TEST

static const int64_t too_many[][4] = {
    {0x7f000001, 5000, 256, 5},
    {0xffffff01, 5000, 256, 1},
    {0x7f000001, 65535, 1, 2},
};

START_TEST(and_not_more)
{
	const int64_t *row = too_many[_i];

	destinations_check_or_die((uint32_t)row[0], row[1], row[2], row[3]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("destinations");
	TCase *refused = tcase_create("and_not_more");

	suite_add(suite, ports_of_an_address_then_the_next_one);
	suite_add(suite, as_many_as_there_are);
	tcase_add_loop_exit_test(refused, and_not_more, 2, 0,
				 (int)suite_rows_n(too_many));
	suite_add_tcase(suite, refused);
	return suite_run(suite);
}
