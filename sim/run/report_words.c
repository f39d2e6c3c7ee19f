#include "run/report_words.h"

#include "run/report_advice.h"
#include "run/report_holding.h"
#include "run/report_text.h"
#include "world/formulas.h"

#include <math.h>

static bool client_keeps_time_wait(const struct config *config)
{
	return config->closer == CLOSER_CLIENT ||
	       config->closer == CLOSER_BOTH ||
	       (config->closer == CLOSER_SERVER && config->client.close_swap);
}

/* Both take the text. */
static void item(GPtrArray *to, const char *label, char *text)
{
	report_items_add(to, label, text);
	g_free(text);
}

static void sentence(GPtrArray *to, char *text)
{
	report_items_add(to, NULL, text);
	g_free(text);
}

static char *some(uint64_t n, const char *one, const char *many)
{
	g_autofree char *count = report_text_count(n);

	return g_strdup_printf("%s %s", count, n == 1 ? one : many);
}

static char *load_text(const struct config *config)
{
	g_autofree char *rate = report_text_real(rate_per_s(config->rate));
	g_autofree char *loops = NULL;

	if (config->loops_n == 0)
		return g_strdup_printf("%s connects/s", rate);
	loops = some((uint64_t)config->loops_n, "thread", "threads");
	return g_strdup_printf("%s, one connection after another,", loops);
}

static void say_question(GPtrArray *to, const struct config *config)
{
	static const char *const closes[] = {
	    [CLOSER_CLIENT] = "client closes first",
	    [CLOSER_SERVER] = "server closes first",
	    [CLOSER_BOTH] = "both close at once",
	    [CLOSER_RST] = "client aborts by RST",
	};
	g_autofree char *load = load_text(config);
	g_autofree char *duration =
	    report_text_seconds(ns_to_s(config->duration_ns));
	g_autofree char *clients =
	    some((uint64_t)config->clients_n, "client", "clients");
	g_autofree char *ports =
	    some(port_range_count(config_client_ports(config)), "local port",
		 "local ports");
	g_autofree char *destinations =
	    some((uint64_t)config_destinations_n(config), "destination",
		 "destinations");

	sentence(to, g_strdup_printf(
			 "Asked: %s for %s, %s; %s, %s%s, %s.", load, duration,
			 closes[config->closer], clients, ports,
			 config->clients_n == 1 ? "" : " each", destinations));
}

static char *ending_words(const struct report *report)
{
	g_autofree char *limit = NULL;

	if (report->ending != SIMULATE_NO_MEMORY)
		return g_strdup("all below is up to then");
	limit = memory_limit_text(&report->memory_limit);
	return g_strdup_printf("it took more memory than %s; all below is up "
			       "to then",
			       limit);
}

/* Connects arrive for the duration; what is left then comes to its end. */
static void say_partial(GPtrArray *to, const struct report *report)
{
	double at_s = report->results->simulated_s;
	double duration_s = ns_to_s(report->config->duration_ns);
	g_autofree char *at = report_text_seconds(at_s);
	g_autofree char *duration = report_text_seconds(duration_s);
	g_autofree char *words = ending_words(report);

	if (report->ending == SIMULATE_WHOLE)
		return;
	if (at_s < duration_s)
		sentence(to,
			 g_strdup_printf("PARTIAL: stopped at %s of %s; %s.",
					 at, duration, words));
	else
		sentence(to,
			 g_strdup_printf("PARTIAL: stopped at %s, after the "
					 "last of %s of connects; %s.",
					 at, duration, words));
}

/* What has failed has failed; what has not may yet. */
static const char *so_far(const struct report *report)
{
	return report->ending == SIMULATE_WHOLE ? "" : " so far";
}

static char *failing_words(const struct report *report)
{
	const struct results *results = report->results;
	g_autofree char *first = report_text_seconds(results->no_port_first_s);
	g_autofree char *share = report_text_share(results->no_port_fraction);
	g_autofree char *broken = NULL;

	if (results->no_port > 0)
		return g_strdup_printf("NO, it does not hold: from %s on "
				       "connect() fails, %s of all connects%s.",
				       first, share, so_far(report));
	if (results->never_begun > 0)
		return g_strdup("NO, it does not hold: the client's threads "
				"cannot keep up, connect() keeps them busy.");
	if (results->server.unserved > 0)
		return g_strdup("NO, it does not hold: a server has too few "
				"processes or threads.");
	if (results->server.accept_queue_peak > 0)
		return g_strdup("NO, it does not hold: a server has too few "
				"descriptors, connections wait for accept().");
	if (results->no_memory > 0 || results->server.no_memory > 0)
		return g_strdup("NO, it does not hold: the mbufs are used up, "
				"mostly by TIME-WAITs.");
	broken = some(report_broken_n(report), "connection breaks.",
		      "connections break.");
	return g_strdup_printf("NO, it does not hold: there is always a port, "
			       "but %s",
			       broken);
}

/* A run may end before the ports do. */
static void say_too_short(GPtrArray *to, const struct report *report)
{
	const struct config *config = report->config;
	double per_s = rate_per_s(config->rate);
	g_autofree char *full =
	    report_text_seconds((double)formulas_ports_n(config) / per_s);

	if (config->arrivals.kind == ARRIVALS_FIXED && config->loops_n == 0 &&
	    per_s > report->results->max_rate_per_s)
		sentence(to, g_strdup_printf("For LONGER it does not hold: at "
					     "this rate the ports are full "
					     "after %s.",
					     full));
}

static void say_verdict(GPtrArray *to, const struct report *report)
{
	enum report_verdict verdict = report_verdict(report);

	if (verdict == REPORT_FAILS) {
		sentence(to, failing_words(report));
		return;
	}
	if (report->ending != SIMULATE_WHOLE)
		sentence(to, g_strdup_printf(
				 "So far it holds: no connect has failed%s.",
				 verdict == REPORT_SLOW
				     ? ", BUT connect() has become slow"
				     : ""));
	else if (verdict == REPORT_HOLDS)
		sentence(to, g_strdup("YES, it holds: no connect fails."));
	else
		sentence(to, g_strdup("YES, no connect fails, BUT connect() "
				      "becomes slow."));
	say_too_short(to, report);
}

static void say_first_failure(GPtrArray *to, const struct report *report)
{
	const struct results *results = report->results;
	const struct config *config = report->config;
	g_autofree char *first = report_text_seconds(results->no_port_first_s);
	g_autofree char *failed = report_text_count(results->no_port);
	g_autofree char *attempted = report_text_count(results->attempted);
	g_autofree char *available =
	    report_text_count(results->client.ports_available);
	const char *errno_text =
	    config->port_pick == PICK_BIND
		? "bind() gives EADDRINUSE (Address already in use)"
		: "connect() gives EADDRNOTAVAIL (Cannot assign "
		  "requested address)";

	if (results->no_port == 0)
		return;
	item(to, "First failure",
	     g_strdup_printf("at %s: %s: all %s ports are taken%s", first,
			     errno_text, available,
			     client_keeps_time_wait(config)
				 ? ", nearly all by the client's TIME-WAITs"
				 : ""));
	item(to, "In all",
	     g_strdup_printf("%s of %s connects find no port", failed,
			     attempted));
}

static void say_never_begun(GPtrArray *to, const struct report *report)
{
	const struct results *results = report->results;
	g_autofree char *never = report_text_count(results->never_begun);
	g_autofree char *late = report_text_seconds(results->client.late_max_s);

	if (results->never_begun == 0)
		return;
	item(to, "Late",
	     g_strdup_printf("connects begin up to %s late, and %s of those "
			     "due are never begun: too few threads",
			     late, never));
}

static void say_broken(GPtrArray *to, const struct report *report)
{
	const struct results *results = report->results;
	g_autofree char *timed_out = report_text_count(results->timed_out);
	g_autofree char *refused = report_text_count(results->refused);
	g_autofree char *reset = report_text_count(results->reset);

	if (report_broken_n(report) == 0)
		return;
	item(to, "Broken",
	     g_strdup_printf("%s timed out, %s refused, %s reset", timed_out,
			     refused, reset));
}

/* When half of the ports are taken, if the connects come evenly. */
static char *slow_from(const struct config *config)
{
	double half = port_range_count(config_client_ports(config)) / 2.0;
	g_autofree char *when = NULL;

	if (config->arrivals.kind == ARRIVALS_ONOFF)
		return g_strdup("later");
	half *= (double)(config->clients_n * config_destinations_n(config));
	when = report_text_seconds(half / rate_per_s(config->rate));
	return g_strdup_printf("from %s on", when);
}

static void say_slow(GPtrArray *to, const struct report *report)
{
	const struct side_results *client = &report->results->client;
	g_autofree char *cheap =
	    report_text_seconds(client->connect_cheap_p50_s);
	g_autofree char *dear = report_text_seconds(client->connect_dear_p50_s);
	g_autofree char *from = slow_from(report->config);

	if (!report_connect_is_slow(report))
		return;
	item(to, "connect()",
	     g_strdup_printf("takes %s, %s %s: past half of the ports, "
			     "the search is long",
			     cheap, dear, from));
}

static void say_time_wait(GPtrArray *to, const struct report *report)
{
	const struct results *results = report->results;
	uint64_t overflow =
	    results->client.counter[COUNTER_TIME_WAIT_OVERFLOW] +
	    results->server.counter[COUNTER_TIME_WAIT_OVERFLOW];
	g_autofree char *client =
	    report_text_count(results->client.time_wait.peak);
	g_autofree char *server =
	    report_text_count(results->server.time_wait.peak);
	g_autofree char *skipped = report_text_count(overflow);

	item(to, "TIME-WAIT",
	     g_strdup_printf("at the peak %s on the client side, %s on the "
			     "server side",
			     client, server));
	if (overflow > 0)
		item(to, "",
		     g_strdup_printf("%s closes skip it, above "
				     "tcp_max_tw_buckets: old segments may "
				     "then hit a new connection",
				     skipped));
}

static double memory_share(const struct level *level, int64_t hosts_n,
			   const struct config *config)
{
	return (double)level->peak / (double)hosts_n /
	       (double)config->machine.memory_bytes;
}

static void say_memory(GPtrArray *to, const struct report *report)
{
	const struct config *config = report->config;
	const struct level *client = &report->results->client.memory_bytes;
	const struct level *server = &report->results->server.memory_bytes;
	double most = MAX(memory_share(client, config->clients_n, config),
			  memory_share(server, config->servers_n, config));
	g_autofree char *client_text = report_text_bytes((double)client->peak);
	g_autofree char *server_text = report_text_bytes((double)server->peak);
	g_autofree char *share = report_text_share(most);
	g_autofree char *machine =
	    report_text_bytes((double)config->machine.memory_bytes);

	item(to, "Memory",
	     g_strdup_printf("client side %s, server side %s at the peak; %s "
			     "of a host's %s",
			     client_text, server_text, share, machine));
}

static void say_limits(GPtrArray *to, const struct report *report)
{
	const struct results *results = report->results;
	bool has_cheap = results->cheap_rate_per_s < results->max_rate_per_s;
	bool is_burst = report->config->arrivals.kind == ARRIVALS_ONOFF;
	g_autofree char *max = report_text_rate(results->max_rate_per_s);
	g_autofree char *cheap = report_text_rate(results->cheap_rate_per_s);
	g_autofree char *hold =
	    report_text_seconds(ns_to_s(formulas_hold_ns(report->config)));

	if (!(results->max_rate_per_s < REPORT_ENDLESS_PER_S))
		item(to, "Limit",
		     g_strdup_printf("ports are none; a port is held up to %s",
				     hold));
	else
		item(to, has_cheap ? "Limits" : "Limit",
		     g_strdup_printf(
			 "%s%s%s%s none fails%s; a port is held "
			 "up to %s",
			 has_cheap ? "up to " : "", has_cheap ? cheap : "",
			 has_cheap ? " connect() stays fast, up to " : "up to ",
			 max, is_burst ? ", if they come evenly" : "", hold));
}

static void say_unverified(GPtrArray *to, const struct report *report)
{
	if (report->unverified_n > 0)
		item(to, "Unverified",
		     g_strdup_printf("%u of the values used; 'twsim stacks "
				     "NAME' shows which",
				     report->unverified_n));
}

GPtrArray *report_words_new(const struct report *report)
{
	GPtrArray *to = report_items_new();

	say_partial(to, report);
	say_verdict(to, report);
	say_question(to, report->config);
	say_first_failure(to, report);
	say_never_begun(to, report);
	say_broken(to, report);
	say_slow(to, report);
	say_time_wait(to, report);
	say_memory(to, report);
	say_limits(to, report);
	report_holding(to, report);
	if (!report_lacks_no_ports(report))
		report_advice(to, report);
	say_unverified(to, report);
	return to;
}
