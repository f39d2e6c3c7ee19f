#include "server_report.h"

#include "instant.h"
#include "report.h"
#include "run/results_json.h"
#include "server_options.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* Ours, and of the children that are over. */
static JsonObject *cpu_object(void)
{
	JsonObject *object = json_object_new();
	struct rusage self = {0};
	struct rusage children = {0};

	getrusage(RUSAGE_SELF, &self);
	getrusage(RUSAGE_CHILDREN, &children);
	results_json_set_real(object, "user",
			      seconds(self.ru_utime) +
				  seconds(children.ru_utime));
	results_json_set_real(object, "system",
			      seconds(self.ru_stime) +
				  seconds(children.ru_stime));
	return object;
}

static JsonObject *own_object(struct server *server)
{
	JsonObject *object = json_object_new();
	size_t rows_n;
	const struct counts_row *rows = counts_rows(&rows_n);

	if (server->async)
		json_object_set_string_member(object, "async", server->async);
	else
		json_object_set_null_member(object, "async");
	if (server->async_why[0])
		json_object_set_string_member(object, "async_why",
					      server->async_why);
	for (size_t i = 0; i < rows_n; i++)
		json_object_set_int_member(
		    object, rows[i].name,
		    (gint64)counts_value(server->counts, &rows[i]));
	json_object_set_int_member(object, "open_peak",
				   (gint64)server->open_peak);
	json_object_set_object_member(object, "cpu_s", cpu_object());
	return object;
}

static void fill_results(const struct server *server,
			 const struct sampler *sampler,
			 const uint64_t before[COUNTER_N],
			 struct results *results)
{
	const struct server_counts *counts = server->counts;
	struct side_results *side = &results->server;
	struct rusage usage;

	results_init_unknown(results);
	results->established = atomic_load(&counts->accepted);
	results->completed = atomic_load(&counts->ended[CONVERSATION_CLOSED]);
	results->reset = atomic_load(&counts->ended[CONVERSATION_RESET]);
	results->timed_out =
	    atomic_load(&counts->ended[CONVERSATION_TIMED_OUT]);
	side->time_wait = sampler->time_wait;
	side->processes = atomic_load(&server->processes_peak);
	side->threads = atomic_load(&server->threads_peak);
	procnet_counters_since(before, side->counter);
	results->segments_retransmitted = side->counter[COUNTER_RETRANS_SEGS];
	results->segments_rst = side->counter[COUNTER_OUT_RSTS];
	results->wall_s = ns_to_s(instant_now_ns() - sampler->start_ns);
	if (getrusage(RUSAGE_SELF, &usage) == 0)
		results->peak_rss_bytes = (uint64_t)usage.ru_maxrss * 1024;
}

static void write_json(struct server *server, const struct results *results)
{
	struct results_about about = {0};
	size_t rows_n;
	const struct field *rows = server_rows(&rows_n);
	JsonObject *settings =
	    report_settings_new(rows, rows_n, &server->options);
	JsonNode *node = results_json_new(results, &about, settings);

	json_object_set_object_member(json_node_get_object(node), "tw-server",
				      own_object(server));
	json_object_unref(settings);
	report_write_or_die(server->options.output, node);
}

static void say_counts(const struct server *server)
{
	GString *line = g_string_new(NULL);
	size_t rows_n;
	const struct counts_row *rows = counts_rows(&rows_n);

	for (size_t i = 0; i < rows_n; i++) {
		uint64_t count = counts_value(server->counts, &rows[i]);

		if (count > 0 || i == 0)
			g_string_append_printf(line, "%s%s %" PRIu64,
					       i ? ", " : "", rows[i].name,
					       count);
	}
	fprintf(stderr, "%s: %s\n", program_invocation_short_name, line->str);
	g_string_free(line, TRUE);
}

void server_report_or_die(struct server *server, const struct sampler *sampler,
			  const uint64_t before[COUNTER_N])
{
	struct results results;

	fill_results(server, sampler, before, &results);
	if (server->options.output)
		write_json(server, &results);
	else
		say_counts(server);
}
