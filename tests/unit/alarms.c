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

static const char *const stacks[] = {
    "linux-6.18", "linux-4.19", "linux-2.6.32",
    "freebsd",	  "rfc9293",	"sunos-4.1.3",
};

/* More delays than are remembered, and than the queue has lanes. */
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

START_TEST(event_names_the_timer_and_the_socket)
{
	static const enum event_kind kind[SOCKET_TIMERS_N] = {
	    EVENT_RETRANSMIT, EVENT_DELACK, EVENT_PATIENCE};
	struct event event;
	uint32_t index;

	set_up("linux-6.18", "freebsd");
	for (int timer = 0; timer < SOCKET_TIMERS_N; timer++) {
		struct socket *socket = new_socket(END_SERVER, &index);

		alarms_set(&net, index, (enum socket_timer)timer, NS_PER_S);
		ck_assert(queue_pop(queue, NEVER_NS, &event));
		ck_assert_uint_eq(event_kind(event.payload), kind[timer]);
		ck_assert_uint_eq(event_index(event.payload), index);
		ck_assert(timer_take(&socket->timer[timer], &event));
	}
	tear_down();
}
END_TEST

START_TEST(cancelled_ones_are_dropped_unseen)
{
	uint32_t index;
	struct socket *socket;
	struct event event;

	set_up("linux-6.18", "linux-6.18");
	socket = new_socket(END_CLIENT, &index);
	for (int i = 0; i < 100; i++)
		alarms_set(&net, index, SOCKET_RETRANSMIT, NS_PER_S);
	ck_assert_uint_eq(queue_pending(queue), 100);
	/* the first one was first before it was cancelled */
	ck_assert(queue_pop(queue, NEVER_NS, &event));
	ck_assert(!timer_take(&socket->timer[SOCKET_RETRANSMIT], &event));
	ck_assert_uint_eq(queue_pending(queue), 1);
	ck_assert(queue_pop(queue, NEVER_NS, &event));
	ck_assert(timer_take(&socket->timer[SOCKET_RETRANSMIT], &event));
	tear_down();
}
END_TEST

/* The place of a socket is used again; its timers are the new owner's. */
START_TEST(former_owner_leaves_nothing_that_fires)
{
	uint32_t index, again;
	struct socket *socket;
	struct event event;

	set_up("linux-6.18", "linux-6.18");
	new_socket(END_CLIENT, &index);
	alarms_set(&net, index, SOCKET_RETRANSMIT, NS_PER_S);
	sockets_free(&net.sockets, index);
	socket = new_socket(END_CLIENT, &again);
	ck_assert_uint_eq(again, index);
	alarms_set(&net, index, SOCKET_RETRANSMIT, NS_PER_S);
	ck_assert(queue_pop(queue, NEVER_NS, &event));
	ck_assert(!timer_take(&socket->timer[SOCKET_RETRANSMIT], &event));
	ck_assert(queue_pop(queue, NEVER_NS, &event));
	ck_assert(timer_take(&socket->timer[SOCKET_RETRANSMIT], &event));
	tear_down();
}
END_TEST

/*
 * The mirror: each timer has one deadline or none. Each fires at it, in the
 * order of time, and none is lost with what is dropped.
 */
enum { MIRROR_SOCKETS_N = 40, MIRROR_STEPS_N = 20000 };

struct mirror {
	struct rng rng;
	uint32_t index[MIRROR_SOCKETS_N];
	int64_t deadline_ns[MIRROR_SOCKETS_N][SOCKET_TIMERS_N];
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
		timer_cancel(&socket->timer[timer]);
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
	m->pending_n++;
}

static bool mirror_pop(struct mirror *m)
{
	struct event event;
	uint32_t at = 0, timer;

	if (!queue_pop(queue, NEVER_NS, &event))
		return false;
	while (m->index[at] != event_index(event.payload))
		at++;
	timer = event_kind(event.payload) - EVENT_RETRANSMIT;
	if (timer_take(&sockets_at(&net.sockets, m->index[at])->timer[timer],
		       &event)) {
		suite_assert(m->deadline_ns[at][timer] == event.at_ns);
		m->deadline_ns[at][timer] = NEVER_NS;
		m->pending_n--;
		m->fired_n++;
	}
	for (at = 0; at < MIRROR_SOCKETS_N; at++)
		for (timer = 0; timer < SOCKET_TIMERS_N; timer++)
			suite_assert(m->deadline_ns[at][timer] >= event.at_ns);
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
	suite_add(suite, event_names_the_timer_and_the_socket);
	suite_add(suite, cancelled_ones_are_dropped_unseen);
	suite_add(suite, former_owner_leaves_nothing_that_fires);
	suite_add_loop(suite, alarms_follow_the_mirror,
		       2 * suite_rows_n(stacks));
	return suite_run(suite);
}
