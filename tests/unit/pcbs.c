#include "host/pcbs.h"

#include "base/rng.h"
#include "suite.h"

#include <string.h>

#define HOSTS_N 2
#define PAIRS_N 3
#define PORTS_N 500

/* The same, as a list that is really walked: the newest first. */
struct walked {
	struct {
		uint32_t pair, port;
	} entry[PAIRS_N * PORTS_N];
	uint32_t n;
	uint32_t last; /* pair and port of what was found last, plus one */
};

static uint32_t key_of(uint32_t pair, uint32_t port)
{
	return pair * PORTS_N + port + 1;
}

static uint32_t walk(struct walked *list, uint32_t pair, uint32_t port,
		     bool goes_on)
{
	uint32_t before = list->last;

	list->last = 0;
	for (uint32_t i = list->n; i-- > 0;) {
		if (list->entry[i].pair != pair || list->entry[i].port != port)
			continue;
		list->last = key_of(pair, port);
		if (list->last == before)
			return 0;
		return goes_on ? list->n : list->n - i;
	}
	return list->n;
}

static bool take_out(struct walked *list, uint32_t pair, uint32_t port)
{
	for (uint32_t i = 0; i < list->n; i++) {
		if (list->entry[i].pair != pair || list->entry[i].port != port)
			continue;
		for (; i + 1 < list->n; i++)
			list->entry[i] = list->entry[i + 1];
		list->n--;
		if (list->last == key_of(pair, port))
			list->last = 0;
		return true;
	}
	return false;
}

/* Both hosts have their own list; a pair belongs to one of them. */
START_TEST(counts_as_a_walk_does)
{
	static struct walked walked[HOSTS_N];
	bool goes_on = _i == 1;
	struct pcbs pcbs;
	struct rng rng;

	memset(walked, 0, sizeof(walked));
	rng_init(&rng, 7, "test.pcbs");
	pcbs_init(&pcbs, HOSTS_N, PAIRS_N, PORTS_N, true, goes_on);
	for (int i = 0; i < 20000; i++) {
		uint32_t pair = (uint32_t)rng_below(&rng, PAIRS_N);
		uint32_t port = (uint32_t)rng_below(&rng, PORTS_N);
		uint32_t host = pair % HOSTS_N;
		struct walked *list = &walked[host];

		if (rng_below(&rng, 3) > 0) {
			suite_assert(pcbs_find(&pcbs, host, pair, port) ==
				     walk(list, pair, port, goes_on));
		} else if (take_out(list, pair, port)) {
			pcbs_remove(&pcbs, host, pair, port);
		} else {
			list->entry[list->n].pair = pair;
			list->entry[list->n++].port = port;
			pcbs_add(&pcbs, host, pair, port);
		}
	}
	ck_assert_uint_gt(walked[0].n, 100);
	pcbs_fini(&pcbs);
}
END_TEST

START_TEST(the_oldest_is_last_and_the_listener_behind_it)
{
	struct pcbs pcbs;

	pcbs_init(&pcbs, 1, 1, PORTS_N, false, false);
	for (uint32_t port = 0; port < 100; port++)
		pcbs_add(&pcbs, 0, 0, port);
	ck_assert_uint_eq(pcbs_find(&pcbs, 0, 0, 0), 100);
	ck_assert_uint_eq(pcbs_find(&pcbs, 0, 0, 0), 100);
	ck_assert_uint_eq(pcbs_find(&pcbs, 0, 0, 99), 1);
	ck_assert_uint_eq(pcbs_find(&pcbs, 0, 0, 200), 100);
	pcbs_fini(&pcbs);
}
END_TEST

START_TEST(what_was_found_last_is_found_at_once)
{
	struct pcbs pcbs;

	pcbs_init(&pcbs, 1, 1, PORTS_N, true, false);
	for (uint32_t port = 0; port < 100; port++)
		pcbs_add(&pcbs, 0, 0, port);
	ck_assert_uint_eq(pcbs_find(&pcbs, 0, 0, 0), 100);
	ck_assert_uint_eq(pcbs_find(&pcbs, 0, 0, 0), 0);
	ck_assert_uint_eq(pcbs_find(&pcbs, 0, 0, 1), 99);
	ck_assert_uint_eq(pcbs_find(&pcbs, 0, 0, 0), 100);
	pcbs_remove(&pcbs, 0, 0, 0);
	ck_assert_uint_eq(pcbs_find(&pcbs, 0, 0, 0), 99);
	pcbs_fini(&pcbs);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pcbs");

	suite_add_loop(suite, counts_as_a_walk_does, 2);
	suite_add(suite, the_oldest_is_last_and_the_listener_behind_it);
	suite_add(suite, what_was_found_last_is_found_at_once);
	return suite_run(suite);
}
