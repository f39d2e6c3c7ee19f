#include "match.h"

#include <inttypes.h>
#include <string.h>

/* Connections with the same two ports, one after another. */
#define STARTS_MAX 16

/**
 * struct starts - Numbers of the SYNs so far, by sender
 * @n:		How many different ones
 */
struct starts {
	uint32_t seq[ENDS_N][STARTS_MAX];
	unsigned n[ENDS_N];
};

/** struct pairing - Where the comparison stands */
struct pairing {
	struct match *match;
	struct starts simulated;
	struct starts real;
};

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

static const struct sighting *sighting_at(const GArray *array, guint i)
{
	return &g_array_index(array, struct sighting, i);
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

/** struct agreed - Instants of a segment that is the same */
struct agreed {
	int64_t simulated_ns;
	int64_t real_ns;
};

/* The last one that is no later; NULL: none */
static const struct agreed *agreed_before(const struct match *match,
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
	return agree_after(match, agreed_before(match, simulated_ns),
			   simulated_ns, real_ns);
}

static enum match_difference compare(const struct pairing *pairing,
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
static bool has_sack_blocks(const struct sighting *simulated,
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

/* True: one of the variants; what it is about has been put right. */
static bool is_variant(struct pairing *pairing, const struct sighting *real)
{
	struct match *match = pairing->match;

	if (match->difference == MATCH_WAY && swap_instant(match, real)) {
		match->used_n[MATCH_SAME_INSTANT]++;
		return true;
	}
	if (pass_ack(pairing)) {
		match->used_n[MATCH_ACKS_JOINED]++;
		return true;
	}
	return false;
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
	match->difference = compare(pairing, simulated, real);
	if (match->difference == MATCH_OPTIONS &&
	    has_sack_blocks(simulated, real)) {
		match->used_n[MATCH_SACK_BLOCKS]++;
		match->difference = MATCH_SAME;
	}
	if (match->difference != MATCH_SAME)
		return is_variant(pairing, real);
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
