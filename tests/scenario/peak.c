#include "world/footprint.h"

#include "settings.h"
#include "suite.h"
#include "world/world.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

/*
 * The estimate against the most memory that such a run really takes. Each is a
 * process of its own, so its peak is its own, too. What is measured is a MB or
 * so unsure: what malloc() keeps, what of the program was touched before.
 */
#define LEAST 0.95
#define MOST  1.25

/* Each segment that is lost is taken for the dearest, a SYN. */
#define MOST_LOSSY 1.5

/* Where ports are taken over and over, entries that ended early leave sooner
 * than can be foreseen; and nobody knows how long threads search. */
#define MOST_UNSURE 2.0

static const struct {
	const char *settings;
	double most;
} runs[] = {
    {"rate=40000 duration=10s clients=50", MOST},
    {"rate=20000 close=server", MOST},
    {"rate=20000 close=both", MOST},
    {"rate=20000 close=rst", MOST},
    {"rate=20000 rtt=100ms jitter=50ms", MOST},
    {"rate=20000 rtt=10ms jitter=500ms", MOST},
    {"rate=20000 rtt=10ms jitter=2s", MOST_LOSSY},
    {"rate=20000 loss=0.1 rtt=20ms", MOST_LOSSY},
    {"rate=20000 hold=4s server-model=event", MOST},
    {"rate=10000 requests-per-connection=10 rtt=100ms", MOST},
    {"rate=20000 arrivals=poisson", MOST},
    {"rate=20000 arrivals=onoff:1s/4s hold=1s server-model=event", MOST},
    {"rate=20000 stack=rfc9293", MOST},
    {"rate=20000 stack=linux-2.6.32", MOST},
    {"rate=20000 stack=freebsd", MOST},
    {"rate=20000 stack=sunos-4.1.3 clients=200", MOST},
    {"rate=20000 clients=20 servers=10 server-ports=5", MOST},
    {"rate=20000 port-pick=bind", MOST},
    {"rate=20000 port-pick=range clients=500", MOST},
    {"rate=20000 clients=2000", MOST},
    {"rate=20000 clients=4 duration=30s net.ipv4.tcp_tw_reuse=1", MOST_UNSURE},
    {"rate=20000 clients=4 duration=30s close=server", MOST_UNSURE},
    {"rate=40000 clients=2 client-threads=4", MOST_UNSURE},
};

static double resident_bytes(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%*u %lu", &pages) != 1)
		pages = 0;
	fclose(file);
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static double peak_bytes(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_maxrss * 1024;
}

START_TEST(estimate_is_near_the_peak)
{
	double before = resident_bytes();
	double ratio, taken;
	struct results results;
	struct config config;

	settings_config(&config, "duration=10s clients=50 %s",
			runs[_i].settings);
	settings_run_config(&results, &config);
	taken = peak_bytes() - before;
	ratio = (double)footprint_bytes(&config) / taken;
	ck_assert_msg(before > 0 && ratio >= LEAST && ratio <= runs[_i].most,
		      "%s: estimated %.1f MB, taken %.1f MB, ratio %.2f",
		      runs[_i].settings, (double)footprint_bytes(&config) / 1e6,
		      taken / 1e6, ratio);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("peak");

	suite_add_loop(suite, estimate_is_near_the_peak, suite_rows_n(runs));
	return suite_run(suite);
}
