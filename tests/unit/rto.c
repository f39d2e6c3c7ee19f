#include "tcp/rto.h"

#include "base/rng.h"
#include "stack.h"
#include "suite.h"
#include "tcp/expiry.h"
#include "tcp/input.h"
#include "tcp/output.h"

#include <math.h>

#define LOOPBACK_RTT_NS (20 * NS_PER_US)

static struct profile linux_now, rfc, exact;

static void load(void)
{
	linux_now = stack_load("linux-6.18");
	rfc = stack_load("rfc9293");
	exact = linux_now;
	exact.timer = TIMER_EXACT;
}

/* RFC 6298 s2, in doubles */
struct naive {
	double srtt, rttvar, rto;
};

static void naive_sample(struct naive *n, double r)
{
	if (n->srtt == 0) {
		n->srtt = r;
		n->rttvar = r / 2;
	} else {
		n->rttvar = 0.75 * n->rttvar + 0.25 * fabs(n->srtt - r);
		n->srtt = 0.875 * n->srtt + 0.125 * r;
	}
	n->rto = n->srtt + 4 * n->rttvar;
}

START_TEST(estimator_is_that_of_rfc_6298)
{
	struct naive naive = {0};
	struct tcb tcb = {0};
	struct rng rng;

	rng_init(&rng, (uint64_t)_i, "rtt");
	for (int i = 0; i < 1000; i++) {
		int64_t rtt = (int64_t)rng_below(&rng, 3 * NS_PER_S) + 1;

		rto_sample(&rfc, &tcb, rtt);
		naive_sample(&naive, (double)rtt);
		ck_assert_double_eq_tol((double)tcb.srtt_ns, naive.srtt, 100);
		ck_assert_double_eq_tol((double)tcb.rto_ns,
					fmin(fmax(naive.rto, 1e9), 60e9), 500);
	}
}
END_TEST

START_TEST(first_time_out_is_the_initial_one)
{
	struct tcb tcb = {.srtt_ns = 5, .rttvar_ns = 5};

	rto_init(&linux_now, &tcb);
	ck_assert_int_eq(tcb.rto_ns, NS_PER_S);
	ck_assert_int_eq(tcb.srtt_ns, 0);
	ck_assert_int_eq(tcb.rttvar_ns, 0);
}
END_TEST

/* linux: R + max(200 ms, 4 RTTVAR); RFC 6298 (2.4): at least 1 s in all */
START_TEST(floor_is_under_the_variation_or_the_sum)
{
	struct tcb tcb = {0};

	for (int i = 0; i < 200; i++)
		rto_sample(&linux_now, &tcb, 100 * NS_PER_MS);
	ck_assert_int_eq(tcb.rto_ns, 300 * NS_PER_MS);
	tcb = (struct tcb){0};
	for (int i = 0; i < 200; i++)
		rto_sample(&rfc, &tcb, 100 * NS_PER_MS);
	ck_assert_int_eq(tcb.rto_ns, NS_PER_S);
	tcb = (struct tcb){0};
	rto_sample(&linux_now, &tcb, 100 * NS_PER_MS);
	ck_assert_int_eq(tcb.rto_ns, 300 * NS_PER_MS);
	tcb = (struct tcb){0};
	rto_sample(&linux_now, &tcb, 200 * NS_PER_MS);
	ck_assert_int_eq(tcb.rto_ns, 600 * NS_PER_MS);
	rto_sample(&linux_now, &tcb, 3600 * NS_PER_S);
	ck_assert_int_eq(tcb.rto_ns, 120 * NS_PER_S);
}
END_TEST

/*
 * An end that sends into the void. Each gap between two transmissions is kept,
 * and what the timer was set for; the last gap is that to giving up.
 */
struct void_end {
	const struct profile *profile;
	struct tcb tcb;
	int64_t now_ns;
	int64_t gap_ns[40];
	int64_t delay_ns[40];
	int gaps_n;
};

static void start_end(struct void_end *end, const struct profile *profile,
		      enum tcp_state state, bool orphan)
{
	struct segment seg;

	*end = (struct void_end){.profile = profile};
	end->tcb = (struct tcb){
	    .state = (uint8_t)state,
	    .orphan = orphan,
	    .sack = true,
	    .iss = seq_of(99),
	    .snd_una = seq_of(99),
	    .snd_nxt = seq_of(99),
	    .snd_end = seq_of(100),
	    .snd_mss = 1460,
	    .snd_wnd = 65535,
	    .timed_at_ns = NEVER_NS,
	    .first_retransmit_ns = NEVER_NS,
	};
	rto_init(profile, &end->tcb);
	if (state != TCP_SYN_SENT && state != TCP_SYN_RECEIVED) {
		rto_sample(profile, &end->tcb, LOOPBACK_RTT_NS);
		end->tcb.snd_una = end->tcb.snd_nxt = seq_of(100);
		end->tcb.closed = true;
	}
	ck_assert(output_next(profile, &end->tcb, 0, &seg));
}

static void send_into_the_void(struct void_end *end)
{
	uint32_t set = 0;

	while (!(set & EFFECT_DELETE)) {
		int64_t delay = rto_delay_ns(end->profile, &end->tcb);
		int64_t at = expiry_ns(end->profile, end->now_ns, delay);
		struct effects effects = {0};
		struct segment seg;

		ck_assert_int_lt(end->gaps_n, 40);
		end->delay_ns[end->gaps_n] = delay;
		end->gap_ns[end->gaps_n++] = at - end->now_ns;
		end->now_ns = at;
		input_timeout(end->profile, &end->tcb, at, &effects);
		set = effects.set;
		if (set & (EFFECT_RETRANSMIT | EFFECT_PROBE))
			output_retransmit(end->profile, &end->tcb, at,
					  (set & EFFECT_PROBE) != 0, &seg);
	}
	ck_assert_uint_eq(end->tcb.state, TCP_CLOSED);
}

/* FACTS s3.10, measured on linux 6.18.44: when each FIN left, ms; the end */
static const int64_t fin_wait_1_ms[] = {0,    207,   415,   835,   1667,  3331,
					6691, 13350, 26660, 54560, 108000};
static const int64_t last_ack_ms[] = {0,    206,   414,	  834,	 1666,	3330,
				      6850, 13510, 26820, 54470, 107940};

static void compare_fins(struct void_end *end, const int64_t *measured_ms)
{
	ck_assert_int_eq(end->gaps_n, 10);
	for (int i = 0; i < 10; i++) {
		int64_t gap = (measured_ms[i + 1] - measured_ms[i]) * NS_PER_MS;
		int64_t step =
		    expiry_granule_ns(end->profile, end->delay_ns[i]);
		int64_t off = end->gap_ns[i] - gap;

		ck_assert_int_le(off < 0 ? -off : off, step + 5 * NS_PER_MS);
	}
}

START_TEST(fin_is_sent_again_as_measured)
{
	struct void_end end;

	linux_now.wheel_phase_ns = _i * 137 * NS_PER_MS;
	start_end(&end, &linux_now, TCP_FIN_WAIT_1, true);
	send_into_the_void(&end);
	compare_fins(&end, fin_wait_1_ms);
	ck_assert_int_gt(end.now_ns, 106 * NS_PER_S);
	ck_assert_int_lt(end.now_ns, 111 * NS_PER_S);
	start_end(&end, &linux_now, TCP_LAST_ACK, true);
	send_into_the_void(&end);
	compare_fins(&end, last_ack_ms);
}
END_TEST

static void expect_gaps(const struct void_end *end, const int64_t *gap_s,
			int gaps_n)
{
	ck_assert_int_eq(end->gaps_n, gaps_n);
	for (int i = 0; i < gaps_n; i++)
		ck_assert_int_eq(end->gap_ns[i], gap_s[i] * NS_PER_S);
}

START_TEST(syn_is_given_up_after_131_s)
{
	static const int64_t gap_s[] = {1, 1, 1, 1, 1, 2, 4, 8, 16, 32, 64};
	struct void_end end;

	start_end(&end, &exact, TCP_SYN_SENT, false);
	send_into_the_void(&end);
	expect_gaps(&end, gap_s, 11);
	ck_assert_int_eq(end.now_ns, 131 * NS_PER_S);
}
END_TEST

/* linux before 6.8: no linear time-outs, 127 s */
START_TEST(syn_is_given_up_after_127_s_without_linear_time_outs)
{
	static const int64_t gap_s[] = {1, 2, 4, 8, 16, 32, 64};
	struct void_end end;

	exact.tcp_syn_linear_timeouts = 0;
	start_end(&end, &exact, TCP_SYN_SENT, false);
	send_into_the_void(&end);
	expect_gaps(&end, gap_s, 7);
}
END_TEST

START_TEST(syn_ack_is_given_up_after_63_s)
{
	static const int64_t gap_s[] = {1, 2, 4, 8, 16, 32};
	struct void_end end;

	start_end(&end, &exact, TCP_SYN_RECEIVED, false);
	send_into_the_void(&end);
	expect_gaps(&end, gap_s, 6);
	ck_assert_int_eq(end.now_ns, 63 * NS_PER_S);
}
END_TEST

/* Documentation/networking/ip-sysctl.rst: 15 is "hypothetically 924.6 s" */
START_TEST(retries2_is_a_time)
{
	struct tcb tcb = {
	    .state = TCP_ESTABLISHED,
	    .first_retransmit_ns = 7,
	};
	const int64_t limit = 924600 * NS_PER_MS;

	ck_assert(!rto_gives_up(&linux_now, &tcb, 7 + limit - 1));
	ck_assert(rto_gives_up(&linux_now, &tcb, 7 + limit));
	tcb.orphan = true;
	ck_assert(!rto_gives_up(&linux_now, &tcb, 7 + 102200 * NS_PER_MS - 1));
	ck_assert(rto_gives_up(&linux_now, &tcb, 7 + 102200 * NS_PER_MS));
	linux_now.tcp_orphan_retries = 1;
	ck_assert(rto_gives_up(&linux_now, &tcb, 7 + 600 * NS_PER_MS));
	ck_assert(!rto_gives_up(&linux_now, &tcb, 7 + 600 * NS_PER_MS - 1));
	tcb.first_retransmit_ns = NEVER_NS;
	ck_assert(!rto_gives_up(&linux_now, &tcb, limit * 2));
}
END_TEST

/* RFC 9293 s3.8.3: R2 of at least 100 s, of at least 3 min for a SYN */
START_TEST(rfc_waits_as_long_as_it_must)
{
	static const int64_t syn_s[] = {1, 2, 4, 8, 16, 32, 60, 60};
	struct void_end end;

	start_end(&end, &rfc, TCP_SYN_SENT, false);
	send_into_the_void(&end);
	expect_gaps(&end, syn_s, 8);
	ck_assert_int_ge(end.now_ns, 180 * NS_PER_S);
	start_end(&end, &rfc, TCP_FIN_WAIT_1, true);
	send_into_the_void(&end);
	ck_assert_int_ge(end.now_ns, 100 * NS_PER_S);
}
END_TEST

START_TEST(back_off_doubles_up_to_the_largest)
{
	struct tcb tcb = {
	    .state = TCP_ESTABLISHED,
	    .rto_ns = 204 * NS_PER_MS,
	    .snd_nxt = seq_of(1),
	    .first_retransmit_ns = NEVER_NS,
	};
	int64_t wanted = 204 * NS_PER_MS;

	for (int i = 0; i < 300; i++) {
		ck_assert_int_eq(rto_delay_ns(&linux_now, &tcb), wanted);
		rto_back_off(&linux_now, &tcb);
		wanted *= 2;
		if (wanted > linux_now.rto_max_ns)
			wanted = linux_now.rto_max_ns;
	}
	ck_assert_uint_eq(tcb.retransmits, UINT8_MAX);
}
END_TEST

/* RFC 8985 s7.2: 2 SRTT, and RTO_min more if one segment is out; once */
START_TEST(probe_comes_before_the_first_time_out)
{
	struct tcb tcb = {
	    .state = TCP_ESTABLISHED,
	    .snd_una = seq_of(0),
	    .snd_nxt = seq_of(10),
	    .snd_mss = 1460,
	    .sack = true,
	    .first_retransmit_ns = NEVER_NS,
	};

	rto_sample(&linux_now, &tcb, 100 * NS_PER_MS);
	tcb.rto_ns = 900 * NS_PER_MS;
	ck_assert_int_eq(rto_delay_ns(&linux_now, &tcb), 400 * NS_PER_MS);
	ck_assert(tcb.probing);
	tcb.snd_nxt = seq_of(5000);
	ck_assert_int_eq(rto_delay_ns(&linux_now, &tcb), 208 * NS_PER_MS);
	tcb.rto_ns = 150 * NS_PER_MS;
	ck_assert_int_eq(rto_delay_ns(&linux_now, &tcb), 150 * NS_PER_MS);
	tcb.first_retransmit_ns = 5;
	tcb.rto_ns = 900 * NS_PER_MS;
	ck_assert_int_eq(rto_delay_ns(&linux_now, &tcb), 900 * NS_PER_MS);
	ck_assert(!tcb.probing);
	tcb.first_retransmit_ns = NEVER_NS;
	tcb.state = TCP_SYN_RECEIVED;
	rto_delay_ns(&linux_now, &tcb);
	ck_assert(!tcb.probing);
	tcb.state = TCP_ESTABLISHED;
	rto_delay_ns(&rfc, &tcb);
	ck_assert(!tcb.probing);
	/* linux tcp_schedule_loss_probe() */
	tcb.sack = false;
	rto_delay_ns(&linux_now, &tcb);
	ck_assert(!tcb.probing);
}
END_TEST

/* 80 ms by the timestamp, although it was sent again 10 ms ago. */
START_TEST(what_was_sent_again_is_measured_by_timestamps)
{
	const struct segment ack = {.flags = SEG_ACK | SEG_TS, .ts_ecr = 27};
	const struct segment plain = {.flags = SEG_ACK};
	const struct tcb again = {
	    .timestamps = true,
	    .ts_offset = 7,
	    .timed_at_ns = NEVER_NS,
	    .first_retransmit_ns = 90 * NS_PER_MS,
	};
	struct tcb tcb = again;

	rto_measure(&linux_now, &tcb, &ack, 100 * NS_PER_MS);
	ck_assert_int_eq(tcb.srtt_ns, 80 * NS_PER_MS);
	tcb = again;
	rto_measure(&linux_now, &tcb, &ack, 20 * NS_PER_MS);
	ck_assert_int_eq(tcb.srtt_ns, NS_PER_MS);
	tcb = again;
	rto_measure(&linux_now, &tcb, &plain, 100 * NS_PER_MS);
	ck_assert_int_eq(tcb.srtt_ns, 0);
	tcb = again;
	tcb.first_retransmit_ns = NEVER_NS;
	rto_measure(&linux_now, &tcb, &ack, 100 * NS_PER_MS);
	ck_assert_int_eq(tcb.srtt_ns, 0);
}
END_TEST

/* Sent again up to 110; what the peer then says, and whether a probe may be
 * next. */
static const struct {
	uint32_t una;
	uint32_t ack;
	uint32_t len;
	unsigned flags;
	uint16_t window;
	bool settled;
} answers[] = {
    {100, 110, 0, SEG_ACK, 500, false}, /* needed */
    {110, 111, 0, SEG_ACK, 500, true},	/* and more came through */
    {110, 110, 0, SEG_ACK, 500, true},	/* it has come twice */
    {110, 110, 5, SEG_ACK, 500, false}, /* that is text of the peer */
    {110, 110, 0, SEG_ACK | SEG_FIN, 500, false},
    {110, 110, 0, SEG_ACK, 499, false}, /* that is a window */
};

START_TEST(one_probe_is_open_at_a_time)
{
	const struct segment seg = {
	    .flags = (uint16_t)answers[_i].flags,
	    .ack = seq_of(answers[_i].ack),
	    .len = answers[_i].len,
	    .window = answers[_i].window,
	};
	struct tcb tcb = {
	    .state = TCP_ESTABLISHED,
	    .snd_una = seq_of(100),
	    .snd_nxt = seq_of(110),
	    .snd_wnd = 500,
	    .snd_mss = 1460,
	    .first_retransmit_ns = NEVER_NS,
	};

	ck_assert(rto_probes(&tcb));
	tcb.snd_una = seq_of(answers[_i].una);
	rto_settle_probe(&tcb, &seg);
	ck_assert_int_eq(rto_probes(&tcb), answers[_i].settled);
}
END_TEST

/* 2 round trips of 10 ms and 200 ms, then what is left of 300 ms. */
START_TEST(without_a_probe_the_rest_of_the_time_out_follows)
{
	struct tcb tcb = {
	    .state = TCP_ESTABLISHED,
	    .sack = true,
	    .snd_una = seq_of(100),
	    .snd_nxt = seq_of(110),
	    .snd_mss = 1460,
	    .first_retransmit_ns = NEVER_NS,
	    .srtt_ns = 10 * NS_PER_MS,
	    .rto_ns = 300 * NS_PER_MS,
	};

	ck_assert(rto_probes(&tcb));
	ck_assert_int_eq(rto_delay_ns(&linux_now, &tcb), 220 * NS_PER_MS);
	ck_assert(tcb.probing);
	ck_assert(!rto_probes(&tcb));
	ck_assert_int_eq(rto_delay_ns(&linux_now, &tcb), 80 * NS_PER_MS);
	ck_assert(!tcb.probing);
	tcb.rto_ns = 210 * NS_PER_MS;
	ck_assert(!rto_probes(&tcb));
	ck_assert_int_eq(rto_delay_ns(&linux_now, &tcb), 4 * NS_PER_MS);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rto");

	load();
	suite_add_loop(suite, estimator_is_that_of_rfc_6298, 5);
	suite_add(suite, first_time_out_is_the_initial_one);
	suite_add(suite, floor_is_under_the_variation_or_the_sum);
	suite_add_loop(suite, fin_is_sent_again_as_measured, 20);
	suite_add(suite, syn_is_given_up_after_131_s);
	suite_add(suite, syn_is_given_up_after_127_s_without_linear_time_outs);
	suite_add(suite, syn_ack_is_given_up_after_63_s);
	suite_add(suite, retries2_is_a_time);
	suite_add(suite, rfc_waits_as_long_as_it_must);
	suite_add(suite, back_off_doubles_up_to_the_largest);
	suite_add(suite, probe_comes_before_the_first_time_out);
	suite_add(suite, what_was_sent_again_is_measured_by_timestamps);
	suite_add_loop(suite, one_probe_is_open_at_a_time,
		       suite_rows_n(answers));
	suite_add(suite, without_a_probe_the_rest_of_the_time_out_follows);
	return suite_run(suite);
}
