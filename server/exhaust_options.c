#include "exhaust_options.h"

#include "die.h"
#include "options.h"
#include "plans.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const exhaust_pick_choices[] = {EXHAUST_PICK_CHOICES, NULL};
static const char *const exhaust_close_choices[] = {EXHAUST_CLOSE_CHOICES,
						    NULL};
static const char *const exhaust_format_choices[] = {EXHAUST_FORMAT_CHOICES,
						     NULL};

#define EXHAUST_ROW(...) FIELD_ROW(struct exhaust_options, __VA_ARGS__)
static const struct field rows[] = {EXHAUST_FIELDS(EXHAUST_ROW)};
static const struct options_path paths[] = {
    {"twsim", "FILE",
     "the simulator; not given: $TWSIM, or the one built or installed beside "
     "this program, or the one on the PATH",
     offsetof(struct exhaust_options, twsim)},
    {"series", "FOLDER", "time series of every trial, real and simulated",
     offsetof(struct exhaust_options, series)},
};

static const struct exhaust_options defaults = {
    .rate = {.n = 5, .per_ns = NS_PER_S},
    .pick = 1,
    .ports = {.low = 32768, .high = 33067},
    .duration_ns = 200 * NS_PER_S,
    .server_ports_n = 1,
    .requests_n = 1,
    .seed = 1,
    .stack = "linux-6.18",
    .tolerance = 0.01,
    .instant_ns = 20 * NS_PER_MS,
};

static void add(struct exhaust_many *many, const struct field *row,
		const char *text)
{
	if (many->n == EXHAUST_MANY_MAX)
		die(DIE_USAGE, "--%s: at most %d times is expected", row->name,
		    EXHAUST_MANY_MAX);
	snprintf(many->text[many->n++], FIELD_TEXT_SIZE, "%s", text);
}

/* Really set as root, so nothing but what belongs to a network namespace. */
static void check_setting_or_die(const char *text)
{
	const char *equals = strchr(text, '=');

	if (!equals || strncmp(text, "net.ipv4.", 9) != 0 ||
	    strchr(text, '/') || strstr(text, ".."))
		die(DIE_USAGE,
		    "--set: '%s' is no setting: one like "
		    "net.ipv4.tcp_tw_reuse=1 is expected",
		    text);
}

static void seen(void *context, const struct field *row, const char *text)
{
	struct exhaust_options *options = context;

	if (strcmp(row->name, "plan") == 0)
		die(DIE_USAGE, "--plan: the name of a plan is expected, and "
			       "the option in full");
	if (strcmp(row->name, "rate") == 0)
		add(&options->rates, row, text);
	if (strcmp(row->name, "port-pick") == 0)
		add(&options->picks, row, text);
	if (strcmp(row->name, "set") == 0) {
		check_setting_or_die(text);
		add(&options->settings, row, text);
	}
}

static void print_row(const struct exhaust_options *options, const char *name,
		      char text[FIELD_TEXT_SIZE])
{
	field_print(field_find(rows, sizeof(rows) / sizeof(rows[0]), name),
		    options, text, FIELD_TEXT_SIZE);
}

void exhaust_options_or_die(struct exhaust_options *options, int argc,
			    char **argv)
{
	const struct options command_line = {
	    .usage = "exhaust [OPTION]...",
	    .summary =
		"Run out of local ports, really and simulated, and compare.\n"
		"Both have net.ipv4.tcp_tw_reuse=0 and tcp_rfc1337=1 unless "
		"--set says otherwise.\n"
		"Makes network namespaces of its own and leaves nothing. Exit: "
		"0 they agree,\n1 they differ, 2 usage, 3 failed, 77 no "
		"namespaces can be had here.",
	    .rows = rows,
	    .rows_n = sizeof(rows) / sizeof(rows[0]),
	    .paths = paths,
	    .paths_n = sizeof(paths) / sizeof(paths[0]),
	    .seen = seen,
	    .context = options,
	};

	*options = defaults;
	argv = plans_words_or_die(&argc, argv);
	options_parse_or_die(&command_line, options, argc, argv);
	if (!options->rates.n)
		print_row(options, "rate",
			  options->rates.text[options->rates.n++]);
	if (!options->picks.n)
		print_row(options, "port-pick",
			  options->picks.text[options->picks.n++]);
}

static void check_program_or_die(const char *path)
{
	char *found = g_find_program_in_path(path);

	if (!found)
		die(DIE_USAGE,
		    "%s is not found: it is searched beside this program and "
		    "on "
		    "the PATH",
		    path);
	g_free(found);
}

static void find_programs_or_die(const struct exhaust_options *options,
				 struct trial_plan *plan)
{
	child_program("tw-server", NULL, plan->tw_server,
		      sizeof(plan->tw_server));
	child_program("tw-load", NULL, plan->tw_load, sizeof(plan->tw_load));
	child_twsim(options->twsim, plan->twsim, sizeof(plan->twsim));
	check_program_or_die(plan->tw_server);
	check_program_or_die(plan->tw_load);
	check_program_or_die(plan->twsim);
}

static void fill_plan_or_die(const struct exhaust_options *options,
			     struct trial_plan *plan)
{
	print_row(options, "duration", plan->duration);
	print_row(options, "arrivals", plan->arrivals);
	print_row(options, "close", plan->closer);
	print_row(options, "hold", plan->hold);
	print_row(options, "requests-per-connection", plan->requests);
	print_row(options, "server-ports", plan->server_ports);
	print_row(options, "seed", plan->seed);
	print_row(options, "stack", plan->stack);
	plan->ports = options->ports;
	plan->settings_n = options->settings.n;
	memcpy(plan->setting, options->settings.text, sizeof(plan->setting));
	find_programs_or_die(options, plan);
}

void exhaust_plan_or_die(const struct exhaust_options *options,
			 struct crowd *crowd)
{
	size_t picks_n = options->picks.n;

	crowd_init(crowd, options->rates.n * picks_n);
	for (size_t i = 0; i < crowd->n; i++) {
		struct trial_plan *plan = &crowd->trial[i].plan;
		const char *rate = options->rates.text[i / picks_n];
		const char *pick = options->picks.text[i % picks_n];

		fill_plan_or_die(options, plan);
		snprintf(plan->rate, sizeof(plan->rate), "%s", rate);
		snprintf(plan->pick, sizeof(plan->pick), "%s", pick);
		if (options->series)
			snprintf(plan->series, sizeof(plan->series),
				 "%s/%zu-%s", options->series, i + 1, pick);
	}
}
