#include "tcp/checks.h"

#include "suite.h"

/* ISS 1000; acknowledged up to 1501; the peer has offered 300 at the most. */
static const struct {
	enum old_ack rule;
	bool passive;
	uint32_t una;
	uint32_t ack;
	bool too_old;
} old_acks[] = {
    {OLD_ACK_ANY, false, 1501, 0, false},
    {OLD_ACK_WINDOW, false, 1501, 1201, false},
    {OLD_ACK_WINDOW, false, 1501, 1200, true},
    {OLD_ACK_ACKED, false, 1501, 1201, false},
    {OLD_ACK_ACKED, false, 1501, 1200, true},
    {OLD_ACK_WINDOW, false, 1001, 801, false},
    {OLD_ACK_ACKED, false, 1001, 1000, false}, /* the SYN was acknowledged */
    {OLD_ACK_ACKED, false, 1001, 999, true},
    {OLD_ACK_ACKED, true, 1001, 1000, true}, /* that of a SYN,ACK is none */
    {OLD_ACK_ACKED, true, 1001, 1001, false},
};

START_TEST(an_ack_may_be_so_old)
{
	struct profile profile = {.old_ack_challenge = (int)old_acks[_i].rule};
	const struct segment seg = {.flags = SEG_ACK,
				    .ack = seq_of(old_acks[_i].ack)};
	const struct tcb tcb = {
	    .passive = old_acks[_i].passive,
	    .iss = seq_of(1000),
	    .snd_una = seq_of(old_acks[_i].una),
	    .snd_wnd_max = 300,
	};

	ck_assert_int_eq(checks_is_too_old(&profile, &tcb, &seg),
			 old_acks[_i].too_old);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("checks");

	suite_add_loop(suite, an_ack_may_be_so_old, suite_rows_n(old_acks));
	return suite_run(suite);
}
