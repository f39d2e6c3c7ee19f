#include "load.h"

#include "destinations.h"
#include "die.h"
#include "options.h"
#include "procnet.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/resource.h>

/* Descriptors that are no connections: files, epoll, eventfd, stdio. */
#define DESCRIPTORS_SPARE(threads_n) (64 + 4 * (threads_n))

static const char *const load_close_choices[] = {LOAD_CLOSE_CHOICES, NULL};
static const char *const load_pick_choices[] = {LOAD_PICK_CHOICES, NULL};
static const char *const load_format_choices[] = {LOAD_FORMAT_CHOICES, NULL};

#define LOAD_ROW(...) FIELD_ROW(struct load_options, __VA_ARGS__)
static const struct field rows[] = {LOAD_FIELDS(LOAD_ROW)};
static const struct options_path paths[] = {
    {"series", "FILE", "time series, tab-separated",
     offsetof(struct load_options, series)},
    {"histogram", "FILE", "times of connect(), tab-separated",
     offsetof(struct load_options, histogram)},
    {"output", "FILE", "results; not given: stdout",
     offsetof(struct load_options, output)},
};

static const struct load_options defaults = {
    .server_address = INADDR_LOOPBACK,
    .port = 5000,
    .servers_n = 1,
    .ports_n = 1,
    .rate = {.n = 10, .per_ns = NS_PER_S},
    .duration_ns = 10 * NS_PER_S,
    .requests_n = 1,
    .request_bytes = 26,
    .answer_bytes = 26,
    .linger_s = -1,
    .threads_n = 1,
    .open_max = 4096,
    .timeout_ns = 10 * NS_PER_S,
    .interval_ns = NS_PER_S,
    .seed = 1,
};

const struct field *load_rows(size_t *rows_n)
{
	*rows_n = sizeof(rows) / sizeof(rows[0]);
	return rows;
}

static void split_server_or_die(struct load_options *options)
{
	char *colon = strrchr(options->server, ':');
	const struct field *address =
	    field_find(rows, sizeof(rows) / sizeof(rows[0]), "server-address");
	const struct field *port =
	    field_find(rows, sizeof(rows) / sizeof(rows[0]), "port");
	struct complaint complaint;

	if (!options->server[0])
		return;
	if (!colon)
		die(DIE_USAGE, "--server: ADDRESS:PORT is expected");
	*colon = '\0';
	if (!field_set(address, options, options->server, &complaint) ||
	    !field_set(port, options, colon + 1, &complaint))
		die(DIE_USAGE, "--server: %s", complaint.text);
	*colon = ':';
}

/* Outside of the sysctl's range the kernel takes no notice of a socket's. */
static void check_own_ports_or_die(const struct load_options *options,
				   struct port_range kernel, const char *text)
{
	if (options->ports.low < kernel.low ||
	    options->ports.high > kernel.high)
		die(DIE_USAGE,
		    "--ports: a part of net.ipv4.ip_local_port_range is "
		    "expected, which is %s here",
		    text);
	if (options->threads_n > port_range_count(options->ports))
		die(DIE_USAGE, "--threads: at most one per port is expected "
			       "with --port-pick range");
}

/* Only with --port-pick range can ports be chosen without the sysctl. */
static void settle_ports_or_die(struct load_options *options)
{
	struct port_range kernel;
	char text[FIELD_TEXT_SIZE];

	if (!procnet_port_range(&kernel))
		die(DIE_RUNTIME, "cannot read net.ipv4.ip_local_port_range");
	if (!options->ports.high)
		options->ports = kernel;
	units_print_ports(text, sizeof(text), kernel);
	if (options->pick == DIAL_RANGE)
		check_own_ports_or_die(options, kernel, text);
	else if (options->ports.low != kernel.low ||
		 options->ports.high != kernel.high)
		die(DIE_USAGE,
		    "--ports: the kernel chooses from "
		    "net.ipv4.ip_local_port_range, which is %s here: leave it "
		    "out, set the sysctl, or use --port-pick range",
		    text);
}

static void settle_descriptors_or_die(struct load_options *options)
{
	struct rlimit limit;
	int64_t spare = DESCRIPTORS_SPARE(options->threads_n);

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		die_errno(DIE_RUNTIME, "RLIMIT_NOFILE");
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_max <= (rlim_t)(spare + options->threads_n))
		die(DIE_RUNTIME, "RLIMIT_NOFILE is %llu, more are needed",
		    (unsigned long long)limit.rlim_max);
	if ((rlim_t)(options->open_max + spare) > limit.rlim_max)
		options->open_max = (int64_t)limit.rlim_max - spare;
	if (options->open_max < options->threads_n)
		options->open_max = options->threads_n;
}

static void settle_addresses_or_die(struct load_options *options,
				    struct dial *dial)
{
	*dial = (struct dial){.pick = (enum dial_pick)options->pick};
	dial->server.sin_family = AF_INET;
	dial->server.sin_addr.s_addr = htonl(options->server_address);
	dial->server.sin_port = htons((uint16_t)options->port);
	dial->ports_n = (uint32_t)options->ports_n;
	dial->lingers = options->linger_s >= 0;
	dial->linger_s = (int)options->linger_s;
	if (!dial_source(dial))
		die_errno(DIE_RUNTIME, "no route to %s",
			  inet_ntoa(dial->server.sin_addr));
	if (options->client_address)
		dial->client.sin_addr.s_addr = htonl(options->client_address);
	options->client_address = ntohl(dial->client.sin_addr.s_addr);
}

void load_options_or_die(struct load_options *options, struct dial *dial,
			 int argc, char **argv)
{
	static const struct options command_line = {
	    .usage = "[OPTION]...",
	    .summary = "Connect at a steady rate, read the answer, close; and "
		       "say what happened.",
	    .rows = rows,
	    .rows_n = sizeof(rows) / sizeof(rows[0]),
	    .paths = paths,
	    .paths_n = sizeof(paths) / sizeof(paths[0]),
	};

	*options = defaults;
	options_parse_or_die(&command_line, options, argc, argv);
	split_server_or_die(options);
	destinations_check_or_die(options->server_address, options->port,
				  options->servers_n, options->ports_n);
	settle_ports_or_die(options);
	settle_descriptors_or_die(options);
	settle_addresses_or_die(options, dial);
}
