/* tw-wire: a wire between two interfaces, with the faults of a simulated one.
 */
#include "die.h"
#include "instant.h"
#include "options.h"
#include "relay.h"
#include "report.h"
#include "run/rules_file.h"
#include "signals.h"
#include "wire_files.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A tenth of a second at 80 000 segments a second: 16 MiB for each side. */
#define FRAMES_MAX 8192u

enum wire_format { WIRE_TABLE, WIRE_JSON };

/* Those of the wire itself are settings of a simulated one. */
static const char *const wire_names[] = {
    "rtt",     "jitter", "loss",     "duplicate",
    "reorder", "wander", "wire-msl", "seed",
};

/* clang-format off */
#define WIRE_FIELDS(F)                                                         \
F(TEXT,     "client",    client,      0, 0, NULL,                              \
  "interface towards the client")                                              \
F(TEXT,     "server",    server,      0, 0, NULL,                              \
  "interface towards the server")                                              \
F(CHOICE,   "backend",   backend,     0, 1, wire_backend_choices,              \
  "packet: these are there; tun: they are made, to be moved to where the hosts are") \
F(DURATION, "duration",  duration_ns, 1, 24 * 3600 * NS_PER_S, NULL,           \
  "how long it is a wire; SIGINT and SIGTERM end it before")                   \
F(CHOICE,   "at",        at,          0, 1, wire_at_choices,                   \
  "the end where --pcap sees the segments")                                    \
F(CHOICE,   "format",    format,      0, 1, wire_format_choices,               \
  "of the results")                                                            \
F(INT,      "ready-fd",  ready_fd,    -1, 1 << 20, NULL,                       \
  "descriptor that gets a newline when the wire begins; -1: none")
/* clang-format on */

/**
 * struct wire_options - As given
 * @config:	Of the simulated wire
 * @rules, @pcap, @log: Paths; NULL: none
 */
struct wire_options {
	WIRE_FIELDS(FIELD_MEMBER)
	struct config config;
	const char *rules;
	const char *pcap;
	const char *log;
};

static const char *const wire_backend_choices[] = {"packet", "tun", NULL};
static const char *const wire_at_choices[] = {"client", "server", NULL};
static const char *const wire_format_choices[] = {"table", "json", NULL};

#define WIRE_ROW(...) FIELD_ROW(struct wire_options, __VA_ARGS__)
static const struct field own_rows[] = {WIRE_FIELDS(WIRE_ROW)};
static const struct options_path paths[] = {
    {"rules", "FILE", "rules on chosen segments, as of twsim run --rules",
     offsetof(struct wire_options, rules)},
    {"pcap", "FILE", "write the segments there as a capture, a million at most",
     offsetof(struct wire_options, pcap)},
    {"log", "FILE", "write there what became of each, a JSON object a line",
     offsetof(struct wire_options, log)},
};

#define OWN_ROWS_N G_N_ELEMENTS(own_rows)
#define ROWS_N	   (OWN_ROWS_N + G_N_ELEMENTS(wire_names))

static const struct wire_options defaults = {
    .duration_ns = 600 * NS_PER_S,
    .at = RELAY_SERVER,
    .ready_fd = -1,
};

static void fill_rows(struct field *rows)
{
	size_t rows_n;
	const struct field *simulated = config_rows(&rows_n);

	memcpy(rows, own_rows, sizeof(own_rows));
	for (size_t i = 0; i < G_N_ELEMENTS(wire_names); i++) {
		struct field *row = &rows[OWN_ROWS_N + i];

		*row = *field_find(simulated, rows_n, wire_names[i]);
		row->offset += offsetof(struct wire_options, config);
	}
}

static void parse_or_die(struct wire_options *options, int argc, char **argv)
{
	struct field rows[ROWS_N];
	const struct options command_line = {
	    .usage = "--client=INTERFACE --server=INTERFACE [OPTION]...",
	    .summary = "Be a wire between two interfaces of this network "
		       "namespace, with the delays, losses\nand rules of a "
		       "simulated one.",
	    .rows = rows,
	    .rows_n = ROWS_N,
	    .paths = paths,
	    .paths_n = G_N_ELEMENTS(paths),
	};

	*options = defaults;
	config_init(&options->config);
	fill_rows(rows);
	options_parse_or_die(&command_line, options, argc, argv);
}

static void set_up_or_die(const struct wire_options *options, GArray *rules,
			  struct relay_setup *setup)
{
	if (!options->client[0] || !options->server[0] ||
	    strcmp(options->client, options->server) == 0)
		die(DIE_USAGE, "--client and --server: two interfaces are "
			       "expected");
	*setup = relay_setup_of(&options->config);
	setup->backend = (enum wire_backend)options->backend;
	setup->interface[RELAY_CLIENT] = options->client;
	setup->interface[RELAY_SERVER] = options->server;
	setup->frames_max = FRAMES_MAX;
	setup->rule = (const void *)rules->data;
	setup->rules_n = rules->len;
}

static GArray *rules_or_die(const char *path)
{
	GError *error = NULL;
	GArray *rules;

	if (!path)
		return g_array_new(FALSE, FALSE, sizeof(struct rules_rule));
	rules = rules_file_read(path, &error);
	if (!rules)
		die(DIE_USAGE, "--rules: %s", error->message);
	return rules;
}

static void announce_or_die(int ready_fd)
{
	if (ready_fd < 0)
		return;
	if (write(ready_fd, "\n", 1) != 1)
		die_errno(DIE_RUNTIME, "--ready-fd %d", ready_fd);
	close(ready_fd);
}

static void print_table(const struct relay_counts *counts)
{
	static const char *const ways[] = {"to the client", "to the server"};

	printf("%-14s %10s %10s %10s %10s\n", "segments", "entered", "left",
	       "lost", "copied");
	for (int i = 1; i >= 0; i--)
		printf("%-14s %10llu %10llu %10llu %10llu\n", ways[i],
		       (unsigned long long)counts->entered_n[i],
		       (unsigned long long)counts->left_n[i],
		       (unsigned long long)counts->lost_n[i],
		       (unsigned long long)counts->duplicated_n[i]);
	printf("the latest left %.3f ms too late\n",
	       (double)counts->late_ns / NS_PER_MS);
}

static void print_json_or_die(const struct wire_options *options,
			      const struct relay_counts *counts)
{
	static const char *const ways[] = {"to_client", "to_server"};
	JsonObject *root = json_object_new();
	JsonNode *node = json_node_new(JSON_NODE_OBJECT);

	json_object_set_string_member(root, "schema", "tw-wire/1");
	for (int i = 1; i >= 0; i--) {
		const struct {
			const char *name;
			uint64_t n;
		} members[] = {
		    {"entered", counts->entered_n[i]},
		    {"left", counts->left_n[i]},
		    {"lost", counts->lost_n[i]},
		    {"duplicated", counts->duplicated_n[i]},
		};
		JsonObject *way = json_object_new();

		for (size_t j = 0; j < G_N_ELEMENTS(members); j++)
			json_object_set_int_member(way, members[j].name,
						   (gint64)members[j].n);
		json_object_set_object_member(root, ways[i], way);
	}
	if (wire_port_counts_missed((enum wire_backend)options->backend))
		json_object_set_int_member(root, "missed",
					   (gint64)counts->missed_n);
	else
		json_object_set_null_member(root, "missed");
	json_object_set_int_member(root, "refused", (gint64)counts->refused_n);
	json_object_set_int_member(root, "late_ns", counts->late_ns);
	json_node_take_object(node, root);
	report_write_or_die(NULL, node);
}

/* What nobody asked for: it was no such wire then. */
static int judge(const struct relay *relay, const struct relay_counts *counts)
{
	const struct rules_rule *idle = relay_idle_rule(relay);

	if (idle)
		fprintf(stderr, "tw-wire: line %u of the rules never decided\n",
			idle->line);
	if (!counts->missed_n && !counts->refused_n)
		return 0;
	fprintf(stderr,
		"tw-wire: %llu frames came too fast, %llu were not taken by "
		"the kernel\n",
		(unsigned long long)counts->missed_n,
		(unsigned long long)counts->refused_n);
	return DIE_RUNTIME;
}

static int finish_or_die(const struct wire_options *options,
			 struct relay *relay, struct wire_files *files)
{
	struct relay_counts counts = relay_counts(relay);
	GError *error = NULL;
	bool cut;

	if (!wire_files_commit(files, &cut, &error))
		die(DIE_RUNTIME, "%s", error->message);
	if (cut)
		fprintf(stderr,
			"tw-wire: only the first %u segments are "
			"written\n",
			WIRE_FILES_MAX);
	if (options->format == WIRE_JSON)
		print_json_or_die(options, &counts);
	else
		print_table(&counts);
	return judge(relay, &counts);
}

int main(int argc, char **argv)
{
	struct wire_options options;
	struct relay_setup setup;
	struct wire_files *files;
	GError *error = NULL;
	struct relay *relay;
	GArray *rules;
	int signals;
	int code;

	parse_or_die(&options, argc, argv);
	rules = rules_or_die(options.rules);
	set_up_or_die(&options, rules, &setup);
	signals = signals_or_die();
	/* before the files: who dies there leaves nothing half-written */
	relay = relay_new_or_die(&setup);
	files = wire_files_open(options.pcap, options.log,
				(enum relay_side)options.at, &error);
	if (!files)
		die(DIE_USAGE, "%s", error->message);
	relay_tell(relay, wire_files_tap(files));
	announce_or_die((int)options.ready_fd);
	relay_run(relay, instant_now_ns() + options.duration_ns, signals);
	code = finish_or_die(&options, relay, files);
	relay_free(relay);
	g_array_unref(rules);
	return code;
}
