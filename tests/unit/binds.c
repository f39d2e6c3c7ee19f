#include "host/binds.h"

#include "suite.h"

/* All that two sockets can be, in bits: reuse_addr, reuse_port, listens */
static struct bind_owner owner_of(int bits)
{
	return (struct bind_owner){
	    .reuse_addr = bits & 1,
	    .reuse_port = bits & 2,
	    .listens = bits & 4,
	};
}

START_TEST(both_need_the_same_option)
{
	for (int wants = 0; wants < 4; wants++) {
		for (int has = 0; has < 4; has++) {
			struct bind_owner a = owner_of(wants);
			struct bind_owner b = owner_of(has);

			ck_assert_int_eq(binds_conflict(BIND_LINUX, &a, &b),
					 (wants & has) == 0);
		}
	}
}
END_TEST

START_TEST(beside_a_listener_only_reuse_port_counts)
{
	for (int wants = 0; wants < 4; wants++) {
		for (int has = 4; has < 8; has++) {
			struct bind_owner a = owner_of(wants);
			struct bind_owner b = owner_of(has);

			ck_assert_int_eq(binds_conflict(BIND_LINUX, &a, &b),
					 (wants & has & 2) == 0);
		}
	}
}
END_TEST

START_TEST(where_it_is_not_modelled_all_may)
{
	struct bind_owner none = owner_of(0);
	struct bind_owner listener = owner_of(4);

	ck_assert(!binds_conflict(BIND_ANY, &none, &listener));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("binds");

	suite_add(suite, both_need_the_same_option);
	suite_add(suite, beside_a_listener_only_reuse_port_counts);
	suite_add(suite, where_it_is_not_modelled_all_may);
	return suite_run(suite);
}
