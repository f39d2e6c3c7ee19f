/*
 * sizes TWSIM BARE [LARGEST]: three sizes that twsim is meant for, and the bare
 * loop beside it.
 *
 * Sizes of more than LARGEST connections are left out; all together they take
 * minutes and some 3 GB. twsim and the bare loop run in turn, three times each;
 * of the CPU times the median counts, and the spread is that of the three. The
 * own_ratio is that of the memory beyond what a run of one connection takes: a
 * program and its libraries are there before the first.
 * Prints tab-separated columns with a header, one line a size. Exit 1 where a
 * run fails; the run itself says why.
 */
#include "measure.h"

#include <inttypes.h>

static const struct load loads[] = {
    {500, 300, 2, ""},
    {100000, 120, 500, ""},
    {1000000, 120, 5000, ""},
};

static double spread(const struct cost sorted[MEASURE_TIMES])
{
	return sorted[MEASURE_TIMES - 1].cpu_s - sorted[0].cpu_s;
}

static void print_header(void)
{
	g_print("rate\tduration_s\tclients\tcpu_s\tspread_s\tbare_cpu_s\t"
		"bare_spread_s\tratio\tpeak_bytes\tbare_peak_bytes\t"
		"peak_ratio\town_ratio\tbytes_per_time_wait\n");
}

static void print_line(const struct load *load,
		       const struct cost ours[MEASURE_TIMES],
		       const struct cost bare[MEASURE_TIMES], double own_ratio)
{
	const struct cost *a = measure_median(ours), *b = measure_median(bare);

	g_print("%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%.3f\t%.3f\t%.3f\t"
		"%.3f\t%.2f\t%.0f\t%.0f\t%.2f\t%.2f\t%.1f\n",
		load->rate, load->duration_s, load->clients_n, a->cpu_s,
		spread(ours), b->cpu_s, spread(bare), a->cpu_s / b->cpu_s,
		a->peak_bytes, b->peak_bytes, a->peak_bytes / b->peak_bytes,
		own_ratio, a->peak_bytes / a->timewaits);
}

static gboolean measure(char **programs, const struct load *load)
{
	struct cost ours[MEASURE_TIMES], bare[MEASURE_TIMES];
	struct load one = {1, 1, load->clients_n, ""};
	struct cost our_start, bare_start;

	if (!measure_twsim(programs[0], &one, &our_start) ||
	    !measure_bare(programs[1], &one, &bare_start))
		return FALSE;
	for (int i = 0; i < MEASURE_TIMES; i++)
		if (!measure_twsim(programs[0], load, &ours[i]) ||
		    !measure_bare(programs[1], load, &bare[i]))
			return FALSE;
	measure_sort(ours);
	measure_sort(bare);
	print_line(
	    load, ours, bare,
	    (measure_median(ours)->peak_bytes - our_start.peak_bytes) /
		(measure_median(bare)->peak_bytes - bare_start.peak_bytes));
	return TRUE;
}

int main(int argc, char **argv)
{
	double largest = argc > 3 ? g_ascii_strtod(argv[3], NULL) : 1e9;

	if (argc < 3 || argc > 4 || largest < 1e3) {
		g_printerr("usage: sizes TWSIM BARE [LARGEST], at least "
			   "1e3\n");
		return 2;
	}
	print_header();
	for (gsize i = 0; i < G_N_ELEMENTS(loads); i++)
		if ((double)(loads[i].rate * loads[i].duration_s) <= largest &&
		    !measure(&argv[1], &loads[i]))
			return 1;
	return 0;
}
