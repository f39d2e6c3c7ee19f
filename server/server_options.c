#include "server_options.h"

#include "destinations.h"
#include "die.h"
#include "options.h"

#include <netinet/in.h>
#include <sys/resource.h>

/* Descriptors that are neither listeners nor connections. */
#define DESCRIPTORS_SPARE(threads_n) (64 + 4 * (threads_n))

static const char *const server_close_choices[] = {SERVER_CLOSE_CHOICES, NULL};
static const char *const server_model_choices[] = {SERVER_MODEL_CHOICES, NULL};
static const char *const server_async_choices[] = {SERVER_ASYNC_CHOICES, NULL};

#define SERVER_ROW(...) FIELD_ROW(struct server_options, __VA_ARGS__)
static const struct field rows[] = {SERVER_FIELDS(SERVER_ROW)};
static const struct options_path paths[] = {
    {"metrics", "FILE",
     "counters for node_exporter's textfile collector, now and then, and when "
     "it stops",
     offsetof(struct server_options, metrics)},
    {"output", "FILE", "results as JSON, when it stops; - is stdout",
     offsetof(struct server_options, output)},
};

static const struct server_options defaults = {
    .address = INADDR_LOOPBACK,
    .port = 5000,
    .servers_n = 1,
    .ports_n = 1,
    .backlog = 4096,
    .reuse = true,
    .model = SERVER_THREAD,
    .threads_n = 2,
    .open_max = 1000,
    .closer = SERVER_CLOSE_SERVER,
    .requests_n = 1,
    .request_bytes = 26,
    .answer_bytes = CONVERSATION_ANSWER_SIZE,
    .linger_s = -1,
    .timeout_ns = 10 * NS_PER_S,
    .drain_ns = 5 * NS_PER_S,
    .metrics_ns = 5 * NS_PER_S,
    .ready_fd = -1,
};

const struct field *server_rows(size_t *rows_n)
{
	*rows_n = sizeof(rows) / sizeof(rows[0]);
	return rows;
}

static void check_listeners_or_die(const struct server_options *options)
{
	destinations_check_or_die(options->address, options->port,
				  options->servers_n, options->ports_n);
	if (options->port == 0 && options->ports_n > 1)
		die(DIE_USAGE, "--server-ports: with --port 0 only one");
}

/* As many descriptors as we may have: without them accept() has to pause. */
static void raise_descriptors(const struct server_options *options)
{
	struct rlimit limit;
	rlim_t wanted =
	    (rlim_t)(options->open_max + options->servers_n * options->ports_n +
		     DESCRIPTORS_SPARE(options->threads_n));

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

void server_options_or_die(struct server_options *options, int argc,
			   char **argv)
{
	static const struct options command_line = {
	    .usage = "[OPTION]...",
	    .summary = "Answer every connection with the time, and close it.",
	    .rows = rows,
	    .rows_n = sizeof(rows) / sizeof(rows[0]),
	    .paths = paths,
	    .paths_n = sizeof(paths) / sizeof(paths[0]),
	};

	*options = defaults;
	options_parse_or_die(&command_line, options, argc, argv);
	check_listeners_or_die(options);
	raise_descriptors(options);
}
