#include "drill/drill_simulated.h"

#include "run/knobs.h"

#define HEADERS_IPV4 40
#define HEADERS_IPV6 60

/** As long as the longest time-out of any stack, and a good deal more */
#define PATIENCE_NS (24 * 3600 * NS_PER_S)

/**
 * struct drill_simulated - A simulated host
 * @profile:	A copy for its sysctls
 */
struct drill_simulated {
	struct profile profile;
	struct endpoint *endpoint;
};

static struct endpoint *endpoint_of(void *host)
{
	return ((struct drill_simulated *)host)->endpoint;
}

static int64_t now_ns(void *host)
{
	return endpoint_now_ns(endpoint_of(host));
}

static bool step(void *host, int64_t to_ns)
{
	int64_t next_ns = endpoint_next_ns(endpoint_of(host));

	if (next_ns == NEVER_NS || next_ns > to_ns)
		return false;
	endpoint_advance(endpoint_of(host), next_ns);
	return true;
}

static void wait(void *host, int64_t to_ns)
{
	if (to_ns > now_ns(host))
		endpoint_advance(endpoint_of(host), to_ns);
}

static void arrive(void *host, const struct segment *seg,
		   const struct drill_packet *packet)
{
	(void)packet;
	endpoint_arrive(endpoint_of(host), seg);
}

static int run(void *host, drill_run_fn *make, struct drill_calls *calls,
	       const struct drill_call *call, bool blocks)
{
	(void)host;
	(void)blocks;
	return make(calls, call);
}

static int again(void *host, drill_run_fn *make, struct drill_calls *calls,
		 const struct drill_call *call, int64_t *at_ns)
{
	*at_ns = now_ns(host);
	return make(calls, call);
}

static int call_socket(void *host)
{
	return endpoint_socket(endpoint_of(host));
}

static int call_bind(void *host, int fd)
{
	return endpoint_bind(endpoint_of(host), fd);
}

static int call_listen(void *host, int fd, int backlog)
{
	return endpoint_listen(endpoint_of(host), fd, backlog);
}

static int call_accept(void *host, int fd)
{
	return endpoint_accept(endpoint_of(host), fd);
}

static int call_connect(void *host, int fd)
{
	return endpoint_connect(endpoint_of(host), fd);
}

static int call_read(void *host, int fd, int max)
{
	return endpoint_read(endpoint_of(host), fd, max);
}

static int call_write(void *host, int fd, int octets)
{
	return endpoint_write(endpoint_of(host), fd, octets);
}

static int call_close(void *host, int fd)
{
	return endpoint_close(endpoint_of(host), fd);
}

static int call_shutdown(void *host, int fd, enum endpoint_how how)
{
	return endpoint_shutdown(endpoint_of(host), fd, how);
}

static int set_option(void *host, int fd, enum endpoint_option option,
		      int value)
{
	return endpoint_set_option(endpoint_of(host), fd, option, value);
}

static int get_option(void *host, int fd, enum endpoint_option option,
		      int *value)
{
	return endpoint_get_option(endpoint_of(host), fd, option, value);
}

static int set_nonblocking(void *host, int fd, bool nonblocking)
{
	return endpoint_set_nonblocking(endpoint_of(host), fd, nonblocking);
}

static bool is_nonblocking(void *host, int fd)
{
	return endpoint_is_nonblocking(endpoint_of(host), fd);
}

static int unread(void *host, int fd)
{
	return endpoint_unread(endpoint_of(host), fd);
}

static int info(void *host, int fd, struct endpoint_info *to)
{
	return endpoint_get_info(endpoint_of(host), fd, to);
}

static enum drill_sysctl set_sysctl(void *host, const char *name,
				    const char *value)
{
	struct drill_simulated *simulated = host;

	switch (knobs_set(&simulated->profile, name, value)) {
	case KNOBS_SET:
		return DRILL_SYSCTL_SET;
	case KNOBS_IGNORED:
		return DRILL_SYSCTL_IGNORED;
	case KNOBS_UNKNOWN:
		return DRILL_SYSCTL_UNKNOWN;
	case KNOBS_VALUE:
		break;
	}
	return DRILL_SYSCTL_VALUE;
}

static unsigned int count(void *host, enum tcp_state state)
{
	return endpoint_count(endpoint_of(host), state);
}

static void drop(void *host, enum tcp_state state)
{
	endpoint_drop(endpoint_of(host), state);
}

static const struct drill_host_ops ops = {
    .now_ns = now_ns,
    .step = step,
    .wait = wait,
    .arrive = arrive,
    .run = run,
    .again = again,
    .socket = call_socket,
    .bind = call_bind,
    .listen = call_listen,
    .accept = call_accept,
    .connect = call_connect,
    .read = call_read,
    .write = call_write,
    .close = call_close,
    .shutdown = call_shutdown,
    .set_option = set_option,
    .get_option = get_option,
    .set_nonblocking = set_nonblocking,
    .is_nonblocking = is_nonblocking,
    .unread = unread,
    .info = info,
    .sysctl = set_sysctl,
    .count = count,
    .drop = drop,
    .patience_ns = PATIENCE_NS,
    .curiosity_ns = PATIENCE_NS,
};

/* The largest segment follows from the largest packet, or is smaller by what
 * the header of IPv6 is longer. */
static void set_mss(struct profile *profile,
		    const struct drill_settings *settings)
{
	int64_t headers = settings->ipv6 ? HEADERS_IPV6 : HEADERS_IPV4;

	if (settings->mtu)
		profile->mss = settings->mtu - headers;
	else
		profile->mss -= headers - HEADERS_IPV4;
}

struct drill_simulated *drill_simulated_new(
    const struct drill_settings *settings, const struct profile *profile,
    uint64_t seed, drill_sent_fn *sent, void *data)
{
	struct drill_simulated *simulated = g_new0(struct drill_simulated, 1);
	struct endpoint_setup setup = {
	    .profile = &simulated->profile,
	    .seed = seed,
	    .sent = sent,
	    .data = data,
	};

	simulated->profile = *profile;
	set_mss(&simulated->profile, settings);
	simulated->endpoint = endpoint_new(&setup);
	return simulated;
}

void drill_simulated_free(struct drill_simulated *simulated)
{
	if (!simulated)
		return;
	endpoint_free(simulated->endpoint);
	g_free(simulated);
}

struct drill_host drill_simulated_host(struct drill_simulated *simulated)
{
	return (struct drill_host){&ops, simulated};
}
