#include "match.h"

#include "suite.h"

#define TICK_NS (4 * NS_PER_MS)

/* A SYN at 1000 of the client and one at 9000 of the server; the kernel's
 * numbers are elsewhere. */
#define SIMULATED UINT32_C(1000)
#define REAL	  UINT32_C(0xfffffff0)
#define SERVER	  UINT32_C(9000)

struct story {
	GArray *array;
	uint32_t start;
};

static struct story story_at(uint32_t start)
{
	return (struct story){
	    .array = g_array_new(FALSE, FALSE, sizeof(struct sighting)),
	    .start = start,
	};
}

/* What the client sends; @seq, @ack: relative */
static struct sighting *add(struct story *story, double ms, unsigned flags,
			    uint32_t seq, uint32_t ack, uint32_t len)
{
	struct sighting sighting = {
	    .event =
		{
		    .kind = TRACE_SENT,
		    .end = END_CLIENT,
		    .at_ns = (int64_t)(ms * NS_PER_MS),
		    .seg =
			{
			    .flags = (uint16_t)flags,
			    .seq = seq_of(story->start + seq),
			    .ack = seq_of(flags & SEG_ACK
					      ? story->start + SERVER + ack
					      : 0),
			    .len = len,
			},
		},
	};

	g_array_append_val(story->array, sighting);
	return &g_array_index(story->array, struct sighting,
			      story->array->len - 1);
}

/* And what it receives */
static struct sighting *add_came(struct story *story, double ms, unsigned flags,
				 uint32_t seq, uint32_t ack, uint32_t len)
{
	struct sighting *sighting = add(story, ms, flags, seq, ack, len);
	struct segment *seg = &sighting->event.seg;

	sighting->event.kind = TRACE_ARRIVED;
	seg->seq = seq_of(story->start + SERVER + seq);
	seg->ack = seq_of(story->start + ack);
	return sighting;
}

static void open_it(struct story *story)
{
	add(story, 0, SEG_SYN, 0, 0, 0);
	add_came(story, 1, SEG_SYN | SEG_ACK, 0, 1, 0);
	add(story, 1, SEG_ACK, 1, 1, 0);
}

static struct match matched(struct story *simulated, struct story *real)
{
	struct match match;

	match_segments(&match, simulated->array, real->array, TICK_NS);
	return match;
}

/* What is done to the fourth segment of the kernel, and what is said. */
static void lengthen(struct sighting *sighting)
{
	sighting->event.seg.len++;
}

static void flag(struct sighting *sighting)
{
	sighting->event.seg.flags |= SEG_PSH;
}

static void renumber(struct sighting *sighting)
{
	sighting->event.seg.seq.raw++;
}

static void acknowledge(struct sighting *sighting)
{
	sighting->event.seg.ack.raw--;
}

static void add_option(struct sighting *sighting)
{
	sighting->option[sighting->options_n++] = 8;
}

static void be_late(struct sighting *sighting)
{
	/* a step of 4 ms, and 5 ms */
	sighting->event.at_ns += 9 * NS_PER_MS + 1;
}

static void be_nearly_late(struct sighting *sighting)
{
	sighting->event.at_ns += 9 * NS_PER_MS;
}

static void arrive(struct sighting *sighting)
{
	sighting->event.kind = TRACE_ARRIVED;
}

static const struct {
	void (*change)(struct sighting *sighting);
	enum match_difference difference;
} changes[] = {
    {lengthen, MATCH_LENGTH},	  {flag, MATCH_FLAGS},
    {renumber, MATCH_SEQ},	  {acknowledge, MATCH_ACK},
    {add_option, MATCH_OPTIONS},  {be_late, MATCH_TIME},
    {be_nearly_late, MATCH_SAME}, {arrive, MATCH_WAY},
};

START_TEST(each_difference_is_seen)
{
	struct story simulated = story_at(SIMULATED);
	struct story real = story_at(REAL);
	struct match match;

	open_it(&simulated);
	open_it(&real);
	add(&simulated, 20, SEG_FIN | SEG_ACK, 1, 1, 10);
	changes[_i].change(add(&real, 20, SEG_FIN | SEG_ACK, 1, 1, 10));
	match = matched(&simulated, &real);
	ck_assert_int_eq(match.difference, changes[_i].difference);
	ck_assert_uint_eq(match.same_n,
			  changes[_i].difference == MATCH_SAME ? 4 : 3);
	match_fini(&match);
}
END_TEST

START_TEST(one_more_is_one_too_many)
{
	for (int who = 0; who < 2; who++) {
		struct story simulated = story_at(SIMULATED);
		struct story real = story_at(REAL);
		struct match match;

		open_it(&simulated);
		open_it(&real);
		add(who ? &real : &simulated, 20, SEG_ACK, 1, 1, 10);
		match = matched(&simulated, &real);
		ck_assert_int_eq(match.difference,
				 who ? MATCH_SURPLUS : MATCH_MISSING);
		match_fini(&match);
	}
}
END_TEST

/* Once late, what follows may be as late, but not later. */
START_TEST(instants_count_from_the_segment_before)
{
	struct story simulated = story_at(SIMULATED);
	struct story real = story_at(REAL);
	struct match match;

	open_it(&simulated);
	open_it(&real);
	add(&simulated, 801, SEG_FIN | SEG_ACK, 1, 1, 0);
	add(&real, 833, SEG_FIN | SEG_ACK, 1, 1, 0);
	add_came(&simulated, 802, SEG_ACK, 1, 2, 0);
	add_came(&real, 834, SEG_ACK, 1, 2, 0);
	match = matched(&simulated, &real);
	ck_assert_int_eq(match.difference, MATCH_SAME);
	ck_assert(
	    match_instants_agree(&match, 803 * NS_PER_MS, 835 * NS_PER_MS));
	ck_assert(
	    match_instants_agree(&match, 803 * NS_PER_MS, 803 * NS_PER_MS));
	ck_assert(
	    !match_instants_agree(&match, 803 * NS_PER_MS, 820 * NS_PER_MS));
	ck_assert(!match_instants_agree(&match, NEVER_NS, 0));
	ck_assert(match_instants_agree(&match, NEVER_NS, NEVER_NS));
	match_fini(&match);
}
END_TEST

/* linux kernel/time/timer.c: levels of 63, 504, 4032 and 32256 ticks */
static const struct {
	int64_t ticks;
	int64_t step;
} steps[] = {{0, 1},	{62, 1},     {63, 8},	   {503, 8},
	     {504, 64}, {4032, 512}, {15000, 512}, {32256, 4096}};

START_TEST(a_wheel_is_as_coarse_as_its_timers_are_long)
{
	ck_assert_int_eq(match_step_ns(steps[_i].ticks * TICK_NS, TICK_NS),
			 steps[_i].step * TICK_NS);
}
END_TEST

START_TEST(one_instant_has_no_order)
{
	struct story simulated = story_at(SIMULATED);
	struct story real = story_at(REAL);
	struct match match;

	open_it(&simulated);
	open_it(&real);
	add(&simulated, 1, SEG_ACK, 1, 11, 0);
	add_came(&simulated, 1, SEG_ACK, 11, 1, 10);
	add_came(&real, 1.01, SEG_ACK, 11, 1, 10);
	add(&real, 1.02, SEG_ACK, 1, 11, 0);
	match = matched(&simulated, &real);
	ck_assert_int_eq(match.difference, MATCH_SAME);
	ck_assert_uint_eq(match.used_n[MATCH_SAME_INSTANT], 1);
	match_fini(&match);
	simulated = story_at(SIMULATED);
	real = story_at(REAL);
	open_it(&simulated);
	open_it(&real);
	add(&simulated, 1, SEG_ACK, 1, 11, 0);
	add_came(&simulated, 1.1, SEG_ACK, 11, 1, 10);
	add_came(&real, 1.01, SEG_ACK, 11, 1, 10);
	add(&real, 1.02, SEG_ACK, 1, 11, 0);
	match = matched(&simulated, &real);
	ck_assert_int_eq(match.difference, MATCH_WAY);
	match_fini(&match);
}
END_TEST

/* A FIN that is sent again crosses text that has come again, with its ACK; @ms:
 * when the simulated FIN leaves; @again: it was sent before */
static const struct {
	double ms;
	bool again;
	bool crossed;
} crossings[] = {
    {203, true, true},
    {203, false, false}, /* no time-out: it has its place */
    {215, true, false},	 /* more than a step of 4 ms, and 5 ms */
};

START_TEST(time_out_may_cross_what_comes)
{
	struct story simulated = story_at(SIMULATED);
	struct story real = story_at(REAL);
	struct match match;

	open_it(&simulated);
	open_it(&real);
	if (crossings[_i].again) {
		add(&simulated, 2, SEG_FIN | SEG_ACK, 1, 1, 0);
		add(&real, 2, SEG_FIN | SEG_ACK, 1, 1, 0);
	}
	add_came(&simulated, 199, SEG_ACK, 1, 1, 0);
	add_came(&real, 199, SEG_ACK, 1, 1, 0);
	add_came(&simulated, 201, SEG_ACK, 1, 1, 10);
	add(&simulated, 201, SEG_ACK, 2, 11, 0);
	add(&simulated, crossings[_i].ms, SEG_FIN | SEG_ACK, 1, 1, 0);
	add(&real, crossings[_i].ms - 3, SEG_FIN | SEG_ACK, 1, 1, 0);
	add_came(&real, 201, SEG_ACK, 1, 1, 10);
	add(&real, 201, SEG_ACK, 2, 11, 0);
	match = matched(&simulated, &real);
	ck_assert_int_eq(match.difference == MATCH_SAME, crossings[_i].crossed);
	ck_assert_uint_eq(match.used_n[MATCH_CROSSED], crossings[_i].crossed);
	match_fini(&match);
}
END_TEST

/* What was sent again at 203 ms, and two that follow: which of the three the
 * kernel sends when */
static const struct {
	uint32_t seq[3];
	bool same;
} orders[] = {
    {{1, 11, 21}, true},  {{11, 1, 21}, true}, /* the time-out was later */
    {{11, 21, 1}, true},		       /* and later still */
    {{1, 21, 11}, false},		       /* these two have one cause */
    {{21, 11, 1}, false},
};

START_TEST(only_what_a_time_out_sent_changes_places)
{
	struct story simulated = story_at(SIMULATED);
	struct story real = story_at(REAL);
	struct match match;

	open_it(&simulated);
	open_it(&real);
	add(&simulated, 2, SEG_ACK, 1, 1, 10);
	add(&real, 2, SEG_ACK, 1, 1, 10);
	for (uint32_t i = 0; i < 3; i++) {
		add(&simulated, 203 + i, SEG_ACK, 1 + 10 * i, 1, 10);
		add(&real, 203 + i, SEG_ACK, orders[_i].seq[i], 1, 10);
	}
	match = matched(&simulated, &real);
	ck_assert_int_eq(match.difference == MATCH_SAME, orders[_i].same);
	ck_assert_uint_eq(match.used_n[MATCH_CROSSED],
			  orders[_i].same && _i > 0);
	match_fini(&match);
}
END_TEST

/* Who has one ACK instead of two, when the other comes, and what it says. */
static const struct {
	bool real_has_two;
	double ms;
	uint32_t ack;
	bool joined;
} joins[] = {
    {false, 1.1, 21, true},
    {true, 1.1, 21, true},
    {false, 1.1, 11, false}, /* there is only the first of them */
    {false, 9, 21, false},   /* that is another matter */
};

START_TEST(an_ack_may_stand_for_one_before)
{
	struct story one = story_at(joins[_i].real_has_two ? SIMULATED : REAL);
	struct story two = story_at(joins[_i].real_has_two ? REAL : SIMULATED);
	struct match match;

	open_it(&one);
	open_it(&two);
	add(&two, 1, SEG_ACK, 1, 11, 0);
	add(&two, 1, SEG_ACK, 1, 21, 0);
	add(&one, joins[_i].ms, SEG_ACK, 1, joins[_i].ack, 0);
	match =
	    joins[_i].real_has_two ? matched(&one, &two) : matched(&two, &one);
	ck_assert_int_eq(match.difference == MATCH_SAME, joins[_i].joined);
	ck_assert_uint_eq(match.used_n[MATCH_ACKS_JOINED], joins[_i].joined);
	if (joins[_i].joined)
		ck_assert_int_eq(match.surplus_n[TRACE_SENT],
				 joins[_i].real_has_two ? 1 : -1);
	match_fini(&match);
}
END_TEST

/* Of a FIN that has come at 1 ms; @ms: when ours leaves */
static const struct {
	double ms;
	bool known;
} fins_acked[] = {{1.1, true}, {5.1, false}};

START_TEST(ack_of_a_fin_may_leave_before_ours)
{
	struct story simulated = story_at(SIMULATED);
	struct story real = story_at(REAL);
	struct match match;

	open_it(&simulated);
	open_it(&real);
	add_came(&simulated, 1, SEG_FIN | SEG_ACK, 1, 1, 0);
	add_came(&real, 1, SEG_FIN | SEG_ACK, 1, 1, 0);
	add(&simulated, 1, SEG_FIN | SEG_ACK, 1, 2, 0);
	add(&real, 1.05, SEG_ACK, 1, 2, 0);
	add(&real, fins_acked[_i].ms, SEG_FIN | SEG_ACK, 1, 2, 0);
	match = matched(&simulated, &real);
	ck_assert_int_eq(match.difference == MATCH_SAME, fins_acked[_i].known);
	ck_assert_uint_eq(match.used_n[MATCH_FIN_ACKED], fins_acked[_i].known);
	ck_assert_int_eq(match.fins_acked_n, fins_acked[_i].known);
	match_fini(&match);
}
END_TEST

START_TEST(blocks_of_sack_are_known)
{
	struct story simulated = story_at(SIMULATED);
	struct story real = story_at(REAL);
	struct sighting *ack;
	struct match match;

	open_it(&simulated);
	open_it(&real);
	ack = add(&simulated, 1, SEG_ACK, 1, 1, 0);
	*ack = (struct sighting){
	    .event = ack->event, .options_n = 3, .option = {1, 1, 8}};
	ack = add(&real, 1, SEG_ACK, 1, 1, 0);
	*ack = (struct sighting){
	    .event = ack->event, .options_n = 6, .option = {1, 1, 8, 1, 1, 5}};
	match = matched(&simulated, &real);
	ck_assert_int_eq(match.difference, MATCH_SAME);
	ck_assert_uint_eq(match.used_n[MATCH_SACK_BLOCKS], 1);
	match_fini(&match);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("match");

	suite_add_loop(suite, each_difference_is_seen, suite_rows_n(changes));
	suite_add(suite, one_more_is_one_too_many);
	suite_add(suite, instants_count_from_the_segment_before);
	suite_add_loop(suite, a_wheel_is_as_coarse_as_its_timers_are_long,
		       suite_rows_n(steps));
	suite_add(suite, one_instant_has_no_order);
	suite_add_loop(suite, time_out_may_cross_what_comes,
		       suite_rows_n(crossings));
	suite_add_loop(suite, only_what_a_time_out_sent_changes_places,
		       suite_rows_n(orders));
	suite_add_loop(suite, an_ack_may_stand_for_one_before,
		       suite_rows_n(joins));
	suite_add_loop(suite, ack_of_a_fin_may_leave_before_ours,
		       suite_rows_n(fins_acked));
	suite_add(suite, blocks_of_sack_are_known);
	return suite_run(suite);
}
