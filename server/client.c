#include "client.h"

#include "die.h"
#include "instant.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUF_SIZE   4096
#define EVENTS_MAX 256
/* Connects are still begun that long after the last one was due. */
#define GRACE_NS (100 * NS_PER_MS)

static struct slot *slot_at(struct client *client, uint32_t i)
{
	return &client->slots.slot[i];
}

static void slot_over(struct client *client, uint32_t i)
{
	slots_free(&client->slots, i);
	atomic_fetch_sub_explicit(&client->tally.count[TALLY_OPEN], 1,
				  memory_order_relaxed);
}

/* The end of a connection that went wrong. */
static void slot_fail(struct client *client, uint32_t i, int error)
{
	close(slot_at(client, i)->fd);
	slot_over(client, i);
	tally_error(&client->tally, error);
}

static void slot_bad_answer(struct client *client, uint32_t i)
{
	close(slot_at(client, i)->fd);
	slot_over(client, i);
	tally_add(&client->tally, TALLY_BAD_ANSWER);
}

/* The end of a connection that has its answers. */
static void slot_close(struct client *client, uint32_t i)
{
	const struct load_options *options = client->options;
	struct linger abort = {.l_onoff = 1, .l_linger = 0};
	int fd = slot_at(client, i)->fd;
	bool by_rst =
	    options->closer == LOAD_CLOSE_RST || options->linger_s == 0;

	if (options->closer == LOAD_CLOSE_RST)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &abort, sizeof(abort));
	if (close(fd) < 0 && errno != EINTR)
		tally_error(&client->tally, errno);
	else
		tally_add(&client->tally,
			  by_rst ? TALLY_RESET : TALLY_COMPLETED);
	slot_over(client, i);
}

/* What the exchange waits for now, if it has not waited for it before. */
static void slot_wait(struct client *client, uint32_t i)
{
	struct slot *slot = slot_at(client, i);
	enum slot_wait wait = SLOT_TALKS;

	if (slot->exchange.state == EXCHANGE_HOLDS)
		wait = SLOT_HOLDS;
	else if (slot->exchange.state == EXCHANGE_FOLLOWS)
		wait = SLOT_FOLLOWS;
	slots_wait(&client->slots, i, wait, instant_now_ns());
}

static ssize_t slot_step(struct client *client, struct slot *slot)
{
	struct exchange *exchange = &slot->exchange;
	size_t wanted = exchange_wants(exchange, client->options);
	char buf[BUF_SIZE];
	ssize_t n;

	if (exchange->state == EXCHANGE_ASKS) {
		n = send(slot->fd, client->request + exchange->done_bytes,
			 wanted, MSG_NOSIGNAL);
		if (n > 0)
			exchange_sent(exchange, client->options, (size_t)n);
		return n;
	}
	n = recv(slot->fd, buf, wanted < BUF_SIZE ? wanted : BUF_SIZE, 0);
	if (n >= 0)
		exchange_read(exchange, client->options, buf, (size_t)n);
	return n;
}

static void slot_talk(struct client *client, uint32_t i)
{
	struct slot *slot = slot_at(client, i);
	const struct exchange *exchange = &slot->exchange;

	for (;;) {
		uint32_t answers_n = exchange->answers_n;
		enum exchange_state before = exchange->state;
		ssize_t n;

		if (before == EXCHANGE_CLOSES) {
			slot_close(client, i);
			return;
		}
		if (before == EXCHANGE_BAD) {
			slot_bad_answer(client, i);
			return;
		}
		n = slot_step(client, slot);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0) {
			slot_fail(client, i, errno);
			return;
		}
		if (exchange->answers_n > answers_n)
			tally_add(&client->tally, TALLY_ANSWERS);
		if (exchange->state != before)
			slot_wait(client, i);
	}
}

/* Ports of the parity of the lowest one come first, the others are dear. */
static void tally_parity(struct client *client, int fd, int64_t took_ns)
{
	struct tally *tally = &client->tally;
	uint16_t low = client->options->ports.low;
	uint64_t before = tally_get(tally, TALLY_ESTABLISHED);
	struct sockaddr_in local;

	if (client->options->pick == DIAL_RANGE ||
	    client->options->pick == DIAL_BIND || !dial_local(fd, &local))
		return;
	if ((ntohs(local.sin_port) - low) % 2 == 0) {
		histogram_add(&tally->cheap, took_ns);
		return;
	}
	histogram_add(&tally->dear, took_ns);
	if (before < tally->first_dear_n)
		tally->first_dear_n = before;
}

static void slot_connected(struct client *client, uint32_t i)
{
	struct slot *slot = slot_at(client, i);
	int64_t now_ns = instant_now_ns();
	int64_t took_ns = now_ns - slot->since_ns;

	histogram_add(&client->tally.connect, took_ns);
	histogram_add(&client->tally.connect_from_due, now_ns - slot->due_ns);
	tally_parity(client, slot->fd, took_ns);
	tally_add(&client->tally, TALLY_ESTABLISHED);
	exchange_begin(&slot->exchange, client->options);
	slot_wait(client, i);
}

static int socket_error(int fd)
{
	int error = 0;
	socklen_t size = sizeof(error);

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
		return errno;
	return error;
}

static void slot_event(struct client *client, uint32_t i, uint32_t events)
{
	struct slot *slot = slot_at(client, i);
	int error;

	if (slot->wait == SLOT_CONNECTS) {
		if (!(events & (EPOLLOUT | EPOLLERR | EPOLLHUP)))
			return;
		error = socket_error(slot->fd);
		if (error) {
			slot_fail(client, i, error);
			return;
		}
		slot_connected(client, i);
	}
	slot_talk(client, i);
}

static void slot_begin(struct client *client, int fd, int64_t begin_ns)
{
	uint32_t i = slots_take(&client->slots, fd, begin_ns);
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET,
				    .data.u32 = i};

	slot_at(client, i)->due_ns = client->due_ns;
	tally_add(&client->tally, TALLY_OPEN);
	if (epoll_ctl(client->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
		slot_fail(client, i, errno);
}

static void dial_failed(struct client *client, int error, int64_t begin_ns,
			int64_t call_ns)
{
	struct tally *tally = &client->tally;

	tally_error(tally, error);
	if (!dial_is_no_port(error))
		return;
	histogram_add(&tally->no_port_call, call_ns);
	if (tally->no_port_first_ns != NEVER_NS)
		return;
	tally->no_port_first_ns = begin_ns - client->start_ns;
	tally->no_port_due_ns = client->due_ns - client->start_ns;
}

static void dial_one(struct client *client, int64_t now_ns)
{
	struct tally *tally = &client->tally;
	uint32_t destination =
	    (uint32_t)(client->due_k % client->destinations_n);
	struct walk *walk = &client->walk[destination];
	int64_t call_ns;
	int fd;

	tally_add(tally, TALLY_ATTEMPTED);
	histogram_add(&tally->lateness, now_ns - client->due_ns);
	if (client->slots.free == SLOT_NONE) {
		tally_add(tally, TALLY_NO_SLOT);
		return;
	}
	client->dial.destination = destination;
	fd = dial_begin(&client->dial, walk_port(walk), &call_ns);
	if (fd < 0) {
		dial_failed(client, -fd, now_ns, call_ns);
		return;
	}
	histogram_add(&tally->call, call_ns);
	walk_on(walk);
	slot_begin(client, fd, instant_now_ns() - call_ns);
}

/* Instant of this thread's next connect; NEVER_NS after the last one. */
static int64_t next_due(struct client *client)
{
	uint64_t threads_n = (uint64_t)client->options->threads_n;
	int64_t at_ns;

	do {
		at_ns = pace_next(&client->pace);
		client->due_k = client->pace.k - 1;
	} while (client->due_k % threads_n != client->id);
	return at_ns < client->options->duration_ns ? client->start_ns + at_ns
						    : NEVER_NS;
}

static void give_up_overdue(struct client *client)
{
	for (; client->due_ns != NEVER_NS; client->due_ns = next_due(client)) {
		tally_add(&client->tally, TALLY_ATTEMPTED);
		tally_add(&client->tally, TALLY_NEVER_BEGUN);
	}
}

/* Begin what is due: one at a time, so that answers are not kept waiting. */
static void dial_due(struct client *client)
{
	int64_t now_ns = instant_now_ns();
	int64_t end_ns = client->start_ns + client->options->duration_ns;

	if (client->due_ns > now_ns)
		return;
	if (now_ns > end_ns + GRACE_NS) {
		give_up_overdue(client);
		return;
	}
	dial_one(client, now_ns);
	client->due_ns = next_due(client);
}

static int64_t wait_ends_ns(const struct client *client, enum slot_wait wait)
{
	const struct load_options *options = client->options;
	int64_t delay_ns = options->timeout_ns;

	if (wait == SLOT_HOLDS)
		delay_ns = options->hold_ns;
	else if (wait == SLOT_FOLLOWS)
		delay_ns += options->hold_ns;
	return slots_head_ns(&client->slots, wait, delay_ns);
}

static void expire(struct client *client)
{
	int64_t now_ns = instant_now_ns();

	for (int wait = SLOT_CONNECTS; wait < SLOT_WAITS_N; wait++) {
		const struct slot_list *list = &client->slots.list[wait];

		while (wait_ends_ns(client, (enum slot_wait)wait) <= now_ns) {
			if (wait == SLOT_HOLDS)
				slot_close(client, list->head);
			else
				slot_fail(client, list->head, ETIMEDOUT);
		}
	}
}

static int64_t next_instant(const struct client *client)
{
	int64_t at_ns = client->due_ns;

	for (int wait = SLOT_CONNECTS; wait < SLOT_WAITS_N; wait++) {
		int64_t ends_ns = wait_ends_ns(client, (enum slot_wait)wait);

		if (ends_ns < at_ns)
			at_ns = ends_ns;
	}
	return at_ns;
}

static void handle_events(struct client *client)
{
	struct epoll_event event[EVENTS_MAX];
	int64_t left_ns = next_instant(client) - instant_now_ns();
	struct timespec left = instant_timespec(left_ns > 0 ? left_ns : 0);
	int n = epoll_pwait2(client->epoll_fd, event, EVENTS_MAX, &left, NULL);

	for (int e = 0; e < n; e++)
		if (event[e].data.u32 != SLOT_NONE)
			slot_event(client, event[e].data.u32, event[e].events);
}

static bool is_over(const struct client *client)
{
	return client->due_ns == NEVER_NS && slots_none(&client->slots);
}

void client_run(struct client *client)
{
	/* Linux may else wake a thread 50 us late, to save wake-ups. */
	prctl(PR_SET_TIMERSLACK, 1UL);
	for (;;) {
		dial_due(client);
		/* Asked before each wait, which would else never end. */
		if (is_over(client) || atomic_load(client->stop))
			return;
		handle_events(client);
		expire(client);
	}
}

static uint32_t greatest_common_divisor(uint32_t a, uint32_t b)
{
	while (b > 0) {
		uint32_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/*
 * The threads that come to a destination share its ports: with as many threads
 * as destinations each has one to itself.
 */
static void init_walks_or_die(struct client *client)
{
	uint32_t threads_n = (uint32_t)client->options->threads_n;
	uint32_t together =
	    greatest_common_divisor(threads_n, client->destinations_n);

	client->walk = calloc(client->destinations_n, sizeof(*client->walk));
	if (!client->walk)
		die_errno(DIE_RUNTIME, "memory");
	for (uint32_t i = 0; i < client->destinations_n; i++)
		walk_init(&client->walk[i], client->options->ports,
			  client->id / together, threads_n / together);
}

void client_init_or_die(struct client *client)
{
	const struct load_options *options = client->options;
	struct epoll_event event = {.events = EPOLLIN, .data.u32 = SLOT_NONE};

	tally_init(&client->tally);
	if (!slots_init(&client->slots,
			(uint32_t)(options->open_max / options->threads_n)))
		die_errno(DIE_RUNTIME, "--open-max");
	pace_init(&client->pace, options->rate, options->arrivals,
		  (uint64_t)options->seed);
	client->destinations_n = load_destinations_n(options);
	init_walks_or_die(client);
	client->due_ns = next_due(client);
	client->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (client->epoll_fd < 0 || epoll_ctl(client->epoll_fd, EPOLL_CTL_ADD,
					      client->stop_fd, &event) < 0)
		die_errno(DIE_RUNTIME, "epoll");
}

void client_fini(struct client *client)
{
	slots_fini(&client->slots);
	free(client->walk);
	close(client->epoll_fd);
}
