#include "wire/rules.h"

#include "base/alloc.h"
#include "base/rng.h"

#include <stdlib.h>
#include <string.h>

/* By direction: 0 to the client, 1 to the server. */
#define WAYS 2

/**
 * struct flow - What the rules know of a flow
 * @flow:	Its name
 * @start:	Initial number of its first SYN, by direction
 * @started:	That SYN was seen
 * @count:	By rule: matches, and matches of what it waits for
 */
struct flow {
	uint64_t flow;
	struct seq start[WAYS];
	bool started[WAYS];
	uint32_t *count;
};

/* flow: an open hash table, its size a power of two; free places have no
 * count. */
struct rules {
	struct rules_rule *rule;
	size_t rules_n;
	uint64_t *fired_n;
	bool *frees;
	struct flow *flow;
	size_t flows_n;
	size_t places_n;
};

struct rules *rules_new(const struct rules_rule *rule, size_t rules_n)
{
	struct rules *rules = alloc_zeroed(1, sizeof(*rules));

	/* one more, as an allocation of nothing may be NULL */
	rules->rule = alloc_zeroed(rules_n + 1, sizeof(*rule));
	rules->fired_n = alloc_zeroed(rules_n + 1, sizeof(uint64_t));
	rules->frees = alloc_zeroed(rules_n + 1, sizeof(bool));
	rules->rules_n = rules_n;
	if (rules_n > 0)
		memcpy(rules->rule, rule, rules_n * sizeof(*rule));
	return rules;
}

void rules_free(struct rules *rules)
{
	if (!rules)
		return;
	for (size_t i = 0; i < rules->places_n; i++)
		free(rules->flow[i].count);
	free(rules->flow);
	free(rules->frees);
	free(rules->fired_n);
	free(rules->rule);
	free(rules);
}

static struct flow *place_of(const struct rules *rules, uint64_t flow)
{
	size_t i = (size_t)hash_u64(flow);

	for (;; i++) {
		struct flow *place = &rules->flow[i & (rules->places_n - 1)];

		if (!place->count || place->flow == flow)
			return place;
	}
}

static void grow(struct rules *rules)
{
	struct flow *old = rules->flow;
	size_t old_n = rules->places_n;

	rules->places_n = old_n ? 2 * old_n : 16;
	rules->flow = alloc_zeroed(rules->places_n, sizeof(*rules->flow));
	for (size_t i = 0; i < old_n; i++)
		if (old[i].count)
			*place_of(rules, old[i].flow) = old[i];
	free(old);
}

static struct flow *find_flow(struct rules *rules, uint64_t name)
{
	struct flow *flow;

	if (2 * (rules->flows_n + 1) > rules->places_n)
		grow(rules);
	flow = place_of(rules, name);
	if (!flow->count) {
		rules->flows_n++;
		flow->flow = name;
		flow->count =
		    alloc_zeroed(2 * rules->rules_n + 1, sizeof(uint32_t));
	}
	return flow;
}

static bool is_in(struct rules_range range, uint32_t n)
{
	return n >= range.low && n <= range.high;
}

static bool is_any(struct rules_range range)
{
	return range.low == 0 && range.high == UINT32_MAX;
}

static bool number_fits(const struct flow *flow, int way,
			struct rules_range range, struct seq seq)
{
	if (is_any(range))
		return true;
	return flow->started[way] &&
	       is_in(range, seq.raw - flow->start[way].raw);
}

static bool fits(const struct rules_match *match, const struct flow *flow,
		 bool to_server, const struct segment *seg)
{
	return match->to_server == to_server && segment_has(seg, match->with) &&
	       !(seg->flags & match->without) && is_in(match->len, seg->len) &&
	       number_fits(flow, to_server, match->seq, seg->seq) &&
	       (is_any(match->ack) || segment_has(seg, SEG_ACK)) &&
	       number_fits(flow, !to_server, match->ack, seg->ack);
}

/* Counted if it fits; true if it is the one, or one of those, meant. */
static bool is_meant(const struct rules_match *match, const struct flow *flow,
		     uint32_t *count, bool to_server, const struct segment *seg)
{
	return fits(match, flow, to_server, seg) && is_in(match->nth, ++*count);
}

struct rules_verdict rules_see(struct rules *rules, uint64_t name,
			       bool to_server, const struct segment *seg)
{
	struct flow *flow = find_flow(rules, name);
	struct rules_verdict verdict = {NULL, false};

	if (segment_has(seg, SEG_SYN) && !flow->started[to_server]) {
		flow->start[to_server] = seg->seq;
		flow->started[to_server] = true;
	}
	for (size_t i = 0; i < rules->rules_n; i++) {
		const struct rules_rule *rule = &rules->rule[i];

		rules->frees[i] =
		    rule->deed == RULES_HOLD &&
		    is_meant(&rule->until, flow, &flow->count[2 * i + 1],
			     to_server, seg);
		verdict.frees |= rules->frees[i];
		if (is_meant(&rule->match, flow, &flow->count[2 * i], to_server,
			     seg) &&
		    !verdict.rule) {
			verdict.rule = rule;
			rules->fired_n[i]++;
		}
	}
	return verdict;
}

bool rules_frees(const struct rules *rules, const struct rules_rule *rule)
{
	return rules->frees[rule - rules->rule];
}

uint64_t rules_fired_n(const struct rules *rules, size_t i)
{
	return rules->fired_n[i];
}
