#include "base/results.h"

#include <math.h>
#include <string.h>

/* clang-format off */
#define COUNT(path, member, help)                                              \
	{path, help, offsetof(struct results, member), RESULT_COUNT},
#define REAL(path, member, help)                                               \
	{path, help, offsetof(struct results, member), RESULT_REAL},
#define LEVEL(path, member, help)                                              \
	COUNT(path ".peak", member.peak, help ", most at once")                \
	REAL(path ".mean", member.mean, help ", mean over the run")            \
	COUNT(path ".at_end", member.at_end, help ", at the end of the run")
#define CLIENT_COUNTER(id, name)                                               \
	COUNT("client.counters." name, client.counter[COUNTER_##id],           \
	      "as nstat counts")
#define SERVER_COUNTER(id, name)                                               \
	COUNT("server.counters." name, server.counter[COUNTER_##id],           \
	      "as nstat counts")
#define SIDE(side)                                                             \
	LEVEL(#side ".time_wait", side.time_wait, "sockets in TIME-WAIT")      \
	COUNT(#side ".ports.available", side.ports_available,                  \
	      "local ports, over all hosts and destinations")                  \
	COUNT(#side ".ports.peak_in_use", side.ports_peak_in_use,              \
	      "local ports busy, most at once")                                \
	COUNT(#side ".tw_reused", side.tw_reused,                              \
	      "TIME-WAITs taken over by connect()")                            \
	COUNT(#side ".tw_reopened", side.tw_reopened,                          \
	      "TIME-WAITs reopened by an acceptable SYN")                      \
	LEVEL(#side ".memory_bytes", side.memory_bytes,                        \
	      "kernel memory of the connections, bytes")                       \
	LEVEL(#side ".waiting_bytes", side.waiting_bytes,                      \
	      "of it text that waits to be read or acknowledged, bytes")       \
	LEVEL(#side ".tcp_memory_bytes", side.tcp_memory_bytes,                \
	      "pages that its buffers count against limits.tcp-memory, bytes") \
	REAL(#side ".connect_s.p50", side.connect_p50_s,                       \
	     "time of connect(), median, s")                                   \
	REAL(#side ".connect_s.p99", side.connect_p99_s,                       \
	     "time of connect(), 99th percentile, s")                          \
	REAL(#side ".connect_s.max", side.connect_max_s,                       \
	     "time of connect(), longest, s")                                  \
	REAL(#side ".late_s.p99", side.late_p99_s,                             \
	     "how late connect() was called, 99th percentile, s")              \
	REAL(#side ".late_s.max", side.late_max_s,                             \
	     "how late connect() was called, at most, s")                      \
	REAL(#side ".connect_s.cheap_p50", side.connect_cheap_p50_s,           \
	     "time of connect() while the port search is short, median, s")    \
	REAL(#side ".connect_s.dear_p50", side.connect_dear_p50_s,             \
	     "time of connect() past the cheap half of the range, median, s")  \
	COUNT(#side ".left_open", side.left_open,                              \
	      "sockets for ever open, the peer is gone without a word")        \
	COUNT(#side ".unserved", side.unserved,                                \
	      "connections that found no process or thread")                   \
	COUNT(#side ".accept_queue_peak", side.accept_queue_peak,              \
	      "connections that waited for a descriptor, most at once")        \
	COUNT(#side ".no_memory", side.no_memory,                              \
	      "connections that found no mbufs at that end")                   \
	COUNT(#side ".mbufs_peak", side.mbufs_peak,                            \
	      "mbufs in use at a host, most at once")                          \
	REAL(#side ".cpu_busy", side.cpu_busy,                                 \
	     "share of the run that the busiest host's CPU worked")            \
	COUNT(#side ".processes", side.processes, "processes, most at once")   \
	COUNT(#side ".threads", side.threads, "threads, most at once")

static const struct result_row rows[] = {
	COUNT("connections.attempted", attempted, "connects that were due")
	COUNT("connections.established", established, "connects that succeeded")
	COUNT("connections.completed", completed,
	      "connections answered and closed in order")
	COUNT("connections.no_port", no_port, "connects that found no port")
	COUNT("connections.no_memory", no_memory,
	      "connects that found no memory at the client")
	COUNT("connections.reset", reset, "connections ended by RST")
	COUNT("connections.refused", refused, "connects answered by RST")
	COUNT("connections.timed_out", timed_out, "connections given up")
	COUNT("connections.never_begun", never_begun,
	      "connects that were due, but no thread came to them in time")
	REAL("no_port.first_s", no_port_first_s,
	     "when the first connect found no port, s")
	REAL("no_port.fraction", no_port_fraction,
	     "share of the connects that found no port")
	SIDE(client)
	COUNTERS(CLIENT_COUNTER)
	SIDE(server)
	COUNTERS(SERVER_COUNTER)
	COUNT("segments.sent", segments_sent, "segments sent by both sides")
	COUNT("segments.lost", segments_lost, "segments lost on the wire")
	COUNT("segments.duplicated", segments_duplicated,
	      "segments delivered twice")
	COUNT("segments.retransmitted", segments_retransmitted,
	      "segments sent again")
	COUNT("segments.rst", segments_rst, "segments with RST")
	REAL("capacity.max_rate_per_s", max_rate_per_s,
	     "highest fixed rate at which no connect is refused, per s")
	REAL("capacity.cheap_rate_per_s", cheap_rate_per_s,
	     "highest rate at which the port search stays short, per s")
	REAL("capacity.nominal_rate_per_s", nominal_rate_per_s,
	     "ports over the nominal hold time, per s")
	REAL("capacity.held.memory", held_by_memory,
	     "open connections of a server when its memory ends")
	REAL("capacity.held.buffers", held_by_buffers,
	     "the same, when the memory for its buffers ends")
	REAL("capacity.held.tasks", held_by_tasks,
	     "the same, when its processes or threads end")
	REAL("capacity.held.descriptors", held_by_descriptors,
	     "the same, when its descriptors end")
	REAL("capacity.held.mbufs", held_by_mbufs,
	     "the same, when its mbufs end")
	REAL("capacity.held.ports", held_by_ports,
	     "the same, when the ports of the clients end")
	REAL("capacity.held.cpu", held_by_cpu,
	     "the same, when its CPUs are busy with those that come and go")
	COUNT("engine.events", events, "events handled")
	REAL("engine.wall_s", wall_s, "time the run took, s")
	REAL("engine.events_per_s", events_per_s, "events per s of wall time")
	REAL("engine.simulated_s", simulated_s, "simulated time, s")
	COUNT("engine.peak_rss_bytes", peak_rss_bytes,
	      "most memory the program had, bytes")
};
/* clang-format on */

#define ROWS_N (sizeof(rows) / sizeof(rows[0]))

static void *value_at(struct results *results, const struct result_row *row)
{
	return (char *)results + row->offset;
}

void results_init(struct results *results)
{
	memset(results, 0, sizeof(*results));
	for (size_t i = 0; i < ROWS_N; i++)
		if (rows[i].type == RESULT_REAL)
			*(double *)value_at(results, &rows[i]) = (double)NAN;
}

void results_init_unknown(struct results *results)
{
	uint64_t unknown = RESULT_UNKNOWN;

	results_init(results);
	for (size_t i = 0; i < ROWS_N; i++)
		if (rows[i].type == RESULT_COUNT)
			memcpy(value_at(results, &rows[i]), &unknown,
			       sizeof(unknown));
}

const struct result_row *results_rows(size_t *rows_n)
{
	*rows_n = ROWS_N;
	return rows;
}

const struct result_row *results_row_find(const char *path)
{
	for (size_t i = 0; i < ROWS_N; i++)
		if (strcmp(rows[i].path, path) == 0)
			return &rows[i];
	return NULL;
}

double results_value(const struct results *results,
		     const struct result_row *row)
{
	const char *at = (const char *)results + row->offset;
	uint64_t count;
	double real;

	if (row->type == RESULT_COUNT) {
		memcpy(&count, at, sizeof(count));
		return count == RESULT_UNKNOWN ? (double)NAN : (double)count;
	}
	memcpy(&real, at, sizeof(real));
	return real;
}
