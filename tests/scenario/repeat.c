#include "settings.h"
#include "suite.h"
#include "world/world.h"

#include <string.h>

/* A configuration is all that a run depends on. */

enum { SAMPLES_N = 60 };

struct record {
	struct results results;
	struct sample sample[SAMPLES_N];
};

/* Padding and all: what is compared is bytes. */
static void record(struct record *record, const struct config *config)
{
	struct world *world = world_new(config);

	memset(record, 0, sizeof(*record));
	for (int64_t i = 0; i < SAMPLES_N; i++) {
		world_advance(world, i * 2 * NS_PER_S);
		world_sample(world, &record->sample[i]);
	}
	world_advance(world, NEVER_NS);
	world_results(world, &record->results);
	world_free(world);
}

static const char *const runs[] = {
    "arrivals=poisson",
    "arrivals=poisson loss=5% jitter=1ms close=both",
    "stack=rfc9293 msl=10s arrivals=poisson close=server loss=1%",
    "port-pick=bind clients=3 servers=2 server-ports=2 arrivals=poisson",
    "net.ipv4.tcp_tw_reuse=1 ports=30 jitter=5ms arrivals=poisson",
};

static void configure(struct config *config, int run, int64_t seed)
{
	settings_config(config, "rate=20 ports=500 duration=60s %s", runs[run]);
	config->seed = seed;
}

static void expect_same_but_for_the_clock(const struct results *a,
					  const struct results *b)
{
	const struct result_row *rows;
	size_t rows_n;

	rows = results_rows(&rows_n);
	for (size_t i = 0; i < rows_n; i++) {
		double x = results_value(a, &rows[i]);
		double y = results_value(b, &rows[i]);

		ck_assert_msg(memcmp(&x, &y, sizeof(x)) == 0, "%s",
			      rows[i].path);
	}
}

START_TEST(same_seed_same_bytes)
{
	static struct record a, b;
	struct config config;

	configure(&config, _i, 7);
	record(&a, &config);
	record(&b, &config);
	ck_assert_int_eq(memcmp(&a, &b, sizeof(a)), 0);
	ck_assert_uint_gt(a.results.completed, 300);
}
END_TEST

START_TEST(other_seed_other_run)
{
	static struct record a, b;
	struct config config;

	configure(&config, _i, 7);
	record(&a, &config);
	configure(&config, _i, 8);
	record(&b, &config);
	ck_assert_int_ne(memcmp(a.sample, b.sample, sizeof(a.sample)), 0);
}
END_TEST

START_TEST(looking_on_changes_nothing)
{
	static struct record looked_on;
	struct results results;
	struct config config;

	configure(&config, _i, 7);
	record(&looked_on, &config);
	settings_run_config(&results, &config);
	expect_same_but_for_the_clock(&looked_on.results, &results);
}
END_TEST

/* Runs side by side share nothing. */
START_TEST(worlds_do_not_meet)
{
	struct config config[2];
	struct results together[2], alone;
	struct world *world[2];

	for (int i = 0; i < 2; i++) {
		configure(&config[i], i, 7);
		world[i] = world_new(&config[i]);
	}
	for (int64_t t = 0; t < 200; t++)
		for (int i = 0; i < 2; i++)
			world_advance(world[i], t * NS_PER_S);
	for (int i = 0; i < 2; i++) {
		world_advance(world[i], NEVER_NS);
		world_results(world[i], &together[i]);
		world_free(world[i]);
		settings_run_config(&alone, &config[i]);
		expect_same_but_for_the_clock(&together[i], &alone);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("repeat");

	suite_add_loop(suite, same_seed_same_bytes, suite_rows_n(runs));
	suite_add_loop(suite, other_seed_other_run, suite_rows_n(runs));
	suite_add_loop(suite, looking_on_changes_nothing, suite_rows_n(runs));
	suite_add(suite, worlds_do_not_meet);
	return suite_run(suite);
}
