#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <glib.h>

/** How often each run is made: of the CPU times the median counts. */
#define MEASURE_TIMES 3

/**
 * struct cost - Of one run
 * @cpu_s:	User and system time of the process, from exec() to its end
 * @events:	That it counted
 * @timewaits:	Most at once
 * @peak_bytes:	Most that was resident
 */
struct cost {
	double cpu_s;
	double events;
	double timewaits;
	double peak_bytes;
};

/**
 * struct load - What both programs are told to do
 * @rate:	Connections per s
 * @clients_n:	Client hosts
 * @options:	More, for twsim alone: "--loss 0.01"; "": none
 */
struct load {
	gint64 rate;
	gint64 duration_s;
	gint64 clients_n;
	const char *options;
};

/** measure_clients_n() - As the bare loop chooses: no port is ever missing */
gint64 measure_clients_n(gint64 rate);

/**
 * measure_twsim(), measure_bare() - Run it once
 * @program:	Path
 *
 * Return:	false if it fails; the run itself says why
 */
gboolean measure_twsim(const char *program, const struct load *load,
		       struct cost *cost);
gboolean measure_bare(const char *program, const struct load *load,
		      struct cost *cost);

/** measure_sort() - By CPU time; the median is in the middle */
void measure_sort(struct cost cost[MEASURE_TIMES]);

/** measure_median() - Of what is sorted */
static inline const struct cost *measure_median(
    const struct cost cost[MEASURE_TIMES])
{
	return &cost[MEASURE_TIMES / 2];
}

#endif
