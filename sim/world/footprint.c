#include "world/footprint.h"

#include "des/queue.h"
#include "host/callers.h"
#include "host/flights.h"
#include "host/net.h"
#include "host/play.h"
#include "host/recycle.h"
#include "host/rehearsal.h"
#include "world/expected.h"
#include "world/formulas.h"
#include "world/world.h"

#include <math.h>

/* What malloc() adds to each block. */
#define MALLOC_BYTES 16

/* Blocks that the queue keeps, the first one of each of its lanes. */
#define FIXED_BYTES (2 << 20)

/* While a course is looked for */
#define SEARCH_BYTES (1 << 18)

#define BITS_PER_WORD 64

/* Ports by which Linux's search moves on, on the mean: 2, and 2 times up to 7
 */
#define PARITY_STEP 9

static double at_most(double a, double b)
{
	return a < b ? a : b;
}

static const struct profile *profile_of(const struct config *config,
					enum end end)
{
	return end == END_CLIENT ? &config->client : &config->server;
}

/* Places of a table by which a search moves on, on the mean. In the slots of a
 * pair the even ports are neighbours, and both ends of a flow. @others_n share
 * the walk over the ports. */
static double step_n(const struct config *config, bool slots, double others_n)
{
	double shared = 1 + expected_pairs_n(config) / PORTS_PERTURB_N;

	if (config->port_pick == PICK_RANGE)
		return slots ? ENDS_N : 1;
	if (config->client.port_order == ORDER_PARITY)
		return (slots ? PARITY_STEP * ENDS_N / 2.0 : PARITY_STEP) *
		       shared;
	return slots ? ENDS_N * others_n : 1;
}

/* Walks that begin anew, each in a block of its own; ports in line are half
 * among the even ones, half among the odd ones. */
static double walks_n(const struct config *config)
{
	if (config->port_pick == PICK_RANGE ||
	    config->client.port_order != ORDER_PARITY)
		return 2;
	if (config->client.port_shuffle_ns == 0)
		return 1;
	return 1 + (double)config->duration_ns /
		       (double)config->client.port_shuffle_ns;
}

static bool picks_at_random(const struct config *config)
{
	return config->port_pick == PICK_BIND ||
	       (config->port_pick != PICK_RANGE &&
		config->client.port_order == ORDER_RANDOM);
}

/* Blocks of a table that are ever used, by so many connects. */
static double used_n(const struct config *config, double blocks_n,
		     double connects_n, double step)
{
	if (picks_at_random(config))
		return blocks_n * (1 - exp(-connects_n / blocks_n));
	return at_most(at_most(blocks_n, connects_n),
		       connects_n * step / SPARSE_BLOCK_N + walks_n(config));
}

/* A table of 32-bit entries: blocks that are never used cost nothing but their
 * pointer. */
static double sparse_bytes(double blocks_n, double used)
{
	return blocks_n * sizeof(uint32_t *) + MALLOC_BYTES +
	       at_most(blocks_n, used) *
		   (SPARSE_BLOCK_N * sizeof(uint32_t) + MALLOC_BYTES);
}

static double portset_bytes(double ports)
{
	double words_n = ceil(ports / BITS_PER_WORD) + 1;
	double summary_n = ceil(words_n / BITS_PER_WORD) + 1;

	return (words_n + summary_n) * sizeof(uint64_t) + 4 * MALLOC_BYTES;
}

/* Linux takes the odd ports when the even ones are busy; bind() the other way
 * round. */
static double tried_share(const struct config *config)
{
	double busy_n =
	    expected_arrivals_n(config, (double)formulas_hold_ns(config));

	if (config->port_pick == PICK_RANGE ||
	    config->client.port_order != ORDER_PARITY)
		return 1;
	return 2 * busy_n > expected_pairs_n(config) * expected_ports_n(config)
		   ? 1
		   : 0.5;
}

static double slots_bytes(const struct config *config, double connects_n,
			  double others_n)
{
	double blocks_n =
	    ceil(expected_ports_n(config) * ENDS_N / SPARSE_BLOCK_N);
	double tried_n = ceil(blocks_n * tried_share(config));
	double step = step_n(config, true, others_n);

	return sparse_bytes(blocks_n,
			    used_n(config, tried_n, connects_n, step));
}

/* Users of each port, if there is more than one destination. */
static double users_bytes(const struct config *config, double connects_n,
			  double walks)
{
	double blocks_n = ceil(expected_ports_n(config) / SPARSE_BLOCK_N);
	double step = step_n(config, false, 1);

	if (config_destinations_n(config) == 1)
		return 0;
	return sparse_bytes(blocks_n, walks * used_n(config, blocks_n,
						     connects_n / walks, step));
}

static bool keeps_time_wait(const struct config *config, enum end end)
{
	switch ((enum closer)config->closer) {
	case CLOSER_CLIENT:
		return end == END_CLIENT || config->server.close_swap;
	case CLOSER_SERVER:
		return end == END_SERVER || config->client.close_swap;
	case CLOSER_BOTH:
		return true;
	case CLOSER_RST:
		return false;
	}
	return true;
}

/* Connections that the mbufs of a host hold, TIME-WAITs among them */
static double mbufs_hold_n(const struct profile *profile)
{
	double each_n =
	    ceil(profile->tcp_sock.bytes / (double)profile->mbuf_bytes);

	if (profile->mbufs_n == 0 || each_n < 1)
		return (double)INFINITY;
	return (double)profile->mbufs_n / each_n;
}

/*
 * An entry stays until all before it have left, also when it has ended early:
 * that of a port that was used again.
 */
static double timewaits_n(const struct config *config, enum end end)
{
	double n = expected_begun_n(config,
				    (double)formulas_time_wait_ns(config, end));
	double flows_n = expected_pairs_n(config) * expected_ports_n(config);
	double hosts_n =
	    (double)(end == END_CLIENT ? config->clients_n : config->servers_n);
	double buckets_n =
	    hosts_n * (double)profile_of(config, end)->tcp_max_tw_buckets;
	double alive_n =
	    at_most(at_most(flows_n, buckets_n),
		    hosts_n * mbufs_hold_n(profile_of(config, end)));

	if (end == END_SERVER || formulas_reuses(config))
		alive_n *= 1 + n / flows_n;
	return at_most(n, alive_n);
}

/* One more block that is not full, and one kept for the next need. */
static double timewaits_bytes(const struct config *config)
{
	double block_bytes =
	    TW_BLOCK_ENTRIES * sizeof(struct tw_entry) + MALLOC_BYTES;
	double blocks_n = 0;

	for (int end = 0; end < ENDS_N; end++)
		if (keeps_time_wait(config, (enum end)end))
			blocks_n += ceil(timewaits_n(config, (enum end)end) /
					 TW_BLOCK_ENTRIES) +
				    2;
	return blocks_n * block_bytes;
}

/* Of those open at once, who loses a segment, or whose flow the server has not
 * forgotten */
static double off_course_share(const struct config *config)
{
	double flows_n = expected_pairs_n(config) * expected_ports_n(config);
	double kept = 1 - config->loss;
	double share = 1 - pow(kept, expected_segments_n(config));

	if (keeps_time_wait(config, END_SERVER))
		share += timewaits_n(config, END_SERVER) / flows_n;
	return at_most(share, 1);
}

/**
 * struct open - Connections that are open at once
 * @on_course_n, @course_bytes: On course, and what each takes
 * @off_course_n: With sockets
 */
struct open {
	double on_course_n;
	double course_bytes;
	double off_course_n;
};

/* Whether there is a course takes a while to find out. */
static bool makes_a_difference(const struct config *config, double open_n)
{
	return open_n * sizeof(struct socket) > FIXED_BYTES ||
	       (config->closer == CLOSER_RST &&
		expected_arrivals_n(config, (double)config->duration_ns) *
			sizeof(struct socket) >
		    FIXED_BYTES);
}

static struct open open_of(const struct config *config)
{
	double n = expected_begun_n(config, expected_open_ns(config));
	struct open open = {.off_course_n = n};

	if (!makes_a_difference(config, n))
		return open;
	open.course_bytes = (double)world_course_bytes(config);
	if (open.course_bytes == 0)
		return open;
	open.off_course_n = n * off_course_share(config);
	open.on_course_n = n;
	return open;
}

static double sockets_bytes(const struct open *open)
{
	double blocks_n =
	    ceil(ENDS_N * open->off_course_n / (1 << SOCKETS_BLOCK_BITS));

	return open->on_course_n * open->course_bytes +
	       (blocks_n + 1) *
		   ((1 << SOCKETS_BLOCK_BITS) * sizeof(struct socket) +
		    sizeof(struct socket *) + MALLOC_BYTES);
}

static double flights_n(const struct config *config)
{
	double trip_ns =
	    (double)config->rtt_ns / 2 + (double)config->jitter_ns +
	    (config->duplicate + config->reorder) * (double)config->wander_ns;

	double stay_ns = expected_open_ns(config) + 1;

	return expected_begun_n(config, stay_ns) * trip_ns *
	       expected_segments_n(config) / stay_ns;
}

/* On course a flow has nothing in its slots but a TIME-WAIT. */
static double slots_share(const struct config *config, const struct open *open)
{
	if (open->on_course_n == 0 || keeps_time_wait(config, END_CLIENT) ||
	    keeps_time_wait(config, END_SERVER))
		return 1;
	return open->off_course_n / open->on_course_n;
}

/* Over all of the run, for a table stays once it was used. */
static double ports_bytes(const struct config *config, const struct open *open)
{
	double connects_n =
	    expected_arrivals_n(config, (double)config->duration_ns);
	double pairs = at_most(expected_pairs_n(config), connects_n);
	double clients = at_most((double)config->clients_n, connects_n);
	double sets = config->port_pick == PICK_BIND ? clients : pairs;
	double others_n = pairs / clients;

	return expected_pairs_n(config) * sizeof(struct pair) +
	       pairs *
		   slots_bytes(config,
			       connects_n / pairs * slots_share(config, open),
			       others_n) +
	       clients * (sizeof(struct client_ports) +
			  users_bytes(config, connects_n / clients, others_n)) +
	       sets * portset_bytes(expected_ports_n(config));
}

/* On course a segment is an event and nothing more. */
static double flights_bytes(const struct config *config,
			    const struct open *open)
{
	double block_n = 1 << FLIGHTS_BLOCK_BITS;
	double share =
	    open->on_course_n > 0 ? open->off_course_n / open->on_course_n : 1;

	return (ceil(share * flights_n(config) / block_n) + 1) *
	       (block_n * sizeof(struct flight) + sizeof(struct flight *) +
		MALLOC_BYTES);
}

/* Segments and searches, and the hold times of those on course. Other timers
 * wait in their sockets, with one event for each delay. Rings double, so up to
 * half of one may be empty. */
static double events_bytes(const struct config *config, const struct open *open)
{
	double search_ns =
	    (double)config->machine.connect_base_ns +
	    expected_ports_n(config) * (double)config->machine.connect_probe_ns;
	double n = 2 * flights_n(config) + expected_begun_n(config, search_ns);

	if (open->on_course_n > 0 && config->hold_ns > 0)
		n += 1.5 * expected_begun_n(config, (double)config->hold_ns);

	return n * sizeof(struct event);
}

/* Connects that wait for a thread of their client, if each search is the
 * longest there is. */
static double waiting_bytes(const struct config *config)
{
	double threads_n =
	    (double)config->clients_n * (double)config->client_threads_n;
	double longest_ns =
	    (double)config->machine.connect_base_ns +
	    expected_ports_n(config) * (double)config->machine.connect_probe_ns;
	double due_n = expected_arrivals_n(config, (double)config->duration_ns);
	double begun_n = threads_n * (double)config->duration_ns / longest_ns;

	if (threads_n == 0 || begun_n >= due_n)
		return 0;
	return 2 * (due_n - begun_n) * sizeof(struct due_connect);
}

static double fixed_bytes(const struct config *config)
{
	double clients_n = (double)config->clients_n;
	double servers_n = (double)config->servers_n;
	double perturb_bytes = PORTS_PERTURB_N * sizeof(uint32_t);
	double bytes =
	    FIXED_BYTES + sizeof(struct net) + sizeof(struct play) +
	    sizeof(struct callers) + perturb_bytes + /* and a net to rehearse */
	    sizeof(struct rehearsal) + perturb_bytes + SEARCH_BYTES +
	    clients_n * (sizeof(struct caller) + 2 * sizeof(uint32_t)) +
	    servers_n * 2 * sizeof(uint32_t) + waiting_bytes(config);

	if (config->server.tcp_tw_recycle)
		bytes += clients_n * servers_n * sizeof(struct peer_stamp);
	return bytes;
}

static int64_t whole(double bytes)
{
	return bytes < 1e18 ? (int64_t)bytes : (int64_t)1e18;
}

struct footprint footprint_of(const struct config *config)
{
	struct open open = open_of(config);

	return (struct footprint){
	    .ports_bytes = whole(ports_bytes(config, &open)),
	    .timewaits_bytes = whole(timewaits_bytes(config)),
	    .sockets_bytes = whole(sockets_bytes(&open)),
	    .flights_bytes = whole(flights_bytes(config, &open)),
	    .events_bytes = whole(events_bytes(config, &open)),
	    .fixed_bytes = whole(fixed_bytes(config)),
	};
}

int64_t footprint_bytes(const struct config *config)
{
	struct footprint of = footprint_of(config);

	return of.ports_bytes + of.timewaits_bytes + of.sockets_bytes +
	       of.flights_bytes + of.events_bytes + of.fixed_bytes;
}
