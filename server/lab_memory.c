#include "lab_memory.h"

#include "child.h"
#include "compare.h"
#include "die.h"
#include "hosts.h"
#include "objects.h"
#include "options.h"
#include "pairs.h"
#include "procnet.h"
#include "report.h"
#include "trial.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All have come before the first TIME-WAIT ends. */
#define DURATION_S 30

/* Text that waits to be sent is much for each: fewer connections show it. */
#define UNSENT_PART 8

/* linux v6.18 drivers/net/loopback.c: the MTU of 65536, but a datagram has
 * 65535 octets at the most; less the headers of IP and TCP */
#define LOOPBACK_MSS 65495

enum format { FORMAT_TABLE, FORMAT_JSON };

/* clang-format off */
#define FORMATS "table", "json"
#define MEMORY_FIELDS(F)                                                       \
F(INT,    "time-waits",   time_waits_n,   100, 1000000, NULL,                  \
  "TIME-WAITs that are made, on the client and then on the server")            \
F(INT,    "destinations", destinations_n, 1, PAIRS_PORTS_MAX, NULL,            \
  "ports of the server: a local port serves once for each")                    \
F(INT,    "connections",  connections_n,  100, 1000000, NULL,                  \
  "connections that are open at once; fewer where descriptors are few")        \
F(BYTES,  "unread",       unread_bytes,   1, 1 << 20, NULL,                    \
  "octets on each connection that the server does not read")                   \
F(BYTES,  "unsent",       unsent_bytes,   1, 1 << 20, NULL,                    \
  "octets on each of an eighth of the connections that the client does not read: more than its buffer takes") \
F(TEXT,   "stack",        stack,          0, 0, NULL,                          \
  "what this kernel is simulated as")                                          \
F(REAL,   "tolerance",    tolerance,      0, 1, NULL,                          \
  "share by which memory may differ; counts may not")                          \
F(CHOICE, "format",       format,         0, 1, formats,                       \
  "of the comparison")
/* clang-format on */

struct memory_options {
	MEMORY_FIELDS(FIELD_MEMBER)
	const char *twsim;
};

static const char *const formats[] = {FORMATS, NULL};

#define MEMORY_ROW(...) FIELD_ROW(struct memory_options, __VA_ARGS__)
static const struct field rows[] = {MEMORY_FIELDS(MEMORY_ROW)};
static const struct options_path paths[] = {
    {"twsim", "FILE",
     "the simulator; not given: $TWSIM, or the one built or installed beside "
     "this program, or the one on the PATH",
     offsetof(struct memory_options, twsim)},
};

static const struct options command_line = {
    .usage = "memory [OPTION]...",
    .summary =
	"Make TIME-WAITs and connections, see by how much the kernel's caches "
	"of objects grow,\nand compare with what the simulator books for as "
	"many. Needs root, who may look at\nthem. Exit: 0 they agree, 1 they "
	"differ, 2 usage, 3 failed, 77 it cannot be measured.",
    .rows = rows,
    .rows_n = sizeof(rows) / sizeof(rows[0]),
    .paths = paths,
    .paths_n = sizeof(paths) / sizeof(paths[0]),
};

/**
 * enum load - What is made
 */
enum load {
	LOAD_CLIENT_WAITS,
	LOAD_SERVER_WAITS,
	LOAD_OPEN,
	LOAD_UNREAD,
	LOAD_UNSENT,
	LOADS_N,
};

static bool is_open(enum load load)
{
	return load >= LOAD_OPEN;
}

static bool has_data(enum load load)
{
	return load == LOAD_UNREAD || load == LOAD_UNSENT;
}

static const char *const load_names[LOADS_N] = {
    [LOAD_CLIENT_WAITS] = "TIME-WAIT of the client",
    [LOAD_SERVER_WAITS] = "TIME-WAIT of the server",
    [LOAD_OPEN] = "open connection, both ends",
    [LOAD_UNREAD] = "open, with data that the server does not read",
    [LOAD_UNSENT] = "open, with data that the client does not read",
};

/**
 * struct outcome - A load on one side of the comparison
 * @n:		So many the kernel, or the simulator, counts
 * @bytes:	Memory for all of them
 * @tcp_bytes:	Pages that buffers count against tcp_mem, for all of them
 */
struct outcome {
	int64_t n;
	double bytes;
	double tcp_bytes;
};

/**
 * struct load_row - A load, really and simulated
 * @asked_n:	How many were to be
 */
struct load_row {
	int64_t asked_n;
	struct outcome real;
	struct outcome simulated;
};

/* Caches that hold what a ledger of the simulator books; the two kinds of bind
 * bucket are one cache. */
static double grown(const struct objects_snapshot *before,
		    const struct objects_snapshot *after)
{
	static const enum objects_kind booked[] = {
	    OBJECTS_TCP_SOCK,	  OBJECTS_TIMEWAIT_SOCK, OBJECTS_BIND_BUCKET,
	    OBJECTS_SOCKET_INODE, OBJECTS_FILE,		 OBJECTS_DENTRY,
	    OBJECTS_SKB,	  OBJECTS_SKB_HEAD};
	double bytes = 0;

	for (size_t i = 0; i < sizeof(booked) / sizeof(booked[0]); i++)
		bytes += objects_grown_bytes(before, after, booked[i]);
	return bytes;
}

static int64_t time_waits_now_or_die(void)
{
	struct procnet_sockets sockets;

	if (!procnet_sockets_read(&sockets))
		die_errno(DIE_RUNTIME, "/proc/net/sockstat");
	return (int64_t)sockets.time_wait;
}

/* What a cache of objects does not show is the text itself: it lies in pages.
 */
static void write_or_die(const struct memory_options *options, enum load load,
			 const struct pairs *pairs)
{
	bool unread = load == LOAD_UNREAD;

	if (!pairs_write(pairs, unread ? PAIRS_CLIENT : PAIRS_SERVER,
			 (size_t)(unread ? options->unread_bytes
					 : options->unsent_bytes)))
		die_errno(DIE_RUNTIME, "send()");
}

static void make_or_die(const struct memory_options *options, enum load load,
			struct outcome *real)
{
	struct objects_snapshot before;
	struct objects_snapshot after;
	struct pairs_waiting waiting = {0};
	struct pairs pairs;
	bool made = true;

	if (!pairs_listen(&pairs, (unsigned)options->destinations_n))
		die_errno(DIE_RUNTIME, "listen()");
	objects_snapshot(&before);
	if (is_open(load))
		pairs_open(&pairs, load == LOAD_UNSENT
				       ? options->connections_n / UNSENT_PART
				       : options->connections_n);
	else
		made = pairs_pass(&pairs, options->time_waits_n,
				  load == LOAD_CLIENT_WAITS ? PAIRS_CLIENT
							    : PAIRS_SERVER);
	if (!made)
		die_errno(DIE_RUNTIME, "connect()");
	if (has_data(load))
		write_or_die(options, load, &pairs);
	objects_snapshot(&after);
	if (!pairs_waiting(&pairs, &waiting))
		die_errno(DIE_RUNTIME, "SO_MEMINFO");
	real->n = is_open(load) ? pairs.fds_n / 2 : time_waits_now_or_die();
	real->bytes = grown(&before, &after) + waiting.text_bytes;
	real->tcp_bytes = waiting.tcp_bytes;
	pairs_fini(&pairs);
}

/* In a process and a namespace of its own, which both go when it is done. */
static _Noreturn void make_in_child(const struct memory_options *options,
				    enum load load, int out)
{
	struct outcome real = {0};
	struct wheel wheel;

	if (!hosts_may_be())
		_exit(DIE_SKIP);
	/* for the loopback interface, which it switches on */
	if (!wheel_measure(&wheel))
		die_errno(DIE_RUNTIME, "cannot find the tick of the kernel");
	/* 127/8 counts as loopback, where TIME-WAITs give way by default */
	hosts_set_or_die("net.ipv4.tcp_tw_reuse", "0");
	hosts_set_or_die("net.ipv4.tcp_max_tw_buckets", "2000000");
	/* a busy kernel may send a last ACK twice: the RST for the second must
	 * not end a TIME-WAIT */
	hosts_set_or_die("net.ipv4.tcp_rfc1337", "1");
	make_or_die(options, load, &real);
	if (write(out, &real, sizeof(real)) != sizeof(real))
		die_errno(DIE_RUNTIME, "write()");
	_exit(0);
}

static void measure_or_die(const struct memory_options *options, enum load load,
			   struct outcome *real)
{
	int out = trial_memfd_or_die("outcome");
	pid_t pid = child_fork_or_die();
	int code;

	if (pid == 0)
		make_in_child(options, load, out);
	code = child_wait(pid);
	if (code == DIE_SKIP)
		die(DIE_SKIP, HOSTS_NONE);
	if (code)
		exit(code);
	if (pread(out, real, sizeof(*real), 0) != sizeof(*real))
		die_errno(DIE_RUNTIME, "a load told nothing");
	close(out);
}

static void words_of_load(struct child_words *words,
			  const struct memory_options *options, enum load load,
			  int64_t n)
{
	child_word(words, "--rate=%lld/min", (long long)(2 * n));
	child_word(words, "--duration=%ds", DURATION_S);
	child_word(words, "--ports=32768-60999");
	child_word(words, "--server-ports=%lld",
		   (long long)options->destinations_n);
	child_word(words, "--close=%s",
		   load == LOAD_SERVER_WAITS ? "server" : "client");
	/* a client's port that is free at once must not serve again */
	child_word(words, "--port-pick=%s",
		   load == LOAD_SERVER_WAITS ? "range" : "autobind");
	child_word(words, "--hold=%ds", is_open(load) ? 2 * DURATION_S : 0);
	if (has_data(load)) {
		child_word(words, "--unread=%lld",
			   (long long)(load == LOAD_UNREAD
					   ? options->unread_bytes
					   : options->unsent_bytes));
		child_word(words, "--unread-at=%s",
			   load == LOAD_UNREAD ? "server" : "client");
		child_word(words, "--set=tcp.mss=%d", LOOPBACK_MSS);
	}
	child_word(words, "--rtt=10us");
	child_word(words, "--server-model=event");
	child_word(words, "--stack=%s", options->stack);
	child_word(words, "--set=net.ipv4.tcp_tw_reuse=0");
	child_word(words, "--set=net.ipv4.tcp_max_tw_buckets=2000000");
	child_word(words, "--format=json");
}

static JsonNode *simulate_or_die(const char *twsim,
				 const struct memory_options *options,
				 enum load load, int64_t n)
{
	struct child_words words = {0};
	int out = trial_memfd_or_die("simulated");
	g_autoptr(GError) error = NULL;
	JsonNode *node;
	char *text;
	int code;

	child_word(&words, "%s", twsim);
	child_word(&words, "run");
	words_of_load(&words, options, load, n);
	code = child_wait(child_start_or_die(&words, -1, out, -1));
	if (code)
		die(DIE_RUNTIME, "twsim ended with exit code %d", code);
	text = trial_text_or_die(out);
	node = json_from_string(text, &error);
	if (!node || !JSON_NODE_HOLDS_OBJECT(node))
		die(DIE_RUNTIME, "twsim printed no JSON object");
	free(text);
	close(out);
	return node;
}

/* What an event loop has for each connection is no object of TCP. */
static double loop_bytes(JsonObject *results)
{
	JsonObject *scenario =
	    json_object_get_object_member(results, "scenario");
	JsonObject *machine =
	    json_object_get_object_member(scenario, "machine");

	return json_object_get_double_member(machine, "server.event-entry");
}

static void book(JsonObject *results, enum load load, struct outcome *simulated)
{
	double client = compare_number(results, "client.memory_bytes.at_end");
	double server = compare_number(results, "server.memory_bytes.at_end");

	switch (load) {
	case LOAD_CLIENT_WAITS:
		simulated->n =
		    (int64_t)compare_number(results, "client.time_wait.peak");
		break;
	case LOAD_SERVER_WAITS:
		simulated->n =
		    (int64_t)compare_number(results, "server.time_wait.peak");
		break;
	case LOAD_OPEN:
	case LOAD_UNREAD:
	case LOAD_UNSENT:
	case LOADS_N:
		simulated->n =
		    (int64_t)compare_number(results, "connections.established");
		client = compare_number(results, "client.memory_bytes.peak");
		server = compare_number(results, "server.memory_bytes.peak") -
			 (double)simulated->n * loop_bytes(results);
		break;
	}
	simulated->bytes = client + server;
	simulated->tcp_bytes =
	    compare_number(results, "client.tcp_memory_bytes.peak") +
	    compare_number(results, "server.tcp_memory_bytes.peak");
}

static void try_or_die(const struct memory_options *options, const char *twsim,
		       enum load load, struct load_row *row)
{
	JsonNode *results;

	measure_or_die(options, load, &row->real);
	row->asked_n = is_open(load) ? row->real.n : options->time_waits_n;
	results = simulate_or_die(twsim, options, load, row->asked_n);
	book(json_node_get_object(results), load, &row->simulated);
	json_node_unref(results);
}

static double each(const struct outcome *outcome)
{
	return outcome->bytes / (double)outcome->n;
}

static double apart(const struct load_row *row)
{
	return fabs(each(&row->simulated) / each(&row->real) - 1);
}

static double tcp_each(const struct outcome *outcome)
{
	return outcome->tcp_bytes / (double)outcome->n;
}

/* 0 where neither has any */
static double tcp_apart(const struct load_row *row)
{
	double real = tcp_each(&row->real);
	double simulated = tcp_each(&row->simulated);

	return simulated == real ? 0 : fabs(simulated / real - 1);
}

static bool row_agrees(const struct load_row *row, double tolerance)
{
	return row->real.n == row->asked_n &&
	       row->simulated.n == row->asked_n && apart(row) <= tolerance &&
	       tcp_apart(row) <= tolerance;
}

static void print_bytes(const char *what, double simulated, double real,
			double apart, double tolerance)
{
	printf("  %-26s %10.1f %10.1f %9.1f%% %9.1f%%%s\n", what, simulated,
	       real, 100 * apart, 100 * tolerance,
	       apart <= tolerance ? "" : "  DIFFERS");
}

static void print_table(const struct load_row *row,
			const struct memory_options *options)
{
	printf("%-28s %10s %10s %10s %10s\n", "", "simulated", "real",
	       "difference", "allowed");
	for (int i = 0; i < LOADS_N; i++) {
		printf("%s\n", load_names[i]);
		printf("  %-26s %10lld %10lld %10lld %10d%s\n", "how many",
		       (long long)row[i].simulated.n, (long long)row[i].real.n,
		       (long long)(row[i].simulated.n - row[i].real.n), 0,
		       row[i].simulated.n == row[i].real.n ? "" : "  DIFFERS");
		print_bytes("octets for each", each(&row[i].simulated),
			    each(&row[i].real), apart(&row[i]),
			    options->tolerance);
		if (has_data((enum load)i))
			print_bytes("counted in pages, octets",
				    tcp_each(&row[i].simulated),
				    tcp_each(&row[i].real), tcp_apart(&row[i]),
				    options->tolerance);
	}
}

static JsonObject *row_json_new(const struct load_row *row, const char *name,
				bool agrees)
{
	JsonObject *object = json_object_new();

	json_object_set_string_member(object, "load", name);
	json_object_set_boolean_member(object, "agrees", agrees);
	json_object_set_int_member(object, "asked_n", row->asked_n);
	json_object_set_int_member(object, "simulated_n", row->simulated.n);
	json_object_set_int_member(object, "real_n", row->real.n);
	json_object_set_double_member(object, "simulated_bytes_each",
				      each(&row->simulated));
	json_object_set_double_member(object, "real_bytes_each",
				      each(&row->real));
	json_object_set_double_member(object, "simulated_tcp_bytes_each",
				      tcp_each(&row->simulated));
	json_object_set_double_member(object, "real_tcp_bytes_each",
				      tcp_each(&row->real));
	return object;
}

static void print_json(const struct load_row *row,
		       const struct memory_options *options)
{
	JsonObject *root = json_object_new();
	JsonArray *loads = json_array_new();
	JsonNode *node = json_node_new(JSON_NODE_OBJECT);

	for (int i = 0; i < LOADS_N; i++)
		json_array_add_object_element(
		    loads,
		    row_json_new(&row[i], load_names[i],
				 row_agrees(&row[i], options->tolerance)));
	json_object_set_string_member(root, "schema", "tw-lab.memory/1");
	json_object_set_double_member(root, "tolerance", options->tolerance);
	json_object_set_array_member(root, "loads", loads);
	json_node_take_object(node, root);
	report_write_or_die(NULL, node);
}

int lab_memory_main(int argc, char **argv)
{
	struct memory_options options = {
	    .time_waits_n = 89262, /* as in the text that started all this */
	    .destinations_n = 7,
	    .connections_n = 4000,
	    .unread_bytes = 16 << 10,
	    .unsent_bytes = 256 << 10,
	    .stack = "linux-6.18",
	    .tolerance = 0.05,
	};
	struct load_row row[LOADS_N] = {0};
	struct slab_cache cache;
	char twsim[CHILD_WORD_SIZE];
	bool agree = true;

	options_parse_or_die(&command_line, &options, argc, argv);
	child_twsim(options.twsim, twsim, sizeof(twsim));
	if (!slab_read("tw_sock_TCP", &cache))
		die(DIE_SKIP, "the kernel's caches cannot be looked at: "
			      "/sys/kernel/slab and /proc/slabinfo need root");
	for (int i = 0; i < LOADS_N; i++) {
		try_or_die(&options, twsim, (enum load)i, &row[i]);
		agree = agree && row_agrees(&row[i], options.tolerance);
	}
	(options.format == FORMAT_JSON ? print_json : print_table)(row,
								   &options);
	return agree ? 0 : DIE_DIFFER;
}
