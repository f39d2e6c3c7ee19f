#include "drill/drill_script.h"

#include "drill/drill_calls.h"
#include "drill/drill_code.h"

#include "suite.h"

#include <string.h>

static const char *const defines[] = {"FREEBSD", NULL};

static struct drill_script *parse(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct drill_script *script =
	    drill_script_parse("x.pkt", text, strlen(text), defines, &error);

	ck_assert_msg(script, "%s", error ? error->message : "");
	return script;
}

static const struct drill_event *event_of(const struct drill_script *script,
					  guint i)
{
	ck_assert_uint_lt(i, script->events->len);
	return g_ptr_array_index(script->events, i);
}

static const struct {
	const char *text;
	const char *message;
} malformed[] = {
    {"0.1 close(3 = 0", "1:13: found '='; ')' is expected"},
    {"0.1 close(3)", "1:13: found the end of the script; '=' is expected"},
    {"0.1 clos(3) = 0", "1:5: found 'clos'; a call is expected; near: close"},
    {"0.1 close(3, 4) = 0", "1:5: found 2 arguments; close(fd) is expected"},
    {"0.1 close([3]) = 0",
     "1:11: found another kind of argument; close(fd) is expected"},
    {"0.1 close(3) = 0 foo",
     "1:18: found 'foo'; an errno, like ECONNRESET, or the next event is "
     "expected"},
    {"0.1 close(3) = 0 (no end", "1:18: no end; ')' is expected"},
    {"close(3) = 0",
     "1:1: found 'close'; a time, like 0.1, +.1 or *, is expected"},
    {"\n  0.1\n  ,",
     "3:3: found ','; a call, '<', '>', '`' or '%{' is expected"},
    {"0.1 > X 1:1(0)", "1:7: found 'X'; flags out of SFRP.EW, or -, is "
		       "expected"},
    {"0.1 > . 1:2(0) ack 1", "1:9: found 1:2(0); 1:1(0) is expected"},
    {"0.1 > . 1-1(0) ack 1", "1:10: found '-'; ':' is expected"},
    {"0.1 > . 1:1(0) ack", "1:19: found the end of the script; an "
			   "acknowledgment number is expected"},
    {"0.1 < . 1:1(0) ack 1",
     "1:21: found the end of the script; 'win N', which a packet that comes "
     "in has, is expected"},
    {"0.1 < S 0:0(0) win 70000",
     "1:20: found '70000'; a window, 0 to 65535, is expected"},
    {"0.1 < S 0:0(0) win 5 <mss>",
     "1:26: found '>'; a segment size is expected"},
    {"0.1 < S 0:0(0) win 5 <foo 1>",
     "1:23: found 'foo'; one of mss, wscale, sackOK, TS, sack, nop, eol is "
     "expected"},
    {"0.1 < S 0:0(0) win 5 <mss 1,mss 2>",
     "1:29: found 'mss' twice; once is expected"},
    {"0.1 < S 0:0(0) win 5 <mss 1",
     "1:28: found the end of the script; '>' is expected"},
    {"0.1 < S 0:0(0) win 5 <...>",
     "1:22: found <...>; the options of a packet that comes in are expected"},
    {"0.1 < . 1:1(0) ack 1 win 1 <TS val 1>",
     "1:37: found '>'; 'ecr' is expected"},
    {"0.2~0.1 > . 1:1(0) ack 1",
     "1:5: found a window that ends before it starts; a later time is "
     "expected"},
    {"0.1~0.2 close(3) = 0",
     "1:1: found a window a~b; a time is expected but for a packet with "
     "'>'"},
    {"0.1...0.2 > . 1:1(0) ack 1",
     "1:1: found a range a...b; a time is expected but for a call"},
    {"0.2...0.1 close(3) = 0", "1:7: found a call that returns before it "
			       "starts; a later time is expected"},
    {"0.1 `true", "1:6: no end; '`' is expected"},
    {"0.1 %{ assert tcpi_rto == 1", "1:7: no end; '}%' is expected"},
    {"#ifdef A\n", "1:8: found #ifdef without an end; #endif is expected"},
    {"#endif\n", "1:1: found #endif; an #ifdef is expected before it"},
    {"\n#else\n",
     "2:1: found #else; an #ifdef without one is expected before it"},
    {"--ip_version=5\n", "1:14: found '5'; ipv4 or ipv6 is expected"},
    {"--mss 1000\n", "1:6: found a blank; '=' is expected"},
    {"0.1 read(3, ..., 5) = \"x\"", "1:23: found another kind of result; a "
				    "number is expected"},
    {"99999999999999999999 close(3) = 0",
     "1:1: found '99999999999999999999'; a time in seconds, like 0.1, is "
     "expected"},
};

START_TEST(malformed_script_is_refused_with_its_place)
{
	g_autoptr(GError) error = NULL;
	const char *text = malformed[_i].text;
	g_autofree char *message =
	    g_strconcat("x.pkt:", malformed[_i].message, NULL);

	ck_assert_ptr_null(
	    drill_script_parse("x.pkt", text, strlen(text), NULL, &error));
	ck_assert_str_eq(error->message, message);
	ck_assert(g_error_matches(error, DRILL_ERROR, DRILL_ERROR_SYNTAX));
}
END_TEST

static const struct {
	const char *text;
	const char *message;
} foreign[] = {
    {"0.1 poll(3, 1) = 0", "the call poll()"},
    {"0.1 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3",
     "this argument: SOCK_DGRAM"},
    {"0.1 recv(3, ..., 10, MSG_PEEK) = 1", "this argument: MSG_PEEK"},
    {"0.1 connect(3, {sa_family = AF_INET}, 16) = 0", "this argument"},
    {"0.1 close(3) = -1 EFOO", "the errno EFOO"},
    {"0.1 setsockopt(3, SOL_SOCKET, SO_KEEPALIVE, [1], 4) = 0",
     "the socket option SO_KEEPALIVE"},
    {"0.1 setsockopt(3, SOL_SOCKET, SO_LINGER, [1], 4) = 0",
     "this value of SO_LINGER"},
    {"0.1 setsockopt(3, IPPROTO_TCP, SO_LINGER, [1], 4) = 0",
     "the socket option SO_LINGER"},
    {"0.1 fcntl(3, F_DUPFD, 5) = 4", "this argument: F_DUPFD"},
    {"0.1 < icmp unreachable [1:1(0)]", "a packet of 'icmp'"},
    {"0.1 > [ect0] . 1:1(0) ack 1", "fields of the IP header"},
    {"0.1 > U. 1:1(0) ack 1 urg 1", "urgent data"},
    {"0.1 > S 0:0(0) <FO abc>", "the option 'FO'"},
    {"0.1 > . 1:1(0) ack 1 <sack 2:3>", "SACK blocks from the stack"},
    {"0.1 `ip route add 1.2.3.4`", "the shell line 'ip route add 1.2.3.4'"},
    {"0.1 `true || false`", "the shell line 'true || false'"},
    {"0.1 `nstat | grep -c 3`", "the shell line 'nstat | grep -c 3'"},
    {"0.1 %{ print(tcpi_rto) }%",
     "code that is more than one comparison of a tcp_info field"},
    {"0.1 %{ assert tcpi_rto == 1; assert tcpi_backoff == 1 }%",
     "code that is more than one comparison of a tcp_info field"},
    {"0.1 %{ assert tcpi_rto == 1 and tcpi_backoff == 1 }%",
     "code that is more than one comparison of a tcp_info field"},
    {"0.1 %{ assert tcpi_snd_cwnd == 10 }%",
     "code that is more than one comparison of a tcp_info field"},
    {"0.1 %{ assert tcpi_state == 6 }%",
     "code that is more than one comparison of a tcp_info field"},
    {"#if 1\n#endif\n",
     "a directive that is not #ifdef, #ifndef, #else or #endif"},
};

START_TEST(known_but_unplayed_is_unsupported)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_strconcat("\n\n", foreign[_i].text, NULL);
	g_autofree char *message =
	    g_strconcat("unsupported, line 3: ", foreign[_i].message, NULL);

	ck_assert_ptr_null(
	    drill_script_parse("x.pkt", text, strlen(text), NULL, &error));
	ck_assert_str_eq(error->message, message);
	ck_assert(g_error_matches(error, DRILL_ERROR, DRILL_ERROR_UNSUPPORTED));
}
END_TEST

START_TEST(octet_of_zero_is_refused)
{
	g_autoptr(GError) error = NULL;

	ck_assert_ptr_null(
	    drill_script_parse("x.pkt", "\n \0 ", 4, NULL, &error));
	ck_assert_str_eq(error->message,
			 "x.pkt:2:2: found an octet of zero; text is expected");
}
END_TEST

static const struct {
	const char *text;
	struct drill_time time;
} times[] = {
    {"0.100", {DRILL_TIME_ABSOLUTE, false, 100000000, 100000000, NEVER_NS}},
    {"+.1", {DRILL_TIME_RELATIVE, false, 100000000, 100000000, NEVER_NS}},
    {"+0", {DRILL_TIME_RELATIVE, false, 0, 0, NEVER_NS}},
    {"+0.", {DRILL_TIME_RELATIVE, false, 0, 0, NEVER_NS}},
    {"*", {DRILL_TIME_ANY, false, 0, 0, NEVER_NS}},
};

START_TEST(times_are_read)
{
	g_autofree char *text = g_strconcat(times[_i].text, " `true`", NULL);
	struct drill_script *script = parse(text);
	const struct drill_time *time = &event_of(script, 0)->time;

	ck_assert_int_eq(time->kind, times[_i].time.kind);
	ck_assert_int_eq(time->from_ns, times[_i].time.from_ns);
	ck_assert_int_eq(time->to_ns, times[_i].time.to_ns);
	ck_assert_int_eq(time->returns_ns, times[_i].time.returns_ns);
	drill_script_free(script);
}
END_TEST

START_TEST(ranges_and_windows_are_read)
{
	struct drill_script *script = parse("+0...0.1 close(3) = 0\n"
					    "0.5...0.75 close(3) = 0\n"
					    "+1~+2.5 > . 1:1(0) ack 1\n"
					    "1~2 > . 1:1(0) ack 1\n");

	ck_assert_int_eq(event_of(script, 0)->time.from_ns, 0);
	ck_assert_int_eq(event_of(script, 0)->time.returns_ns, 100000000);
	ck_assert_int_eq(event_of(script, 1)->time.returns_ns, 750000000);
	ck_assert(event_of(script, 2)->time.window);
	ck_assert_int_eq(event_of(script, 2)->time.to_ns, 2500000000);
	ck_assert_int_eq(event_of(script, 3)->time.kind, DRILL_TIME_ABSOLUTE);
	ck_assert_uint_eq(event_of(script, 3)->place.line, 4);
	drill_script_free(script);
}
END_TEST

/* What is read is written the same again, but for nop and eol. */
static const char *const packets[] = {
    "> S 0:0(0) win 65535 <mss 1460,wscale 8,sackOK,TS val 100 ecr 0>",
    "> S. 0:0(0) ack 1 <...>",
    "> SEW 0:0(0)",
    "> F. 1:1(0) ack 1",
    "> P. 1:1001(1000) ack 4294967295",
    "> R 5:5(0)",
    "> R. 0:0(0) ack 1",
    "> - 1:1(0)",
    "> . 4294967295:4(5) ack 1 <TS val ... ecr ...>",
    "< . 1:1(0) ack 1 win 257 <sack 10:20 30:40>",
    "< R 1:1(0)",
};

START_TEST(packets_are_read_and_written)
{
	g_autofree char *text = g_strconcat("+0 ", packets[_i], NULL);
	g_autoptr(GString) written = g_string_new(NULL);
	struct drill_script *script = parse(text);

	drill_packet_print(written, &event_of(script, 0)->packet);
	ck_assert_str_eq(written->str, packets[_i]);
	drill_script_free(script);
}
END_TEST

START_TEST(padding_of_options_does_not_count)
{
	struct drill_script *script =
	    parse("+0 < S 0:0(0) win 9 <nop,nop,mss 9,eol,eol>");

	ck_assert_uint_eq(event_of(script, 0)->packet.options, DRILL_MSS);
	drill_script_free(script);
}
END_TEST

START_TEST(calls_are_read)
{
	struct drill_script *script = parse(
	    "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
	    "+0 fcntl(3, F_GETFL) = 0x02 (flags O_RDWR)\n"
	    "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
	    "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in "
	    "progress)\n"
	    "+0 setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) "
	    "= 0\n"
	    "+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNRESET], [4]) = 0\n"
	    "+0 ioctl(3, SIOCINQ, [1000]) = 0\n"
	    "+0 read(3, ..., 10) = ...\n");
	const struct drill_call *call = &event_of(script, 3)->call;

	ck_assert_uint_eq(script->events->len, 8);
	ck_assert_str_eq(call->row->name, "connect");
	ck_assert_str_eq(call->text, "connect(3, ..., ...)");
	ck_assert_str_eq(call->errno_name, "EINPROGRESS");
	ck_assert_int_eq(call->result->number, -1);
	ck_assert_int_eq(event_of(script, 1)->call.result->number, 2);
	ck_assert_int_eq(event_of(script, 7)->call.result->kind, DRILL_ANY);
	drill_script_free(script);
}
END_TEST

START_TEST(ifdef_chooses)
{
	struct drill_script *script =
	    parse("#ifdef FREEBSD\n+0 close(1) = 0\n#ifdef OTHER\n"
		  "this is not read\n#endif\n#else\nnor this\n#endif\n"
		  "#ifndef FREEBSD\nnor this\n#endif\n+0 close(2) = 0\n");

	ck_assert_uint_eq(script->events->len, 2);
	ck_assert_uint_eq(event_of(script, 0)->place.line, 2);
	ck_assert_uint_eq(event_of(script, 1)->place.line, 12);
	drill_script_free(script);
}
END_TEST

START_TEST(headers_are_read)
{
	struct drill_script *script =
	    parse("// comment\n--ip_version=ipv6\n--tolerance_usecs=75000\n"
		  "--mss=1000 --mtu=1400\n--tcp_ts_tick_usecs=1000\n"
		  "--bind_port=8080\n--wire_client=yes\n"
		  "--tolerance_percent=1.5\n/* and\nanother */ +0 `true`");

	ck_assert(script->settings.ipv6);
	ck_assert_int_eq(script->settings.tolerance_ns, 75 * NS_PER_MS);
	ck_assert_double_eq(script->settings.tolerance_percent, 1.5);
	ck_assert_int_eq(script->settings.mtu, 1400);
	ck_assert_int_eq(script->settings.ts_tick_ns, NS_PER_MS);
	ck_assert_uint_eq(script->notes->len, 2);
	ck_assert_str_eq(g_ptr_array_index(script->notes, 0),
			 "line 7: --wire_client is ignored");
	ck_assert_str_eq(g_ptr_array_index(script->notes, 1),
			 "line 10: 'true' is ignored");
	drill_script_free(script);
}
END_TEST

static const struct {
	const char *line;
	enum drill_shell_kind kind;
	const char *name;
	const char *value;
	uint32_t states;
	int count;
} shells[] = {
    {"sysctl -w net.ipv4.tcp_rfc1337=1", DRILL_SHELL_SYSCTL,
     "net.ipv4.tcp_rfc1337", "1", 0, 0},
    {"sysctl -q net/ipv4/tcp_rfc1337=1 >/dev/null 2>&1", DRILL_SHELL_SYSCTL,
     "net.ipv4.tcp_rfc1337", "1", 0, 0},
    {"../common/set_sysctls.py /proc/sys/net/ipv4/tcp_rmem=\"1 2 3\"",
     DRILL_SHELL_SYSCTL, "net.ipv4.tcp_rmem", "1 2 3", 0, 0},
    {"sysctl -q net.ipv4.tcp_rmem=\"4096 $((64*1024)) $((15 * 1024*1024))\"",
     DRILL_SHELL_SYSCTL, "net.ipv4.tcp_rmem", "4096 65536 15728640", 0, 0},
    {"sysctl net.ipv4.tcp_rmem=$((2+2)) >/dev/null", DRILL_SHELL_SYSCTL,
     "net.ipv4.tcp_rmem", "$((2+2))", 0, 0},
    {"sockstat -4 -P tcp -s -p 8080 | grep packetdrill | grep -c TIME_WAIT | "
     "grep 1",
     DRILL_SHELL_COUNT, NULL, NULL, 1u << TCP_TIME_WAIT, 1},
    {"sockstat -4 -P tcp -s | grep -c FIN_WAIT_2 | grep ^0$", DRILL_SHELL_COUNT,
     NULL, NULL, 1u << TCP_FIN_WAIT_2, 0},
    {"ss -tan | grep -c TIME-WAIT", DRILL_SHELL_COUNT, NULL, NULL,
     1u << TCP_TIME_WAIT, DRILL_COUNT_SOME},
    {"ss -Hta state syn-recv | wc -l | grep -c 2", DRILL_SHELL_COUNT, NULL,
     NULL, 1u << TCP_SYN_RECEIVED, 2},
    {"ss -ta | grep -E 'ESTAB|CLOSE-WAIT' | wc -l | grep 3", DRILL_SHELL_COUNT,
     NULL, NULL, 1u << TCP_ESTABLISHED | 1u << TCP_CLOSE_WAIT, 3},
    {"tcpdrop -s LAST_ACK", DRILL_SHELL_DROP, NULL, NULL, 1u << TCP_LAST_ACK,
     0},
};

START_TEST(shell_lines_are_understood)
{
	g_autofree char *text = g_strdup_printf("+0 `%s`", shells[_i].line);
	struct drill_script *script = parse(text);
	const GPtrArray *shell = event_of(script, 0)->shell;
	const struct drill_shell *first;

	ck_assert_uint_eq(shell->len, 1);
	first = g_ptr_array_index(shell, 0);
	ck_assert_int_eq(first->kind, shells[_i].kind);
	ck_assert_pstr_eq(first->name, shells[_i].name);
	ck_assert_pstr_eq(first->value, shells[_i].value);
	ck_assert_uint_eq(first->states, shells[_i].states);
	ck_assert_int_eq(first->count, shells[_i].count);
	drill_script_free(script);
}
END_TEST

START_TEST(several_commands_are_several_deeds)
{
	struct drill_script *script =
	    parse("`sysctl -w a.b=1 c.d=2 && ../common/defaults.sh\n"
		  "  # a comment of the shell\n tcpdrop -a; sleep 0.5`\n");
	const GPtrArray *shell = event_of(script, 0)->shell;
	const struct drill_shell *slept;

	ck_assert_uint_eq(shell->len, 4);
	slept = g_ptr_array_index(shell, 3);
	ck_assert_int_eq(slept->kind, DRILL_SHELL_SLEEP);
	ck_assert_int_eq(slept->sleep_ns, 500 * NS_PER_MS);
	drill_script_free(script);
}
END_TEST

static const struct {
	const char *text;
	struct endpoint_info info;
	bool holds;
} asserts[] = {
    {"assert tcpi_state == TCPI_TIME_WAIT", {.state = TCP_TIME_WAIT}, true},
    {"assert tcpi_state == TCPS_CLOSED", {.state = TCP_TIME_WAIT}, false},
    {"assert tcpi_state != TCP_SYN_RECV", {.state = TCP_SYN_SENT}, true},
    {"assert tcpi_rto > 200000", {.rto_us = 204000}, true},
    {"assert tcpi_rto < 200000", {.rto_us = 204000}, false},
    {"assert (tcpi_probes <= 1), 'one probe at most'", {.probes = 1}, true},
    {"assert (tcpi_options & TCPI_OPT_TIMESTAMPS) != 0", {.options = 5}, true},
    {"assert tcpi_options & TCPI_OPT_SACK != 0", {.options = 5}, false},
    {"\n  assert tcpi_backoff >= 2\n", {.backoff = 1}, false},
};

START_TEST(asserts_are_judged)
{
	g_autofree char *text =
	    g_strdup_printf("+0 %%{ %s }%%", asserts[_i].text);
	struct drill_script *script = parse(text);
	int64_t actual;

	ck_assert_int_eq(drill_code_holds(&event_of(script, 0)->code,
					  &asserts[_i].info, &actual),
			 asserts[_i].holds);
	drill_script_free(script);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("drill_script");

	suite_add_loop(suite, malformed_script_is_refused_with_its_place,
		       suite_rows_n(malformed));
	suite_add_loop(suite, known_but_unplayed_is_unsupported,
		       suite_rows_n(foreign));
	suite_add(suite, octet_of_zero_is_refused);
	suite_add_loop(suite, times_are_read, suite_rows_n(times));
	suite_add(suite, ranges_and_windows_are_read);
	suite_add_loop(suite, packets_are_read_and_written,
		       suite_rows_n(packets));
	suite_add(suite, padding_of_options_does_not_count);
	suite_add(suite, calls_are_read);
	suite_add(suite, ifdef_chooses);
	suite_add(suite, headers_are_read);
	suite_add_loop(suite, shell_lines_are_understood, suite_rows_n(shells));
	suite_add(suite, several_commands_are_several_deeds);
	suite_add_loop(suite, asserts_are_judged, suite_rows_n(asserts));
	return suite_run(suite);
}
