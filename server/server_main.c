/* tw-server: a time line for everyone who connects, then the close. */
#include "server.h"

#include "base/results.h"
#include "die.h"
#include "instant.h"
#include "options.h"
#include "procnet.h"
#include "report.h"
#include "run/results_json.h"
#include "sampler.h"
#include "signals.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

static const char *const server_close_choices[] = {SERVER_CLOSE_CHOICES, NULL};
static const char *const server_model_choices[] = {SERVER_MODEL_CHOICES, NULL};
static const struct server_model *const models[] = {&model_thread};

#define SERVER_ROW(...) FIELD_ROW(struct server_options, __VA_ARGS__)
static const struct field rows[] = {SERVER_FIELDS(SERVER_ROW)};
static const struct options_path paths[] = {
    {"output", "FILE", "results as JSON, when it stops; - is stdout",
     offsetof(struct server_options, output)},
};

static const struct options command_line = {
    .usage = "[OPTION]...",
    .summary = "Answer every connection with the time, and close it.",
    .rows = rows,
    .rows_n = sizeof(rows) / sizeof(rows[0]),
    .paths = paths,
    .paths_n = sizeof(paths) / sizeof(paths[0]),
};

static const struct server_options defaults = {
    .address = INADDR_LOOPBACK,
    .port = 5000,
    .backlog = 4096,
    .closer = SERVER_CLOSE_SERVER,
    .reuse = true,
    .linger_s = -1,
    .timeout_ns = 10 * NS_PER_S,
    .threads_max = 1000,
    .drain_ns = 5 * NS_PER_S,
    .ready_fd = -1,
};

static int listen_or_die(const struct server_options *options)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int yes = 1;
	char text[FIELD_TEXT_SIZE];
	struct sockaddr_in at = {.sin_family = AF_INET};

	at.sin_addr.s_addr = htonl(options->address);
	at.sin_port = htons((uint16_t)options->port);
	units_print_address(text, sizeof(text), options->address);
	if (fd < 0)
		die_errno(DIE_RUNTIME, "socket()");
	if (options->reuse &&
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0)
		die_errno(DIE_RUNTIME, "SO_REUSEADDR");
	if (bind(fd, (const struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(fd, (int)options->backlog) < 0)
		die_errno(DIE_RUNTIME, "cannot listen on %s:%u", text,
			  (unsigned)options->port);
	return fd;
}

/* With port 0 nobody else knows which one it became. */
static void announce(const struct server_options *options, int listener)
{
	struct sockaddr_in at;
	socklen_t size = sizeof(at);

	if (options->port == 0 &&
	    getsockname(listener, (struct sockaddr *)&at, &size) == 0)
		fprintf(stderr, "%s: port %u\n", program_invocation_short_name,
			(unsigned)ntohs(at.sin_port));
	if (options->ready_fd < 0)
		return;
	if (write((int)options->ready_fd, "\n", 1) != 1)
		die_errno(DIE_RUNTIME, "--ready-fd %d", (int)options->ready_fd);
	close((int)options->ready_fd);
}

static JsonObject *counts_object(const struct server *server)
{
	const struct server_counts *counts = &server->counts;
	const atomic_uint_fast64_t *ended = counts->ended;
	const struct {
		const char *name;
		const atomic_uint_fast64_t *count;
	} members[] = {
	    {"accepted", &counts->accepted},
	    {"closed", &ended[CONVERSATION_CLOSED]},
	    {"reset", &ended[CONVERSATION_RESET]},
	    {"timed_out", &ended[CONVERSATION_TIMED_OUT]},
	    {"failed", &ended[CONVERSATION_FAILED]},
	    {"aborted_before_accept", &counts->aborted},
	    {"no_descriptor_or_memory", &counts->no_room},
	    {"no_thread", &counts->no_thread},
	    {"threads_max_reached", &counts->busy},
	    {"abandoned", &counts->abandoned},
	};
	JsonObject *object = json_object_new();

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		json_object_set_int_member(
		    object, members[i].name,
		    (gint64)atomic_load(members[i].count));
	return object;
}

static void fill_results(const struct server *server,
			 const struct sampler *sampler,
			 const uint64_t before[COUNTER_N],
			 struct results *results)
{
	struct rusage usage;

	results_init(results);
	results->established = atomic_load(&server->counts.accepted);
	results->completed =
	    atomic_load(&server->counts.ended[CONVERSATION_CLOSED]);
	results->reset = atomic_load(&server->counts.ended[CONVERSATION_RESET]);
	results->timed_out =
	    atomic_load(&server->counts.ended[CONVERSATION_TIMED_OUT]);
	results->server.time_wait = sampler->time_wait;
	results->server.processes = 1;
	results->server.threads = atomic_load(&server->threads_peak);
	procnet_counters_since(before, results->server.counter);
	results->segments_retransmitted =
	    results->server.counter[COUNTER_RETRANS_SEGS];
	results->segments_rst = results->server.counter[COUNTER_OUT_RSTS];
	results->wall_s = ns_to_s(instant_now_ns() - sampler->start_ns);
	if (getrusage(RUSAGE_SELF, &usage) == 0)
		results->peak_rss_bytes = (uint64_t)usage.ru_maxrss * 1024;
}

static void write_results(const struct server *server,
			  const struct results *results)
{
	struct results_about about = {0};
	JsonObject *settings = report_settings_new(
	    command_line.rows, command_line.rows_n, &server->options);
	JsonNode *node = results_json_new(results, &about, settings);

	json_object_set_object_member(json_node_get_object(node), "tw-server",
				      counts_object(server));
	json_object_unref(settings);
	report_write_or_die(server->options.output, node);
}

int main(int argc, char **argv)
{
	static struct server server;
	struct sampler sampler = {.end_ns = NEVER_NS};
	const struct server_model *model;
	uint64_t before[COUNTER_N];
	struct results results;
	int listener;
	int signals;

	server.options = defaults;
	options_parse_or_die(&command_line, &server.options, argc, argv);
	model = models[server.options.model];
	signals = signals_or_die();
	server.wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (server.wake_fd < 0)
		die_errno(DIE_RUNTIME, "eventfd()");
	listener = listen_or_die(&server.options);
	model->start_or_die(&server);
	procnet_counters_read(before);
	sampler.start_ns = instant_now_ns();
	sampler_start_or_die(&sampler);
	announce(&server.options, listener);
	server_run(&server, model, listener, signals);
	sampler_stop(&sampler, true);
	fill_results(&server, &sampler, before, &results);
	if (server.options.output)
		write_results(&server, &results);
	return 0;
}
