/* tw-server: a time line for everyone who connects, then the close. */
#include "server.h"

#include "die.h"
#include "instant.h"
#include "metrics.h"
#include "procnet.h"
#include "sampler.h"
#include "server_options.h"
#include "server_report.h"
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* How often the threads of the C library are counted. */
#define LOOK_NS (100 * NS_PER_MS)

/**
 * struct watch - What is done beside serving, in the thread of the sampler
 * @metrics_at_ns: When the metrics are due, from the start
 * @error:	First one of the metrics
 */
struct watch {
	struct server *server;
	int64_t metrics_at_ns;
	GError *error;
};

/* With port 0 nobody else knows which one it became. */
static void announce(const struct server_options *options, bool port_found)
{
	if (port_found)
		fprintf(stderr, "%s: port %u\n", program_invocation_short_name,
			(unsigned)options->port);
	if (options->ready_fd < 0)
		return;
	if (write((int)options->ready_fd, "\n", 1) != 1)
		die_errno(DIE_RUNTIME, "--ready-fd %d", (int)options->ready_fd);
	close((int)options->ready_fd);
}

static void write_metrics(struct watch *watch,
			  const struct procnet_sockets *sockets)
{
	const char *path = watch->server->options.metrics;

	if (path && !watch->error &&
	    !metrics_write(watch->server, sockets, path, &watch->error))
		fprintf(stderr, "%s: --metrics: %s; no more of them\n",
			program_invocation_short_name, watch->error->message);
}

static void look(void *context, int64_t t_ns,
		 const struct procnet_sockets *sockets)
{
	struct watch *watch = context;
	struct server *server = watch->server;
	uint64_t threads_n;

	/* without the one that looks */
	if (server->async && strcmp(server->async, "aio") == 0 &&
	    procnet_threads(&threads_n))
		server_peak(&server->threads_peak, threads_n - 1);
	if (t_ns < watch->metrics_at_ns)
		return;
	watch->metrics_at_ns += server->options.metrics_ns;
	write_metrics(watch, sockets);
}

static void first_metrics_or_die(struct watch *watch)
{
	struct procnet_sockets sockets = {0};
	GError *error = NULL;

	procnet_sockets_read(&sockets);
	if (!metrics_write(watch->server, &sockets,
			   watch->server->options.metrics, &error))
		die(DIE_USAGE, "--metrics: %s", error->message);
	watch->metrics_at_ns = watch->server->options.metrics_ns;
}

static void last_metrics_or_die(struct watch *watch)
{
	struct procnet_sockets sockets = {0};

	procnet_sockets_read(&sockets);
	write_metrics(watch, &sockets);
	if (watch->error)
		exit(DIE_RUNTIME);
}

int main(int argc, char **argv)
{
	static struct server server;
	struct watch watch = {.server = &server, .metrics_at_ns = INT64_MAX};
	struct sampler sampler = {.end_ns = NEVER_NS,
				  .line_ns = LOOK_NS,
				  .line = look,
				  .context = &watch};
	const struct server_model *model;
	uint64_t before[COUNTER_N];
	bool any_port;
	int signals;

	server_options_or_die(&server.options, argc, argv);
	any_port = server.options.port == 0;
	model = server_model(server.options.model);
	signals = signals_or_die();
	signal(SIGPIPE, SIG_IGN);
	listeners_open_or_die(&server.listeners, &server.options);
	server_init_or_die(&server);
	model->start_or_die(&server);
	if (server.options.metrics)
		first_metrics_or_die(&watch);
	procnet_counters_read(before);
	sampler.start_ns = instant_now_ns();
	sampler_start_or_die(&sampler);
	announce(&server.options, any_port);
	server_run(&server, model, signals);
	sampler_stop(&sampler, true);
	if (server.options.metrics)
		last_metrics_or_die(&watch);
	server_report_or_die(&server, &sampler, before);
	return 0;
}
