#include "run/report_holding.h"

#include "run/report_items.h"
#include "run/report_text.h"
#include "world/holding.h"

#include <inttypes.h>
#include <math.h>

static const char *task_name(const struct config *config)
{
	return config->server_model == SERVER_FORK ? "processes" : "threads";
}

static const char *limit_name(const struct config *config,
			      enum holding_limit limit)
{
	switch (limit) {
	case HOLDING_MEMORY:
		return "memory";
	case HOLDING_BUFFERS:
		return "memory for buffers (limits.tcp-memory)";
	case HOLDING_TASKS:
		return task_name(config);
	case HOLDING_DESCRIPTORS:
		return "descriptors";
	case HOLDING_MBUFS:
		return "mbufs";
	case HOLDING_PORTS:
		return "the clients' ports";
	case HOLDING_CPU:
		return "CPU time, if as many come and go";
	case HOLDING_LIMITS_N:
		break;
	}
	return "";
}

static char *limit_text(const struct config *config,
			const struct holding *holding, enum holding_limit limit)
{
	g_autofree char *n = report_text_count((uint64_t)holding->n[limit]);

	return g_strdup_printf("%s, at %s", limit_name(config, limit), n);
}

/* What connections that are held open come to first, and what else is near. */
static void say_what_ends_first(GPtrArray *to, const struct config *config)
{
	struct holding holding = holding_of(config);
	g_autofree char *first = limit_text(config, &holding, holding.first);
	g_autoptr(GString) text = g_string_new(first);
	const char *before = " open connections of a server; ";

	for (int i = 0; i < HOLDING_LIMITS_N; i++) {
		g_autofree char *other = NULL;

		if (i == (int)holding.first || isinf(holding.n[i]))
			continue;
		other = limit_text(config, &holding, (enum holding_limit)i);
		g_string_append_printf(text, "%s%s", before, other);
		before = "; ";
	}
	report_items_add(to, "Ends first", text->str);
}

static void say_unserved(GPtrArray *to, const struct report *report)
{
	uint64_t unserved_n = report->results->server.unserved;
	g_autofree char *n = report_text_count(unserved_n);
	g_autofree char *text = NULL;

	if (unserved_n == 0)
		return;
	text = g_strdup_printf(
	    "%s connections are closed at once by a server that has no more %s",
	    n, task_name(report->config));
	report_items_add(to, "Turned away", text);
}

static void say_accept_queue(GPtrArray *to, const struct report *report)
{
	const struct side_results *server = &report->results->server;
	g_autofree char *n = report_text_count(server->accept_queue_peak);
	g_autofree char *dropped =
	    report_text_count(server->counter[COUNTER_LISTEN_DROPS]);
	g_autofree char *text = NULL;

	if (server->accept_queue_peak == 0)
		return;
	text = g_strdup_printf("up to %s connections are open and wait, for "
			       "accept() finds no descriptor; %s SYNs and ACKs "
			       "come to a full queue (net.core.somaxconn)",
			       n, dropped);
	report_items_add(to, "Accept queue", text);
}

/* Text that waits: at the side that has most of it. */
static void say_buffers(GPtrArray *to, const struct report *report)
{
	const struct results *results = report->results;
	bool server = results->server.waiting_bytes.peak >=
		      results->client.waiting_bytes.peak;
	const struct side_results *side =
	    server ? &results->server : &results->client;
	g_autofree char *text_bytes =
	    report_text_bytes((double)side->waiting_bytes.peak);
	g_autofree char *pages =
	    report_text_bytes((double)side->tcp_memory_bytes.peak);
	g_autofree char *text = NULL;

	if (report->config->unread_bytes == 0 || side->waiting_bytes.peak == 0)
		return;
	text =
	    g_strdup_printf("up to %s of text wait at the %s; their "
			    "buffers count %s against limits.tcp-memory",
			    text_bytes, server ? "servers" : "clients", pages);
	report_items_add(to, "Buffers", text);
}

static void say_mbufs(GPtrArray *to, const struct report *report)
{
	const struct results *results = report->results;
	g_autofree char *client = report_text_count(results->client.no_memory);
	g_autofree char *server = report_text_count(results->server.no_memory);
	g_autofree char *text = NULL;

	if (results->client.no_memory + results->server.no_memory == 0)
		return;
	text = g_strdup_printf("%s connects fail for want of mbufs at the "
			       "client, %s SYNs are dropped at the server",
			       client, server);
	report_items_add(to, "Mbufs", text);
}

/* Ports are not what is wanting: other changes help. */
static void say_what_helps(GPtrArray *to, const struct report *report)
{
	const struct config *config = report->config;
	const char *text = "--set memory.mbufs=N: a larger pool";

	if (report->results->server.no_memory > 0 &&
	    config->closer == CLOSER_SERVER)
		text = "--close client, or --set client:time-wait.close-swap="
		       "yes: the clients keep TIME-WAIT; or --set "
		       "memory.mbufs=N: a larger pool";
	if (report->results->server.accept_queue_peak > 0)
		text = "--set limits.descriptors=N: what `ulimit -n` may be";
	if (report->results->server.unserved > 0)
		text = "--server-model event, or --set limits.tasks=N where it "
		       "may be higher";
	report_items_add(to, "What helps", text);
}

static void say_cpu(GPtrArray *to, const struct report *report)
{
	double client = report->results->client.cpu_busy;
	double server = report->results->server.cpu_busy;
	g_autofree char *client_text = report_text_share(client);
	g_autofree char *server_text = report_text_share(server);
	g_autofree char *text = NULL;

	if (isnan(client) || isnan(server))
		return;
	text = g_strdup_printf("busy %s of the time at a client, %s at a "
			       "server, where it is busiest",
			       client_text, server_text);
	report_items_add(to, "CPU", text);
}

/* Where time of the CPU is not simulated, it may still be too little. */
static void say_cpus_needed(GPtrArray *to, const struct report *report)
{
	const struct config *config = report->config;
	double needed = holding_cpus_needed(config);
	g_autofree char *text = NULL;

	if (config->machine.cpu_segment_ns > 0 || config->loops_n > 0 ||
	    needed <= (double)config->machine.cpus_n)
		return;
	text = g_strdup_printf("a server needs %.1f CPUs for so many, and has "
			       "%" PRId64 " (machine.cpus): it cannot keep up, "
			       "which is not simulated",
			       needed, config->machine.cpus_n);
	report_items_add(to, "CPU", text);
}

bool report_lacks_no_ports(const struct report *report)
{
	const struct results *results = report->results;

	return results->no_port == 0 &&
	       results->client.no_memory + results->server.no_memory +
		       results->server.unserved +
		       results->server.accept_queue_peak >
		   0;
}

void report_holding(GPtrArray *to, const struct report *report)
{
	say_unserved(to, report);
	say_accept_queue(to, report);
	say_mbufs(to, report);
	say_buffers(to, report);
	say_cpu(to, report);
	say_cpus_needed(to, report);
	if (report->config->hold_ns > 0)
		say_what_ends_first(to, report->config);
	if (report_lacks_no_ports(report))
		say_what_helps(to, report);
}
