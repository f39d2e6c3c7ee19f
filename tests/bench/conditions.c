/*
 * conditions TWSIM [CONNECTIONS]: what jitter, loss and chance cost.
 *
 * The same load over 100 simulated seconds, plain and under each condition, in
 * turn, three times; of the CPU times the median counts. Ratios are to the
 * plain case. Prints tab-separated columns with a header, one line a condition.
 * Exit 1 where a run fails; the run itself says why.
 */
#include "measure.h"

#include <inttypes.h>

#define DURATION_S 100

static const struct {
	const char *name;
	const char *options;
} conditions[] = {
    {"plain", ""},
    {"jitter", "--jitter 5ms"},
    {"loss", "--loss 0.01"},
    {"poisson", "--arrivals poisson"},
    {"all", "--jitter 5ms --loss 0.01 --arrivals poisson"},
};
#define CONDITIONS_N G_N_ELEMENTS(conditions)

static void print_table(struct cost cost[CONDITIONS_N][MEASURE_TIMES],
			double connections)
{
	const struct cost *plain;

	for (gsize i = 0; i < CONDITIONS_N; i++)
		measure_sort(cost[i]);
	plain = measure_median(cost[0]);
	g_print("condition\tcpu_s\tratio\tns_per_connection\tns_per_event\t"
		"events_ratio\tpeak_ratio\n");
	for (gsize i = 0; i < CONDITIONS_N; i++) {
		const struct cost *c = measure_median(cost[i]);

		g_print("%s\t%.3f\t%.2f\t%.0f\t%.1f\t%.2f\t%.2f\n",
			conditions[i].name, c->cpu_s, c->cpu_s / plain->cpu_s,
			c->cpu_s * 1e9 / connections,
			c->cpu_s * 1e9 / c->events, c->events / plain->events,
			c->peak_bytes / plain->peak_bytes);
	}
}

static gboolean measure(const char *twsim, int64_t rate)
{
	struct cost cost[CONDITIONS_N][MEASURE_TIMES];
	struct load load = {
	    .rate = rate,
	    .duration_s = DURATION_S,
	    .clients_n = measure_clients_n(rate),
	};

	for (int time = 0; time < MEASURE_TIMES; time++)
		for (gsize i = 0; i < CONDITIONS_N; i++) {
			load.options = conditions[i].options;
			if (!measure_twsim(twsim, &load, &cost[i][time]))
				return FALSE;
		}
	print_table(cost, (double)rate * DURATION_S);
	return TRUE;
}

int main(int argc, char **argv)
{
	double n = argc > 2 ? g_ascii_strtod(argv[2], NULL) : 1e6;

	if (argc < 2 || argc > 3 || n < 1e3 || n > 1e9) {
		g_printerr("usage: conditions TWSIM [CONNECTIONS], from 1e3 to "
			   "1e9\n");
		return 2;
	}
	return measure(argv[1], (int64_t)n / DURATION_S) ? 0 : 1;
}
