#include "trace/trace_lines.h"

#include "suite.h"

#include <string.h>

static const struct addresses addresses = {
    .client = 0x0a000001,
    .server = 0x0a800001,
    .port_low = 32768,
    .destinations_n = 1,
    .server_ports_n = 1,
};

static struct trace_lines *lines;
static GString *text;

static void setup(void)
{
	lines = trace_lines_new(&addresses, END_SERVER);
	text = g_string_new(NULL);
}

static void teardown(void)
{
	trace_lines_free(lines);
	g_string_free(text, TRUE);
}

/* What the server sees, from the flags on. */
static const char *line_of(enum trace_kind kind, uint32_t port,
			   struct segment seg)
{
	const struct trace_event event = {
	    .kind = kind,
	    .end = END_SERVER,
	    .port = port,
	    .seg = seg,
	};

	g_string_truncate(text, 0);
	ck_assert(trace_lines_add(lines, text, &event));
	ck_assert_ptr_nonnull(strstr(text->str, "Flags"));
	return strstr(text->str, "Flags");
}

static struct segment seg_of(unsigned int flags, uint32_t seq, uint32_t ack,
			     uint32_t len)
{
	return (struct segment){
	    .flags = (uint16_t)flags,
	    .seq = seq_of(seq),
	    .ack = seq_of(ack),
	    .len = len,
	    .window = 16,
	};
}

/* Forms of tcpdump 4.99.3; tests/cli/captures.sh compares with its output. */
START_TEST(numbers_count_from_the_syn_ack)
{
	ck_assert_str_eq(line_of(TRACE_ARRIVED, 0, seg_of(SEG_SYN, 1000, 0, 0)),
			 "Flags [S], seq 1000, win 16, length 0\n");
	ck_assert_str_eq(
	    line_of(TRACE_SENT, 0, seg_of(SEG_SYN | SEG_ACK, 2000, 1001, 0)),
	    "Flags [S.], seq 2000, ack 1001, win 16, length 0\n");
	ck_assert_str_eq(
	    line_of(TRACE_ARRIVED, 0, seg_of(SEG_ACK, 1001, 2001, 0)),
	    "Flags [.], ack 1, win 16, length 0\n");
	ck_assert_str_eq(
	    line_of(TRACE_SENT, 0, seg_of(SEG_PSH | SEG_ACK, 2001, 1001, 26)),
	    "Flags [P.], seq 1:27, ack 1, win 16, length 26\n");
	ck_assert_str_eq(
	    line_of(TRACE_SENT, 0, seg_of(SEG_FIN | SEG_ACK, 2027, 1001, 0)),
	    "Flags [F.], seq 27, ack 1, win 16, length 0\n");
	ck_assert_str_eq(line_of(TRACE_SENT, 0, seg_of(SEG_RST, 2027, 0, 0)),
			 "Flags [R], seq 2027, win 16, length 0\n");
}
END_TEST

START_TEST(new_connection_begins_new_numbers)
{
	line_of(TRACE_SENT, 0, seg_of(SEG_SYN | SEG_ACK, 2000, 1001, 0));
	line_of(TRACE_SENT, 0, seg_of(SEG_SYN | SEG_ACK, 9000, 8001, 0));
	ck_assert_str_eq(
	    line_of(TRACE_ARRIVED, 0, seg_of(SEG_FIN | SEG_ACK, 8002, 9001, 0)),
	    "Flags [F.], seq 2, ack 1, win 16, length 0\n");
}
END_TEST

START_TEST(flows_have_their_own_numbers)
{
	line_of(TRACE_SENT, 0, seg_of(SEG_SYN | SEG_ACK, 2000, 1001, 0));
	ck_assert_str_eq(
	    line_of(TRACE_ARRIVED, 1, seg_of(SEG_FIN | SEG_ACK, 8002, 9001, 0)),
	    "Flags [F.], seq 8002, ack 9001, win 16, length 0\n");
}
END_TEST

static const struct {
	enum option_order order;
	unsigned int flags;
	const char *text;
} option_rows[] = {
    {OPTIONS_LINUX, 0, ""},
    {OPTIONS_LINUX, SEG_TS, "nop,nop,TS val 5 ecr 6"},
    {OPTIONS_LINUX, SEG_MSS, "mss 1460"},
    {OPTIONS_LINUX, SEG_MSS | SEG_SACK_OK | SEG_TS | SEG_WSCALE,
     "mss 1460,sackOK,TS val 5 ecr 6,nop,wscale 10"},
    {OPTIONS_LINUX, SEG_MSS | SEG_SACK_OK | SEG_WSCALE,
     "mss 1460,nop,nop,sackOK,nop,wscale 10"},
    {OPTIONS_LINUX, SEG_MSS | SEG_TS, "mss 1460,nop,nop,TS val 5 ecr 6"},
    {OPTIONS_BSD, 0, ""},
    {OPTIONS_BSD, SEG_TS, "nop,nop,TS val 5 ecr 6"},
    {OPTIONS_BSD, SEG_MSS | SEG_SACK_OK | SEG_TS | SEG_WSCALE,
     "mss 1460,nop,wscale 10,sackOK,TS val 5 ecr 6"},
    {OPTIONS_BSD, SEG_MSS | SEG_SACK_OK, "mss 1460,sackOK,eol"},
};

START_TEST(options_are_as_on_the_wire)
{
	const struct segment seg = {
	    .flags = (uint16_t)option_rows[_i].flags,
	    .mss = 1460,
	    .wscale = 10,
	    .ts_val = 5,
	    .ts_ecr = 6,
	};

	trace_lines_options(text, &seg, option_rows[_i].order);
	ck_assert_str_eq(text->str, option_rows[_i].text);
}
END_TEST

/* A line at the server, of either end */
START_TEST(options_are_those_of_the_sender)
{
	const struct addresses mixed = {
	    .destinations_n = 1,
	    .server_ports_n = 1,
	    .options = {[END_CLIENT] = OPTIONS_BSD},
	};
	struct segment syn = {
	    .flags = SEG_SYN | SEG_WSCALE | SEG_SACK_OK | SEG_TS,
	};

	trace_lines_free(lines);
	lines = trace_lines_new(&mixed, END_SERVER);
	ck_assert_ptr_nonnull(
	    strstr(line_of(TRACE_ARRIVED, 0, syn), "[nop,wscale 0,sackOK,TS "));
	ck_assert_ptr_nonnull(
	    strstr(line_of(TRACE_SENT, 0, syn), "[sackOK,TS "));
}
END_TEST

START_TEST(all_flags_have_a_letter)
{
	trace_lines_flags(text, 0xff);
	ck_assert_str_eq(text->str, "FSRP.UEW");
	g_string_truncate(text, 0);
	trace_lines_flags(text, 0);
	ck_assert_str_eq(text->str, "none");
}
END_TEST

START_TEST(time_is_cut_and_begins_anew_each_day)
{
	trace_lines_time(text, 3661 * NS_PER_S + 1999);
	ck_assert_str_eq(text->str, "01:01:01.000001");
	g_string_truncate(text, 0);
	trace_lines_time(text, 25 * 3600 * NS_PER_S);
	ck_assert_str_eq(text->str, "01:00:00.000000");
}
END_TEST

START_TEST(line_begins_with_time_and_ends)
{
	line_of(TRACE_SENT, 2, seg_of(SEG_SYN, 1, 0, 0));
	ck_assert(g_str_has_prefix(
	    text->str,
	    "00:00:00.000000 IP 10.128.0.1.5000 > 10.0.0.1.32770: Flags"));
	line_of(TRACE_ARRIVED, 2, seg_of(SEG_SYN, 1, 0, 0));
	ck_assert_ptr_nonnull(
	    strstr(text->str, " IP 10.0.0.1.32770 > 10.128.0.1.5000: "));
}
END_TEST

START_TEST(other_end_and_steps_are_not_seen)
{
	struct trace_event event = {.kind = TRACE_SENT, .end = END_CLIENT};

	ck_assert(!trace_lines_add(lines, text, &event));
	event = (struct trace_event){.kind = TRACE_STEPPED, .end = END_SERVER};
	ck_assert(!trace_lines_add(lines, text, &event));
	ck_assert_uint_eq(text->len, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("trace_lines");
	TCase *tcase = tcase_create("trace_lines");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, numbers_count_from_the_syn_ack);
	tcase_add_test(tcase, new_connection_begins_new_numbers);
	tcase_add_test(tcase, flows_have_their_own_numbers);
	tcase_add_loop_test(tcase, options_are_as_on_the_wire, 0,
			    suite_rows_n(option_rows));
	tcase_add_test(tcase, options_are_those_of_the_sender);
	tcase_add_test(tcase, all_flags_have_a_letter);
	tcase_add_test(tcase, time_is_cut_and_begins_anew_each_day);
	tcase_add_test(tcase, line_begins_with_time_and_ends);
	tcase_add_test(tcase, other_end_and_steps_are_not_seen);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
