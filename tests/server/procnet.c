#include "procnet.h"

#include "suite.h"

START_TEST(sockstat_gives_both_numbers)
{
	struct procnet_sockets sockets;

	ck_assert(procnet_sockets_parse(
	    "sockets: used 12\n"
	    "TCP: inuse 3 orphan 1 tw 14116 alloc 5 mem 416\n"
	    "UDP: inuse 7 mem 0\n",
	    &sockets));
	ck_assert_uint_eq(sockets.in_use, 3);
	ck_assert_uint_eq(sockets.time_wait, 14116);
}
END_TEST

/* Each lacks a number; that of another line must not be taken. */
static const char *const no_sockstat[] = {
    "",
    "sockets: used 12\n",
    "TCP: inuse 3 orphan 1\nUDP: inuse 7 tw 4\n",
    "TCP: tw 3\nUDP: inuse 7 mem 0\n",
    "TCP: inuse 3 tw",
};

START_TEST(what_is_no_sockstat_is_told)
{
	struct procnet_sockets sockets = {.in_use = 1, .time_wait = 2};

	ck_assert(!procnet_sockets_parse(no_sockstat[_i], &sockets));
	ck_assert_uint_eq(sockets.in_use, 1);
	ck_assert_uint_eq(sockets.time_wait, 2);
}
END_TEST

/* The second is in TIME-WAIT, the fourth looks so in its address alone. */
START_TEST(time_waits_are_told_from_other_states)
{
	ck_assert_uint_eq(
	    procnet_time_waits_parse(
		"  sl  local_address rem_address   st tx_queue rx_queue tr\n"
		"   0: 0100000A:1388 00000000:0000 0A 00000000:00000000 00:0\n"
		"   1: 0100000A:1388 0200000A:8000 06 00000000:00000000 03:0\n"
		"   2: 0100000A:1388 0200000A:8001 05 00000000:00000000 03:0\n"
		"   3: 0600000A:0006 0200000A:0606 01 00000000:00000000 "
		"00:0\n"),
	    1);
	ck_assert_uint_eq(procnet_time_waits_parse(""), 0);
}
END_TEST

START_TEST(counters_are_found_by_their_whole_name)
{
	uint64_t counter[COUNTER_N] = {0};

	procnet_counters_parse("Ip: Forwarding OutSegs\n"
			       "Ip: 1 99\n"
			       "Tcp: MaxConn ActiveOpens OutSegs OutRsts\n"
			       "Tcp: -1 18446744073709551615 7 8\n",
			       counter);
	procnet_counters_parse("TcpExt: TWRecycled TW TWKilled Unknown\n"
			       "TcpExt: 1 2 3 4\n",
			       counter);
	ck_assert_uint_eq(counter[COUNTER_ACTIVE_OPENS], UINT64_MAX);
	ck_assert_uint_eq(counter[COUNTER_OUT_SEGS], 7);
	ck_assert_uint_eq(counter[COUNTER_OUT_RSTS], 8);
	ck_assert_uint_eq(counter[COUNTER_TW_RECYCLED], 1);
	ck_assert_uint_eq(counter[COUNTER_TW], 2);
	ck_assert_uint_eq(counter[COUNTER_TW_KILLED], 3);
	ck_assert_uint_eq(counter[COUNTER_PASSIVE_OPENS], 0);
}
END_TEST

static const char *const no_table[] = {
    "",
    "\n",
    "Tcp: OutSegs",
    "Tcp: OutSegs\n",
    "Tcp: OutSegs\nTcp:",
    "Tcp: OutSegs\nUdp: 1\n",
    "Tcp: \nTcp: 1\n",
    "no colon\nat all\n",
};

START_TEST(what_is_no_table_changes_nothing)
{
	uint64_t counter[COUNTER_N] = {0};

	counter[COUNTER_OUT_SEGS] = 5;
	procnet_counters_parse(no_table[_i], counter);
	ck_assert_uint_eq(counter[COUNTER_OUT_SEGS], 5);
}
END_TEST

START_TEST(this_kernel_has_them_all)
{
	struct procnet_sockets sockets;
	uint64_t counter[COUNTER_N];
	struct port_range range;

	ck_assert(procnet_sockets_read(&sockets));
	ck_assert(procnet_counters_read(counter));
	ck_assert(procnet_port_range(&range));
	ck_assert_uint_le(range.low, range.high);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("procnet");

	suite_add(suite, sockstat_gives_both_numbers);
	suite_add_loop(suite, what_is_no_sockstat_is_told,
		       suite_rows_n(no_sockstat));
	suite_add(suite, time_waits_are_told_from_other_states);
	suite_add(suite, counters_are_found_by_their_whole_name);
	suite_add_loop(suite, what_is_no_table_changes_nothing,
		       suite_rows_n(no_table));
	suite_add(suite, this_kernel_has_them_all);
	return suite_run(suite);
}
