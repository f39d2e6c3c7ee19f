#include "host/ports.h"

#include "base/alloc.h"
#include "base/must.h"

#include <stdlib.h>
#include <string.h>

/* linux: a success moves the next start on by a random number below this. */
#define PERTURB_STEPS 8

void ports_chooser_init(struct ports_chooser *chooser,
			const struct profile *profile, enum port_pick pick,
			uint64_t seed)
{
	memset(chooser, 0, sizeof(*chooser));
	chooser->order = (enum port_order)profile->port_order;
	chooser->pick = pick;
	chooser->shuffle_ns = profile->port_shuffle_ns;
	chooser->period_end_ns = chooser->shuffle_ns > 0 ? 0 : NEVER_NS;
	rng_init(&chooser->rng, seed, "host.ports");
	chooser->secret = rng_u64(&chooser->rng);
	chooser->perturb = alloc_zeroed(PORTS_PERTURB_N, sizeof(uint32_t));
	for (size_t i = 0; i < PORTS_PERTURB_N; i++)
		chooser->perturb[i] = (uint32_t)rng_u64(&chooser->rng);
}

void ports_chooser_fini(struct ports_chooser *chooser)
{
	free(chooser->perturb);
	chooser->perturb = NULL;
}

/* First free port of one parity, cyclically from @start; *walked out. */
static uint32_t scan_parity(const struct portset *free, uint32_t start,
			    uint32_t span, uint32_t *walked)
{
	uint32_t parity = start & 1;
	uint32_t found = portset_next(free, start, span);

	if (found == PORTSET_NONE)
		found = portset_next(free, parity, start);
	if (found == PORTSET_NONE)
		*walked = (span - parity + 1) / 2;
	else
		*walked = (found + (found < start ? span : 0) - start) / 2;
	return found;
}

/* All ports of one parity, then all of the other, from @start on. An odd one
 * out at the end of the range is never tried, as in the kernel. */
static struct port_choice choose_by_parity(const struct portset *free,
					   uint32_t start)
{
	uint32_t span = free->n > 1 ? free->n & ~1u : 1;
	struct port_choice choice = {.dear = false};
	uint32_t walked = 0;

	choice.offset = scan_parity(free, start, span, &walked);
	choice.tried_n = walked + (choice.offset != PORTSET_NONE);
	if (choice.offset != PORTSET_NONE || span == 1)
		return choice;
	choice.dear = true;
	choice.offset = scan_parity(free, start ^ 1, span, &walked);
	choice.tried_n = span / 2 + walked + (choice.offset != PORTSET_NONE);
	return choice;
}

/* One after another, cyclically from @start. */
static struct port_choice choose_upwards(const struct portset *free,
					 uint32_t start)
{
	struct port_choice choice = {
	    .offset = portset_next_any(free, start, free->n),
	};

	if (choice.offset == PORTSET_NONE)
		choice.offset = portset_next_any(free, 0, start);
	if (choice.offset == PORTSET_NONE)
		choice.tried_n = free->n;
	else
		choice.tried_n =
		    (choice.offset + free->n - start) % free->n + 1;
	choice.dear = choice.tried_n > (free->n + 1) / 2;
	return choice;
}

static uint64_t period_of(struct ports_chooser *chooser, int64_t now_ns)
{
	if (now_ns >= chooser->period_end_ns) {
		chooser->period = (uint64_t)(now_ns / chooser->shuffle_ns);
		chooser->period_end_ns =
		    (int64_t)(chooser->period + 1) * chooser->shuffle_ns;
	}
	return chooser->period;
}

/* RFC 6056 s3.3.4: start of a flow from its hash, moved on at each success. */
static struct port_choice autobind_by_parity(struct ports_chooser *chooser,
					     const struct portset *free,
					     uint64_t flow, int64_t now_ns)
{
	uint64_t period = period_of(chooser, now_ns);
	uint64_t hash = hash_u64(hash_u64(flow ^ chooser->secret) + period);
	uint32_t *perturb = &chooser->perturb[hash % PORTS_PERTURB_N];
	uint32_t span = free->n > 1 ? free->n & ~1u : 1;
	uint32_t start = (*perturb + (uint32_t)(hash >> 32)) % span & ~1u;
	struct port_choice choice = choose_by_parity(free, start);
	uint32_t step, random;

	if (choice.offset == PORTSET_NONE)
		return choice;
	step = choice.offset - start;
	if (choice.offset < start)
		step += span;
	step &= ~1u;
	random = 2 * (uint32_t)rng_below(&chooser->rng, PERTURB_STEPS);
	*perturb += (step > random ? step : random) + 2;
	return choice;
}

static struct port_choice autobind(struct ports_chooser *chooser,
				   const struct portset *free, uint32_t *cursor,
				   uint64_t flow, int64_t now_ns)
{
	struct port_choice choice;

	switch (chooser->order) {
	case ORDER_PARITY:
		return autobind_by_parity(chooser, free, flow, now_ns);
	case ORDER_SEQUENTIAL:
		choice = choose_upwards(free, *cursor);
		if (choice.offset != PORTSET_NONE)
			*cursor = (choice.offset + 1) % free->n;
		return choice;
	case ORDER_RANDOM:
		return choose_upwards(
		    free, (uint32_t)rng_below(&chooser->rng, free->n));
	}
	must_not_come("a port order");
	return (struct port_choice){.offset = PORTSET_NONE};
}

/* bind() begins at random, with the parity that connect() leaves for last. */
static struct port_choice bind_any(struct ports_chooser *chooser,
				   const struct portset *free)
{
	uint32_t span = free->n > 1 ? free->n & ~1u : 1;
	uint32_t start = (uint32_t)rng_below(&chooser->rng, span);

	if (chooser->order != ORDER_PARITY)
		return choose_upwards(free, start);
	return choose_by_parity(free, span > 1 ? start | 1 : 0);
}

/* IP_LOCAL_PORT_RANGE with low = high: one port is tried, the next in turn. */
static struct port_choice walk_range(const struct portset *free,
				     uint32_t *cursor)
{
	struct port_choice choice = {.offset = *cursor, .tried_n = 1};

	if (portset_is_free(free, *cursor))
		*cursor = (*cursor + 1) % free->n;
	else
		choice.offset = PORTSET_NONE;
	return choice;
}

struct port_choice ports_choose(struct ports_chooser *chooser,
				const struct portset *free, uint32_t *cursor,
				uint64_t flow, int64_t now_ns)
{
	switch (chooser->pick) {
	case PICK_RANGE:
		return walk_range(free, cursor);
	case PICK_BIND:
		return bind_any(chooser, free);
	case PICK_AUTOBIND:
	case PICK_BIND_NO_PORT:
		return autobind(chooser, free, cursor, flow, now_ns);
	}
	must_not_come("a way to pick a port");
	return (struct port_choice){.offset = PORTSET_NONE};
}

uint32_t ports_usable_n(enum port_order order, enum port_pick pick, uint32_t n)
{
	if (pick == PICK_RANGE || order != ORDER_PARITY || n == 1)
		return n;
	return n & ~1u;
}

uint32_t ports_cheap_n(enum port_order order, enum port_pick pick, uint32_t n)
{
	if (pick == PICK_RANGE || order != ORDER_PARITY || n == 1)
		return n;
	return n / 2;
}
