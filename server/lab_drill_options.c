#include "lab_drill_options.h"

#include "die.h"
#include "options.h"

#include <string.h>

#define JOBS_N	   64
#define QUICK_NS   (8 * NS_PER_S)
#define LONGEST_NS (150 * NS_PER_S)
#define TRIES_N	   3

static const char *const lab_drill_formats[] = {LAB_DRILL_FORMATS, NULL};

#define LAB_DRILL_ROW(...) FIELD_ROW(struct lab_drill_options, __VA_ARGS__)
static const struct field rows[] = {LAB_DRILL_FIELDS(LAB_DRILL_ROW)};

static void seen(void *context, const struct field *row, const char *text)
{
	struct lab_drill_options *options = context;

	if (strcmp(row->name, "set") == 0)
		g_ptr_array_add(options->sets, g_strdup(text));
	if (strcmp(row->name, "define") == 0)
		g_ptr_array_add(options->defines, g_strdup(text));
}

/* "NAME=VALUE" into the stack; only what a namespace has for itself. */
static void set_or_die(struct model *stack, const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "=", 2);
	g_autoptr(GError) error = NULL;

	if (!parts[0] || !parts[1] || !g_str_has_prefix(text, "net.ipv4."))
		die(DIE_USAGE,
		    "--set: '%s' is no setting: one like "
		    "net.ipv4.tcp_rfc1337=1 is expected",
		    text);
	if (!model_set(stack, parts[0], parts[1], "--set", &error))
		die(DIE_USAGE, "--set: %s", error->message);
}

/* A row of the model as the kernel takes it: "32768-60999" has no dash there.
 */
static void add_sysctl(GPtrArray *sysctls, const struct model *stack,
		       const struct field *row)
{
	char text[FIELD_TEXT_SIZE];

	model_print(stack, row, text, sizeof(text));
	if (row->type == FIELD_PORTS)
		g_strdelimit(text, "-", ' ');
	g_ptr_array_add(sysctls, g_strdup_printf("%s=%s", row->name, text));
}

/*
 * Memories of routes are kept out of the way, and congestion control that
 * paces: there is none in the model. The buffer is that of the model's window.
 */
static void find_sysctls(struct lab_drill_options *options)
{
	const struct model *stack = options->stack_model;
	GPtrArray *sysctls = options->sysctls;

	for (size_t i = 0; i < stack->rows_n; i++)
		if (g_str_has_prefix(stack->rows[i].name, "net.ipv4."))
			add_sysctl(sysctls, stack, &stack->rows[i]);
	g_ptr_array_add(sysctls, g_strdup("net.ipv4.tcp_no_metrics_save=1"));
	g_ptr_array_add(sysctls,
			g_strdup("net.ipv4.tcp_congestion_control=reno"));
	g_ptr_array_add(sysctls, NULL);
}

static const struct options command_line = {
    .usage = "drill [OPTION]... FILE.pkt|FOLDER...",
    .summary =
	"Play scripts, in the notation of packetdrill, to the kernel of this "
	"machine: each in a\nnetwork namespace of its own, in real time. Those "
	"for other stacks (rfc-*, freebsd-*)\nare skipped. Exit: 0 all that "
	"were not skipped are ok (or agree), 1 one is not,\n2 usage or "
	"malformed, 3 failed, 77 no namespaces or TUN devices can be had here.",
    .rows = rows,
    .rows_n = sizeof(rows) / sizeof(rows[0]),
    .words = "a script or a folder of scripts",
};

static void options_init(struct lab_drill_options *options)
{
	*options = (struct lab_drill_options){
	    .stack = "linux-6.18",
	    .jobs_n = JOBS_N,
	    .longest_ns = LONGEST_NS,
	    .tries_n = TRIES_N,
	    .sets = g_ptr_array_new_with_free_func(g_free),
	    .sysctls = g_ptr_array_new_with_free_func(g_free),
	    .defines = g_ptr_array_new_with_free_func(g_free),
	};
}

void lab_drill_options_or_die(struct lab_drill_options *options, int argc,
			      char **argv)
{
	struct options line = command_line;
	g_autoptr(GError) error = NULL;

	options_init(options);
	line.seen = seen;
	line.context = options;
	options->paths =
	    argv + options_parse_or_die(&line, options, argc, argv);
	if (options->quick)
		options->longest_ns = MIN(options->longest_ns, QUICK_NS);
	options->stack_model = model_load(MODEL_STACK, options->stack, &error);
	if (!options->stack_model)
		die(DIE_USAGE, "--stack: %s", error->message);
	for (guint i = 0; i < options->sets->len; i++)
		set_or_die(options->stack_model,
			   g_ptr_array_index(options->sets, i));
	find_sysctls(options);
	g_ptr_array_add(options->defines, NULL);
}

void lab_drill_options_fini(struct lab_drill_options *options)
{
	model_free(options->stack_model);
	g_ptr_array_unref(options->sets);
	g_ptr_array_unref(options->sysctls);
	g_ptr_array_unref(options->defines);
}
