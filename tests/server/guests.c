#include "guests.h"

#include "instant.h"
#include "server.h"
#include "suite.h"

static const struct server_options options = {
    .closer = SERVER_CLOSE_CLIENT,
    .requests_n = 1,
    .request_bytes = 26,
    .answer_bytes = 26,
    .timeout_ns = NS_PER_S,
};
static struct guests guests;

static struct guest *new_guest(int fd, int64_t now_ns)
{
	struct guest *guest = guest_new(&options, fd);

	conversation_begin(&guest->conversation, guest->answer, &options,
			   now_ns);
	guests_put(&guests, guest);
	return guest;
}

START_TEST(the_first_to_end_is_found)
{
	struct guest *a;
	struct guest *b;

	guests_init(&guests);
	ck_assert_int_eq(guests_next_ns(&guests), NEVER_NS);
	ck_assert_ptr_null(guests_overdue(&guests, NEVER_NS - 1));
	a = new_guest(1, 10);
	b = new_guest(2, 20);
	ck_assert_int_eq(guests_next_ns(&guests), 10 + NS_PER_S);
	ck_assert_ptr_null(guests_overdue(&guests, 9 + NS_PER_S));
	ck_assert_ptr_eq(guests_overdue(&guests, 10 + NS_PER_S), a);

	conversation_sent(&a->conversation, 26, 30);
	guests_put(&guests, a);
	ck_assert_ptr_eq(guests_overdue(&guests, 20 + NS_PER_S), b);
	ck_assert_int_eq(guests_next_ns(&guests), 20 + NS_PER_S);
	guests_take(b);
	ck_assert_int_eq(guests_next_ns(&guests), 30 + NS_PER_S);
	guests_take(a);
	ck_assert_ptr_null(guests_any(&guests));
	guest_free(a);
	guest_free(b);
}
END_TEST

/* A client that says a little now and then does not get behind others. */
START_TEST(to_say_something_is_not_to_get_on)
{
	struct guest *a;
	struct guest *b;

	guests_init(&guests);
	a = new_guest(1, 10);
	b = new_guest(2, 20);
	conversation_sent(&a->conversation, 1, 30);
	guests_put(&guests, a);
	ck_assert_int_eq(guests_next_ns(&guests), 10 + NS_PER_S);
	guests_take(a);
	ck_assert_int_eq(guests_next_ns(&guests), 20 + NS_PER_S);
	guests_put(&guests, a);
	ck_assert_ptr_eq(guests_overdue(&guests, 10 + NS_PER_S), a);
	guests_take(a);
	guests_take(b);
	guest_free(a);
	guest_free(b);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("guests");

	suite_add(suite, the_first_to_end_is_found);
	suite_add(suite, to_say_something_is_not_to_get_on);
	return suite_run(suite);
}
