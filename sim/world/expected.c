#include "world/expected.h"

#include "tcp/segment.h"
#include "world/formulas.h"

#include <math.h>

/* Of a standard deviation: no run in a million has more. */
#define SIGMAS 5

/* Segments of a connection with one answer; what one more adds. */
#define SEGMENTS_N    10
#define SEGMENTS_MORE 3

/* Those that each time-out of an opening adds, with what they call forth */
#define SEGMENTS_LATE 8

static double at_most(double a, double b)
{
	return a < b ? a : b;
}

double expected_pairs_n(const struct config *config)
{
	return (double)config->clients_n *
	       (double)config_destinations_n(config);
}

double expected_ports_n(const struct config *config)
{
	return port_range_count(config_client_ports(config));
}

/* In bursts all come in on / (on + off) of the time. */
static double burst_ns(const struct arrivals *arrivals, double window_ns)
{
	double on_ns = (double)arrivals->on_ns;
	double cycle_ns = on_ns + (double)arrivals->off_ns;
	double cycles = floor(window_ns / cycle_ns);
	double rest_ns = window_ns - cycles * cycle_ns;

	return (cycles * on_ns + at_most(rest_ns, on_ns)) * cycle_ns / on_ns;
}

/* A closed loop goes round as fast as the wire and the CPUs let it. */
static double loops_per_s(const struct config *config)
{
	const struct machine *machine = &config->machine;
	double round_ns = (double)(formulas_open_ns(config) + 1);
	double work_ns = SEGMENTS_N * (double)machine->cpu_segment_ns +
			 (double)machine->cpu_connection_ns;
	double per_ns = (double)config->loops_n / round_ns;

	if (work_ns > 0)
		per_ns = at_most(per_ns, (double)config->servers_n / work_ns);
	return per_ns * (double)NS_PER_S;
}

double expected_arrivals_n(const struct config *config, double window_ns)
{
	const struct arrivals *arrivals = &config->arrivals;
	double n;

	window_ns = at_most(window_ns, (double)config->duration_ns);
	if (config->loops_n > 0)
		return loops_per_s(config) * window_ns / (double)NS_PER_S +
		       (double)config->loops_n;
	if (arrivals->kind == ARRIVALS_ONOFF)
		window_ns = burst_ns(arrivals, window_ns);
	n = rate_per_s(config->rate) * window_ns / (double)NS_PER_S;
	return arrivals->kind == ARRIVALS_POISSON ? n + SIGMAS * sqrt(n) + 1
						  : n + 1;
}

double expected_begun_n(const struct config *config, double window_ns)
{
	double flows_n = expected_pairs_n(config) * expected_ports_n(config);
	double hold_ns = (double)formulas_nominal_hold_ns(config);

	if (hold_ns < 1)
		hold_ns = 1;
	return at_most(expected_arrivals_n(config, window_ns),
		       flows_n * (1 + window_ns / hold_ns));
}

static double larger(int64_t a, int64_t b)
{
	return (double)(a > b ? a : b);
}

/* The longest time-out of an opening */
static double first_rto_ns(const struct config *config)
{
	return larger(config->client.rto_initial_ns,
		      config->server.rto_initial_ns);
}

/* What jitter makes come after the time-out is sent again, and what comes twice
 * is answered twice. Time-outs double, and later ones know the round trip. */
static double late_segments_n(const struct config *config)
{
	double wait_ns = (double)config->rtt_ns + 2 * (double)config->jitter_ns;
	double timeouts_n = log2(1 + wait_ns / first_rto_ns(config)) - 1;

	return config->jitter_ns > 0 && timeouts_n > 0
		   ? SEGMENTS_LATE * timeouts_n
		   : 0;
}

/* What text takes that is longer than one segment; each may be acknowledged. */
static double longer_n(const struct profile *sender, int64_t octets)
{
	double segment = (double)sender->mss - SEGMENT_TS_OCTETS;

	return octets > 0 ? 2 * (ceil((double)octets / segment) - 1) : 0;
}

static double text_segments_n(const struct config *config)
{
	const struct profile *unread_from =
	    config->unread_at == END_SERVER ? &config->client : &config->server;
	double n = (double)config->requests_n *
		   longer_n(&config->server, config->answer_bytes);

	n += (double)(config->requests_n - 1) *
	     longer_n(&config->client, config->request_bytes);
	if (config->unread_bytes > 0)
		n += 2 + longer_n(unread_from, config->unread_bytes);
	return n;
}

double expected_segments_n(const struct config *config)
{
	return SEGMENTS_N + SEGMENTS_MORE * (double)(config->requests_n - 1) +
	       text_segments_n(config) + late_segments_n(config);
}

/* Mean wait of a segment for its retransmissions, each after twice the time;
 * where that has no end, somebody gives up. */
static double lost_ns(const struct config *config, double rto_ns)
{
	double loss = config->loss;
	double doubled = 2 * loss < 0.9 ? 1 / (1 - 2 * loss) : 10;

	return loss * doubled * rto_ns;
}

double expected_open_ns(const struct config *config)
{
	double trips =
	    config->rtt_ns > 0
		? (double)(formulas_open_ns(config) - config->hold_ns) /
		      (double)config->rtt_ns
		: 0;

	return (double)formulas_open_ns(config) +
	       expected_ports_n(config) *
		   (double)config->machine.connect_probe_ns +
	       trips * 2 * (double)config->jitter_ns +
	       expected_segments_n(config) *
		   lost_ns(config, first_rto_ns(config));
}
