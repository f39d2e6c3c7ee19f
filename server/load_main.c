/* tw-load: connects at a steady rate, whatever becomes of them. */
#include "load.h"

#include "client.h"
#include "die.h"
#include "instant.h"
#include "load_report.h"
#include "procnet.h"
#include "run/series_file.h"
#include "sampler.h"
#include "signals.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

/* From the options read to instant 0: the threads must be up. */
#define LEAD_NS (20 * NS_PER_MS)

/**
 * struct load - A load client that runs
 * @stop_fd:	eventfd, readable once @stop is set
 * @done_fd:	eventfd semaphore, written by each thread that is over
 * @one_host:	The server is on this host, too
 * @request:	Octets of a request
 * @series_error: First error of the series; no more lines then
 */
struct load {
	struct load_options options;
	struct client *client;
	pthread_t *thread;
	atomic_bool stop;
	int stop_fd;
	int done_fd;
	bool one_host;
	char *request;
	struct sampler sampler;
	struct atomic_file *histogram;
	struct series_file *series;
	GError *series_error;
	uint64_t before[COUNTER_N];
};

struct thread_context {
	struct load *load;
	struct client *client;
};

static uint64_t count_now(const struct load *load, enum tally_count what)
{
	uint64_t sum = 0;

	for (int64_t i = 0; i < load->options.threads_n; i++)
		sum += tally_get(&load->client[i].tally, what);
	return sum;
}

static void series_line(void *context, int64_t t_ns,
			const struct procnet_sockets *sockets)
{
	struct load *load = context;
	struct sample sample = {
	    .t_ns = t_ns,
	    .client_time_wait_n = sockets->time_wait,
	    .server_time_wait_n = RESULT_UNKNOWN,
	    .client_memory_bytes = RESULT_UNKNOWN,
	    .server_memory_bytes = RESULT_UNKNOWN,
	    .client_ports_n = sockets->time_wait + count_now(load, TALLY_OPEN),
	    .completed_n = count_now(load, TALLY_COMPLETED),
	    .no_port_n = count_now(load, TALLY_NO_PORT),
	    .attempted_n = count_now(load, TALLY_ATTEMPTED),
	    .established_n = count_now(load, TALLY_ESTABLISHED),
	};

	/* After the first error no more; main() tells of it at the end. */
	if (load->series && !load->series_error &&
	    !series_file_add(load->series, &sample, &load->series_error))
		return;
}

static void *thread_run(void *argument)
{
	struct thread_context context = *(struct thread_context *)argument;
	uint64_t one = 1;

	free(argument);
	client_run(context.client);
	if (write(context.load->done_fd, &one, sizeof(one)) < 0)
		abort();
	return NULL;
}

static void start_threads_or_die(struct load *load)
{
	for (int64_t i = 0; i < load->options.threads_n; i++) {
		struct thread_context *context = malloc(sizeof(*context));

		if (!context)
			die_errno(DIE_RUNTIME, "memory");
		*context = (struct thread_context){load, &load->client[i]};
		errno =
		    pthread_create(&load->thread[i], NULL, thread_run, context);
		if (errno)
			die_errno(DIE_RUNTIME, "cannot start a thread");
	}
}

static void make_clients_or_die(struct load *load, const struct dial *dial)
{
	int64_t n = load->options.threads_n;

	load->client = calloc((size_t)n, sizeof(*load->client));
	load->thread = calloc((size_t)n, sizeof(*load->thread));
	load->request = malloc((size_t)load->options.request_bytes);
	if (!load->client || !load->thread || !load->request)
		die_errno(DIE_RUNTIME, "memory");
	memset(load->request, '?', (size_t)load->options.request_bytes);
	load->request[load->options.request_bytes - 1] = '\n';
	for (int64_t i = 0; i < n; i++) {
		struct client *client = &load->client[i];

		client->options = &load->options;
		client->request = load->request;
		client->dial = *dial;
		client->id = (uint32_t)i;
		client->stop = &load->stop;
		client->stop_fd = load->stop_fd;
		client->start_ns = load->options.start_ns;
		client_init_or_die(client);
	}
}

/* Wait for all threads, or for a signal, which stops them; true: stopped. */
static bool wait_for_threads(struct load *load, int signals)
{
	struct pollfd fds[] = {
	    {.fd = load->done_fd, .events = POLLIN},
	    {.fd = signals, .events = POLLIN},
	};
	int64_t left = load->options.threads_n;
	bool stopped = false;
	uint64_t one = 1;

	while (left > 0) {
		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[0].revents &&
		    read(load->done_fd, &one, sizeof(one)) > 0)
			left--;
		if (!fds[1].revents)
			continue;
		stopped = true;
		fds[1].fd = -1;
		atomic_store(&load->stop, true);
		if (write(load->stop_fd, &one, sizeof(one)) < 0)
			abort();
	}
	for (int64_t i = 0; i < load->options.threads_n; i++)
		pthread_join(load->thread[i], NULL);
	return stopped;
}

/*
 * Segments of both ends, as far as one end knows: on one host all are its.
 * OutSegs leaves retransmissions out, InSegs has them.
 */
static void fill_segments(const struct load *load, struct results *results)
{
	const uint64_t *counter = results->client.counter;

	results->segments_sent =
	    counter[COUNTER_OUT_SEGS] + counter[COUNTER_RETRANS_SEGS];
	if (!load->one_host)
		results->segments_sent += counter[COUNTER_IN_SEGS];
	results->segments_retransmitted = counter[COUNTER_RETRANS_SEGS];
	results->segments_rst = counter[COUNTER_OUT_RSTS];
}

static void fill_results(const struct load *load, const struct tally *tally,
			 struct results *results)
{
	struct rusage usage;

	results_init_unknown(results);
	tally_results(tally, results);
	results->client.time_wait = load->sampler.time_wait;
	results->client.ports_available =
	    (uint64_t)port_range_count(load->options.ports);
	/* one that bind() chose is taken for all destinations at once */
	if (load->options.pick != DIAL_BIND)
		results->client.ports_available *=
		    load_destinations_n(&load->options);
	results->client.ports_peak_in_use = load->sampler.in_use_peak;
	results->client.processes = 1;
	results->client.threads = (uint64_t)load->options.threads_n;
	procnet_counters_since(load->before, results->client.counter);
	results->client.tw_reused =
	    results->client.counter[COUNTER_TW_RECYCLED];
	fill_segments(load, results);
	results->wall_s = ns_to_s(instant_now_ns() - load->options.start_ns);
	if (getrusage(RUSAGE_SELF, &usage) == 0)
		results->peak_rss_bytes = (uint64_t)usage.ru_maxrss * 1024;
}

static void open_or_die(struct load *load)
{
	GError *error = NULL;

	if (load->options.series)
		load->series = series_file_open(load->options.series, &error);
	if (error)
		die(DIE_USAGE, "--series: %s", error->message);
	if (load->options.histogram)
		load->histogram =
		    atomic_file_open(load->options.histogram, &error);
	if (error) {
		series_file_discard(load->series);
		die(DIE_USAGE, "--histogram: %s", error->message);
	}
	load->stop_fd = eventfd(0, EFD_CLOEXEC);
	load->done_fd = eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE);
	if (load->stop_fd < 0 || load->done_fd < 0)
		die_errno(DIE_RUNTIME, "eventfd()");
}

static void close_series_or_die(struct load *load)
{
	GError *error = load->series_error;

	if (!load->series)
		return;
	if (error)
		series_file_discard(load->series);
	else if (series_file_commit(load->series, &error))
		return;
	die(DIE_RUNTIME, "--series: %s", error->message);
}

static void set_start(struct load *load)
{
	struct load_options *options = &load->options;

	if (!options->start_ns)
		options->start_ns = instant_now_ns() + LEAD_NS;
	load->sampler.start_ns = options->start_ns;
	load->sampler.end_ns = options->start_ns + options->duration_ns;
	load->sampler.line_ns = options->interval_ns;
	load->sampler.line = series_line;
	load->sampler.context = load;
}

static struct tally *merge_tallies_or_die(struct load *load)
{
	struct tally *sum = malloc(sizeof(*sum));

	if (!sum)
		die_errno(DIE_RUNTIME, "memory");
	tally_init(sum);
	for (int64_t i = 0; i < load->options.threads_n; i++) {
		tally_merge(sum, &load->client[i].tally);
		client_fini(&load->client[i]);
	}
	return sum;
}

int main(int argc, char **argv)
{
	static struct load load;
	struct results results;
	struct dial dial;
	struct tally *tally;
	bool stopped;
	int signals;

	load_options_or_die(&load.options, &dial, argc, argv);
	signals = signals_or_die();
	open_or_die(&load);
	load.one_host = dial_is_local(&dial);
	set_start(&load);
	make_clients_or_die(&load, &dial);
	if (!procnet_counters_read(load.before))
		die(DIE_RUNTIME, "cannot read /proc/net/snmp and netstat");
	sampler_start_or_die(&load.sampler);
	start_threads_or_die(&load);
	stopped = wait_for_threads(&load, signals);
	sampler_stop(&load.sampler, stopped);
	tally = merge_tallies_or_die(&load);
	fill_results(&load, tally, &results);
	close_series_or_die(&load);
	if (load.histogram)
		load_histogram_or_die(load.histogram, tally);
	load_report_or_die(&load.options, &results, tally, stopped);
	free(tally);
	free(load.client);
	free(load.thread);
	free(load.request);
	return 0;
}
