#include "drill/drill_run.h"

#include "host/endpoint.h"

#include "suite.h"

#include <errno.h>
#include <string.h>

/*
 * A stack that answers by heart: at these times these segments, from this
 * call that result. It stands in the place of host/endpoint.c.
 */
#define ISN   1000u
#define STAMP 77000u

enum fake_call { FAKE_READ, FAKE_CONNECT, FAKE_CLOSE, FAKE_CALLS_N };

/**
 * struct fake_sent - A segment that comes out
 * @after_arrivals: Not before so many have come in
 */
struct fake_sent {
	int64_t at_ns;
	struct segment seg;
	unsigned after_arrivals;
};

static struct fake {
	int64_t now_ns;
	const struct fake_sent *sent;
	size_t sent_n;
	size_t sent_done;
	struct segment arrived[8];
	unsigned arrived_n;
	int result[FAKE_CALLS_N];
	int64_t blocks_until_ns[FAKE_CALLS_N];
	unsigned calls_n[FAKE_CALLS_N];
	unsigned count[TCP_STATES_N];
	struct endpoint_info info;
	int option;
	bool nonblocking;
	struct endpoint_setup setup;
	int64_t time_wait_ns;
	int64_t mss;
} fake;

struct endpoint *endpoint_new(const struct endpoint_setup *setup)
{
	fake.setup = *setup;
	return (struct endpoint *)&fake;
}

void endpoint_free(struct endpoint *ep)
{
	(void)ep;
	/* the copy of the profile is gone when the script is over */
	fake.time_wait_ns = fake.setup.profile->time_wait_ns;
	fake.mss = fake.setup.profile->mss;
}

int64_t endpoint_now_ns(const struct endpoint *ep)
{
	(void)ep;
	return fake.now_ns;
}

int64_t endpoint_next_ns(const struct endpoint *ep)
{
	int64_t next_ns = NEVER_NS;

	(void)ep;
	if (fake.sent_done < fake.sent_n &&
	    fake.sent[fake.sent_done].after_arrivals <= fake.arrived_n)
		next_ns = MAX(fake.sent[fake.sent_done].at_ns, fake.now_ns);
	for (int i = 0; i < FAKE_CALLS_N; i++)
		if (fake.blocks_until_ns[i] > fake.now_ns)
			next_ns = MIN(next_ns, fake.blocks_until_ns[i]);
	return next_ns;
}

void endpoint_advance(struct endpoint *ep, int64_t to_ns)
{
	ck_assert_int_ge(to_ns, fake.now_ns);
	while (endpoint_next_ns(ep) <= to_ns) {
		fake.now_ns = endpoint_next_ns(ep);
		if (fake.sent_done < fake.sent_n &&
		    fake.sent[fake.sent_done].after_arrivals <=
			fake.arrived_n &&
		    fake.sent[fake.sent_done].at_ns <= fake.now_ns)
			fake.setup.sent(fake.setup.data, fake.now_ns,
					&fake.sent[fake.sent_done++].seg);
	}
	fake.now_ns = to_ns;
}

void endpoint_arrive(struct endpoint *ep, const struct segment *seg)
{
	ck_assert_uint_lt(fake.arrived_n, G_N_ELEMENTS(fake.arrived));
	fake.arrived[fake.arrived_n++] = *seg;
	endpoint_advance(ep, fake.now_ns);
}

static int fake_call(enum fake_call call)
{
	fake.calls_n[call]++;
	if (fake.now_ns < fake.blocks_until_ns[call])
		return fake.nonblocking ? -EAGAIN : ENDPOINT_BLOCKS;
	return fake.result[call];
}

int endpoint_socket(struct endpoint *ep)
{
	(void)ep;
	return 40;
}

int endpoint_bind(struct endpoint *ep, int fd)
{
	(void)ep;
	return fd == 40 ? 0 : -EBADF;
}

int endpoint_listen(struct endpoint *ep, int fd, int backlog)
{
	(void)ep;
	(void)backlog;
	return fd == 40 ? 0 : -EBADF;
}

int endpoint_accept(struct endpoint *ep, int fd)
{
	(void)ep;
	return fd == 40 ? 41 : -EBADF;
}

int endpoint_connect(struct endpoint *ep, int fd)
{
	(void)ep;
	(void)fd;
	return fake_call(FAKE_CONNECT);
}

int endpoint_read(struct endpoint *ep, int fd, int max)
{
	(void)ep;
	(void)fd;
	(void)max;
	return fake_call(FAKE_READ);
}

int endpoint_write(struct endpoint *ep, int fd, int octets)
{
	(void)ep;
	(void)fd;
	return octets;
}

int endpoint_close(struct endpoint *ep, int fd)
{
	(void)ep;
	(void)fd;
	return fake_call(FAKE_CLOSE);
}

int endpoint_shutdown(struct endpoint *ep, int fd, enum endpoint_how how)
{
	(void)ep;
	(void)fd;
	(void)how;
	return 0;
}

int endpoint_set_option(struct endpoint *ep, int fd,
			enum endpoint_option option, int value)
{
	(void)ep;
	(void)fd;
	(void)option;
	fake.option = value;
	return 0;
}

int endpoint_get_option(struct endpoint *ep, int fd,
			enum endpoint_option option, int *value)
{
	(void)ep;
	(void)fd;
	(void)option;
	*value = fake.option;
	return 0;
}

int endpoint_set_nonblocking(struct endpoint *ep, int fd, bool nonblocking)
{
	(void)ep;
	(void)fd;
	fake.nonblocking = nonblocking;
	return 0;
}

bool endpoint_is_nonblocking(const struct endpoint *ep, int fd)
{
	(void)ep;
	(void)fd;
	return fake.nonblocking;
}

int endpoint_unread(struct endpoint *ep, int fd)
{
	(void)ep;
	(void)fd;
	return 5;
}

int endpoint_get_info(struct endpoint *ep, int fd, struct endpoint_info *info)
{
	(void)ep;
	(void)fd;
	*info = fake.info;
	return 0;
}

unsigned int endpoint_count(const struct endpoint *ep, enum tcp_state state)
{
	(void)ep;
	return fake.count[state];
}

void endpoint_drop(struct endpoint *ep, enum tcp_state state)
{
	(void)ep;
	fake.count[state] = 0;
}

/* What the stack sends in most tests: a handshake, and a FIN at 0.5 s */
static const struct fake_sent usual[] = {
    {0,
     {.seq = {ISN},
      .flags = SEG_SYN | SEG_MSS | SEG_TS,
      .mss = 1460,
      .window = 1000,
      .ts_val = STAMP},
     0},
    {100 * NS_PER_MS,
     {.seq = {ISN + 1},
      .ack = {1},
      .flags = SEG_ACK | SEG_TS,
      .window = 1000,
      .ts_val = STAMP + 100,
      .ts_ecr = 700},
     1},
    {500 * NS_PER_MS,
     {.seq = {ISN + 1}, .ack = {1}, .flags = SEG_FIN | SEG_ACK, .window = 1000},
     1},
};

#define OPEN                                              \
	"0.0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n" \
	"+0 connect(3, ..., ...) = 0\n"
#define HANDSHAKE                                                   \
	OPEN "+0 > S 0:0(0) win 1000 <mss 1460,TS val 100 ecr 0>\n" \
	     "+.1 < S. 0:0(0) ack 1 win 5 <TS val 700 ecr 100>\n"   \
	     "+0 > . 1:1(0) ack 1 <TS val 200 ecr 700>\n"

static struct drill_verdict verdict;

static void set_up(void)
{
	memset(&fake, 0, sizeof(fake));
	fake.sent = usual;
	fake.sent_n = G_N_ELEMENTS(usual);
	drill_verdict_init(&verdict);
}

static void tear_down(void)
{
	drill_verdict_fini(&verdict);
}

static void play(const char *text)
{
	g_autoptr(GError) error = NULL;
	struct drill_script *script =
	    drill_script_parse("x.pkt", text, strlen(text), NULL, &error);
	struct profile profile;

	ck_assert_msg(script, "%s", error ? error->message : "");
	memset(&profile, 0, sizeof(profile));
	profile.mss = 1460;
	drill_run(script, &profile, 1, &verdict);
	drill_script_free(script);
}

/* The lines of a verdict, as one text */
static char *told(void)
{
	GString *text = g_string_new(verdict.text ? verdict.text : "");

	for (guint i = 0; i < verdict.details->len; i++)
		g_string_append_printf(
		    text, "\n%s",
		    (const char *)g_ptr_array_index(verdict.details, i));
	return g_string_free(text, FALSE);
}

static const char *const fine[] = {
    HANDSHAKE "0.5 > F. 1:1(0) ack 1\n",
    HANDSHAKE "0.503 > F. 1:1(0) ack 1\n",
    HANDSHAKE "0.497 > F. 1:1(0) ack 1\n",
    HANDSHAKE "0.4~0.6 > F. 1:1(0) ack 1\n",
    HANDSHAKE "* > F. 1:1(0) ack 1 <...>\n",
    HANDSHAKE "+.4 > F. 1:1(0) ack 1\n",
    "--tolerance_usecs=100000\n" HANDSHAKE "0.59 > F. 1:1(0) ack 1\n",
    "--tolerance_percent=10\n" HANDSHAKE "+.44 > F. 1:1(0) ack 1\n",
    "--tcp_ts_tick_usecs=1000\n" HANDSHAKE,
    /* what comes of the last event is beyond the script */
    OPEN,
    /* times count from when a packet was due, or from when it came */
    HANDSHAKE "0.503 > F. 1:1(0) ack 1\n+0.1 `sleep 0`\n",
    HANDSHAKE "*  > F. 1:1(0) ack 1\n+0 getsockopt(3, SOL_SOCKET, SO_ERROR, "
	      "[0], [4]) = 0\n",
};

START_TEST(script_passes)
{
	g_autofree char *text = NULL;

	set_up();
	play(fine[_i]);
	text = told();
	ck_assert_msg(verdict.kind == DRILL_OK, "%s", text);
	tear_down();
}
END_TEST

static const struct {
	const char *text;
	const char *told;
} bad[] = {
    {OPEN "+0 > S. 0:0(0) win 999 <mss 1400,TS val 1 ecr 0>\n",
     "x.pkt:3: the packet differs: flags, win, mss\n"
     "expected    0.000000 > S. 0:0(0) ack 0 win 999 <mss 1400,TS val 1 ecr "
     "0>\n"
     "actual      0.000000 > S 0:0(0) win 1000 <mss 1460,TS val 1 ecr 0>"},
    {OPEN "+0 > S 0:0(0) <mss 1460>\n",
     "x.pkt:3: the packet differs: options\n"
     "expected    0.000000 > S 0:0(0) <mss 1460>\n"
     "actual      0.000000 > S 0:0(0) win 1000 <mss 1460,TS val ... ecr "
     "0>"},
    {HANDSHAKE "0.4 > F. 1:1(0) ack 1\n",
     "x.pkt:6: no packet came until 0.404000\n"
     "expected    0.400000 > F. 1:1(0) ack 1\n"
     "next        0.500000 > F. 1:1(0) ack 1 win 1000"},
    {HANDSHAKE "0.4~0.45 > F. 1:1(0) ack 1\n",
     "x.pkt:6: no packet came until 0.454000\n"
     "expected    0.400000 > F. 1:1(0) ack 1\n"
     "next        0.500000 > F. 1:1(0) ack 1 win 1000"},
    {HANDSHAKE "0.6 > F. 1:1(0) ack 1\n",
     "x.pkt:6: the packet came 0.100000 s too early\n"
     "expected    0.600000 > F. 1:1(0) ack 1\n"
     "actual      0.500000 > F. 1:1(0) ack 1 win 1000"},
    {HANDSHAKE "0.6 close(3) = 0\n+0 > F. 1:1(0) ack 1\n",
     "x.pkt:7: the packet came 0.100000 s too early\n"
     "expected    0.600000 > F. 1:1(0) ack 1\n"
     "actual      0.500000 > F. 1:1(0) ack 1 win 1000"},
    {HANDSHAKE "0.5 > F. 1:1(0) ack 1\n+0 > R 2:2(0)\n",
     "x.pkt:7: no packet came until 0.504000\n"
     "expected    0.500000 > R 2:2(0)\n"
     "actual   nothing"},
    {HANDSHAKE "1.0 `true; sleep 0`\n",
     "x.pkt:6: the stack sent a packet that the script does not expect\n"
     "expected nothing more\n"
     "actual      0.500000 > F. 1:1(0) ack 1 win 1000"},
    {"--tcp_ts_tick_usecs=1000\n" OPEN
     "+0 > S 0:0(0) win 1000 <mss 1460,TS val 100 ecr 0>\n"
     "+.1 < S. 0:0(0) ack 1 win 5 <TS val 700 ecr 100>\n"
     "+0 > . 1:1(0) ack 1 <TS val 220 ecr 701>\n",
     "x.pkt:6: the packet differs: TS val, TS ecr\n"
     "expected    0.100000 > . 1:1(0) ack 1 <TS val 220 ecr 701>\n"
     "actual      0.100000 > . 1:1(0) ack 1 win 1000 <TS val 200 ecr 700>"},
    {OPEN "+0 connect(3, ..., ...) = -1 EISCONN (text)\n",
     "x.pkt:3: connect() returned something else\n"
     "expected    0.000000 connect(3, ..., ...) = -1 EISCONN\n"
     "actual      0.000000 connect(3, ..., ...) = 0"},
    {OPEN "+0.1 read(7, ..., 10) = 1\n",
     "x.pkt:3: read() returned something else\n"
     "expected    0.100000 read(7, ..., 10) = 1\n"
     "actual      0.100000 read(7, ..., 10) = -1 EBADF"},
    {OPEN "+0 ioctl(3, SIOCINQ, [4]) = 0\n",
     "x.pkt:3: ioctl() returned something else\n"
     "expected    0.000000 ioctl(3, SIOCINQ, [4]) = 0\n"
     "actual      0.000000 ioctl(3, SIOCINQ, [4]) = 0, with [5]"},
    {OPEN "+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [EPIPE], [4]) = 0\n",
     "x.pkt:3: getsockopt() returned something else\n"
     "expected    0.000000 getsockopt(3, SOL_SOCKET, SO_ERROR, [EPIPE], [4]) "
     "= 0\n"
     "actual      0.000000 getsockopt(3, SOL_SOCKET, SO_ERROR, [EPIPE], [4]) "
     "= 0, with [0]"},
    {OPEN "+0 %{ assert tcpi_state == TCP_ESTABLISHED }%\n",
     "x.pkt:3: the assertion is false\n"
     "expected assert tcpi_state == TCP_ESTABLISHED\n"
     "actual   tcpi_state is CLOSED"},
    {"+0 %{ assert tcpi_rto == 0 }%\n",
     "x.pkt:1: no open connection to assert of"},
    {OPEN "+0 `ss | grep -c TIME-WAIT | grep 1`\n",
     "x.pkt:3: another number of sockets in TIME-WAIT\n"
     "expected 1\n"
     "actual   0"},
};

START_TEST(script_fails_and_says_why)
{
	g_autofree char *text = NULL;

	set_up();
	play(bad[_i].text);
	text = told();
	ck_assert_str_eq(text, bad[_i].told);
	ck_assert_int_eq(verdict.kind, DRILL_NOT_OK);
	tear_down();
}
END_TEST

START_TEST(numbers_of_the_stack_are_mapped)
{
	set_up();
	play(HANDSHAKE "+.1 < . 1:11(10) ack 2 win 6 <TS val 800 ecr 200>\n"
		       "+0 < R 11:11(0)\n"
		       "+0 < . 11:11(0) ack 2 win 6 <TS val 800 ecr 250>\n");
	ck_assert_uint_eq(fake.arrived_n, 4);
	ck_assert_uint_eq(fake.arrived[0].ack.raw, ISN + 1);
	ck_assert_uint_eq(fake.arrived[0].ts_ecr, STAMP);
	ck_assert_uint_eq(fake.arrived[1].seq.raw, 1);
	ck_assert_uint_eq(fake.arrived[1].ack.raw, ISN + 2);
	ck_assert_uint_eq(fake.arrived[1].len, 10);
	ck_assert_uint_eq(fake.arrived[1].window, 6);
	ck_assert_uint_eq(fake.arrived[1].ts_val, 800);
	/* seen in the script, so it is what it was; else by distance */
	ck_assert_uint_eq(fake.arrived[1].ts_ecr, STAMP + 100);
	ck_assert_uint_eq(fake.arrived[3].ts_ecr, STAMP + 150);
	ck_assert_uint_eq(fake.arrived[2].ack.raw, 0);
	ck_assert_uint_eq(fake.arrived[2].flags, SEG_RST);
	tear_down();
}
END_TEST

START_TEST(timestamp_of_a_packet_with_any_options_is_the_last_one)
{
	set_up();
	play(OPEN "+0 > S 0:0(0) <...>\n"
		  "+.1 < S. 0:0(0) ack 1 win 5 <TS val 700 ecr 100>\n");
	ck_assert_uint_eq(fake.arrived[0].ts_ecr, STAMP);
	tear_down();
}
END_TEST

static const struct fake_sent twice[] = {
    {0, {.seq = {ISN}, .flags = SEG_SYN}, 0},
    {NS_PER_S, {.seq = {ISN + 5}, .flags = SEG_SYN}, 0},
};

static const struct fake_sent pieces[] = {
    {0, {.seq = {ISN}, .flags = SEG_SYN}, 0},
    {NS_PER_S, {.seq = {ISN + 1}, .len = 100, .flags = SEG_ACK}, 0},
    {NS_PER_S, {.seq = {ISN + 101}, .len = 100, .flags = SEG_ACK}, 0},
    {NS_PER_S, {.seq = {ISN + 201}, .len = 9, .flags = SEG_ACK | SEG_PSH}, 0},
    {NS_PER_S, {.seq = {ISN + 220}, .len = 9, .flags = SEG_ACK}, 0},
};

static const struct {
	const char *packets;
	const char *told;
} cuts[] = {
    {"+1 > P. 1:210(209) ack 0\n+0 > . 220:229(9) ack 0\n", ""},
    {"+1 > . 1:201(200) ack 0\n+0 > P. 201:210(9) ack 0\n"
     "+0 > . 220:229(9) ack 0\n",
     ""},
    {"+1 > P. 1:219(218) ack 0\n", "x.pkt:4: the packet differs: length"},
    {"+1 > . 1:151(150) ack 0\n", "x.pkt:4: the packet differs: length"},
};

/* What an interface cuts is one packet to a script; what is missing is not. */
START_TEST(text_may_come_in_pieces)
{
	g_autofree char *script =
	    g_strconcat(OPEN "+0 > S 0:0(0)\n", cuts[_i].packets, NULL);

	set_up();
	fake.sent = pieces;
	fake.sent_n = G_N_ELEMENTS(pieces);
	play(script);
	ck_assert_str_eq(verdict.text ? verdict.text : "", cuts[_i].told);
	tear_down();
}
END_TEST

/* One connection has one initial number, and the next one another. */
START_TEST(initial_number_is_learned_once)
{
	set_up();
	fake.sent = twice;
	fake.sent_n = 2;
	play(OPEN "+0 > S 0:0(0)\n+1 > S 0:0(0)\n");
	ck_assert_str_eq(verdict.text, "x.pkt:4: the packet differs: seq");
	tear_down();

	set_up();
	fake.sent = twice;
	fake.sent_n = 2;
	play(OPEN "+0 > S 0:0(0)\n+.5 < S 9:9(0) win 9\n+.5 > S 0:0(0)\n");
	ck_assert_int_eq(verdict.kind, DRILL_OK);
	tear_down();
}
END_TEST

static const struct {
	const char *text;
	int64_t until_ms;
	const char *told; /* NULL: fine */
} blocking[] = {
    {"+0...0.2 read(3, ..., 9) = 7\n", 200, NULL},
    {"+0...0.2 read(3, ..., 9) = 7\n", 203, NULL},
    {"+0...0.2 read(3, ..., 9) = 7\n+0 < . 1:1(0) ack 1 win 9\n"
     "+0.3 close(3) = 0\n",
     200, NULL},
    {"+0...0.2 read(3, ..., 9) = 6\n", 200,
     "x.pkt:3: read() returned something else\n"
     "expected    0.200000 read(3, ..., 9) = 6\n"
     "actual      0.200000 read(3, ..., 9) = 7"},
    {"+0...0.2 read(3, ..., 9) = 7\n", 100,
     "x.pkt:3: read() returned too early\n"
     "expected    0.200000 read(3, ..., 9) = 7\n"
     "actual      0.100000 read(3, ..., 9) = 7"},
    {"+0...0.2 read(3, ..., 9) = 7\n", 0,
     "x.pkt:3: read() returned too early\n"
     "expected    0.200000 read(3, ..., 9) = 7\n"
     "actual      0.000000 read(3, ..., 9) = 7"},
    {"+0...0.2 read(3, ..., 9) = 7\n", 300,
     "x.pkt:3: read() does not return\n"
     "expected    0.200000 read(3, ..., 9) = 7\n"
     "actual      0.204000 it still blocks"},
    {"+0 read(3, ..., 9) = 7\n", 300,
     "x.pkt:3: read() does not return\n"
     "expected    0.000000 read(3, ..., 9) = 7\n"
     "actual      0.000000 it still blocks"},
    {"+0...0.2 read(3, ..., 9) = 7\n+.1 close(3) = 0\n", 200,
     "x.pkt:4: close() returned too late\n"
     "expected    0.100000 close(3) = 0\n"
     "actual      0.200000 close(3) = 0"},
    {"+0 recv(3, ..., 9, MSG_DONTWAIT) = -1 EAGAIN (text)\n", 300, NULL},
};

START_TEST(call_that_blocks_is_waited_for)
{
	g_autofree char *script = g_strconcat(OPEN, blocking[_i].text, NULL);
	g_autofree char *text = NULL;

	set_up();
	fake.sent_n = 0;
	fake.result[FAKE_READ] = 7;
	fake.blocks_until_ns[FAKE_READ] = blocking[_i].until_ms * NS_PER_MS;
	play(script);
	text = told();
	ck_assert_str_eq(text, blocking[_i].told ? blocking[_i].told : "");
	ck_assert_int_eq(verdict.kind,
			 blocking[_i].told ? DRILL_NOT_OK : DRILL_OK);
	ck_assert(!fake.nonblocking);
	tear_down();
}
END_TEST

START_TEST(descriptors_are_the_scripts_own)
{
	set_up();
	fake.sent_n = 0;
	play("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 8\n"
	     "+0 bind(8, ..., ...) = 0\n"
	     "+0 listen(8, 1) = 0\n"
	     "+0 accept(8, ..., ...) = 9\n"
	     "+0 fcntl(9, F_GETFL) = 0x2 (flags O_RDWR)\n"
	     "+0 fcntl(9, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
	     "+0 fcntl(9, F_GETFL) = 0x6\n"
	     "+0 fcntl(9, F_GETFL) = 0x802\n"
	     "+0 close(9) = 0\n"
	     "+0 read(9, ..., 1) = -1 EBADF\n"
	     "+0 listen(8, 1) = 0\n");
	ck_assert_int_eq(verdict.kind, DRILL_OK);
	tear_down();
}
END_TEST

START_TEST(sysctls_set_the_copy_of_the_profile)
{
	set_up();
	fake.sent_n = 0;
	play("`sysctl -w net.inet.tcp.msl=15000 net.inet.tcp.syncookies=0`\n");
	ck_assert_int_eq(verdict.kind, DRILL_OK);
	ck_assert_int_eq(fake.time_wait_ns, 30 * NS_PER_S);
	ck_assert_uint_eq(verdict.notes->len, 1);
	ck_assert_str_eq(g_ptr_array_index(verdict.notes, 0),
			 "line 1: net.inet.tcp.syncookies=0 is ignored");
	tear_down();
}
END_TEST

static const struct {
	const char *text;
	const char *told;
} unknown[] = {
    {"`sysctl -w net.inet.tcp.foo=1`\n",
     "unsupported, line 1: the stack has no net.inet.tcp.foo"},
    {"`sysctl -w net.ipv4.tcp_rfc1337=7`\n",
     "unsupported, line 1: net.ipv4.tcp_rfc1337=7"},
    {"\n`sysctl -w net.inet.tcp.syncookies_only=1`\n",
     "unsupported, line 2: net.inet.tcp.syncookies_only=1"},
};

START_TEST(unknown_sysctl_is_never_passed)
{
	set_up();
	fake.sent_n = 0;
	play(unknown[_i].text);
	ck_assert_int_eq(verdict.kind, DRILL_SKIP);
	ck_assert_str_eq(verdict.text, unknown[_i].told);
	tear_down();
}
END_TEST

START_TEST(sockets_are_dropped)
{
	set_up();
	fake.sent_n = 0;
	fake.count[TCP_LAST_ACK] = 1;
	fake.count[TCP_TIME_WAIT] = 2;
	play("+0 `ss -ta | grep -E 'LAST-ACK|TIME-WAIT' | wc -l | grep 3`\n"
	     "+0 `tcpdrop -s LAST_ACK`\n"
	     "+0 `ss -ta | grep -c LAST-ACK | grep 0`\n"
	     "+0 `ss -ta | grep TIME-WAIT`\n");
	ck_assert_int_eq(verdict.kind, DRILL_OK);
	tear_down();
}
END_TEST

START_TEST(segment_size_follows_the_family)
{
	set_up();
	fake.sent_n = 0;
	play("--ip_version=ipv6\n");
	ck_assert_int_eq(fake.mss, 1440);
	tear_down();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("drill_run");

	suite_add_loop(suite, script_passes, suite_rows_n(fine));
	suite_add_loop(suite, script_fails_and_says_why, suite_rows_n(bad));
	suite_add(suite, numbers_of_the_stack_are_mapped);
	suite_add(suite,
		  timestamp_of_a_packet_with_any_options_is_the_last_one);
	suite_add_loop(suite, text_may_come_in_pieces, suite_rows_n(cuts));
	suite_add(suite, initial_number_is_learned_once);
	suite_add_loop(suite, call_that_blocks_is_waited_for,
		       suite_rows_n(blocking));
	suite_add(suite, descriptors_are_the_scripts_own);
	suite_add(suite, sysctls_set_the_copy_of_the_profile);
	suite_add_loop(suite, unknown_sysctl_is_never_passed,
		       suite_rows_n(unknown));
	suite_add(suite, sockets_are_dropped);
	suite_add(suite, segment_size_follows_the_family);
	return suite_run(suite);
}
