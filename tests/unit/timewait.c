#include "tcp/timewait.h"

#include "stack.h"
#include "suite.h"

#define RCV_NXT	  UINT32_C(1000)
#define TS_RECENT UINT32_C(50)

enum {
	DROP = TIMEWAIT_DROP,
	ACK = TIMEWAIT_ACK,
	REARM = TIMEWAIT_REARM,
	KILL = TIMEWAIT_KILL,
	REOPEN = TIMEWAIT_REOPEN
};

static struct profile linux_now, rfc;

/* seq and ts: distance from RCV.NXT and TS.Recent */
struct row {
	int seq;
	int ts;
	uint32_t len;
	unsigned int flags;
	unsigned int verdict;
};

static unsigned int verdict_of(const struct profile *profile,
			       const struct row *row, bool timestamps)
{
	struct timewait tw = {
	    .snd_nxt = seq_of(7000),
	    .rcv_nxt = seq_of(RCV_NXT),
	    .ts_recent = TS_RECENT,
	    .timestamps = timestamps,
	};
	struct segment seg = {
	    .seq = seq_add(tw.rcv_nxt, (uint32_t)row->seq),
	    .ts_val = TS_RECENT + (uint32_t)row->ts,
	    .len = row->len,
	    .flags = (uint16_t)row->flags,
	};

	return timewait_input(profile, &tw, &seg);
}

#define FIN_ACK (SEG_FIN | SEG_ACK)
#define SYN_ACK (SEG_SYN | SEG_ACK)

/* FACTS s3.3, each measured with raw segments on linux 6.18.44; an old bare
 * ACK is answered without the limit of two a second. */
static const struct row linux_rows[] = {
    /* duplicate FIN */
    {-1, 0, 0, FIN_ACK | SEG_TS, ACK | REARM},
    {-1, -9, 0, FIN_ACK | SEG_TS, ACK | REARM},
    {-27, 0, 26, FIN_ACK | SEG_TS, ACK | REARM},
    {-1, 0, 0, FIN_ACK, ACK | REARM},
    /* bare ACK */
    {0, 0, 0, SEG_ACK | SEG_TS, REARM},
    {0, 5, 0, SEG_ACK | SEG_TS, REARM},
    {0, 0, 0, SEG_ACK, REARM},
    {0, -1, 0, SEG_ACK | SEG_TS, ACK | REARM},
    {-1, 0, 0, SEG_ACK | SEG_TS, ACK | REARM},
    /* data */
    {0, 0, 10, SEG_ACK | SEG_TS, ACK | REARM},
    {-10, 0, 10, SEG_ACK | SEG_TS, ACK | REARM},
    {0, -1, 10, SEG_ACK | SEG_TS, ACK | REARM},
    /* RST */
    {0, 0, 0, SEG_RST, KILL},
    {0, 0, 0, SEG_RST | SEG_ACK, KILL},
    {0, 0, 0, SEG_RST | SEG_TS, KILL},
    {0, -1, 0, SEG_RST | SEG_TS, DROP},
    {1, 0, 0, SEG_RST, DROP},
    {-1, 0, 0, SEG_RST, DROP},
    {1000, 0, 0, SEG_RST | SEG_ACK, DROP},
    /* SYN */
    {1, 0, 0, SEG_SYN | SEG_TS, REOPEN},
    {1, 1, 0, SEG_SYN | SEG_TS, REOPEN},
    {1000000, 0, 0, SEG_SYN, REOPEN},
    {0, 1, 0, SEG_SYN | SEG_TS, REOPEN},
    {-1000000, 1, 0, SEG_SYN | SEG_TS, REOPEN},
    {0, 0, 0, SEG_SYN | SEG_TS, ACK},
    {-1, 0, 0, SEG_SYN | SEG_TS, ACK},
    {-1, -1, 0, SEG_SYN | SEG_TS, ACK | REARM},
    {1, -1, 0, SEG_SYN | SEG_TS, ACK | REARM},
    {-1, 0, 0, SEG_SYN, ACK},
    {0, 0, 0, SEG_SYN, ACK},
    {1, 1, 0, SYN_ACK | SEG_TS, ACK | REARM},
    {0, 0, 0, SYN_ACK | SEG_TS, ACK | REARM},
};

START_TEST(linux_does_as_measured)
{
	ck_assert_uint_eq(verdict_of(&linux_now, &linux_rows[_i], true),
			  linux_rows[_i].verdict);
}
END_TEST

/* PAWS and a newer timestamp need both ends to have used the option. */
static const struct row no_timestamps[] = {
    {0, -1, 0, SEG_ACK | SEG_TS, REARM},  {0, -1, 0, SEG_RST | SEG_TS, KILL},
    {1, -1, 0, SEG_SYN | SEG_TS, REOPEN}, {0, 1, 0, SEG_SYN | SEG_TS, ACK},
    {-1, 9, 0, SEG_SYN | SEG_TS, ACK},
};

START_TEST(linux_without_timestamps_goes_by_numbers)
{
	ck_assert_uint_eq(verdict_of(&linux_now, &no_timestamps[_i], false),
			  no_timestamps[_i].verdict);
}
END_TEST

START_TEST(rfc1337_ignores_rst)
{
	const struct row rst = {0, 0, 0, SEG_RST, DROP};
	const struct row ack = {0, 0, 0, SEG_ACK, REARM};

	linux_now.tcp_rfc1337 = true;
	ck_assert_uint_eq(verdict_of(&linux_now, &rst, true), DROP);
	ck_assert_uint_eq(verdict_of(&linux_now, &ack, true), REARM);
}
END_TEST

/* RFC 6191 s2: did the old one use timestamps, does the SYN, what do they say,
 * is the number beyond? */
static const struct {
	bool old;
	struct row row;
} rfc6191_rows[] = {
    {true, {-5, 1, 0, SEG_SYN | SEG_TS, REOPEN}},
    {true, {5, 1, 0, SEG_SYN | SEG_TS, REOPEN}},
    {true, {5, 0, 0, SEG_SYN | SEG_TS, REOPEN}},
    {true, {-5, 0, 0, SEG_SYN | SEG_TS, DROP}},
    {true, {-5, -1, 0, SEG_SYN | SEG_TS, DROP}},
    {true, {5, -1, 0, SEG_SYN | SEG_TS, DROP}},
    {true, {5, 0, 0, SEG_SYN, REOPEN}},
    {true, {-5, 0, 0, SEG_SYN, DROP}},
    {false, {5, 0, 0, SEG_SYN | SEG_TS, REOPEN}},
    {false, {-5, 0, 0, SEG_SYN | SEG_TS, REOPEN}},
    {false, {5, 0, 0, SEG_SYN, REOPEN}},
    {false, {-5, 0, 0, SEG_SYN, DROP}},
};

START_TEST(six_cases_of_rfc_6191)
{
	ck_assert_uint_eq(
	    verdict_of(&rfc, &rfc6191_rows[_i].row, rfc6191_rows[_i].old),
	    rfc6191_rows[_i].row.verdict);
}
END_TEST

/* "... if timestamps would be enabled for the new incarnation" */
START_TEST(rfc_6191_needs_timestamps_of_its_own)
{
	const struct row lower = {-5, 0, 0, SEG_SYN | SEG_TS, DROP};
	const struct row higher = {5, 0, 0, SEG_SYN | SEG_TS, REOPEN};

	rfc.tcp_timestamps = false;
	ck_assert_uint_eq(verdict_of(&rfc, &lower, false), DROP);
	ck_assert_uint_eq(verdict_of(&rfc, &higher, false), REOPEN);
}
END_TEST

START_TEST(policies_differ_in_what_reopens)
{
	const struct row newer = {-5, 5, 0, SEG_SYN | SEG_TS, 0};
	const struct row beyond = {5, -5, 0, SEG_SYN | SEG_TS, 0};

	rfc.reopen = REOPEN_NEVER;
	ck_assert_uint_eq(verdict_of(&rfc, &newer, true), DROP);
	ck_assert_uint_eq(verdict_of(&rfc, &beyond, true), DROP);
	rfc.reopen = REOPEN_SEQUENCE;
	ck_assert_uint_eq(verdict_of(&rfc, &newer, true), DROP);
	ck_assert_uint_eq(verdict_of(&rfc, &beyond, true), REOPEN);
}
END_TEST

START_TEST(timestamp_moves_on_with_what_is_expected)
{
	struct timewait tw = {
	    .rcv_nxt = seq_of(RCV_NXT),
	    .ts_recent = UINT32_MAX,
	    .timestamps = true,
	};
	struct segment ack = {
	    .seq = seq_of(RCV_NXT),
	    .ts_val = 3,
	    .flags = SEG_ACK | SEG_TS,
	};
	struct segment old = ack;

	ck_assert_uint_eq(timewait_input(&linux_now, &tw, &ack), REARM);
	ck_assert_uint_eq(tw.ts_recent, 3);
	old.ts_val = 2;
	timewait_input(&linux_now, &tw, &old);
	ck_assert_uint_eq(tw.ts_recent, 3);
	old.seq = seq_of(RCV_NXT - 1);
	old.ts_val = 9;
	timewait_input(&linux_now, &tw, &old);
	ck_assert_uint_eq(tw.ts_recent, 3);
}
END_TEST

START_TEST(what_is_kept_of_a_tcb)
{
	struct tcb tcb = {
	    .snd_nxt = seq_of(1),
	    .rcv_nxt = seq_of(2),
	    .ts_recent = 3,
	    .timestamps = true,
	};
	struct timewait tw = timewait_of(&tcb);

	ck_assert_uint_eq(tw.snd_nxt.raw, 1);
	ck_assert_uint_eq(tw.rcv_nxt.raw, 2);
	ck_assert_uint_eq(tw.ts_recent, 3);
	ck_assert(tw.timestamps);
}
END_TEST

/* FACTS s3.4: 65537 beyond the old snd_nxt, and 1 in the place of 0 */
START_TEST(initial_number_steps_over_the_old_ones)
{
	struct timewait tw = {.snd_nxt = seq_of(10)};

	ck_assert_uint_eq(timewait_iss(&linux_now, &tw, seq_of(5)).raw, 65547);
	tw.snd_nxt = seq_of(0u - 65537u);
	ck_assert_uint_eq(timewait_iss(&linux_now, &tw, seq_of(5)).raw, 1);
	ck_assert_uint_eq(timewait_iss(&rfc, &tw, seq_of(5)).raw, 5);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("timewait");

	linux_now = stack_load("linux-6.18");
	rfc = stack_load("rfc9293");
	suite_add_loop(suite, linux_does_as_measured, suite_rows_n(linux_rows));
	suite_add_loop(suite, linux_without_timestamps_goes_by_numbers,
		       suite_rows_n(no_timestamps));
	suite_add(suite, rfc1337_ignores_rst);
	suite_add_loop(suite, six_cases_of_rfc_6191,
		       suite_rows_n(rfc6191_rows));
	suite_add(suite, rfc_6191_needs_timestamps_of_its_own);
	suite_add(suite, policies_differ_in_what_reopens);
	suite_add(suite, timestamp_moves_on_with_what_is_expected);
	suite_add(suite, what_is_kept_of_a_tcb);
	suite_add(suite, initial_number_steps_over_the_old_ones);
	return suite_run(suite);
}
