#include "connect_cost.h"

#include "base/histogram.h"
#include "child.h"
#include "dial.h"
#include "die.h"
#include "hosts.h"
#include "instant.h"
#include "lab_server.h"
#include "options.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER_NS_MAX (10 * NS_PER_S)
/* Ports that may be free all the same, and are made busy when found. */
#define FREE_MAX   100
#define RESERVE_NS (45 * NS_PER_S)

/* clang-format off */
#define COST_FIELDS(F)                                                         \
F(PORTS,    "ports",     ports,     1000, 65535, NULL,                         \
  "ports that are made busy, then searched in vain")                           \
F(INT,      "calls",     calls_n,   1, 10000, NULL,                            \
  "calls for each number of ports; their median counts")                       \
F(DURATION, "pause",     pause_ns,  0, NS_PER_S, NULL,                         \
  "between two calls; caches forget meanwhile")
/* clang-format on */

/** struct point - A search in vain over busy ports, and what it took */
struct point {
	double ports_n;
	double took_ns;
};

#define COST_ROW(...) FIELD_ROW(struct connect_cost_plan, __VA_ARGS__)
static const struct field rows[] = {COST_FIELDS(COST_ROW)};

static const struct options command_line = {
    .usage = "connect-cost [OPTION]...",
    .summary = "Measure connect.base and connect.probe of a machine profile.",
    .rows = rows,
    .rows_n = sizeof(rows) / sizeof(rows[0]),
};

/* Take the answer and close first: a TIME-WAIT is left. */
static void leave_time_wait_or_die(int fd)
{
	char buf[64];
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	int64_t until_ns = instant_now_ns() + ANSWER_NS_MAX;

	while (recv(fd, buf, sizeof(buf), 0) < 0) {
		if ((errno != EAGAIN && errno != EINTR) ||
		    instant_now_ns() > until_ns)
			die_errno(DIE_RUNTIME, "no answer");
		poll(&wait, 1, 1000);
	}
	close(fd);
}

/* connect() that finds a port, however long it searches. */
static int64_t measure_found_or_die(const struct connect_cost_plan *plan,
				    const struct dial *dial)
{
	static struct histogram took;
	int64_t call_ns;

	histogram_init(&took);
	for (int64_t i = 0; i < plan->calls_n; i++) {
		int fd;

		instant_sleep_until(instant_now_ns() + plan->pause_ns);
		fd = dial_begin(dial, 0, &call_ns);
		if (fd < 0)
			die(DIE_RUNTIME, "connect(): errno %d", -fd);
		histogram_add(&took, call_ns);
		leave_time_wait_or_die(fd);
	}
	return histogram_quantile(&took, 0.5);
}

/* Make every @step-th port busy. */
static void fill_or_die(struct dial dial, struct port_range ports,
			uint32_t step)
{
	int64_t until_ns = instant_now_ns() + RESERVE_NS;
	int64_t call_ns;

	dial.pick = DIAL_RANGE;
	for (uint32_t port = ports.low; port <= ports.high; port += step) {
		int fd = dial_begin(&dial, (uint16_t)port, &call_ns);

		if (fd >= 0)
			leave_time_wait_or_die(fd);
		else if (!dial_is_no_port(-fd))
			die(DIE_RUNTIME, "connect(): errno %d", -fd);
		if (instant_now_ns() > until_ns)
			die(DIE_RUNTIME,
			    "this machine is too slow: the first "
			    "TIME-WAITs end before the last began");
	}
}

/* A search through the lowest @ports_n ports, all busy. */
static void measure_search_or_die(const struct connect_cost_plan *plan,
				  const struct dial *dial, struct point *point)
{
	static struct histogram took;
	char range[32];
	int64_t call_ns;
	int free_n = 0;

	snprintf(range, sizeof(range), "%u %u", plan->ports.low,
		 (unsigned)(plan->ports.low + point->ports_n - 1));
	hosts_set_or_die("net.ipv4.ip_local_port_range", range);
	histogram_init(&took);
	while (took.n < (uint64_t)plan->calls_n) {
		int fd;

		instant_sleep_until(instant_now_ns() + plan->pause_ns);
		fd = dial_begin(dial, 0, &call_ns);
		if (fd >= 0 && free_n++ < FREE_MAX)
			leave_time_wait_or_die(fd);
		else if (dial_is_no_port(-fd))
			histogram_add(&took, call_ns);
		else
			die(DIE_RUNTIME, "a port is free where none should be");
	}
	point->took_ns = (double)histogram_quantile(&took, 0.5);
}

static void print_point(FILE *out, const char *end, double ports_n,
			double took_ns)
{
	if (!out)
		return;
	fprintf(out, "# %6.0f busy ports %s: %7.1f us, %4.0f ns each\n",
		ports_n, end, took_ns / (double)NS_PER_US, took_ns / ports_n);
}

static void measure_or_die(const struct connect_cost_plan *plan,
			   const struct dial *dial, struct connect_cost *cost)
{
	uint32_t n = port_range_count(plan->ports);
	struct point point[] = {
	    {.ports_n = n / 16}, {.ports_n = n / 8}, {.ports_n = n / 4},
	    {.ports_n = n / 2},	 {.ports_n = n},
	};
	int64_t base_ns = measure_found_or_die(plan, dial);
	int64_t dear_ns;

	fill_or_die(*dial, plan->ports, 2);
	dear_ns = measure_found_or_die(plan, dial);
	print_point(plan->out, "then a free one", n / 2, (double)dear_ns);
	cost->base_ns = (double)base_ns;
	cost->probe_ns = (double)(dear_ns - base_ns) / (n / 2);
	if (!plan->out)
		return;
	fill_or_die(*dial, plan->ports, 1);
	for (size_t i = 0; i < sizeof(point) / sizeof(point[0]); i++) {
		measure_search_or_die(plan, dial, &point[i]);
		print_point(plan->out, "and no free one", point[i].ports_n,
			    point[i].took_ns);
	}
}

void connect_cost_or_die(const struct connect_cost_plan *plan,
			 struct connect_cost *cost)
{
	const struct lab_server_load load = {.closer = "client"};
	struct dial dial = {.pick = DIAL_AUTOBIND};
	char tw_server[CHILD_WORD_SIZE];
	struct wheel wheel;
	struct hosts hosts;
	pid_t server;

	child_program("tw-server", NULL, tw_server, sizeof(tw_server));
	hosts_make_or_die(&hosts, plan->ports, &wheel);
	server = lab_server_start_or_die(tw_server, hosts.server, &load, -1);
	dial.server.sin_family = AF_INET;
	dial.server.sin_addr.s_addr = htonl(HOSTS_SERVER);
	dial.server.sin_port = htons(LAB_SERVER_PORT);
	measure_or_die(plan, &dial, cost);
	lab_server_stop_or_die(server);
}

int connect_cost_main(int argc, char **argv)
{
	struct connect_cost_plan plan = CONNECT_COST_PLAN;
	struct connect_cost cost;

	plan.out = stdout;
	options_parse_or_die(&command_line, &plan, argc, argv);
	if (!hosts_may_be())
		die(DIE_SKIP, HOSTS_NONE);
	connect_cost_or_die(&plan, &cost);
	printf("connect.base = %.1fus\n", cost.base_ns / (double)NS_PER_US);
	printf("connect.probe = %.0fns\n", cost.probe_ns);
	return 0;
}
