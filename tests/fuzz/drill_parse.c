/*
 * Scripts of `twsim drill`, mended at random: the parser says what is wrong, or
 * gives a script that can be told apart event by event; it never crashes, and
 * what is refused has a place.
 *
 * With an engine this is a libFuzzer target; see fuzz.h for what runs it as a
 * plain test. There the input is not text but what to do to one of the seeds.
 */
#include "fuzz.h"

#include "base/must.h"
#include "drill/drill_script.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 4096

static const char *const seeds[] = {
    "--ip_version=ipv4\n--tolerance_usecs=1000\n"
    "0.1 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
    "+0 setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0\n"
    "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
    "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n",
    "+0 > S 0:0(0) win 65535 <mss 1460,nop,wscale 8,sackOK,TS val 1 ecr 0>\n"
    "+.1 < S. 0:0(0) ack 1 win 5 <mss 1460,sackOK,TS val 7 ecr 1,eol>\n"
    "+0 > . 1:1(0) ack 1 <...>\n"
    "* > P. 1:1001(1000) ack 1 <nop,nop,TS val ... ecr 7>\n"
    "1.0~1.5 > F. 1001:1001(0) ack 1\n"
    "+0 < . 1:11(10) ack 2 win 0 <sack 10:20 30:40>\n",
    "#ifdef A\n0...0.1 accept(3, ..., ...) = 4\n#else\n"
    "+0 getsockopt(4, SOL_SOCKET, SO_ERROR, [ECONNRESET], [4]) = 0\n#endif\n"
    "+0 ioctl(4, SIOCINQ, [1000]) = 0 /* comment */ // more\n"
    "+0 read(4, ..., 1000) = 1000\n",
    "`sysctl -w net.ipv4.tcp_rfc1337=1 && ../defaults.sh`\n"
    "+0 `ss -tan | grep -E 'A|TIME-WAIT' | wc -l | grep 1`\n"
    "+0 `tcpdrop -s LAST_ACK; sleep .5`\n"
    "+0 %{ assert (tcpi_options & TCPI_OPT_TIMESTAMPS) != 0 }%\n"
    "+0 %{ assert tcpi_state == TCPI_TIME_WAIT, 'text' }%\n",
};
#define SEEDS_N (sizeof(seeds) / sizeof(seeds[0]))

/* Pieces that mean something somewhere, mostly where they are not put */
static const char *const pieces[] = {
    "...",     "~",	   "+",	 "*",  "<",  ">",    "(",   ")",
    "[",       "]",	   "{",	 "}",  "=",  "|",    ",",   ":",
    "`",       "%{",	   "}%", "\"", "//", "/*",   "*/",  "#ifdef A\n",
    "#else\n", "#endif\n", "-1", "0x", "--", "sack", "TS ", "4294967296",
    "0:0(0)",  "\n",	   " ",	 "-",  ".",  ";",    "&&",  "EPIPE"};
#define PIECES_N (sizeof(pieces) / sizeof(pieces[0]))

static void check(const char *text, size_t length)
{
	static const char *const defines[] = {"A", NULL};
	g_autoptr(GError) error = NULL;
	struct drill_script *script =
	    drill_script_parse("x", text, length, defines, &error);

	must(!script == (error != NULL));
	must(script || error->domain == DRILL_ERROR);
	must(script || error->code != DRILL_ERROR_SYNTAX ||
	     g_str_has_prefix(error->message, "x:"));
	for (guint i = 0; script && i < script->events->len; i++) {
		const struct drill_event *event =
		    g_ptr_array_index(script->events, i);

		must(event->place.line > 0);
		must(event->kind != DRILL_EVENT_CALL || event->call.row);
		must(event->kind != DRILL_EVENT_CODE || event->code.field);
	}
	drill_script_free(script);
}

#ifdef FUZZ_ENGINE
static void run(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_malloc(size + 1);

	memcpy(text, data, size);
	text[size] = '\0';
	check(text, size);
}
#else
/* Put in, drop or change: four octets of the input say what and where. */
static void mend(GString *text, const uint8_t *how)
{
	size_t at = (how[1] * 256u + how[2]) % (text->len + 1);
	size_t left = text->len - at;

	switch (how[0] % 4) {
	case 0:
		g_string_insert(text, (gssize)at, pieces[how[3] % PIECES_N]);
		break;
	case 1:
		g_string_erase(text, (gssize)at,
			       (gssize)MIN(left, how[3] % 8u));
		break;
	case 2:
		if (left > 0)
			text->str[at] = (char)how[3];
		break;
	default:
		/* an end too early */
		if (how[3] < 8)
			g_string_truncate(text, at);
	}
}

static void run(const uint8_t *data, size_t size)
{
	g_autoptr(GString) text = g_string_new(seeds[data[0] % SEEDS_N]);

	check(text->str, text->len);
	for (size_t i = 1; i + 4 <= size && i < 4 * 16; i += 4) {
		mend(text, data + i);
		check(text->str, text->len);
	}
}
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 0 && size < TEXT_MAX)
		run(data, size);
	return 0;
}
