#include "tcp/segment.h"

#include "suite.h"

START_TEST(syn_and_fin_take_a_number_each)
{
	struct segment seg = {.seq = seq_of(100), .len = 10};

	ck_assert_uint_eq(segment_len(&seg), 10);
	seg.flags = SEG_ACK | SEG_PSH | SEG_RST | SEG_TS;
	ck_assert_uint_eq(segment_len(&seg), 10);
	seg.flags = SEG_SYN;
	ck_assert_uint_eq(segment_len(&seg), 11);
	seg.flags = SEG_SYN | SEG_FIN;
	ck_assert_uint_eq(segment_len(&seg), 12);
	ck_assert_uint_eq(segment_end(&seg).raw, 112);
}
END_TEST

START_TEST(end_wraps)
{
	struct segment seg = {
	    .seq = seq_of(UINT32_MAX),
	    .len = 1,
	    .flags = SEG_FIN,
	};

	ck_assert_uint_eq(segment_end(&seg).raw, 1);
}
END_TEST

START_TEST(all_flags_asked_for_must_be_there)
{
	struct segment seg = {.flags = SEG_SYN | SEG_ACK};

	ck_assert(segment_has(&seg, SEG_SYN));
	ck_assert(segment_has(&seg, SEG_SYN | SEG_ACK));
	ck_assert(!segment_has(&seg, SEG_SYN | SEG_RST));
}
END_TEST

/* RFC 9293 s3.10.7.1: <SEQ=SEG.ACK><CTL=RST> */
START_TEST(reset_of_an_ack_stands_where_the_ack_says)
{
	struct segment seg = {
	    .seq = seq_of(100),
	    .ack = seq_of(300),
	    .flags = SEG_ACK | SEG_FIN,
	};
	struct segment rst = segment_reset(&seg);

	ck_assert_uint_eq(rst.flags, SEG_RST);
	ck_assert_uint_eq(rst.seq.raw, 300);
	ck_assert_uint_eq(rst.ack.raw, 0);
	ck_assert_uint_eq(rst.len, 0);
}
END_TEST

/* ... <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> */
START_TEST(reset_without_an_ack_acknowledges_all)
{
	struct segment seg = {
	    .seq = seq_of(100),
	    .len = 5,
	    .flags = SEG_SYN | SEG_FIN,
	};
	struct segment rst = segment_reset(&seg);

	ck_assert_uint_eq(rst.flags, SEG_RST | SEG_ACK);
	ck_assert_uint_eq(rst.seq.raw, 0);
	ck_assert_uint_eq(rst.ack.raw, 107);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("segment");

	suite_add(suite, syn_and_fin_take_a_number_each);
	suite_add(suite, end_wraps);
	suite_add(suite, all_flags_asked_for_must_be_there);
	suite_add(suite, reset_of_an_ack_stands_where_the_ack_says);
	suite_add(suite, reset_without_an_ack_acknowledges_all);
	return suite_run(suite);
}
