#include "match_inside.h"

#include <inttypes.h>
#include <string.h>

#define TEXT_ROW(id, name, text) {name, text},
static const struct {
	const char *name;
	const char *text;
} variants[] = {MATCH_VARIANTS(TEXT_ROW)};
#undef TEXT_ROW

const char *match_variant_name(enum match_variant variant)
{
	return variants[variant].name;
}

const char *match_variant_text(enum match_variant variant)
{
	return variants[variant].text;
}

const char *match_difference_text(enum match_difference difference)
{
	static const char *const texts[MATCH_DIFFERENCES_N] = {
	    [MATCH_SAME] = "they are the same",
	    [MATCH_MISSING] = "the kernel has no such segment",
	    [MATCH_SURPLUS] = "the simulator has no such segment",
	    [MATCH_WAY] = "one is sent where the other arrives",
	    [MATCH_FLAGS] = "the flags differ",
	    [MATCH_LENGTH] = "the lengths differ",
	    [MATCH_SEQ] = "the sequence numbers differ",
	    [MATCH_ACK] = "the acknowledgment numbers differ",
	    [MATCH_OPTIONS] = "the options differ",
	    [MATCH_TIME] = "the instants differ",
	};

	return texts[difference];
}

static void add_start(struct starts *starts, const struct trace_event *event)
{
	enum end from = trace_sender(event);
	unsigned *n = &starts->n[from];
	uint32_t seq = event->seg.seq.raw;

	if (!segment_has(&event->seg, SEG_SYN) || *n == STARTS_MAX ||
	    (*n > 0 && starts->seq[from][*n - 1] == seq))
		return;
	starts->seq[from][(*n)++] = seq;
}

/* The same distance from the SYN of one connection, or both 0. */
static bool numbers_agree(const struct pairing *pairing, enum end whose,
			  uint32_t simulated, uint32_t real)
{
	unsigned n = MIN(pairing->simulated.n[whose], pairing->real.n[whose]);

	for (unsigned i = 0; i < n; i++)
		if (simulated - pairing->simulated.seq[whose][i] ==
		    real - pairing->real.seq[whose][i])
			return true;
	return simulated == 0 && real == 0;
}

static bool options_agree(const struct sighting *a, const struct sighting *b)
{
	return a->options_n == b->options_n &&
	       memcmp(a->option, b->option, a->options_n) == 0 &&
	       a->event.seg.mss == b->event.seg.mss &&
	       a->event.seg.wscale == b->event.seg.wscale;
}

int64_t match_step_ns(int64_t length_ns, int64_t tick_ns)
{
	int64_t ticks = length_ns / tick_ns;
	int64_t step = 1;

	/* linux kernel/time/timer.c: 64 buckets a level, each 8 times as wide
	 */
	for (int64_t level_max = 63; ticks >= level_max && step < 1 << 18;
	     level_max *= 8)
		step *= 8;
	return step * tick_ns;
}

/* The last one that is no later; NULL: none */
const struct agreed *match_agreed_before(const struct match *match,
					 int64_t at_ns)
{
	const struct agreed *last = NULL;

	for (guint i = 0; i < match->pairs->len; i++) {
		const struct agreed *pair =
		    &g_array_index(match->pairs, struct agreed, i);

		if (pair->simulated_ns > at_ns)
			break;
		last = pair;
	}
	return last;
}

/*
 * From the last segment before it that is the same, or from the start; a wheel
 * is as coarse as the silence is long.
 */
static bool agree_after(const struct match *match, const struct agreed *before,
			int64_t simulated_ns, int64_t real_ns)
{
	int64_t apart_ns = real_ns - simulated_ns;
	int64_t silence_ns = simulated_ns - (before ? before->simulated_ns : 0);
	int64_t shift_ns = before ? before->real_ns - before->simulated_ns : 0;
	int64_t allowed_ns =
	    match_step_ns(silence_ns, match->tick_ns) + MATCH_SLACK_NS;

	return ABS(apart_ns) <= allowed_ns ||
	       ABS(apart_ns - shift_ns) <= allowed_ns;
}

bool match_instants_agree(const struct match *match, int64_t simulated_ns,
			  int64_t real_ns)
{
	if (simulated_ns == NEVER_NS || real_ns == NEVER_NS)
		return simulated_ns == real_ns;
	return agree_after(match, match_agreed_before(match, simulated_ns),
			   simulated_ns, real_ns);
}

enum match_difference match_compare(const struct pairing *pairing,
				    const struct sighting *simulated,
				    const struct sighting *real)
{
	const struct segment *a = &simulated->event.seg;
	const struct segment *b = &real->event.seg;
	enum end from = trace_sender(&simulated->event);
	const struct match *match = pairing->match;

	if (simulated->event.kind != real->event.kind)
		return MATCH_WAY;
	if ((a->flags & 0xff) != (b->flags & 0xff))
		return MATCH_FLAGS;
	if (a->len != b->len)
		return MATCH_LENGTH;
	if (!numbers_agree(pairing, from, a->seq.raw, b->seq.raw))
		return MATCH_SEQ;
	if (segment_has(a, SEG_ACK) &&
	    !numbers_agree(pairing, end_other(from), a->ack.raw, b->ack.raw))
		return MATCH_ACK;
	if (!options_agree(simulated, real))
		return MATCH_OPTIONS;
	if (!match_instants_agree(match, simulated->event.at_ns,
				  real->event.at_ns))
		return MATCH_TIME;
	return MATCH_SAME;
}

static void pass_pair(struct match *match, const struct sighting *simulated,
		      const struct sighting *real)
{
	const struct agreed pair = {simulated->event.at_ns, real->event.at_ns};

	match->apart_ns = MAX(match->apart_ns,
			      ABS(simulated->event.at_ns - real->event.at_ns));
	g_array_append_val(match->pairs, pair);
	match->same_n++;
	match->simulated_at++;
	match->real_at++;
}

/* The next one of each; false: they differ. */
static bool pair_up(struct pairing *pairing)
{
	struct match *match = pairing->match;
	const struct sighting *simulated =
	    sighting_at(match->simulated, match->simulated_at);
	const struct sighting *real = sighting_at(match->real, match->real_at);

	add_start(&pairing->simulated, &simulated->event);
	add_start(&pairing->real, &real->event);
	match->difference = match_compare(pairing, simulated, real);
	if (match->difference == MATCH_OPTIONS &&
	    match_has_sack_blocks(simulated, real)) {
		match->used_n[MATCH_SACK_BLOCKS]++;
		match->difference = MATCH_SAME;
	}
	if (match->difference != MATCH_SAME)
		return match_is_variant(pairing, real);
	pass_pair(match, simulated, real);
	return true;
}

void match_segments(struct match *match, GArray *simulated, GArray *real,
		    int64_t tick_ns)
{
	struct pairing pairing = {.match = match};

	*match = (struct match){
	    .simulated = simulated,
	    .real = real,
	    .pairs = g_array_new(FALSE, FALSE, sizeof(struct agreed)),
	    .tick_ns = tick_ns,
	};
	while (match->simulated_at < simulated->len &&
	       match->real_at < real->len)
		if (!pair_up(&pairing))
			return;
	if (match->simulated_at < simulated->len)
		match->difference = MATCH_MISSING;
	if (match->real_at < real->len)
		match->difference = MATCH_SURPLUS;
}

void match_fini(struct match *match)
{
	g_clear_pointer(&match->simulated, g_array_unref);
	g_clear_pointer(&match->real, g_array_unref);
	g_clear_pointer(&match->pairs, g_array_unref);
}
