#include "lab_run.h"

#include "child.h"
#include "die.h"
#include "hosts.h"
#include "lab_objects.h"
#include "match.h"
#include "report.h"
#include "run/report_text.h"
#include "run/results_json.h"
#include "scene_trial.h"
#include "stagehands.h"
#include "trace/scene.h"
#include "trial.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* More would hold up each other. */
#define AT_ONCE_MAX 32
/* Between two scenes that begin. */
#define APART_US 20000
/* Hosts are made under a lock of the kernel, one after another. */
#define GATHER_US  10000
#define GATHER_MAX 6000

/**
 * struct gathering - Trials that wait until all of them have made their hosts
 * @there_n:	So many have; in memory that all share
 * @n:		How many there will be
 * @nth:	Which this is
 */
struct gathering {
	atomic_uint *there_n;
	unsigned n;
	unsigned nth;
};

/**
 * struct lab_run - The verb
 * @names:	Of scenes; NULL at the end
 * @found:	By scene, a memory file with what its process has found
 */
struct lab_run {
	gboolean all;
	gboolean quick;
	gboolean any_kernel;
	gboolean list;
	char *format;
	char *longest;
	int tries;
	char **names;
	struct scene_trial_options options;
	struct gathering gathering;
	int *found;
};

static void parse_or_die(struct lab_run *run, int argc, char **argv)
{
	const GOptionEntry entries[] = {
	    {"all", 0, 0, G_OPTION_ARG_NONE, &run->all, "all bundled scenarios",
	     NULL},
	    {"quick", 0, 0, G_OPTION_ARG_NONE, &run->quick,
	     "only those whose segments come within 6 s, and without waiting "
	     "for TIME-WAITs to end",
	     NULL},
	    {"any-kernel", 0, 0, G_OPTION_ARG_NONE, &run->any_kernel,
	     "also those about another kernel than the one that runs here",
	     NULL},
	    {"longest", 0, 0, G_OPTION_ARG_STRING, &run->longest,
	     "look at a scenario no longer [140s]", "TIME"},
	    {"tries", 0, 0, G_OPTION_ARG_INT, &run->tries,
	     "how often one is tried that this machine held up [3]", "N"},
	    {"format", 0, 0, G_OPTION_ARG_STRING, &run->format,
	     "table or json [table]", "FORMAT"},
	    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &run->names,
	     NULL, "SCENARIO..."},
	    G_OPTION_ENTRY_NULL,
	};
	GOptionContext *context = g_option_context_new(NULL);
	GError *error = NULL;

	g_set_prgname("tw-lab run");
	g_option_context_set_summary(
	    context,
	    "Play scenarios of twsim trace for real, in network namespaces, "
	    "and simulated, and\ncompare segment by segment.");
	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error))
		die(DIE_USAGE, "%s", error->message);
	g_option_context_free(context);
}

static void check_or_die(struct lab_run *run)
{
	if (run->format && strcmp(run->format, "table") != 0 &&
	    strcmp(run->format, "json") != 0)
		die(DIE_USAGE,
		    "--format: '%s' is no format: table or json is "
		    "expected",
		    run->format);
	if (run->longest &&
	    (!units_parse_duration(run->longest, &run->options.longest_ns) ||
	     run->options.longest_ns < NS_PER_S ||
	     run->options.longest_ns > 3600 * NS_PER_S))
		die(DIE_USAGE,
		    "--longest: '%s': a time from 1s to 1h is "
		    "expected",
		    run->longest);
	if (run->tries < 1 || run->tries > 100)
		die(DIE_USAGE, "--tries: 1 to 100 is expected");
	if (run->all == (run->names != NULL))
		die(DIE_USAGE, "scenarios are expected, or --all; twsim trace "
			       "lists them");
	if (run->all)
		run->names = scene_names();
	for (size_t i = 0; run->names[i]; i++) {
		GError *error = NULL;
		struct scene *scene = scene_load(run->names[i], NULL, &error);

		if (!scene)
			die(DIE_USAGE, "%s", error->message);
		scene_free(scene);
	}
}

/* In a process of its own: it is in a namespace that is let go after that. */
static int measure(struct wheel *wheel)
{
	int ends[2];
	pid_t child;
	int code;

	if (pipe(ends) < 0)
		die_errno(DIE_RUNTIME, "pipe()");
	child = child_fork_or_die();
	if (child == 0) {
		if (!hosts_may_be())
			_exit(DIE_SKIP);
		if (!wheel_measure(wheel) ||
		    write(ends[1], wheel, sizeof(*wheel)) != sizeof(*wheel))
			_exit(DIE_RUNTIME);
		_exit(0);
	}
	code = child_wait(child);
	if (code == 0 && read(ends[0], wheel, sizeof(*wheel)) != sizeof(*wheel))
		code = DIE_RUNTIME;
	close(ends[0]);
	close(ends[1]);
	return code;
}

/* Making hosts holds up those that are being looked at: all are made first. */
static void gather(void *data)
{
	const struct gathering *gathering = data;

	atomic_fetch_add(gathering->there_n, 1);
	for (int i = 0;
	     i < GATHER_MAX && atomic_load(gathering->there_n) < gathering->n;
	     i++)
		g_usleep(GATHER_US);
	g_usleep(APART_US * gathering->nth);
}

static void gather_or_die(struct lab_run *run, unsigned n)
{
	run->gathering.n = MIN(n, AT_ONCE_MAX);
	run->gathering.there_n =
	    mmap(NULL, sizeof(atomic_uint), PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (run->gathering.there_n == MAP_FAILED)
		die_errno(DIE_RUNTIME, "mmap()");
	atomic_init(run->gathering.there_n, 0);
	run->options.begin = gather;
	run->options.data = &run->gathering;
}

static _Noreturn void be_trial_or_die(struct lab_run *run, size_t i,
				      pid_t parent)
{
	JsonNode *node = json_node_new(JSON_NODE_OBJECT);
	sigset_t none;
	char *text;

	if (!hosts_may_be())
		exit(DIE_SKIP);
	/* again: entering a user namespace unties */
	child_tie(parent);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	run->gathering.nth = (unsigned)i % AT_ONCE_MAX;
	json_node_take_object(node,
			      scene_trial_or_die(run->names[i], &run->options));
	text = results_json_text(node, false);
	if (write(run->found[i], text, strlen(text)) != (ssize_t)strlen(text))
		die_errno(DIE_RUNTIME, "cannot keep what was found");
	exit(0);
}

static pid_t start_or_die(void *data, size_t i)
{
	struct lab_run *run = data;
	pid_t parent = getpid();
	pid_t child = child_fork_or_die();

	if (child == 0)
		be_trial_or_die(run, i, parent);
	return child;
}

static JsonArray *found_or_die(const struct lab_run *run)
{
	JsonArray *array = json_array_new();

	for (size_t i = 0; run->names[i]; i++) {
		char *text = trial_text_or_die(run->found[i]);
		JsonNode *node = json_from_string(text, NULL);

		if (!node)
			die(DIE_RUNTIME, "%s: nothing was found",
			    run->names[i]);
		json_array_add_element(array, node);
		free(text);
	}
	return array;
}

static gint64 used_n(JsonObject *scene, const char *end, const char *variant)
{
	JsonObject *object;

	if (!json_object_has_member(scene, end))
		return 0;
	object = json_object_get_object_member(scene, end);
	object = json_object_get_object_member(object, "segments");
	object = json_object_get_object_member(object, "variants");
	return json_object_get_int_member(object, variant);
}

/* What the names of the variants mean that were met. */
static void print_variants(JsonArray *scenes)
{
	for (int i = 0; i < MATCH_VARIANTS_N; i++) {
		const char *name = match_variant_name((enum match_variant)i);
		g_autofree char *label = g_strconcat(name, ":", NULL);
		g_autoptr(GString) text = g_string_new(NULL);
		gint64 n = 0;

		for (guint j = 0; j < json_array_get_length(scenes); j++) {
			JsonObject *scene =
			    json_array_get_object_element(scenes, j);

			n += used_n(scene, "client", name) +
			     used_n(scene, "server", name);
		}
		if (n == 0)
			continue;
		report_text_wrap(text, label, 4,
				 match_variant_text((enum match_variant)i));
		fputs(text->str, stdout);
	}
}

static void print_table(JsonArray *scenes)
{
	for (guint i = 0; i < json_array_get_length(scenes); i++) {
		JsonObject *scene = json_array_get_object_element(scenes, i);
		JsonArray *details =
		    json_object_get_array_member(scene, "details");
		const char *outcome =
		    json_object_get_string_member(scene, "outcome");

		printf("%-30s %-8s %s\n",
		       json_object_get_string_member(scene, "scenario"),
		       strcmp(outcome, "differs") == 0 ? "DIFFERS" : outcome,
		       json_object_get_string_member(scene, "summary"));
		for (guint j = 0; j < json_array_get_length(details); j++)
			printf("    %s\n",
			       json_array_get_string_element(details, j));
	}
}

static unsigned count(JsonArray *scenes, const char *outcome)
{
	unsigned n = 0;

	for (guint i = 0; i < json_array_get_length(scenes); i++)
		n += strcmp(json_object_get_string_member(
				json_array_get_object_element(scenes, i),
				"outcome"),
			    outcome) == 0;
	return n;
}

static JsonObject *variants_json_new(void)
{
	JsonObject *object = json_object_new();

	for (int i = 0; i < MATCH_VARIANTS_N; i++)
		json_object_set_string_member(
		    object, match_variant_name((enum match_variant)i),
		    match_variant_text((enum match_variant)i));
	return object;
}

static int report_or_die(const struct lab_run *run)
{
	JsonArray *scenes = found_or_die(run);
	JsonArray *objects = lab_objects_json_new();
	unsigned differ_n = count(scenes, "differs");
	bool agree = differ_n == 0 && lab_objects_agree(objects);
	bool nothing = count(scenes, "agrees") + differ_n == 0;
	JsonObject *root = json_object_new();
	JsonNode *node = json_node_new(JSON_NODE_OBJECT);

	if (g_strcmp0(run->format, "json") != 0) {
		print_table(scenes);
		print_variants(scenes);
		lab_objects_print(objects, stdout);
		printf("%u agree, %u differ, %u were not played\n",
		       count(scenes, "agrees"), differ_n,
		       count(scenes, "skipped"));
		fflush(stdout);
	}
	json_object_set_string_member(root, "schema", "tw-lab.run/1");
	json_object_set_boolean_member(root, "agree", agree);
	json_object_set_object_member(root, "variants", variants_json_new());
	json_object_set_array_member(root, "memory", objects);
	json_object_set_array_member(root, "scenarios", scenes);
	json_node_take_object(node, root);
	if (g_strcmp0(run->format, "json") == 0)
		report_write_or_die(NULL, node);
	else
		json_node_unref(node);
	if (nothing)
		die(DIE_SKIP, "no scenario could be played here");
	return agree ? 0 : DIE_DIFFER;
}

int lab_run_main(int argc, char **argv)
{
	struct lab_run run = {.tries = 3, .options.longest_ns = 140 * NS_PER_S};
	struct stagehands hands = {.at_once_max = AT_ONCE_MAX,
				   .start_or_die = start_or_die,
				   .data = &run};
	int code;

	parse_or_die(&run, argc, argv);
	check_or_die(&run);
	run.options.quick = run.quick;
	run.options.any_kernel = run.any_kernel;
	run.options.tries_max = run.tries;
	code = measure(&run.options.wheel);
	if (code == DIE_SKIP)
		die(DIE_SKIP, HOSTS_NONE);
	if (code)
		die(DIE_RUNTIME, "cannot find the tick of the kernel");
	run.options.vigil = vigil_begin_or_die();
	hands.n = g_strv_length(run.names);
	gather_or_die(&run, (unsigned)hands.n);
	run.found = g_new(int, hands.n);
	for (size_t i = 0; i < hands.n; i++)
		run.found[i] = memfd_create("found", MFD_CLOEXEC);
	code = stagehands_run_or_die(&hands);
	if (code == 0)
		code = report_or_die(&run);
	g_free(run.found);
	g_strfreev(run.names);
	return code;
}
