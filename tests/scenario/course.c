#include "base/rng.h"
#include "settings.h"
#include "suite.h"
#include "world/world_inside.h"

#include <stdio.h>
#include <string.h>

/*
 * Connections on course (host/course.h) against the same run in which each goes
 * through TCP step by step, because someone looks on: all that a run tells must
 * be the same, at its end and on the way.
 */

#define LOOKS_N 7

struct look {
	struct sample sample;
	struct results results;
	uint64_t row_fired[UINT8_MAX];
	int64_t now_ns; /* at the end, events that mean nothing move it on */
};

static void look_on(void *data, enum end end, uint32_t pair, uint32_t port)
{
	(void)data;
	(void)end;
	(void)pair;
	(void)port;
}

static void look_at(const struct world *world, struct look *look)
{
	memset(look, 0, sizeof(*look));
	world_sample(world, &look->sample);
	world_results(world, &look->results);
	memcpy(look->row_fired, world_rows_fired(world),
	       sizeof(look->row_fired));
	look->now_ns = look->sample.t_ns;
	look->sample.t_ns = 0;
}

/* Return: was there a course? */
static bool run(const struct config *config, bool looked_on,
		struct look look[LOOKS_N])
{
	static const struct net_tap tap = {.forgot = look_on};
	struct world *world = world_new(config);
	int64_t step_ns = config->duration_ns / (LOOKS_N - 2);
	bool found;

	if (looked_on)
		world_tap(world, &tap);
	for (int i = 0; i < LOOKS_N; i++) {
		world_advance(world, i == LOOKS_N - 1
					 ? NEVER_NS
					 : (i + 1) * step_ns - step_ns / 3);
		look_at(world, &look[i]);
	}
	found = world->net.performances != NULL;
	world_free(world);
	return found;
}

static bool is_same_number(const struct result_row *row,
			   const struct results *a, const struct results *b)
{
	const char *x = (const char *)a + row->offset;
	const char *y = (const char *)b + row->offset;

	return memcmp(x, y, sizeof(double)) == 0;
}

static void compare(const char *settings, const struct look *usual,
		    const struct look *looked_on)
{
	size_t rows_n;
	const struct result_row *row = results_rows(&rows_n);

	for (size_t i = 0; i < rows_n; i++)
		ck_assert_msg(is_same_number(&row[i], &usual->results,
					     &looked_on->results),
			      "%s: another %s at %lld ns", settings,
			      row[i].path, (long long)usual->now_ns);
	ck_assert_msg(memcmp(&usual->sample, &looked_on->sample,
			     sizeof(usual->sample)) == 0,
		      "%s: another sample at %lld ns", settings,
		      (long long)usual->now_ns);
	ck_assert_msg(memcmp(usual->row_fired, looked_on->row_fired,
			     sizeof(usual->row_fired)) == 0,
		      "%s: other rows by %lld ns", settings,
		      (long long)usual->now_ns);
}

/* Return: was there a course? */
static bool run_both(const char *settings)
{
	static struct look usual[LOOKS_N], looked_on[LOOKS_N];
	struct config config;
	bool found;

	settings_config(&config, "%s", settings);
	found = run(&config, false, usual);
	ck_assert(!run(&config, true, looked_on));
	for (int i = 0; i < LOOKS_N; i++)
		compare(settings, &usual[i], &looked_on[i]);
	return found;
}

static const struct {
	const char *settings;
	bool found;
} runs[] = {
    {"rate=1000 duration=100s ports=300 clients=250", true},
    {"rate=400 duration=5s", true},
    {"rate=1000 duration=4s close=server", true},
    {"rate=1000 duration=4s close=both", true},
    {"rate=1000 duration=4s close=rst", true},
    {"rate=1000 duration=4s hold=700ms", true},
    {"rate=1000 duration=4s answer=0", true},
    {"rate=1000 duration=4s requests-per-connection=5", true},
    {"rate=1000 duration=4s arrivals=poisson loss=0.015", true},
    {"rate=1000 duration=4s arrivals=poisson jitter=2ms", true},
    {"rate=1000 duration=4s jitter=2ms loss=0.01 close=server", true},
    {"rate=1000 duration=4s servers=3 server-ports=2 clients=2", true},
    {"rate=1000 duration=4s port-pick=bind", true},
    {"rate=1000 duration=4s client-threads=1 clients=3", true},
    {"rate=1000 duration=4s stack=linux-2.6.32", true},
    {"rate=1000 duration=4s stack=rfc9293", true},
    {"rate=1000 duration=4s stack=freebsd", true},
    /* connections that meet a limit leave the course */
    {"rate=1000 duration=9s net.ipv4.tcp_max_tw_buckets=2000", true},
    {"rate=1000 duration=9s close=server net.ipv4.tcp_max_tw_buckets=2000",
     true},
    {"rate=1000 duration=4s rtt=30ms net.ipv4.tcp_max_orphans=20", true},
    {"rate=1000 duration=80s ports=1000 close=server", true},
    {"rate=1000 duration=9s ports=1000 clients=9 net.ipv4.tcp_tw_reuse=1",
     true},
    {"rate=1000 duration=9s loss=0.015 close=server hold=40ms stack=rfc9293 "
     "clients=7 ports=300 port-pick=bind net.ipv4.tcp_max_tw_buckets=500",
     true},
    /* and these have none */
    {"rate=524 duration=3s seed=2383 close=server rtt=0s loss=0.2 hold=40ms "
     "stack=rfc9293 clients=7 ports=300 client-threads=1 port-pick=bind "
     "net.ipv4.tcp_max_tw_buckets=500",
     false},
    {"rate=1000 duration=4s jitter=300ms", false},
    {"rate=1000 duration=4s duplicate=0.01", false},
    {"rate=1000 duration=4s reorder=0.01", false},
    {"rate=1000 duration=4s answer=1000000", false},
    {"rate=1000 duration=4s hold=50ms unread=3000", false},
    {"rate=1000 duration=4s answer-least=10 answer-most=20000", false},
    {"rate=400 duration=2s", false}, /* too short */
};

START_TEST(results_are_the_same)
{
	bool found = run_both(runs[_i].settings);

	ck_assert_msg(found == runs[_i].found, "%s: a course was%s found",
		      runs[_i].settings, found ? "" : " not");
}
END_TEST

/* Words of which one of each row makes a run */
static const char *const words[][8] = {
    {"close=client", "close=server", "close=both", "close=rst"},
    {"rtt=330us", "rtt=0s", "rtt=4ms", "rtt=39ms", "rtt=40500us", "rtt=210ms"},
    {"jitter=0s", "jitter=0s", "jitter=0s", "jitter=150us", "jitter=5ms",
     "jitter=41ms"},
    {"loss=0", "loss=0", "loss=0.01", "loss=0.2"},
    {"hold=0s", "hold=0s", "hold=1ms", "hold=40ms", "hold=3s"},
    {"requests-per-connection=1", "requests-per-connection=1",
     "requests-per-connection=2", "requests-per-connection=7"},
    {"answer=1000", "answer=0", "answer=5000", "answer=20000"},
    {"arrivals=fixed", "arrivals=poisson", "arrivals=onoff:200ms/300ms"},
    {"stack=linux-6.18", "stack=linux-6.18", "stack=linux-4.19",
     "stack=linux-2.6.32", "stack=freebsd", "stack=rfc9293"},
    {"clients=1", "clients=7", "clients=2 servers=2"},
    {"ports=300", "ports=3000"},
    {"client-threads=0", "client-threads=0", "client-threads=1"},
    {"port-pick=autobind", "port-pick=range", "port-pick=bind",
     "port-pick=bind-no-port"},
    {"net.ipv4.tcp_tw_reuse=0", "net.ipv4.tcp_tw_reuse=1"},
    {"net.ipv4.tcp_max_tw_buckets=100000", "net.ipv4.tcp_max_tw_buckets=500"},
    {"server-model=event", "server-model=thread", "server-model=fork"},
};

#define DRAWS_N 40

static const char *draw(const char *const *row, struct rng *rng)
{
	uint64_t n = 0;

	while (n < 8 && row[n])
		n++;
	return row[rng_below(rng, n)];
}

START_TEST(results_are_the_same_of_any_run)
{
	char settings[1024];
	struct rng rng;
	int n;

	rng_init(&rng, (uint64_t)_i, "tests.course");
	n = snprintf(settings, sizeof(settings),
		     "rate=%d duration=3s seed=%d wire-msl=120s",
		     500 + (int)rng_below(&rng, 1000), _i);
	for (size_t i = 0; i < suite_rows_n(words); i++)
		n += snprintf(settings + n, sizeof(settings) - (size_t)n, " %s",
			      draw(words[i], &rng));
	run_both(settings);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("course");

	suite_add_loop(suite, results_are_the_same, suite_rows_n(runs));
	suite_add_loop(suite, results_are_the_same_of_any_run, DRAWS_N);
	return suite_run(suite);
}
