#include "kernel_host.h"

#include "aside.h"
#include "instant.h"
#include "kernel_calls.h"
#include "procnet.h"
#include "sysctl.h"
#include "tun.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>

/* The port of the near end, and of the far end when that calls */
#define FAR_PORT 40000
/* Longer than the longest time-out of TCP */
#define PATIENCE_NS (130 * NS_PER_S)

/**
 * struct kernel_host - A host
 * @start_ns:	CLOCK_MONOTONIC when time was 0
 * @near_port:	Of the connection that is drilled
 * @far_port:	Likewise
 */
struct kernel_host {
	struct kernel_calls calls;
	struct tun tun;
	struct aside aside;
	int64_t start_ns;
	uint16_t near_port;
	uint16_t far_port;
	drill_sent_fn *sent;
	void *data;
};

static int64_t now_ns(void *self)
{
	struct kernel_host *host = self;

	return instant_now_ns() - host->start_ns;
}

/* A SYN that goes out says between which ports the script is from now on. */
static bool hear(struct kernel_host *host)
{
	struct datagram out;
	int64_t at_ns;

	if (!tun_read(&host->tun, &out, &at_ns))
		return false;
	if ((out.seg.flags & (SEG_SYN | SEG_ACK)) == SEG_SYN) {
		host->near_port = out.from_port;
		host->far_port = out.to_port;
	}
	if (out.sack_n)
		out.seg.flags |= DRILL_SEG_SACK;
	host->sent(host->data, at_ns - host->start_ns, &out.seg);
	return true;
}

/* Until something can be read, or a call is back, or the time has come */
static void sleep_until(struct kernel_host *host, int64_t at_ns)
{
	struct pollfd watched[] = {
	    {.fd = host->tun.tap, .events = POLLIN},
	    {.fd = host->aside.wake, .events = POLLIN},
	};
	struct timespec left =
	    instant_timespec(MAX(at_ns + host->start_ns - instant_now_ns(), 0));

	ppoll(watched, G_N_ELEMENTS(watched), &left, NULL);
}

static bool step(void *self, int64_t to_ns)
{
	struct kernel_host *host = self;

	for (;;) {
		int64_t looked_ns = now_ns(host);

		if (hear(host) || aside_is_back(&host->aside))
			return true;
		if (looked_ns >= to_ns)
			return false;
		sleep_until(host, to_ns);
	}
}

/* A call that is back stays so until it is asked for. */
static void wait(void *self, int64_t to_ns)
{
	const struct kernel_host *host = self;

	while (step(self, to_ns) && !aside_is_back(&host->aside))
		;
}

static void set_addresses(const struct kernel_host *host,
			  struct datagram *datagram)
{
	int family = host->calls.family;
	bool v4 = family == AF_INET;

	datagram->family = family;
	inet_pton(family, v4 ? TUN_FAR_V4 : TUN_FAR_V6, &datagram->from);
	inet_pton(family, v4 ? TUN_NEAR_V4 : TUN_NEAR_V6, &datagram->to);
	datagram->from_port = host->far_port;
	datagram->to_port = host->near_port;
}

/* Edges of SACK blocks are numbers of the stack's own, as its ACK is. */
static void arrive(void *self, const struct segment *seg,
		   const struct drill_packet *packet)
{
	struct kernel_host *host = self;
	struct datagram datagram = {.seg = *seg, .sack_n = packet->sack_n};

	G_STATIC_ASSERT(DRILL_SACK_MAX == DATAGRAM_SACK_MAX);
	for (unsigned i = 0; i < 2u * packet->sack_n; i++)
		datagram.sack[i] = packet->sack[i] + seg->ack.raw - packet->ack;
	set_addresses(host, &datagram);
	tun_write(&host->tun, &datagram);
}

static int run(void *self, drill_run_fn *make, struct drill_calls *calls,
	       const struct drill_call *call, bool blocks)
{
	struct kernel_host *host = self;

	if (blocks)
		return aside_begin(&host->aside, make, calls, call);
	return aside_guard(&host->aside, make, calls, call);
}

static int again(void *self, drill_run_fn *make, struct drill_calls *calls,
		 const struct drill_call *call, int64_t *at_ns)
{
	struct kernel_host *host = self;
	int result = aside_result(&host->aside, at_ns);

	(void)make;
	(void)calls;
	(void)call;
	*at_ns -= host->start_ns;
	return result;
}

static int call_listen(void *self, int fd, int backlog)
{
	struct kernel_host *host = self;

	host->near_port = KERNEL_CALLS_PORT;
	host->far_port = FAR_PORT;
	return kernel_calls_listen(self, fd, backlog);
}

static enum drill_sysctl set_sysctl(void *self, const char *name,
				    const char *value)
{
	(void)self;
	switch (sysctl_set(name, value)) {
	case SYSCTL_SET:
		return DRILL_SYSCTL_SET;
	case SYSCTL_UNKNOWN:
		return DRILL_SYSCTL_UNKNOWN;
	case SYSCTL_GLOBAL:
		return DRILL_SYSCTL_GLOBAL;
	case SYSCTL_VALUE:
		break;
	}
	return DRILL_SYSCTL_VALUE;
}

static unsigned int count(void *self, enum tcp_state state)
{
	(void)self;
	return procnet_count(kernel_calls_number_of(state));
}

static const struct drill_host_ops ops = {
    .now_ns = now_ns,
    .step = step,
    .wait = wait,
    .arrive = arrive,
    .run = run,
    .again = again,
    .socket = kernel_calls_socket,
    .bind = kernel_calls_bind,
    .listen = call_listen,
    .accept = kernel_calls_accept,
    .connect = kernel_calls_connect,
    .read = kernel_calls_read,
    .write = kernel_calls_write,
    .close = kernel_calls_close,
    .shutdown = kernel_calls_shutdown,
    .set_option = kernel_calls_set_option,
    .get_option = kernel_calls_get_option,
    .set_nonblocking = kernel_calls_set_nonblocking,
    .is_nonblocking = kernel_calls_is_nonblocking,
    .unread = kernel_calls_unread,
    .info = kernel_calls_info,
    .sysctl = set_sysctl,
    .count = count,
    .patience_ns = PATIENCE_NS,
    .curiosity_ns = NS_PER_S,
};

/* Set one by one; what this kernel or this namespace has not is passed over. */
static void set_sysctls(char *const *sysctls)
{
	for (size_t i = 0; sysctls && sysctls[i]; i++) {
		g_auto(GStrv) parts = g_strsplit(sysctls[i], "=", 2);

		(void)sysctl_set(parts[0], parts[1]);
	}
}

/* Where this is not allowed, the player is late more often. */
static void hurry(void)
{
	struct sched_param first = {.sched_priority = 1};

	(void)sched_setscheduler(0, SCHED_RR, &first);
	prctl(PR_SET_TIMERSLACK, 1UL);
}

struct kernel_host *kernel_host_new(const struct drill_settings *settings,
				    char *const *sysctls, drill_sent_fn *sent,
				    void *data)
{
	struct kernel_host *host;
	int family = settings->ipv6 ? AF_INET6 : AF_INET;

	if (unshare(CLONE_NEWNET) < 0)
		return NULL;
	host = g_new0(struct kernel_host, 1);
	host->near_port = KERNEL_CALLS_PORT;
	host->far_port = FAR_PORT;
	host->sent = sent;
	host->data = data;
	set_sysctls(sysctls);
	if (!tun_open(&host->tun, family, settings->mtu)) {
		g_free(host);
		return NULL;
	}
	hurry();
	kernel_calls_init(&host->calls, family);
	aside_init(&host->aside);
	return host;
}

void kernel_host_free(struct kernel_host *host)
{
	if (!host)
		return;
	aside_fini(&host->aside);
	kernel_calls_fini(&host->calls);
	tun_close(&host->tun);
	g_free(host);
}

void kernel_host_prepare(void)
{
	aside_prepare();
}

int64_t kernel_host_start(struct kernel_host *host)
{
	host->start_ns = instant_now_ns();
	return host->start_ns;
}

struct drill_host kernel_host(struct kernel_host *host)
{
	return (struct drill_host){&ops, host};
}
