/*
 * curve TWSIM BARE [LARGEST]: what a run costs, by how many connections it has.
 *
 * From 10^3 to LARGEST (10^7) connections over 100 simulated seconds, twsim and
 * the bare loop in turn, three times each; of the CPU times the median counts.
 * Prints tab-separated columns with a header, one line a size. Where a run
 * fails, as for want of memory, the curve ends with exit 1; the run itself says
 * why.
 */
#include "measure.h"

#include <inttypes.h>

#define DURATION_S 100

static void print_header(void)
{
	g_print("connections\tcpu_s\tbare_cpu_s\tratio\tns_per_connection\t"
		"ns_per_event\tbare_ns_per_event\tpeak_bytes\t"
		"bare_peak_bytes\tbytes_per_time_wait\n");
}

static void print_line(int64_t n, const struct cost *ours,
		       const struct cost *bare)
{
	g_print("%" PRId64 "\t%.3f\t%.3f\t%.2f\t%.0f\t%.1f\t%.1f\t%.0f\t%.0f\t"
		"%.1f\n",
		n, ours->cpu_s, bare->cpu_s, ours->cpu_s / bare->cpu_s,
		ours->cpu_s * 1e9 / (double)n, ours->cpu_s * 1e9 / ours->events,
		bare->cpu_s * 1e9 / bare->events, ours->peak_bytes,
		bare->peak_bytes, ours->peak_bytes / ours->timewaits);
}

static gboolean measure(char **programs, int64_t n)
{
	struct cost ours[MEASURE_TIMES], bare[MEASURE_TIMES];
	struct load load = {
	    .rate = n / DURATION_S,
	    .duration_s = DURATION_S,
	    .clients_n = measure_clients_n(n / DURATION_S),
	    .options = "",
	};

	for (int i = 0; i < MEASURE_TIMES; i++)
		if (!measure_twsim(programs[0], &load, &ours[i]) ||
		    !measure_bare(programs[1], &load, &bare[i]))
			return FALSE;
	measure_sort(ours);
	measure_sort(bare);
	print_line(n, measure_median(ours), measure_median(bare));
	return TRUE;
}

int main(int argc, char **argv)
{
	double largest = argc > 3 ? g_ascii_strtod(argv[3], NULL) : 1e7;

	if (argc < 3 || argc > 4 || largest < 1e3 || largest > 1e9) {
		g_printerr("usage: curve TWSIM BARE [LARGEST], from 1e3 to "
			   "1e9\n");
		return 2;
	}
	print_header();
	for (int64_t n = 1000; (double)n <= largest; n *= 10)
		if (!measure(&argv[1], n))
			return 1;
	return 0;
}
