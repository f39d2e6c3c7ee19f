#include "tcp/quickack.h"

#include "stack.h"
#include "suite.h"
#include "tcp/input.h"

static struct profile profile;

/* Half of the window in segments, of 536 octets at least; never none. */
static const struct {
	uint32_t window;
	uint32_t len;
	uint8_t n;
} starts[] = {
    {65160, 10, 8},    {65160, 1448, 8}, {65160, 8960, 3},
    {5 * 1072, 10, 5}, {1000, 10, 2},	 {65160, 40000, 2},
};

START_TEST(half_of_the_window_is_acknowledged_at_once)
{
	const struct segment seg = {.len = starts[_i].len};
	struct tcb tcb = {.rcv_buf = starts[_i].window};

	quickack_start(&tcb, &seg);
	ck_assert_uint_eq(tcb.quick_acks, starts[_i].n);
}
END_TEST

static enum ack_owed after(struct tcb *tcb, unsigned flags)
{
	const struct segment seg = {
	    .flags = (uint16_t)(SEG_ACK | flags),
	    .seq = tcb->rcv_nxt,
	    .ack = tcb->snd_una,
	    .len = 10,
	};
	struct effects effects = {0};

	tcb->ack_owed = ACK_NONE;
	input_segment(&profile, tcb, &seg, 0, &effects);
	return (enum ack_owed)tcb->ack_owed;
}

static enum ack_owed after_text(struct tcb *tcb)
{
	return after(tcb, 0);
}

static struct tcb receiving(uint32_t irs)
{
	return (struct tcb){
	    .state = TCP_ESTABLISHED,
	    .irs = seq_of(irs),
	    .rcv_nxt = seq_of(500),
	    .rcv_buf = 5 * 1072,
	    .timed_at_ns = NEVER_NS,
	    .first_retransmit_ns = NEVER_NS,
	    .oow_ack_ns = NEVER_NS,
	};
}

START_TEST(quick_acks_are_counted)
{
	struct tcb tcb = receiving(400);

	tcb.ack_paced = true;
	tcb.quick_acks = 1;
	ck_assert_int_eq(after_text(&tcb), ACK_NOW);
	ck_assert_int_eq(after_text(&tcb), ACK_LATER);
	profile.ack_delay_ns = 0;
	ck_assert_int_eq(after_text(&tcb), ACK_NOW);
}
END_TEST

START_TEST(the_first_text_begins_them)
{
	struct tcb tcb = receiving(499);

	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(after_text(&tcb), ACK_NOW);
	ck_assert_int_eq(after_text(&tcb), ACK_LATER);
	tcb = receiving(499);
	profile.ack_quick_start = false;
	ck_assert_int_eq(after_text(&tcb), ACK_LATER);
}
END_TEST

START_TEST(text_with_the_end_can_wait)
{
	struct tcb tcb = receiving(499);

	ck_assert_int_eq(after(&tcb, SEG_FIN), ACK_LATER);
	tcb = receiving(499);
	profile.ack_delay_fin = false;
	ck_assert_int_eq(after(&tcb, SEG_FIN), ACK_NOW);
}
END_TEST

/* The text came at 0; what goes out at @at_ns is text. */
static struct tcb after_answer(int64_t at_ns)
{
	struct tcb tcb = receiving(400);

	tcb.quick_acks = 5;
	after_text(&tcb);
	quickack_answer(&profile, &tcb, at_ns);
	return tcb;
}

START_TEST(an_answer_makes_the_next_ack_wait_for_one)
{
	struct tcb tcb = after_answer(40 * NS_PER_MS - 1);

	ck_assert_int_eq(after_text(&tcb), ACK_LATER);
	tcb = after_answer(40 * NS_PER_MS);
	ck_assert_int_eq(after_text(&tcb), ACK_NOW);
}
END_TEST

START_TEST(a_first_request_is_no_answer)
{
	struct tcb tcb = receiving(499);

	quickack_answer(&profile, &tcb, 0);
	ck_assert_int_eq(after_text(&tcb), ACK_NOW);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("quickack");

	profile = stack_load("linux-6.18");
	suite_add(suite, quick_acks_are_counted);
	suite_add(suite, the_first_text_begins_them);
	suite_add(suite, text_with_the_end_can_wait);
	suite_add(suite, an_answer_makes_the_next_ack_wait_for_one);
	suite_add(suite, a_first_request_is_no_answer);
	suite_add_loop(suite, half_of_the_window_is_acknowledged_at_once,
		       suite_rows_n(starts));
	return suite_run(suite);
}
