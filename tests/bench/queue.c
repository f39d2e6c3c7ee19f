/*
 * What an event costs: one push and one pop, with so many events pending, by
 * lanes, by the 4-ary heap of the same queue and by a plain binary heap. All
 * three get the same events; only the ratios can be compared between machines.
 */
#include "des/queue.h"
#include "base/alloc.h"
#include "base/rng.h"
#include "base/units.h"
#include "heap_reference.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define CHOICES_N 65536

/* The next lanes, drawn beforehand: chance has no part in what is measured. */
static uint8_t choices[CHOICES_N];

struct load {
	uint32_t lanes_n;
	uint32_t pending_n;
	int64_t delay_ns[QUEUE_LANES_MAX];
};

static void load_init(struct load *load, uint32_t lanes_n, uint32_t pending_n)
{
	struct rng rng;

	rng_init(&rng, lanes_n, "bench");
	*load = (struct load){.lanes_n = lanes_n, .pending_n = pending_n};
	for (uint32_t i = 0; i < lanes_n; i++)
		load->delay_ns[i] =
		    NS_PER_MS + (int64_t)rng_below(&rng, 60 * NS_PER_S);
	for (size_t i = 0; i < CHOICES_N; i++)
		choices[i] = (uint8_t)rng_below(&rng, lanes_n);
}

static double cpu_s(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/* When the i-th of the events that lie in the queue at the start is due. */
static int64_t start_at_ns(const struct load *load, uint32_t i)
{
	int64_t delay_ns = load->delay_ns[i % load->lanes_n];

	return (int64_t)((double)delay_ns * i / load->pending_n);
}

static double bench_queue(const struct load *load, uint32_t steps_n,
			  bool use_lanes, uint64_t *check)
{
	struct queue *q = queue_new();
	struct event event;
	double start_s;

	for (uint32_t i = 0; i < load->lanes_n; i++)
		queue_lane_new(q);
	for (uint32_t i = 0; i < load->pending_n; i++)
		queue_push_lane(q,
				use_lanes ? i % load->lanes_n : QUEUE_NO_LANE,
				start_at_ns(load, i), i);
	start_s = cpu_s();
	for (uint32_t i = 0; i < steps_n && queue_pop(q, NEVER_NS, &event);
	     i++) {
		uint32_t lane = choices[i % CHOICES_N];
		int64_t at_ns = event.at_ns + load->delay_ns[lane];

		*check = *check * 3 + event.payload;
		if (use_lanes)
			queue_push_lane(q, lane, at_ns, event.payload);
		else
			queue_push(q, at_ns, event.payload);
	}
	start_s = cpu_s() - start_s;
	queue_free(q);
	return start_s * 1e9 / steps_n;
}

static double bench_reference(const struct load *load, uint32_t steps_n,
			      uint64_t *check)
{
	struct heap_reference h;
	struct event event;
	double start_s;

	heap_reference_init(&h);
	for (uint32_t i = 0; i < load->pending_n; i++)
		heap_reference_push(&h, start_at_ns(load, i), i);
	start_s = cpu_s();
	for (uint32_t i = 0; i < steps_n; i++) {
		uint32_t lane = choices[i % CHOICES_N];

		heap_reference_pop(&h, &event);
		*check = *check * 3 + event.payload;
		heap_reference_push(&h, event.at_ns + load->delay_ns[lane],
				    event.payload);
	}
	start_s = cpu_s() - start_s;
	heap_reference_fini(&h);
	return start_s * 1e9 / steps_n;
}

static int bench(uint32_t lanes_n, uint32_t pending_n, uint32_t steps_n)
{
	struct load load;
	uint64_t check[3] = {0};
	double lanes_ns, heap_ns, binary_ns;

	load_init(&load, lanes_n, pending_n);
	lanes_ns = bench_queue(&load, steps_n, true, &check[0]);
	heap_ns = bench_queue(&load, steps_n, false, &check[1]);
	binary_ns = bench_reference(&load, steps_n, &check[2]);
	printf("%8" PRIu32 " %6" PRIu32 " %7.1f %7.1f %7.1f %9.2f %9.2f\n",
	       pending_n, lanes_n, lanes_ns, heap_ns, binary_ns,
	       heap_ns / lanes_ns, binary_ns / lanes_ns);
	return check[0] == check[1] && check[1] == check[2] ? 0 : 1;
}

int main(int argc, char **argv)
{
	static const uint32_t lanes_n[] = {1, 4, 8, 16, 64};
	static const uint32_t pending_n[] = {1000, 100000, 4000000};
	uint32_t steps_n = 2000000;
	int failed = 0;

	if (argc > 1)
		steps_n = (uint32_t)strtoul(argv[1], NULL, 10);
	printf("# ns per event (a push and a pop), and ratios to the lanes\n");
	printf(" pending  lanes   lanes  4-ary  binary  4-ary/l. binary/l.\n");
	for (size_t p = 0; p < sizeof(pending_n) / sizeof(pending_n[0]); p++) {
		for (size_t l = 0; l < sizeof(lanes_n) / sizeof(lanes_n[0]);
		     l++)
			failed |= bench(lanes_n[l], pending_n[p], steps_n);
	}
	if (failed)
		fprintf(stderr, "the three do not agree on the order\n");
	return failed;
}
