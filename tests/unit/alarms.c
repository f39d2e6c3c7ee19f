#include "host/alarms.h"

#include "base/rng.h"
#include "host/net.h"
#include "stack.h"
#include "suite.h"

/* Sockets of two hosts whose timers are set; nothing is ever sent. */
static struct profile profile[ENDS_N];
static struct machine machine;
static struct queue *queue;
static struct net net;

static void set_up(const char *client, const char *server)
{
	static const struct net_player player;
	struct net_setup setup = {
	    .profile = {&profile[END_CLIENT], &profile[END_SERVER]},
	    .machine = &machine,
	    .clients_n = 1,
	    .servers_n = 1,
	    .server_ports_n = 1,
	    .ports_n = 1,
	};

	profile[END_CLIENT] = stack_load(client);
	profile[END_SERVER] = stack_load(server);
	queue = queue_new();
	net_init(&net, &setup, queue, &player, NULL);
}

static void tear_down(void)
{
	net_fini(&net);
	queue_free(queue);
}

static struct socket *new_socket(enum end end, uint32_t *index)
{
	struct socket *socket;

	*index = sockets_new(&net.sockets);
	socket = sockets_at(&net.sockets, *index);
	socket->end = (uint8_t)end;
	return socket;
}

static const char *const stacks[] = {
    "linux-6.18", "linux-4.19", "linux-2.6.32",
    "freebsd",	  "rfc9293",	"sunos-4.1.3",
};

/* More delays than there are lists */
static int64_t some_delay_ns(struct rng *rng)
{
	static const int64_t usual_ns[] = {
	    0,
	    1,
	    4 * NS_PER_MS - 1,
	    4 * NS_PER_MS,
	    4 * NS_PER_MS + 1,
	    40 * NS_PER_MS,
	    200 * NS_PER_MS,
	    500 * NS_PER_MS,
	    NS_PER_S,
	    60 * NS_PER_S,
	    61 * NS_PER_S,
	    7200 * NS_PER_S,
	};

	if (rng_below(rng, 4))
		return usual_ns[rng_below(rng, suite_rows_n(usual_ns))];
	return (int64_t)rng_below(rng, 200) * 12345678;
}

START_TEST(stack_rounds_as_it_does_and_application_does_not)
{
	const char *stack = stacks[_i];
	struct rng rng;

	rng_init(&rng, (uint64_t)_i, "alarms");
	set_up(stack, stacks[(size_t)(_i + 1) % suite_rows_n(stacks)]);
	for (int i = 0; i < 3000; i++) {
		int64_t delay_ns = some_delay_ns(&rng);
		enum end end = (enum end)rng_below(&rng, ENDS_N);
		int64_t now_ns = queue_now_ns(queue);
		struct event event;
		uint32_t index;
		struct socket *socket = new_socket(end, &index);

		alarms_set(&net, index, SOCKET_RETRANSMIT, delay_ns);
		suite_assert(socket->timer[SOCKET_RETRANSMIT].deadline_ns ==
			     expiry_ns(&profile[end], now_ns, delay_ns));
		alarms_set_exact(&net, index, SOCKET_PATIENCE, delay_ns);
		suite_assert(socket->timer[SOCKET_PATIENCE].deadline_ns ==
			     now_ns + delay_ns);
		queue_pop(queue, now_ns + 50 * NS_PER_MS, &event);
	}
	tear_down();
}
END_TEST

/* What the next event of the queue rings; UINT32_MAX: it comes to nothing */
static uint32_t ring_next(enum socket_timer *timer)
{
	struct event event;
	uint32_t index;

	ck_assert(queue_pop(queue, NEVER_NS, &event));
	return alarms_ring(&net, &event, &index, timer) ? index : UINT32_MAX;
}

static void check_that_only(uint32_t index, enum socket_timer timer)
{
	enum socket_timer rung;

	ck_assert_uint_eq(ring_next(&rung), index);
	ck_assert_int_eq((int)rung, (int)timer);
	ck_assert_uint_eq(queue_pending(queue), 0);
}

START_TEST(event_names_the_timer_and_the_socket)
{
	uint32_t index;

	set_up("linux-6.18", "freebsd");
	for (int timer = 0; timer < SOCKET_TIMERS_N; timer++) {
		struct socket *socket = new_socket(END_SERVER, &index);

		alarms_set(&net, index, (enum socket_timer)timer, NS_PER_S);
		check_that_only(index, (enum socket_timer)timer);
		ck_assert(!timer_is_armed(&socket->timer[timer]));
	}
	tear_down();
}
END_TEST

START_TEST(armed_anew_there_is_still_one_event)
{
	uint32_t index;
	enum socket_timer timer;

	set_up("linux-6.18", "linux-6.18");
	new_socket(END_CLIENT, &index);
	for (int i = 0; i < 100; i++)
		alarms_set(&net, index, SOCKET_RETRANSMIT, NS_PER_S);
	ck_assert_uint_eq(queue_pending(queue), 1);
	/* it is that of the first, which is off */
	ck_assert_uint_eq(ring_next(&timer), UINT32_MAX);
	check_that_only(index, SOCKET_RETRANSMIT);
	ck_assert_uint_eq(queue_popped(queue), 2);
	tear_down();
}
END_TEST

/* A list of 1 to LISTED_N timers, 1 ms apart, some of them cancelled */
enum { LISTED_N = 5 };

static void list_timers(uint32_t *index, int n)
{
	for (int i = 0; i < n; i++) {
		queue_advance(queue, i * NS_PER_MS);
		new_socket(END_CLIENT, &index[i]);
		alarms_set_exact(&net, index[i], SOCKET_PATIENCE, NS_PER_S);
	}
	ck_assert_uint_eq(queue_pending(queue), 1);
}

/* Every choice of them. Only if the first one is off, its event comes to
 * nothing. */
START_TEST(cancelled_ones_leave_the_list)
{
	uint32_t index[LISTED_N];
	enum socket_timer timer;
	int n = _i % LISTED_N + 1;
	unsigned off = (unsigned)(_i / LISTED_N);
	uint64_t rung_n = 0;

	set_up("linux-6.18", "linux-6.18");
	list_timers(index, n);
	for (int i = 0; i < n; i++)
		if (off >> i & 1)
			alarms_cancel(&net, sockets_at(&net.sockets, index[i]),
				      SOCKET_PATIENCE);
	if (off & 1)
		ck_assert_uint_eq(ring_next(&timer), UINT32_MAX);
	for (int i = 0; i < n; i++) {
		if (off >> i & 1)
			continue;
		ck_assert_uint_eq(ring_next(&timer), index[i]);
		ck_assert_int_eq(queue_now_ns(queue), NS_PER_S + i * NS_PER_MS);
		rung_n++;
	}
	ck_assert_uint_eq(queue_pending(queue), 0);
	ck_assert_uint_eq(queue_popped(queue), rung_n + (off & 1));
	alarms_set_exact(&net, index[0], SOCKET_PATIENCE, NS_PER_S);
	check_that_only(index[0], SOCKET_PATIENCE);
	tear_down();
}
END_TEST

START_TEST(armed_anew_it_goes_to_the_end)
{
	uint32_t index[3];
	enum socket_timer timer;

	set_up("linux-6.18", "linux-6.18");
	list_timers(index, 3);
	alarms_set_exact(&net, index[0], SOCKET_PATIENCE, NS_PER_S);
	ck_assert_uint_eq(ring_next(&timer), UINT32_MAX);
	ck_assert_uint_eq(ring_next(&timer), index[1]);
	/* of one instant the one that was set earlier comes first */
	ck_assert_uint_eq(ring_next(&timer), index[2]);
	check_that_only(index[0], SOCKET_PATIENCE);
	ck_assert_int_eq(queue_now_ns(queue), NS_PER_S + 2 * NS_PER_MS);
	tear_down();
}
END_TEST

START_TEST(armed_for_another_delay_it_leaves_the_list)
{
	uint32_t index[3];
	enum socket_timer timer;

	set_up("linux-6.18", "linux-6.18");
	list_timers(index, 3);
	alarms_set_exact(&net, index[1], SOCKET_PATIENCE, 2 * NS_PER_S);
	ck_assert_uint_eq(ring_next(&timer), index[0]);
	ck_assert_uint_eq(ring_next(&timer), index[2]);
	check_that_only(index[1], SOCKET_PATIENCE);
	ck_assert_int_eq(queue_now_ns(queue), 2 * (NS_PER_S + NS_PER_MS));
	ck_assert_uint_eq(queue_popped(queue), 3);
	tear_down();
}
END_TEST

/* Among other events of the instant it comes where it was set. */
START_TEST(ties_are_by_when_they_were_set)
{
	uint32_t index[2];
	enum socket_timer timer;
	struct event event;

	set_up("rfc9293", "rfc9293");
	for (uint32_t i = 0; i < 2; i++) {
		new_socket(END_CLIENT, &index[i]);
		alarms_set(&net, index[i], SOCKET_DELACK, 100);
		queue_push(queue, 100, event_payload(EVENT_KINDS_N, i));
	}
	for (uint32_t i = 0; i < 2; i++) {
		ck_assert_uint_eq(ring_next(&timer), index[i]);
		ck_assert(queue_pop(queue, NEVER_NS, &event));
		ck_assert_uint_eq(event_kind(event.payload), EVENT_KINDS_N);
		ck_assert_uint_eq(event_index(event.payload), i);
	}
	ck_assert_uint_eq(queue_pending(queue), 0);
	tear_down();
}
END_TEST

/* So many other delays that no list is left. */
static void use_up_lists(void)
{
	uint32_t index;

	for (int i = 0; i < 100 * ALARM_LISTS_N; i++) {
		new_socket(END_CLIENT, &index);
		alarms_set_exact(&net, index, SOCKET_PATIENCE,
				 7200 * NS_PER_S + i);
	}
}

START_TEST(timer_without_a_list_is_due_once)
{
	struct socket *socket;
	struct event event;
	uint32_t index, rung;
	enum socket_timer timer;

	set_up("linux-6.18", "linux-6.18");
	use_up_lists();
	socket = new_socket(END_CLIENT, &index);
	alarms_set_exact(&net, index, SOCKET_PATIENCE, NS_PER_S);
	alarms_set_exact(&net, index, SOCKET_PATIENCE, 2 * NS_PER_S);
	alarms_cancel(&net, socket, SOCKET_PATIENCE);
	alarms_set_exact(&net, index, SOCKET_PATIENCE, 3 * NS_PER_S);
	ck_assert_uint_eq(ring_next(&timer), UINT32_MAX);
	ck_assert_uint_eq(ring_next(&timer), UINT32_MAX);
	ck_assert(queue_pop(queue, NEVER_NS, &event));
	ck_assert_uint_eq(event_kind(event.payload), EVENT_TIMER);
	ck_assert(alarms_ring(&net, &event, &rung, &timer));
	ck_assert_uint_eq(rung, index);
	ck_assert_int_eq((int)timer, SOCKET_PATIENCE);
	ck_assert_int_eq(event.at_ns, 3 * NS_PER_S);
	ck_assert(!alarms_ring(&net, &event, &rung, &timer));
	tear_down();
}
END_TEST

/* Between two that were set before and after it, at one instant */
START_TEST(restored_timer_has_its_old_place)
{
	static const uint64_t turn[] = {0, 1, 2};
	uint32_t index[3];
	struct event event;
	uint64_t serial;
	uint32_t rung;
	enum socket_timer timer;

	set_up("linux-6.18", "linux-6.18");
	for (int i = 0; i < 3; i++)
		new_socket(END_CLIENT, &index[i]);
	alarms_set_exact(&net, index[0], SOCKET_PATIENCE, NS_PER_S);
	serial = queue_reserve(queue);
	alarms_set_exact(&net, index[2], SOCKET_PATIENCE, NS_PER_S);
	alarms_restore(&net, index[1], SOCKET_PATIENCE, NS_PER_S, serial);
	for (size_t i = 0; i < suite_rows_n(turn); i++) {
		ck_assert(queue_pop(queue, NEVER_NS, &event));
		ck_assert(alarms_ring(&net, &event, &rung, &timer));
		ck_assert_uint_eq(rung, index[turn[i]]);
	}
	ck_assert_uint_eq(queue_pending(queue), 0);
	tear_down();
}
END_TEST

/* The place of a socket is used again; its timers are the new owner's. */
START_TEST(former_owner_leaves_nothing_that_fires)
{
	bool alone = _i;
	uint32_t index, again;
	struct socket *socket;
	enum socket_timer timer;

	set_up("linux-6.18", "linux-6.18");
	if (alone)
		use_up_lists();
	socket = new_socket(END_CLIENT, &index);
	alarms_set_exact(&net, index, SOCKET_PATIENCE, NS_PER_S);
	alarms_cancel(&net, socket, SOCKET_PATIENCE);
	sockets_free(&net.sockets, index);
	new_socket(END_CLIENT, &again);
	ck_assert_uint_eq(again, index);
	alarms_set_exact(&net, index, SOCKET_PATIENCE, NS_PER_S);
	ck_assert_uint_eq(ring_next(&timer), UINT32_MAX);
	ck_assert_uint_eq(ring_next(&timer), index);
	ck_assert_int_eq(queue_now_ns(queue), NS_PER_S);
	tear_down();
}
END_TEST

/*
 * The mirror: each timer has one deadline or none, and the place of its arming
 * in the order of all. What is due next is found by looking at all of them.
 */
enum { MIRROR_SOCKETS_N = 40, MIRROR_STEPS_N = 20000 };

struct mirror_timer {
	int64_t deadline_ns;
	uint64_t arming;
};

struct mirror {
	struct rng rng;
	uint32_t index[MIRROR_SOCKETS_N];
	struct mirror_timer timer[MIRROR_SOCKETS_N][SOCKET_TIMERS_N];
	uint64_t armed_n;
	uint64_t cancelled_n;
	uint64_t rung_n;
	uint64_t without_list_n;
};

static void mirror_cancel(struct mirror *m, uint64_t at,
			  enum socket_timer timer)
{
	alarms_cancel(&net, sockets_at(&net.sockets, m->index[at]), timer);
	m->cancelled_n += m->timer[at][timer].deadline_ns != NEVER_NS;
	m->timer[at][timer].deadline_ns = NEVER_NS;
}

static void mirror_arm(struct mirror *m, uint64_t at, enum socket_timer timer)
{
	struct mirror_timer *t = &m->timer[at][timer];
	uint32_t index = m->index[at];
	enum end end = (enum end)sockets_at(&net.sockets, index)->end;
	int64_t now_ns = queue_now_ns(queue);
	int64_t delay_ns = some_delay_ns(&m->rng);

	m->cancelled_n += t->deadline_ns != NEVER_NS;
	t->arming = m->armed_n++;
	if (rng_below(&m->rng, 2)) {
		alarms_set(&net, index, timer, delay_ns);
		t->deadline_ns = expiry_ns(&profile[end], now_ns, delay_ns);
	} else {
		alarms_set_exact(&net, index, timer, delay_ns);
		t->deadline_ns = now_ns + delay_ns;
	}
}

static void mirror_free(struct mirror *m, uint64_t at)
{
	for (int timer = 0; timer < SOCKET_TIMERS_N; timer++)
		mirror_cancel(m, at, (enum socket_timer)timer);
	sockets_free(&net.sockets, m->index[at]);
}

/* Two sockets end, and each place is used again by the other one. */
static void mirror_replace(struct mirror *m, uint64_t at, uint64_t other)
{
	if (at == other)
		return;
	mirror_free(m, at);
	mirror_free(m, other);
	new_socket((enum end)rng_below(&m->rng, ENDS_N), &m->index[at]);
	new_socket((enum end)rng_below(&m->rng, ENDS_N), &m->index[other]);
}

static bool comes_before(const struct mirror_timer *a,
			 const struct mirror_timer *b)
{
	if (a->deadline_ns != b->deadline_ns)
		return a->deadline_ns < b->deadline_ns;
	return a->arming < b->arming;
}

static struct mirror_timer *mirror_first(struct mirror *m)
{
	struct mirror_timer *first = &m->timer[0][0];

	for (int i = 1; i < MIRROR_SOCKETS_N * SOCKET_TIMERS_N; i++)
		if (comes_before(&m->timer[0][0] + i, first))
			first = &m->timer[0][0] + i;
	return first;
}

static void mirror_compare(const struct mirror *m)
{
	for (int at = 0; at < MIRROR_SOCKETS_N; at++) {
		const struct socket *socket =
		    sockets_at(&net.sockets, m->index[at]);

		for (int timer = 0; timer < SOCKET_TIMERS_N; timer++)
			suite_assert(socket->timer[timer].deadline_ns ==
				     m->timer[at][timer].deadline_ns);
	}
}

static bool mirror_pop(struct mirror *m)
{
	struct mirror_timer *first = mirror_first(m);
	enum socket_timer timer;
	struct event event;
	uint32_t index;

	suite_assert(queue_next_at_ns(queue) <= first->deadline_ns);
	if (!queue_pop(queue, NEVER_NS, &event))
		return false;
	m->without_list_n += event_kind(event.payload) == EVENT_TIMER;
	if (alarms_ring(&net, &event, &index, &timer)) {
		int64_t place = first - &m->timer[0][0];

		suite_assert(first->deadline_ns == event.at_ns);
		suite_assert(m->index[place / SOCKET_TIMERS_N] == index);
		suite_assert(place % SOCKET_TIMERS_N == (int)timer);
		first->deadline_ns = NEVER_NS;
		m->rung_n++;
	}
	mirror_compare(m);
	return true;
}

static void mirror_step(struct mirror *m)
{
	uint64_t at = rng_below(&m->rng, MIRROR_SOCKETS_N);
	enum socket_timer timer =
	    (enum socket_timer)rng_below(&m->rng, SOCKET_TIMERS_N);
	uint64_t what = rng_below(&m->rng, 16);

	if (what < 8)
		mirror_arm(m, at, timer);
	else if (what < 10)
		mirror_cancel(m, at, timer);
	else if (what < 11)
		mirror_replace(m, at, rng_below(&m->rng, MIRROR_SOCKETS_N));
	else
		mirror_pop(m);
}

static void mirror_init(struct mirror *m, uint64_t seed)
{
	*m = (struct mirror){.armed_n = 0};
	rng_init(&m->rng, seed, "mirror");
	for (uint32_t i = 0; i < MIRROR_SOCKETS_N; i++) {
		new_socket((enum end)(i % ENDS_N), &m->index[i]);
		for (int timer = 0; timer < SOCKET_TIMERS_N; timer++)
			m->timer[i][timer].deadline_ns = NEVER_NS;
	}
}

START_TEST(alarms_follow_the_mirror)
{
	struct mirror m;

	set_up(stacks[(size_t)_i % suite_rows_n(stacks)], "linux-6.18");
	mirror_init(&m, (uint64_t)_i);
	for (int step = 0; step < MIRROR_STEPS_N; step++)
		mirror_step(&m);
	while (mirror_pop(&m))
		;
	ck_assert_uint_eq(m.armed_n, m.rung_n + m.cancelled_n);
	ck_assert_uint_gt(m.rung_n, 0);
	ck_assert_uint_gt(m.without_list_n, 0);
	ck_assert_uint_le(queue_popped(queue), m.armed_n);
	ck_assert_uint_eq(queue_pending(queue), 0);
	tear_down();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("alarms");

	suite_add_loop(suite, stack_rounds_as_it_does_and_application_does_not,
		       suite_rows_n(stacks));
	suite_add(suite, event_names_the_timer_and_the_socket);
	suite_add(suite, armed_anew_there_is_still_one_event);
	suite_add_loop(suite, cancelled_ones_leave_the_list,
		       LISTED_N * (1 << LISTED_N));
	suite_add(suite, armed_anew_it_goes_to_the_end);
	suite_add(suite, armed_for_another_delay_it_leaves_the_list);
	suite_add(suite, ties_are_by_when_they_were_set);
	suite_add(suite, timer_without_a_list_is_due_once);
	suite_add(suite, restored_timer_has_its_old_place);
	suite_add_loop(suite, former_owner_leaves_nothing_that_fires, 2);
	suite_add_loop(suite, alarms_follow_the_mirror,
		       2 * suite_rows_n(stacks));
	return suite_run(suite);
}
