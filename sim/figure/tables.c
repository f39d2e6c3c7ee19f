#include "figure/tables.h"

#include "run/report_text.h"
#include "world/formulas.h"

#include <inttypes.h>
#include <string.h>

static const char *name_of(const struct figure_run *run, const char *alone)
{
	return run->label[0] ? run->label : alone;
}

static bool nothing(const char *why, GError **error)
{
	g_set_error_literal(error, FIGURE_ERROR, FIGURE_ERROR_NOTHING, why);
	return false;
}

/* As vertical lines, once for each number of ports. */
static void write_wall(GString *to, const char *words, double ports_n)
{
	g_autofree char *count = report_text_count((uint64_t)ports_n);
	g_autofree char *key = g_strdup_printf("limit\t%s: %s\t", words, count);

	if (!strstr(to->str, key))
		g_string_append_printf(to, "%s%.0f\t0\n", key, ports_n);
}

static void write_walls(GString *to, const struct config *config)
{
	double all_n = (double)formulas_ports_n(config);
	double cheap_n = tables_cheap_ports_n(config);

	if (cheap_n < all_n)
		write_wall(to, "ports found quickly", cheap_n);
	write_wall(to, "all ports", all_n);
}

/*
 * Between two samples: what connect() took on average. The first connects that
 * return have another number of ports in use than the last; the middle counts.
 */
bool tables_connect(const struct figure *figure, GString *to,
		    const struct figure_run *runs, size_t runs_n,
		    GError **error)
{
	uint64_t established_n = 0;

	(void)figure;
	g_string_append(to, "kind\tcurve\tports_n\tconnect_s\n");
	for (size_t i = 0; i < runs_n; i++) {
		const GArray *samples = runs[i].task->samples;

		write_walls(to, &runs[i].task->config);
		for (guint j = 1; j < samples->len; j++) {
			const struct sample *a =
			    &g_array_index(samples, struct sample, j - 1);
			const struct sample *b = a + 1;
			uint64_t n = b->established_n - a->established_n;

			if (n == 0)
				continue;
			g_string_append_printf(
			    to, "simulated\t%s\t%.9g\t%.9g\n",
			    name_of(&runs[i], "connect()"),
			    ((double)a->client_ports_n +
			     (double)b->client_ports_n) /
				2,
			    (double)(b->connect_sum_ns - a->connect_sum_ns) /
				1e9 / (double)n);
		}
	}
	for (size_t i = 0; i < runs_n; i++)
		established_n += runs[i].task->results.established;
	return established_n > 0 ||
	       nothing("no connect succeeds: there is nothing to show", error);
}

static void write_memory(GString *to, const struct figure_run *run,
			 const char *side, uint64_t bytes)
{
	double per_s = rate_per_s(run->task->config.rate);

	g_string_append_printf(to, "simulated\t%s%s%s\t%.9g\t%" PRIu64 "\n",
			       run->label, run->label[0] ? ", " : "", side,
			       per_s, bytes);
}

/* The lines of a curve follow each other, whatever the order of the runs. */
static void write_memory_curves(GString *to, const struct figure_run *runs,
				size_t runs_n, int closer)
{
	for (size_t i = 0; i < runs_n; i++) {
		const struct results *results = &runs[i].task->results;

		if (runs[i].task->config.closer != closer)
			continue;
		if (closer == CLOSER_SERVER)
			write_memory(to, &runs[i], "server side",
				     results->server.memory_bytes.peak);
		else
			write_memory(to, &runs[i], "client side",
				     results->client.memory_bytes.peak);
	}
}

bool tables_memory(const struct figure *figure, GString *to,
		   const struct figure_run *runs, size_t runs_n, GError **error)
{
	(void)figure;
	(void)error;
	g_string_append(to, "kind\tcurve\trate_per_s\tmemory_bytes\n");
	/* of the runs of one label, those of one side */
	for (size_t i = 0; i < runs_n;) {
		size_t n = 1;

		while (i + n < runs_n &&
		       strcmp(runs[i].label, runs[i + n].label) == 0)
			n++;
		for (int closer = CLOSER_CLIENT; closer <= CLOSER_RST; closer++)
			write_memory_curves(to, runs + i, n, closer);
		i += n;
	}
	return true;
}

static bool is_map(const struct figure_run *runs, size_t runs_n)
{
	bool rates = false, ports = false;

	for (size_t i = 1; i < runs_n; i++) {
		const struct config *a = &runs[0].task->config;
		const struct config *b = &runs[i].task->config;

		rates |=
		    a->rate.n != b->rate.n || a->rate.per_ns != b->rate.per_ns;
		ports |= formulas_ports_n(a) != formulas_ports_n(b);
	}
	return rates && ports;
}

/* A block for each rate, as gnuplot wants a grid. */
bool tables_capacity(const struct figure *figure, GString *to,
		     const struct figure_run *runs, size_t runs_n,
		     GError **error)
{
	double before_per_s = 0;

	(void)figure;
	if (!is_map(runs, runs_n))
		return nothing("a map is expected: at least two of --rate and "
			       "two of --ports",
			       error);
	g_string_append(to, "rate_per_s\tports_n\tfailed_share\thold_s\n");
	for (size_t i = 0; i < runs_n; i++) {
		const struct config *config = &runs[i].task->config;
		double per_s = rate_per_s(config->rate);

		if (i > 0 && (per_s < before_per_s || per_s > before_per_s))
			g_string_append_c(to, '\n');
		before_per_s = per_s;
		g_string_append_printf(to, "%.9g\t%" PRId64 "\t%.9g\t%.9g\n",
				       per_s, formulas_ports_n(config),
				       runs[i].task->results.no_port_fraction,
				       ns_to_s(formulas_hold_ns(config)));
	}
	return true;
}

bool tables_strategies(const struct figure *figure, GString *to,
		       const struct figure_run *runs, size_t runs_n,
		       GError **error)
{
	static const char *const words[] = {
	    [SERVER_FORK] = "a process each",
	    [SERVER_THREAD] = "a thread each",
	    [SERVER_POOL] = "a pool, asynchronous I/O",
	    [SERVER_EVENT] = "an event loop",
	};

	(void)figure;
	g_string_append(to, "strategy\tconnection_bytes\tkernel_bytes\t"
			    "held_n\tmachine_bytes\n");
	for (size_t i = 0; i < runs_n; i++) {
		const struct config *config = &runs[i].task->config;
		const struct results *results = &runs[i].task->results;
		double bytes = (double)results->server.memory_bytes.peak /
			       (double)results->established;
		const char *label = runs[i].label;

		if (results->established == 0)
			return nothing("no connect succeeds: there is nothing "
				       "to show",
				       error);
		g_string_append_printf(
		    to, "%s%s%s\t%.9g\t%.9g\t%" PRIu64 "\t%" PRId64 "\n", label,
		    label[0] ? ", " : "", words[config->server_model], bytes,
		    MAX(bytes - (double)config_application_bytes(config), 0),
		    results->established, config->machine.memory_bytes);
	}
	return true;
}

char *tables_compare_new(const struct compare *compare, char *const *labels)
{
	GString *to = g_string_new(
	    "label\tfailing\tclient_time_wait_n\tserver_time_wait_n\t"
	    "client_memory_bytes\tserver_memory_bytes\tconnect_p99_s\n");

	for (size_t i = 0; i < compare->rows_n; i++) {
		const struct results *results = compare->rows[i].results;

		g_string_append_printf(to,
				       "%s\t%.9g\t%" PRIu64 "\t%" PRIu64
				       "\t%" PRIu64 "\t%" PRIu64 "\t%.9g\n",
				       labels[i],
				       compare_failing_share(results),
				       results->client.time_wait.peak,
				       results->server.time_wait.peak,
				       results->client.memory_bytes.peak,
				       results->server.memory_bytes.peak,
				       results->client.connect_p99_s);
	}
	return g_string_free(to, FALSE);
}
