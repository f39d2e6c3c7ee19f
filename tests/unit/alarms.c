#include "host/alarms.h"

#include "base/rng.h"
#include "host/net.h"
#include "stack.h"
#include "suite.h"

#include <string.h>

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

/* The next that is due; an event without one is passed over, and counted. */
static bool ring(int64_t until_ns, uint32_t *index, enum socket_timer *timer,
		 uint32_t *idle_n)
{
	struct event event;

	while (queue_pop(queue, until_ns, &event)) {
		uint32_t kind = event_kind(event.payload);

		suite_assert(kind == EVENT_ALARM || kind == EVENT_TIMER);
		if (alarms_ring(&net, &event, index, timer))
			return true;
		++*idle_n;
	}
	return false;
}

static const char *const stacks[] = {
    "linux-6.18", "linux-4.19", "linux-2.6.32",
    "freebsd",	  "rfc9293",	"sunos-4.1.3",
};

/* More delays than there are lists for. */
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
		uint32_t index, idle_n = 0;
		enum socket_timer timer;
		struct socket *socket = new_socket(end, &index);

		alarms_set(&net, index, SOCKET_RETRANSMIT, delay_ns);
		suite_assert(socket->timer[SOCKET_RETRANSMIT].deadline_ns ==
			     expiry_ns(&profile[end], now_ns, delay_ns));
		alarms_set_exact(&net, index, SOCKET_PATIENCE, delay_ns);
		suite_assert(socket->timer[SOCKET_PATIENCE].deadline_ns ==
			     now_ns + delay_ns);
		ring(now_ns + 50 * NS_PER_MS, &index, &timer, &idle_n);
	}
	tear_down();
}
END_TEST

START_TEST(ring_names_the_timer_and_the_socket)
{
	uint32_t index[SOCKET_TIMERS_N], rung, idle_n = 0;
	enum socket_timer timer;

	set_up("linux-6.18", "freebsd");
	for (int t = 0; t < SOCKET_TIMERS_N; t++) {
		new_socket(END_SERVER, &index[t]);
		alarms_set(&net, index[t], (enum socket_timer)t, NS_PER_S);
	}
	for (int t = 0; t < SOCKET_TIMERS_N; t++) {
		ck_assert(ring(NEVER_NS, &rung, &timer, &idle_n));
		ck_assert_uint_eq(rung, index[t]);
		ck_assert_int_eq(timer, t);
		ck_assert(!timer_is_armed(
		    &sockets_at(&net.sockets, rung)->timer[timer]));
	}
	ck_assert(!ring(NEVER_NS, &rung, &timer, &idle_n));
	ck_assert_uint_eq(idle_n, 0);
	tear_down();
}
END_TEST

START_TEST(what_is_set_and_cancelled_costs_no_event)
{
	uint32_t index, rung, idle_n = 0;
	struct socket *socket;
	enum socket_timer timer;

	set_up("linux-6.18", "linux-6.18");
	for (int i = 0; i < 1000; i++) {
		socket = new_socket(END_CLIENT, &index);
		alarms_set(&net, index, SOCKET_RETRANSMIT, NS_PER_S);
		alarms_set(&net, index, SOCKET_RETRANSMIT, NS_PER_S);
		alarms_cancel(&net, socket, SOCKET_RETRANSMIT);
		alarms_cancel(&net, socket, SOCKET_RETRANSMIT);
		ck_assert(!timer_is_armed(&socket->timer[SOCKET_RETRANSMIT]));
	}
	ck_assert_uint_eq(queue_pending(queue), 1);
	ck_assert(!ring(NEVER_NS, &rung, &timer, &idle_n));
	ck_assert_uint_eq(idle_n, 1);
	tear_down();
}
END_TEST

/* The first, the last and one between leave a list; the others keep order. */
START_TEST(others_of_a_list_keep_their_order)
{
	enum { LIST_N = 6 };
	uint32_t index[LIST_N], rung, idle_n = 0;
	enum socket_timer timer;

	set_up("rfc9293", "rfc9293");
	for (int i = 0; i < LIST_N; i++) {
		new_socket(END_CLIENT, &index[i]);
		alarms_set(&net, index[i], SOCKET_DELACK, NS_PER_S);
	}
	for (int i = 0; i < LIST_N; i++)
		if (i == 0 || i == 3 || i == LIST_N - 1)
			alarms_cancel(&net, sockets_at(&net.sockets, index[i]),
				      SOCKET_DELACK);
	alarms_set(&net, index[1], SOCKET_DELACK, NS_PER_S); /* to the end */
	ck_assert(ring(NEVER_NS, &rung, &timer, &idle_n) && rung == index[2]);
	ck_assert(ring(NEVER_NS, &rung, &timer, &idle_n) && rung == index[4]);
	ck_assert(ring(NEVER_NS, &rung, &timer, &idle_n) && rung == index[1]);
	ck_assert(!ring(NEVER_NS, &rung, &timer, &idle_n));
	ck_assert_int_eq(queue_now_ns(queue), NS_PER_S);
	tear_down();
}
END_TEST

/* Among other events of the instant it comes where it was set. */
START_TEST(ties_are_by_when_they_were_set)
{
	uint32_t a, b, rung;
	enum socket_timer timer;
	struct event event;

	set_up("rfc9293", "rfc9293");
	new_socket(END_CLIENT, &a);
	new_socket(END_CLIENT, &b);
	alarms_set(&net, a, SOCKET_DELACK, 100);
	queue_push(queue, 100, event_payload(EVENT_KINDS_N, 1));
	alarms_set(&net, b, SOCKET_DELACK, 100);
	queue_push(queue, 100, event_payload(EVENT_KINDS_N, 2));
	ck_assert(queue_pop(queue, NEVER_NS, &event));
	ck_assert(alarms_ring(&net, &event, &rung, &timer) && rung == a);
	ck_assert(queue_pop(queue, NEVER_NS, &event));
	ck_assert_uint_eq(event_index(event.payload), 1);
	ck_assert(queue_pop(queue, NEVER_NS, &event));
	ck_assert(alarms_ring(&net, &event, &rung, &timer) && rung == b);
	ck_assert(queue_pop(queue, NEVER_NS, &event));
	ck_assert_uint_eq(event_index(event.payload), 2);
	ck_assert(!queue_pop(queue, NEVER_NS, &event));
	tear_down();
}
END_TEST

/* The place of a socket is used again; its timers are the new owner's. */
START_TEST(former_owner_leaves_nothing_that_fires)
{
	uint32_t index, again, rung, idle_n = 0;
	struct socket *socket;
	enum socket_timer timer;

	set_up("rfc9293", "rfc9293");
	socket = new_socket(END_CLIENT, &index);
	alarms_set(&net, index, SOCKET_RETRANSMIT, NS_PER_S);
	alarms_cancel(&net, socket, SOCKET_RETRANSMIT);
	sockets_free(&net.sockets, index);
	queue_advance(queue, NS_PER_S / 2);
	new_socket(END_CLIENT, &again);
	ck_assert_uint_eq(again, index);
	alarms_set(&net, index, SOCKET_RETRANSMIT, NS_PER_S);
	ck_assert(ring(NEVER_NS, &rung, &timer, &idle_n));
	ck_assert_int_eq(queue_now_ns(queue), NS_PER_S * 3 / 2);
	ck_assert(!ring(NEVER_NS, &rung, &timer, &idle_n));
	tear_down();
}
END_TEST

/*
 * The mirror: each timer has one deadline or none. Each fires at it, in the
 * order of time and of setting, and none is lost with what is cancelled.
 */
enum { MIRROR_SOCKETS_N = 40, MIRROR_STEPS_N = 20000 };

struct mirror {
	struct rng rng;
	uint32_t index[MIRROR_SOCKETS_N];
	int64_t deadline_ns[MIRROR_SOCKETS_N][SOCKET_TIMERS_N];
	uint32_t order[MIRROR_SOCKETS_N][SOCKET_TIMERS_N];
	uint32_t sets_n;
	uint64_t pending_n;
	uint64_t fired_n;
};

static void mirror_set(struct mirror *m)
{
	uint64_t at = rng_below(&m->rng, MIRROR_SOCKETS_N);
	enum socket_timer timer =
	    (enum socket_timer)rng_below(&m->rng, SOCKET_TIMERS_N);
	uint32_t index = m->index[at];
	struct socket *socket = sockets_at(&net.sockets, index);
	int64_t delay_ns = some_delay_ns(&m->rng);
	int64_t *deadline_ns = &m->deadline_ns[at][timer];

	m->pending_n -= *deadline_ns != NEVER_NS;
	*deadline_ns = NEVER_NS;
	if (rng_below(&m->rng, 4) == 0) {
		alarms_cancel(&net, socket, timer);
		return;
	}
	if (rng_below(&m->rng, 2)) {
		alarms_set(&net, index, timer, delay_ns);
		*deadline_ns = expiry_ns(&profile[socket->end],
					 queue_now_ns(queue), delay_ns);
	} else {
		alarms_set_exact(&net, index, timer, delay_ns);
		*deadline_ns = queue_now_ns(queue) + delay_ns;
	}
	m->order[at][timer] = m->sets_n++;
	m->pending_n++;
}

/* None is overdue; of those due now, it was set first. */
static void expect_first(const struct mirror *m, int64_t now_ns, uint32_t order)
{
	for (int at = 0; at < MIRROR_SOCKETS_N; at++)
		for (int t = 0; t < SOCKET_TIMERS_N; t++)
			suite_assert(m->deadline_ns[at][t] > now_ns ||
				     (m->deadline_ns[at][t] == now_ns &&
				      m->order[at][t] > order));
}

static bool mirror_pop(struct mirror *m)
{
	uint32_t index, at = 0, idle_n = 0;
	enum socket_timer timer;

	if (!ring(NEVER_NS, &index, &timer, &idle_n))
		return false;
	while (m->index[at] != index)
		at++;
	suite_assert(m->deadline_ns[at][timer] == queue_now_ns(queue));
	m->deadline_ns[at][timer] = NEVER_NS;
	m->pending_n--;
	m->fired_n++;
	expect_first(m, queue_now_ns(queue), m->order[at][timer]);
	return true;
}

START_TEST(alarms_follow_the_mirror)
{
	struct mirror m = {.pending_n = 0};

	rng_init(&m.rng, (uint64_t)_i, "mirror");
	set_up(stacks[(size_t)_i % suite_rows_n(stacks)], "linux-6.18");
	for (uint32_t i = 0; i < MIRROR_SOCKETS_N; i++) {
		new_socket((enum end)(i % ENDS_N), &m.index[i]);
		for (int timer = 0; timer < SOCKET_TIMERS_N; timer++)
			m.deadline_ns[i][timer] = NEVER_NS;
	}
	for (int step = 0; step < MIRROR_STEPS_N; step++) {
		if (rng_below(&m.rng, 3))
			mirror_set(&m);
		else
			mirror_pop(&m);
	}
	while (mirror_pop(&m))
		;
	ck_assert_uint_eq(m.pending_n, 0);
	ck_assert_uint_gt(m.fired_n, 0);
	ck_assert_uint_eq(queue_pending(queue), 0);
	tear_down();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("alarms");

	suite_add_loop(suite, stack_rounds_as_it_does_and_application_does_not,
		       suite_rows_n(stacks));
	suite_add(suite, ring_names_the_timer_and_the_socket);
	suite_add(suite, what_is_set_and_cancelled_costs_no_event);
	suite_add(suite, others_of_a_list_keep_their_order);
	suite_add(suite, ties_are_by_when_they_were_set);
	suite_add(suite, former_owner_leaves_nothing_that_fires);
	suite_add_loop(suite, alarms_follow_the_mirror,
		       2 * suite_rows_n(stacks));
	return suite_run(suite);
}
