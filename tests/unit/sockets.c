#include "host/sockets.h"

#include "suite.h"

enum { SOCKETS_N = 2000 };

START_TEST(each_has_its_own_place)
{
	static struct socket *at[SOCKETS_N];
	struct sockets sockets;

	sockets_init(&sockets);
	for (uint32_t i = 0; i < SOCKETS_N; i++) {
		uint32_t index = sockets_new(&sockets);

		suite_assert(index < SOCKETS_N + 256);
		at[i] = sockets_at(&sockets, index);
		suite_assert(at[i]->in_use);
		suite_assert(!timer_is_armed(&at[i]->timer[SOCKET_RETRANSMIT]));
		at[i]->opened_ns = i;
	}
	/* no block has moved, and none is used twice */
	for (uint32_t i = 0; i < SOCKETS_N; i++)
		suite_assert(at[i]->opened_ns == i);
	ck_assert_uint_eq(sockets.in_use_n, SOCKETS_N);
	ck_assert_uint_ge(sockets_places_n(&sockets), SOCKETS_N);
	sockets_fini(&sockets);
}
END_TEST

START_TEST(freed_place_is_used_first)
{
	struct sockets sockets;
	uint32_t a, b;

	sockets_init(&sockets);
	a = sockets_new(&sockets);
	b = sockets_new(&sockets);
	ck_assert_uint_ne(a, b);
	sockets_free(&sockets, a);
	ck_assert_uint_eq(sockets.in_use_n, 1);
	ck_assert_uint_eq(sockets_new(&sockets), a);
	sockets_fini(&sockets);
}
END_TEST

START_TEST(new_owner_is_clean)
{
	struct sockets sockets;
	struct socket *socket;
	uint32_t index;

	sockets_init(&sockets);
	index = sockets_new(&sockets);
	socket = sockets_at(&sockets, index);
	socket->tcb.state = TCP_ESTABLISHED;
	socket->dear = true;
	socket->port = 7;
	sockets_free(&sockets, index);
	ck_assert(!socket->in_use);
	ck_assert_uint_eq(sockets_new(&sockets), index);
	ck_assert_uint_eq(socket->tcb.state, TCP_CLOSED);
	ck_assert(!socket->dear);
	ck_assert_uint_eq(socket->port, 0);
	for (int timer = 0; timer < SOCKET_TIMERS_N; timer++)
		ck_assert(!timer_is_armed(&socket->timer[timer]));
	sockets_fini(&sockets);
}
END_TEST

/* It would fire for the next owner. */
START_TEST(freeing_with_a_timer_set_is_a_bug)
{
	struct sockets sockets;
	uint32_t index;

	sockets_init(&sockets);
	index = sockets_new(&sockets);
	sockets_at(&sockets, index)->timer[SOCKET_PATIENCE].deadline_ns = 5;
	sockets_free(&sockets, index);
}
END_TEST

START_TEST(freeing_twice_is_a_bug)
{
	struct sockets sockets;
	uint32_t index;

	sockets_init(&sockets);
	index = sockets_new(&sockets);
	sockets_free(&sockets, index);
	sockets_free(&sockets, index);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sockets");

	suite_add(suite, each_has_its_own_place);
	suite_add(suite, freed_place_is_used_first);
	suite_add(suite, new_owner_is_clean);
	suite_add_abort(suite, freeing_with_a_timer_set_is_a_bug);
	suite_add_abort(suite, freeing_twice_is_a_bug);
	return suite_run(suite);
}
