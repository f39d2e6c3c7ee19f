#ifndef BASE_RESULTS_H
#define BASE_RESULTS_H

#include "base/counters.h"

#include <stddef.h>
#include <stdint.h>

/**
 * DOC: What a run found out
 *
 * Filled by the simulator and by the real load client alike, and written by
 * one writer, so that simulated and real results have the same names. The
 * names are a contract (schema "twsim.run/1"): more may be added, none may
 * change. A double that is NaN is unknown, or did not happen: null in JSON. A
 * count of RESULT_UNKNOWN is one that nobody counted: null as well.
 */

#define RESULT_UNKNOWN UINT64_MAX

/** struct level - A quantity over the time of the run */
struct level {
	uint64_t peak;
	double mean;
	uint64_t at_end;
};

/**
 * struct side_results - One side: all clients together, or all servers
 * @time_wait:	Sockets in TIME-WAIT, over the run; at_end: when the last
 *		arrival was due, before what is left expires
 * @ports_available:	Local ports, summed over hosts and destinations
 * @ports_peak_in_use:	Most of them busy at once
 * @tw_reused:	TIME-WAITs taken over by a new connect() (tcp_tw_reuse)
 * @tw_reopened: TIME-WAITs reopened by an acceptable SYN
 * @memory_bytes: Kernel memory of the connections, as slabs, and text in pages
 * @waiting_bytes: Of it text that nobody has read, or that is not acknowledged
 * @tcp_memory_bytes: Pages that buffers count against limits.tcp-memory, as
 *		/proc/net/sockstat tells them
 * @connect_p50_s: What connect() took, of those that succeeded
 * @left_open:	Sockets for ever open when all was over: the peer is gone
 *		without a word that arrived, and the application waits
 * @unserved:	Connections that found no process or thread
 * @accept_queue_peak: Connections that waited for a descriptor, most at once
 * @no_memory:	Connections that found no mbufs
 * @mbufs_peak:	Most mbufs in use at once, at a host
 * @cpu_busy:	Share of the run that the busiest CPU worked; NaN: no CPUs
 * @processes:	Most processes at once
 * @threads:	Most threads at once
 * @counter:	By enum counter
 */
struct side_results {
	struct level time_wait;
	uint64_t ports_available;
	uint64_t ports_peak_in_use;
	uint64_t tw_reused;
	uint64_t tw_reopened;
	struct level memory_bytes;
	struct level waiting_bytes;
	struct level tcp_memory_bytes;
	double connect_p50_s;
	double connect_p99_s;
	double connect_max_s;
	double late_p99_s;
	double late_max_s;
	/* before and after the wall of the port search, NaN if none */
	double connect_cheap_p50_s;
	double connect_dear_p50_s;
	uint64_t left_open;
	uint64_t unserved;
	uint64_t accept_queue_peak;
	uint64_t no_memory;
	uint64_t mbufs_peak;
	double cpu_busy;
	uint64_t processes;
	uint64_t threads;
	uint64_t counter[COUNTER_N];
};

/**
 * struct results - All of a run
 * @attempted:	Connects that were due
 * @established: Connects that succeeded
 * @completed:	Got their answer and were closed in order
 * @no_port:	EADDRNOTAVAIL from connect() or EADDRINUSE from bind(0)
 * @no_memory:	ENOBUFS from connect()
 * @reset:	ECONNRESET, or RST sent by the scenario
 * @refused:	ECONNREFUSED
 * @timed_out:	ETIMEDOUT
 * @never_begun: Due, but no thread of the client came to it in time
 * @no_port_first_s: When the first connect found no port; NaN: never
 * @no_port_fraction: Of attempted
 * @max_rate_per_s: Highest fixed rate at which no connect is refused
 * @cheap_rate_per_s: Highest rate at which the port search stays short
 * @nominal_rate_per_s: Ports over the nominal hold time, the usual formula
 * @held_by_memory: Open connections of a server when that ends; the same of the
 *		others; infinite: it does not
 */
struct results {
	uint64_t attempted;
	uint64_t established;
	uint64_t completed;
	uint64_t no_port;
	uint64_t no_memory;
	uint64_t reset;
	uint64_t refused;
	uint64_t timed_out;
	uint64_t never_begun;
	double no_port_first_s;
	double no_port_fraction;
	struct side_results client;
	struct side_results server;
	uint64_t segments_sent;
	uint64_t segments_lost;
	uint64_t segments_duplicated;
	uint64_t segments_retransmitted;
	uint64_t segments_rst;
	double max_rate_per_s;
	double cheap_rate_per_s;
	double nominal_rate_per_s;
	double held_by_memory;
	double held_by_buffers;
	double held_by_tasks;
	double held_by_descriptors;
	double held_by_mbufs;
	double held_by_ports;
	double held_by_cpu;
	uint64_t events;
	double wall_s;
	double events_per_s;
	double simulated_s;
	uint64_t peak_rss_bytes;
};

enum result_type { RESULT_COUNT, RESULT_REAL };

/**
 * struct result_row - One number of the results
 * @path:	Its name in JSON, dots between levels: "client.time_wait.peak"
 * @help:	One line, with the unit
 * @offset:	Of the value in struct results
 * @type:	RESULT_COUNT: uint64_t; RESULT_REAL: double
 */
struct result_row {
	const char *path;
	const char *help;
	size_t offset;
	enum result_type type;
};

/** results_init() - All counts 0, all that may not happen NaN */
void results_init(struct results *results);

/** results_init_unknown() - Nothing is known yet, not even that it is 0 */
void results_init_unknown(struct results *results);

/**
 * results_rows() - The rows, in the order of the JSON object
 * @rows_n:	Out: how many. Counters are among them
 */
const struct result_row *results_rows(size_t *rows_n);

/** results_row_find() - Row of a path; NULL if there is none */
const struct result_row *results_row_find(const char *path);

/** results_value() - A value as a double; NaN: did not happen, or unknown */
double results_value(const struct results *results,
		     const struct result_row *row);

/**
 * struct sample - One line of the time series
 * @t_ns:	Instant
 * @completed_n, @no_port_n, @attempted_n, @established_n: up to then
 * @connect_sum_ns: What connect() took, all that succeeded up to then
 */
struct sample {
	int64_t t_ns;
	uint64_t client_time_wait_n;
	uint64_t server_time_wait_n;
	uint64_t client_ports_n;
	uint64_t client_memory_bytes;
	uint64_t server_memory_bytes;
	uint64_t completed_n;
	uint64_t no_port_n;
	uint64_t attempted_n;
	uint64_t established_n;
	int64_t connect_sum_ns;
};

#endif
