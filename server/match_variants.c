#include "match_inside.h"

#include <string.h>

/* What a time-out may cross: a segment, its answer, and as much of the peer */
#define CROSSED_MAX    6u
#define CROSSED_BEFORE 3u

#define OPTION_NOP  1
#define OPTION_SACK 5

/* What is there but for NOPs and the blocks. */
static size_t without_sack(const struct sighting *sighting, uint8_t *option)
{
	size_t n = 0;

	for (size_t i = 0; i < sighting->options_n; i++)
		if (sighting->option[i] != OPTION_NOP &&
		    sighting->option[i] != OPTION_SACK)
			option[n++] = sighting->option[i];
	return n;
}

/* MATCH_SACK_BLOCKS */
bool match_has_sack_blocks(const struct sighting *simulated,
			   const struct sighting *real)
{
	uint8_t a[FRAME_OPTIONS_MAX], b[FRAME_OPTIONS_MAX];
	size_t n = without_sack(simulated, a);

	return memchr(real->option, OPTION_SACK, real->options_n) &&
	       real->event.seg.flags & SEG_ACK && without_sack(real, b) == n &&
	       memcmp(a, b, n) == 0;
}

static struct sighting *simulated_next(struct match *match, guint i)
{
	return &g_array_index(match->simulated, struct sighting,
			      match->simulated_at + i);
}

/* MATCH_SAME_INSTANT: bring what the kernel has next to the front. */
static bool swap_instant(struct match *match, const struct sighting *real)
{
	guint left_n = match->simulated->len - match->simulated_at;
	int64_t at_ns = simulated_next(match, 0)->event.at_ns;
	struct sighting moved;
	guint n = 0;

	while (n < left_n && simulated_next(match, n)->event.at_ns == at_ns &&
	       simulated_next(match, n)->event.kind != real->event.kind)
		n++;
	if (n == 0 || n == left_n ||
	    simulated_next(match, n)->event.at_ns != at_ns)
		return false;
	moved = *simulated_next(match, n);
	g_array_remove_index(match->simulated, match->simulated_at + n);
	g_array_insert_val(match->simulated, match->simulated_at, moved);
	return true;
}

/* Was it sent, or did it come, once before? */
static bool is_again(const GArray *sightings, guint at)
{
	const struct trace_event *event = &sighting_at(sightings, at)->event;

	for (guint i = 0; i < at; i++) {
		const struct trace_event *before =
		    &sighting_at(sightings, i)->event;

		if (before->kind == event->kind &&
		    before->seg.flags == event->seg.flags &&
		    before->seg.len == event->seg.len &&
		    seq_eq(before->seg.seq, event->seg.seq) &&
		    segment_end(&event->seg).raw != event->seg.seq.raw)
			return true;
	}
	return false;
}

/* But for what a variant leaves open in a segment */
static bool is_same(const struct pairing *pairing,
		    const struct sighting *simulated,
		    const struct sighting *real)
{
	enum match_difference difference =
	    match_compare(pairing, simulated, real);

	return difference == MATCH_SAME ||
	       (difference == MATCH_OPTIONS &&
		match_has_sack_blocks(simulated, real));
}

/* Two simulated ones of one connection that go one way have their order, unless
 * a time-out sent just one of them: their causes are two. */
static bool may_change_places(const GArray *simulated, guint a, guint b)
{
	const struct trace_event *one = &sighting_at(simulated, a)->event;
	const struct trace_event *other = &sighting_at(simulated, b)->event;

	return one->kind != other->kind || one->port != other->port ||
	       is_again(simulated, a) != is_again(simulated, b);
}

/* Is @order of the next @n one in which the kernel may have them? */
static bool may_be_order(const struct match *match, guint n, const guint *order)
{
	guint from = match->simulated_at;

	for (guint i = 0; i < n; i++)
		for (guint j = i + 1; j < n; j++)
			if (order[i] > order[j] &&
			    !may_change_places(match->simulated,
					       from + order[i],
					       from + order[j]))
				return false;
	return true;
}

/* Of the next @n of both: which of the simulated each real one is; false: one
 * is none of them, all are in order, or two that have one cause are not. */
static bool find_order(const struct pairing *pairing, guint n, guint *order)
{
	const struct match *match = pairing->match;
	unsigned taken = 0;
	bool moved = false;

	for (guint i = 0; i < n; i++) {
		const struct sighting *real =
		    sighting_at(match->real, match->real_at + i);
		guint k = 0;

		while (k < n && (taken >> k & 1 ||
				 !is_same(pairing,
					  sighting_at(match->simulated,
						      match->simulated_at + k),
					  real)))
			k++;
		if (k == n)
			return false;
		taken |= 1u << k;
		order[i] = k;
		moved |= k != i;
	}
	return moved && may_be_order(match, n, order);
}

/* The span of the next @n, or what is just before it, has something that a
 * time-out sent; it is no longer than by how much that may come earlier or
 * later. */
static bool may_cross(const struct match *match, guint n)
{
	guint from = match->simulated_at;
	const struct sighting *first = sighting_at(match->simulated, from);
	const struct sighting *last =
	    sighting_at(match->simulated, from + n - 1);
	const struct agreed *before =
	    match_agreed_before(match, first->event.at_ns);
	int64_t silence_ns =
	    first->event.at_ns - (before ? before->simulated_ns : 0);
	bool again = false;

	for (guint i = from - MIN(from, CROSSED_BEFORE); i < from + n; i++)
		again |= is_again(match->simulated, i);
	return again &&
	       last->event.at_ns - first->event.at_ns <=
		   match_step_ns(silence_ns, match->tick_ns) + MATCH_SLACK_NS;
}

/* MATCH_CROSSED: bring what is simulated into the order of the kernel. */
static bool uncross(const struct pairing *pairing)
{
	struct match *match = pairing->match;
	guint left_n = MIN(match->simulated->len - match->simulated_at,
			   match->real->len - match->real_at);
	struct sighting crossed[CROSSED_MAX];
	guint order[CROSSED_MAX];

	for (guint n = 2; n <= MIN(left_n, CROSSED_MAX); n++) {
		if (!may_cross(match, n) || !find_order(pairing, n, order))
			continue;
		for (guint i = 0; i < n; i++)
			crossed[i] = *simulated_next(match, order[i]);
		for (guint i = 0; i < n; i++)
			*simulated_next(match, i) = crossed[i];
		return true;
	}
	return false;
}

static bool is_pure_ack(const struct sighting *sighting)
{
	return (sighting->event.seg.flags & 0xff) == SEG_ACK &&
	       sighting->event.seg.len == 0;
}

/* Does one of the same way soon acknowledge more than the @at-th of @acks? */
static bool is_joined(const GArray *acks, guint at, const GArray *others,
		      guint others_at, const struct pairing *pairing,
		      bool simulated)
{
	const struct sighting *ack = sighting_at(acks, at);
	enum end whose = end_other(trace_sender(&ack->event));
	const struct starts *a =
	    simulated ? &pairing->simulated : &pairing->real;
	const struct starts *b =
	    simulated ? &pairing->real : &pairing->simulated;
	unsigned last = a->n[whose] - 1;
	uint32_t number;

	if (!is_pure_ack(ack) || a->n[whose] == 0 || b->n[whose] != last + 1)
		return false;
	number = ack->event.seg.ack.raw - a->seq[whose][last];
	for (; others_at < others->len; others_at++) {
		const struct sighting *other = sighting_at(others, others_at);
		uint32_t further =
		    other->event.seg.ack.raw - b->seq[whose][last] - number;

		if (other->event.at_ns - ack->event.at_ns > MATCH_SLACK_NS)
			return false;
		if (other->event.kind == ack->event.kind &&
		    segment_has(&other->event.seg, SEG_ACK))
			return further > 0 && further < UINT32_MAX / 2;
	}
	return false;
}

/* MATCH_ACKS_JOINED: pass over the ACK that one of them has not. */
static bool pass_ack(struct pairing *pairing)
{
	struct match *match = pairing->match;

	if (is_joined(match->simulated, match->simulated_at, match->real,
		      match->real_at, pairing, true)) {
		match->surplus_n[sighting_at(match->simulated,
					     match->simulated_at)
				     ->event.kind]--;
		match->simulated_at++;
		return true;
	}
	if (is_joined(match->real, match->real_at, match->simulated,
		      match->simulated_at, pairing, false)) {
		match->surplus_n[sighting_at(match->real, match->real_at)
				     ->event.kind]++;
		match->real_at++;
		return true;
	}
	return false;
}

/* MATCH_FIN_ACKED: pass over the ACK that the simulator has not. */
static bool pass_ack_of_fin(struct match *match)
{
	const struct sighting *fin =
	    sighting_at(match->simulated, match->simulated_at);
	const struct sighting *ack = sighting_at(match->real, match->real_at);
	const struct sighting *next;

	if (match->real_at + 1 == match->real->len)
		return false;
	next = sighting_at(match->real, match->real_at + 1);
	if (!segment_has(&fin->event.seg, SEG_FIN) || !is_pure_ack(ack) ||
	    !segment_has(&next->event.seg, SEG_FIN) ||
	    ack->event.kind != fin->event.kind ||
	    next->event.kind != fin->event.kind ||
	    !seq_eq(ack->event.seg.ack, next->event.seg.ack) ||
	    next->event.at_ns - ack->event.at_ns > match->tick_ns)
		return false;
	match->surplus_n[ack->event.kind]++;
	match->fins_acked_n += ack->event.kind == TRACE_SENT;
	match->real_at++;
	return true;
}

bool match_is_variant(struct pairing *pairing, const struct sighting *real)
{
	struct match *match = pairing->match;

	if (match->difference == MATCH_WAY && swap_instant(match, real)) {
		match->used_n[MATCH_SAME_INSTANT]++;
		return true;
	}
	if (uncross(pairing)) {
		match->used_n[MATCH_CROSSED]++;
		return true;
	}
	if (pass_ack(pairing)) {
		match->used_n[MATCH_ACKS_JOINED]++;
		return true;
	}
	if (pass_ack_of_fin(match)) {
		match->used_n[MATCH_FIN_ACKED]++;
		return true;
	}
	return false;
}
