#include "wire/rules.h"

#include "suite.h"

#define CLIENT false
#define SERVER true

static struct rules_rule rule_on(bool to_server, unsigned int with,
				 enum rules_deed deed)
{
	const struct rules_match any = {
	    .to_server = to_server,
	    .with = (uint16_t)with,
	    .nth = RULES_ANY,
	    .len = RULES_ANY,
	    .seq = RULES_ANY,
	    .ack = RULES_ANY,
	};

	return (struct rules_rule){.match = any, .deed = deed, .until = any};
}

static struct segment seg_of(unsigned int flags, uint32_t seq, uint32_t len)
{
	return (struct segment){
	    .flags = (uint16_t)flags,
	    .seq = seq_of(seq),
	    .len = len,
	};
}

/* Does the first rule decide? */
static bool decides(struct rules *rules, uint64_t flow, bool to_server,
		    struct segment seg)
{
	struct rules_verdict verdict = rules_see(rules, flow, to_server, &seg);

	return verdict.rule != NULL;
}

START_TEST(without_rules_all_goes_on)
{
	struct rules *rules = rules_new(NULL, 0);

	ck_assert(!decides(rules, 1, SERVER, seg_of(SEG_SYN, 7, 0)));
	rules_free(rules);
	rules_free(NULL);
}
END_TEST

START_TEST(direction_and_flags_decide)
{
	struct rules_rule rule = rule_on(CLIENT, SEG_FIN, RULES_DROP);
	struct rules *rules;

	rule.match.without = SEG_PSH;
	rules = rules_new(&rule, 1);
	ck_assert(decides(rules, 1, CLIENT, seg_of(SEG_FIN | SEG_ACK, 7, 0)));
	ck_assert(!decides(rules, 1, SERVER, seg_of(SEG_FIN | SEG_ACK, 7, 0)));
	ck_assert(!decides(rules, 1, CLIENT, seg_of(SEG_ACK, 7, 0)));
	ck_assert(!decides(rules, 1, CLIENT, seg_of(SEG_FIN | SEG_PSH, 7, 3)));
	ck_assert_uint_eq(rules_fired_n(rules, 0), 1);
	rules_free(rules);
}
END_TEST

START_TEST(length_decides)
{
	struct rules_rule rule = rule_on(SERVER, 0, RULES_DROP);
	struct rules *rules;

	rule.match.len = (struct rules_range){2, 3};
	rules = rules_new(&rule, 1);
	for (uint32_t len = 0; len < 6; len++)
		ck_assert(decides(rules, 1, SERVER, seg_of(0, 7, len)) ==
			  (len == 2 || len == 3));
	rules_free(rules);
}
END_TEST

START_TEST(nth_counts_for_each_flow_apart)
{
	struct rules_rule rule = rule_on(SERVER, SEG_ACK, RULES_DROP);
	struct rules *rules;

	rule.match.nth = (struct rules_range){2, 2};
	rules = rules_new(&rule, 1);
	for (uint64_t flow = 0; flow < 100; flow++)
		ck_assert(!decides(rules, flow, SERVER, seg_of(SEG_ACK, 7, 0)));
	for (uint64_t flow = 0; flow < 100; flow++)
		ck_assert(decides(rules, flow, SERVER, seg_of(SEG_ACK, 7, 0)));
	for (uint64_t flow = 0; flow < 100; flow++)
		ck_assert(!decides(rules, flow, SERVER, seg_of(SEG_ACK, 7, 0)));
	ck_assert_uint_eq(rules_fired_n(rules, 0), 100);
	rules_free(rules);
}
END_TEST

START_TEST(numbers_count_from_the_first_syn_and_wrap)
{
	struct rules_rule rule = rule_on(SERVER, 0, RULES_DROP);
	struct rules *rules;

	rule.match.seq = (struct rules_range){27, 27};
	rules = rules_new(&rule, 1);
	/* unknown before the SYN */
	ck_assert(!decides(rules, 1, SERVER, seg_of(SEG_ACK, 27, 0)));
	ck_assert(!decides(rules, 1, SERVER, seg_of(SEG_SYN, UINT32_MAX, 0)));
	ck_assert(decides(rules, 1, SERVER, seg_of(SEG_ACK, 26, 0)));
	/* a new connection of the same ports moves nothing */
	ck_assert(!decides(rules, 1, SERVER, seg_of(SEG_SYN, 5000, 0)));
	ck_assert(decides(rules, 1, SERVER, seg_of(SEG_ACK, 26, 0)));
	ck_assert(!decides(rules, 1, SERVER, seg_of(SEG_ACK, 5027, 0)));
	rules_free(rules);
}
END_TEST

START_TEST(acks_count_from_the_syn_of_the_other_way)
{
	struct rules_rule rule = rule_on(CLIENT, 0, RULES_DROP);
	struct segment ack = seg_of(SEG_ACK, 9, 0);
	struct rules *rules;

	rule.match.ack = (struct rules_range){28, 28};
	rules = rules_new(&rule, 1);
	ack.ack = seq_of(128);
	ck_assert(!decides(rules, 1, CLIENT, ack));
	ck_assert(!decides(rules, 1, SERVER, seg_of(SEG_SYN, 100, 0)));
	ck_assert(decides(rules, 1, CLIENT, ack));
	ack.flags = SEG_RST; /* the field means nothing without the flag */
	ck_assert(!decides(rules, 1, CLIENT, ack));
	rules_free(rules);
}
END_TEST

START_TEST(first_rule_counts_but_all_count_their_matches)
{
	struct rules_rule two[] = {
	    rule_on(SERVER, SEG_ACK, RULES_DROP),
	    rule_on(SERVER, 0, RULES_DELAY),
	};
	struct segment seg = seg_of(SEG_ACK, 7, 0);
	struct rules_verdict verdict;
	struct rules *rules;

	two[0].match.nth = (struct rules_range){1, 1};
	two[1].match.nth = (struct rules_range){2, 2};
	rules = rules_new(two, 2);
	verdict = rules_see(rules, 1, SERVER, &seg);
	ck_assert_int_eq(verdict.rule->deed, RULES_DROP);
	verdict = rules_see(rules, 1, SERVER, &seg);
	ck_assert_int_eq(verdict.rule->deed, RULES_DELAY);
	ck_assert_uint_eq(rules_fired_n(rules, 1), 1);
	rules_free(rules);
}
END_TEST

START_TEST(held_is_freed_by_what_it_waits_for)
{
	struct rules_rule rule = rule_on(SERVER, SEG_RST, RULES_HOLD);
	struct segment rst = seg_of(SEG_RST, 7, 0);
	struct segment syn = seg_of(SEG_SYN, 7, 0);
	struct rules_verdict verdict;
	struct rules *rules;

	rule.until.to_server = CLIENT;
	rule.until.with = SEG_SYN;
	rules = rules_new(&rule, 1);
	verdict = rules_see(rules, 1, SERVER, &rst);
	ck_assert_int_eq(verdict.rule->deed, RULES_HOLD);
	ck_assert(!verdict.frees);
	ck_assert(!rules_frees(rules, verdict.rule));
	ck_assert(!rules_see(rules, 1, SERVER, &syn).frees);
	ck_assert(rules_see(rules, 1, CLIENT, &syn).frees);
	ck_assert(rules_frees(rules, verdict.rule));
	ck_assert(!rules_see(rules, 1, CLIENT, &rst).frees);
	rules_free(rules);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rules");

	suite_add(suite, without_rules_all_goes_on);
	suite_add(suite, direction_and_flags_decide);
	suite_add(suite, length_decides);
	suite_add(suite, nth_counts_for_each_flow_apart);
	suite_add(suite, numbers_count_from_the_first_syn_and_wrap);
	suite_add(suite, acks_count_from_the_syn_of_the_other_way);
	suite_add(suite, first_rule_counts_but_all_count_their_matches);
	suite_add(suite, held_is_freed_by_what_it_waits_for);
	return suite_run(suite);
}
