/*
 * Random segments and calls at one host: no must() trips, the sequence
 * variables stay in order, every connection ends and memory returns to zero.
 *
 * With an engine this is a libFuzzer target; see fuzz.h for what runs it as a
 * plain test.
 */
#include "fuzz.h"

#include "base/must.h"
#include "host/handles.h"
#include "unit/stack.h"

#include <string.h>

#define FDS_N	     6
#define DRAIN_EVENTS 200000

static const char *const stacks[] = {"rfc9293",	   "linux-6.18",
				     "linux-4.19", "linux-2.6.32",
				     "freebsd",	   "sunos-4.1.3"};
#define STACKS_N (sizeof(stacks) / sizeof(stacks[0]))

struct fuzz {
	const uint8_t *data;
	size_t size;
	struct endpoint *ep;
	struct seq their_end; /* after what the stack sent last */
	struct seq their_ack; /* what it acknowledged last */
	uint32_t their_ts;
	int fd[FDS_N];
};

static uint8_t next(struct fuzz *f)
{
	if (f->size == 0)
		return 0;
	f->size--;
	return *f->data++;
}

static void sent(void *data, int64_t at_ns, const struct segment *seg)
{
	struct fuzz *f = data;

	(void)at_ns;
	f->their_end = segment_end(seg);
	if (segment_has(seg, SEG_ACK))
		f->their_ack = seg->ack;
	f->their_ts = seg->ts_val;
}

static uint32_t near(struct fuzz *f, uint32_t base)
{
	static const int32_t steps[] = {
	    0, 0, 0, 0, 1, -1, 2, 100, 65535, -65535, 0x7fffffff, 1000};
	uint8_t choice = next(f);

	if (choice < 128)
		return base;
	if (choice >= 250)
		return (uint32_t)next(f) << 24 | (uint32_t)next(f) << 8;
	return base + (uint32_t)steps[choice % 12];
}

/* Mostly what a peer might send, sometimes anything. */
static uint8_t some_flags(struct fuzz *f)
{
	static const uint8_t usual[] = {
	    SEG_ACK, SEG_ACK, SEG_ACK | SEG_FIN, SEG_ACK | SEG_PSH,
	    SEG_SYN, SEG_RST, SEG_RST | SEG_ACK, SEG_SYN | SEG_ACK,
	};
	uint8_t choice = next(f);

	return choice < 240 ? usual[choice % sizeof(usual)] : next(f);
}

static void arrive(struct fuzz *f)
{
	struct segment seg = {
	    .flags = some_flags(f),
	    .seq = seq_of(near(f, f->their_ack.raw)),
	    .ack = seq_of(near(f, f->their_end.raw)),
	};
	uint8_t more = next(f);

	seg.len = more & 1 ? next(f) * 6u : 0;
	seg.window = more & 2 ? next(f) : 65535;
	if (more & 4) {
		seg.flags |= SEG_TS;
		seg.ts_val = 1000u + next(f);
		seg.ts_ecr = f->their_ts;
	}
	if (more & 8) {
		seg.flags |= SEG_MSS | SEG_WSCALE | SEG_SACK_OK;
		seg.mss = (uint16_t)(next(f) * 8u);
		seg.wscale = next(f) % 16;
	}
	if (!(seg.flags & SEG_ACK))
		seg.ack = seq_of(0);
	endpoint_arrive(f->ep, &seg);
}

static int *some_fd(struct fuzz *f)
{
	return &f->fd[next(f) % FDS_N];
}

static void open_fd(struct fuzz *f, int fd)
{
	for (int i = 0; i < FDS_N; i++)
		if (f->fd[i] < 0) {
			f->fd[i] = fd;
			return;
		}
	endpoint_close(f->ep, fd);
}

static void call(struct fuzz *f)
{
	int *fd = some_fd(f);
	int result;

	switch (next(f) % 12) {
	case 0:
		result = endpoint_socket(f->ep);
		if (result > 0) {
			endpoint_set_nonblocking(f->ep, result, true);
			open_fd(f, result);
		}
		break;
	case 1:
		endpoint_bind(f->ep, *fd);
		endpoint_listen(f->ep, *fd, 1);
		break;
	case 2:
		result = endpoint_accept(f->ep, *fd);
		if (result > 0) {
			endpoint_set_nonblocking(f->ep, result, true);
			open_fd(f, result);
		}
		break;
	case 3:
		endpoint_connect(f->ep, *fd);
		break;
	case 4:
		endpoint_read(f->ep, *fd, next(f) * 16);
		break;
	case 5:
		endpoint_write(f->ep, *fd, 1 + next(f) * 16);
		break;
	case 6:
		if (endpoint_close(f->ep, *fd) != ENDPOINT_BLOCKS)
			*fd = -1;
		break;
	case 7:
		endpoint_shutdown(f->ep, *fd, (enum endpoint_how)(next(f) % 3));
		break;
	case 8:
		endpoint_set_option(f->ep, *fd, ENDPOINT_SO_LINGER,
				    next(f) % 3 - 1);
		break;
	case 9:
		endpoint_set_option(f->ep, *fd, ENDPOINT_TCP_LINGER2, next(f));
		break;
	case 10:
		endpoint_set_option(f->ep, *fd, ENDPOINT_TCP_USER_TIMEOUT,
				    next(f) * 100);
		break;
	default:
		endpoint_drop(f->ep, (enum tcp_state)(next(f) % TCP_STATES_N));
		break;
	}
}

/* Half of the inputs begin with a connection, from either side. */
static void begin(struct fuzz *f)
{
	uint8_t how = next(f);
	struct segment syn = {
	    .seq = seq_of(1000), .flags = SEG_SYN, .window = 65535};
	struct segment ack = {
	    .seq = seq_of(1001), .flags = SEG_ACK, .window = 65535};
	int fd;

	if (how & 1)
		return;
	fd = endpoint_socket(f->ep);
	endpoint_set_nonblocking(f->ep, fd, true);
	f->fd[0] = fd;
	if (how & 2) {
		endpoint_connect(f->ep, fd);
		syn.flags |= SEG_ACK;
		syn.ack = f->their_end;
		endpoint_arrive(f->ep, &syn);
		return;
	}
	endpoint_listen(f->ep, fd, 1);
	endpoint_arrive(f->ep, &syn);
	ack.ack = f->their_end;
	endpoint_arrive(f->ep, &ack);
	f->fd[1] = endpoint_accept(f->ep, fd);
	endpoint_set_nonblocking(f->ep, f->fd[1], true);
}

static void look(const struct fuzz *f)
{
	const struct sockets *sockets = &f->ep->net.sockets;
	const struct tcb *tcb;

	for (uint32_t i = 0; i < sockets_places_n(sockets); i++) {
		if (!sockets_at(sockets, i)->in_use)
			continue;
		tcb = &sockets_at(sockets, i)->tcb;
		must(tcb->state < TCP_STATES_N);
		must(seq_le(tcb->snd_una, tcb->snd_nxt));
		must(seq_le(tcb->snd_nxt, seq_add(tcb->snd_end, 1)));
		must(tcb->unread <= tcb->rcv_buf + UINT16_MAX);
	}
}

static void drain(struct fuzz *f)
{
	for (int i = 0; i < DRAIN_EVENTS; i++) {
		if (endpoint_next_ns(f->ep) == NEVER_NS)
			return;
		endpoint_advance(f->ep, endpoint_next_ns(f->ep));
	}
	must_not_come("a connection that ends");
}

static void close_all(struct fuzz *f)
{
	for (int fd = FD_FIRST; fd < FD_FIRST + HANDLES_MAX; fd++) {
		endpoint_set_nonblocking(f->ep, fd, true);
		endpoint_close(f->ep, fd);
	}
}

static void look_at_the_end(const struct fuzz *f)
{
	const struct net *net = &f->ep->net;

	must(net->sockets.in_use_n == 0);
	for (int end = 0; end < ENDS_N; end++) {
		must(net->timewaits[end].alive_n == 0);
		must(net->side[end].ledger.bytes.value == 0);
		must(net->side[end].host_orphans_n[0] == 0);
		must(net->side[end].host_time_wait_n[0] == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct profile profiles[STACKS_N];
	struct fuzz f = {.data = data, .size = size};
	struct endpoint_setup setup = {.sent = sent, .data = &f};
	size_t stack;

	if (profiles[0].name[0] == '\0')
		for (size_t i = 0; i < STACKS_N; i++) {
			profiles[i] = stack_load(stacks[i]);
			strcpy(profiles[i].name, stacks[i]);
		}
	stack = next(&f) % STACKS_N;
	setup.profile = &profiles[stack];
	memset(f.fd, -1, sizeof(f.fd));
	f.ep = endpoint_new(&setup);
	begin(&f);
	while (f.size > 0) {
		switch (next(&f) % 4) {
		case 0:
			endpoint_advance(f.ep,
					 endpoint_now_ns(f.ep) +
					     next(&f) * next(&f) * NS_PER_MS);
			break;
		case 1:
			call(&f);
			break;
		default:
			arrive(&f);
			break;
		}
		look(&f);
	}
	close_all(&f);
	drain(&f);
	look_at_the_end(&f);
	endpoint_free(f.ep);
	return 0;
}
