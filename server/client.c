#include "client.h"

#include "die.h"
#include "instant.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER_SIZE 26
#define EVENTS_MAX  256
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

/* The end of a connection that has its answer. */
static void slot_close(struct client *client, uint32_t i)
{
	struct linger abort = {.l_onoff = 1, .l_linger = 0};
	bool by_rst = client->options->closer == LOAD_CLOSE_RST;
	int fd = slot_at(client, i)->fd;

	if (by_rst)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &abort, sizeof(abort));
	if (close(fd) < 0 && errno != EINTR)
		tally_error(&client->tally, errno);
	else
		tally_add(&client->tally,
			  by_rst ? TALLY_RESET : TALLY_COMPLETED);
	slot_over(client, i);
}

static void slot_answered(struct client *client, uint32_t i)
{
	struct slot *slot = slot_at(client, i);

	if (slot->last != '\n') {
		slot_bad_answer(client, i);
		return;
	}
	if (!client->options->hold_ns) {
		slot_close(client, i);
		return;
	}
	slots_hold(&client->slots, i, instant_now_ns());
}

static void slot_read(struct client *client, uint32_t i)
{
	struct slot *slot = slot_at(client, i);
	bool server_closes = client->options->closer == LOAD_CLOSE_SERVER;
	char buf[ANSWER_SIZE + 1];
	ssize_t n;

	while (slot->got < ANSWER_SIZE || server_closes) {
		n = recv(slot->fd, buf, sizeof(buf), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0) {
			slot_fail(client, i, errno);
			return;
		}
		if (n == 0)
			break;
		slot->got += (uint32_t)n;
		slot->last = buf[n - 1];
	}
	if (slot->got == ANSWER_SIZE)
		slot_answered(client, i);
	else
		slot_bad_answer(client, i);
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
	int64_t took_ns = instant_now_ns() - slot->since_ns;

	histogram_add(&client->tally.connect, took_ns);
	tally_parity(client, slot->fd, took_ns);
	tally_add(&client->tally, TALLY_ESTABLISHED);
	slot->state = SLOT_READING;
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

	if (slot->state == SLOT_CONNECTING) {
		if (!(events & (EPOLLOUT | EPOLLERR | EPOLLHUP)))
			return;
		error = socket_error(slot->fd);
		if (error) {
			slot_fail(client, i, error);
			return;
		}
		slot_connected(client, i);
	}
	if (slot->state == SLOT_READING)
		slot_read(client, i);
}

static void slot_begin(struct client *client, int fd, int64_t begin_ns)
{
	uint32_t i = slots_take(&client->slots, fd, begin_ns);
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET,
				    .data.u32 = i};

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
	int64_t call_ns;
	int fd;

	tally_add(tally, TALLY_ATTEMPTED);
	histogram_add(&tally->lateness, now_ns - client->due_ns);
	if (client->slots.free == SLOT_NONE) {
		tally_add(tally, TALLY_NO_SLOT);
		return;
	}
	fd = dial_begin(&client->dial, walk_port(&client->walk), &call_ns);
	if (fd < 0) {
		dial_failed(client, -fd, now_ns, call_ns);
		return;
	}
	histogram_add(&tally->call, call_ns);
	walk_on(&client->walk);
	slot_begin(client, fd, instant_now_ns() - call_ns);
}

/* Instant of this thread's next connect; NEVER_NS after the last one. */
static int64_t next_due(struct client *client)
{
	uint64_t threads_n = (uint64_t)client->options->threads_n;
	int64_t at_ns;

	do {
		at_ns = pace_next(&client->pace);
	} while ((client->pace.k - 1) % threads_n != client->id);
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

static int64_t timeout_at_ns(const struct client *client)
{
	return slots_head_ns(&client->slots, &client->slots.waiting,
			     client->options->timeout_ns);
}

static int64_t hold_ends_ns(const struct client *client)
{
	return slots_head_ns(&client->slots, &client->slots.holding,
			     client->options->hold_ns);
}

static void expire(struct client *client)
{
	int64_t now_ns = instant_now_ns();

	while (timeout_at_ns(client) <= now_ns)
		slot_fail(client, client->slots.waiting.head, ETIMEDOUT);
	while (hold_ends_ns(client) <= now_ns)
		slot_close(client, client->slots.holding.head);
}

static int64_t next_instant(const struct client *client)
{
	int64_t at_ns = client->due_ns;

	if (timeout_at_ns(client) < at_ns)
		at_ns = timeout_at_ns(client);
	if (hold_ends_ns(client) < at_ns)
		at_ns = hold_ends_ns(client);
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
	return client->due_ns == NEVER_NS &&
	       client->slots.waiting.head == SLOT_NONE &&
	       client->slots.holding.head == SLOT_NONE;
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
	walk_init(&client->walk, options->ports, client->id,
		  (uint32_t)options->threads_n);
	client->due_ns = next_due(client);
	client->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (client->epoll_fd < 0 || epoll_ctl(client->epoll_fd, EPOLL_CTL_ADD,
					      client->stop_fd, &event) < 0)
		die_errno(DIE_RUNTIME, "epoll");
}

void client_fini(struct client *client)
{
	slots_fini(&client->slots);
	close(client->epoll_fd);
}
