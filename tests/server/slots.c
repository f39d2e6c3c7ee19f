#include "slots.h"

#include "base/units.h"
#include "suite.h"

#include <fcntl.h>

static int some_fd(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	ck_assert(fd >= 0);
	return fd;
}

START_TEST(there_are_only_so_many)
{
	struct slots slots;
	uint32_t a;
	uint32_t b;

	ck_assert(slots_init(&slots, 2));
	ck_assert(slots_none(&slots));
	a = slots_take(&slots, some_fd(), 1);
	b = slots_take(&slots, some_fd(), 2);
	ck_assert_uint_ne(a, b);
	ck_assert_uint_eq(slots_take(&slots, -1, 3), SLOT_NONE);
	slots_free(&slots, a);
	ck_assert_uint_eq(slots_take(&slots, some_fd(), 4), a);
	ck_assert(!slots_none(&slots));
	slots_fini(&slots);
}
END_TEST

START_TEST(the_first_to_end_is_at_the_head)
{
	struct slots slots;
	uint32_t a;

	ck_assert(slots_init(&slots, 3));
	a = slots_take(&slots, some_fd(), 10);
	slots_take(&slots, some_fd(), 20);
	ck_assert_int_eq(slots_head_ns(&slots, SLOT_CONNECTS, 5), 15);
	ck_assert_int_eq(slots_head_ns(&slots, SLOT_TALKS, 5), NEVER_NS);
	slots_wait(&slots, a, SLOT_TALKS, 30);
	ck_assert_int_eq(slots_head_ns(&slots, SLOT_CONNECTS, 5), 25);
	ck_assert_int_eq(slots_head_ns(&slots, SLOT_TALKS, 5), 35);
	slots_wait(&slots, a, SLOT_TALKS, 40);
	ck_assert_int_eq(slots_head_ns(&slots, SLOT_TALKS, 5), 45);
	slots_fini(&slots);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("slots");

	suite_add(suite, there_are_only_so_many);
	suite_add(suite, the_first_to_end_is_at_the_head);
	return suite_run(suite);
}
