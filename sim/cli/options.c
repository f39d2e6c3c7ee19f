#include "cli/options.h"

#include "run/nearest.h"

#include <string.h>

#define DEFAULT_STACK	"linux-6.18"
#define DEFAULT_MACHINE "cloud-vm"
/* More lines than any plot or spreadsheet takes. */
#define SERIES_LINES_MAX 10000000
#define PROC_SYS	 "/proc/sys"

static const char *const format_names[] = {"table", "json", "jsonl", "csv",
					   NULL};

static bool fail(GError **error, const char *format, const char *value)
{
	g_autofree char *text = g_strdup_printf("'%s' %s", value, format);

	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    text);
	return false;
}

static bool read_format(struct options *options, const char *value,
			GError **error)
{
	for (int i = 0; format_names[i]; i++) {
		if (strcmp(value, format_names[i]) == 0) {
			options->format = (enum format)i;
			return true;
		}
	}
	return fail(error,
		    "is no format: one of table, json, jsonl, csv is expected",
		    value);
}

static bool read_at(struct options *options, const char *value, GError **error)
{
	if (strcmp(value, "client") != 0 && strcmp(value, "server") != 0)
		return fail(error, "is no end: client or server is expected",
			    value);
	options->at = value[0] == 'c' ? END_CLIENT : END_SERVER;
	return true;
}

static bool read_series_every(struct options *options, const char *value,
			      GError **error)
{
	int64_t ns;

	if (!units_parse_duration(value, &ns) || ns < 1 || ns > DURATION_NS_MAX)
		return fail(error,
			    "is no interval: a time above 0 is expected, like "
			    "1s or 100ms",
			    value);
	options->series_every_ns = ns;
	return true;
}

static bool read_max_memory(struct options *options, const char *value,
			    GError **error)
{
	int64_t bytes;

	if (!units_parse_bytes(value, &bytes) || bytes < 1)
		return fail(error,
			    "is no amount of memory: bytes above 0 are "
			    "expected, like 4GiB or 500MB",
			    value);
	options->max_memory_bytes = bytes;
	return true;
}

static bool read_fail_if(struct options *options, const char *value,
			 GError **error)
{
	options->fail_if = fail_if_parse(value, error);
	return options->fail_if != NULL;
}

#define FLAG(member) OPTION_FLAG, offsetof(struct options, member), NULL
#define TEXT(member) OPTION_TEXT, offsetof(struct options, member), NULL
#define LIST(member) OPTION_LIST, offsetof(struct options, member), NULL
#define READ(read)   OPTION_READ, 0, read
/* clang-format off */
static const struct option table[] = {
	{"msl", "TIME", "maximum segment lifetime: TIME-WAIT is twice that, on "
	 "both sides; a time up to 12h [of the stack]", TEXT(msl)},
	{"stack", "NAME", "TCP stack of both sides: a name from 'twsim stacks' "
	 "or the path of an .ini file [" DEFAULT_STACK "]", TEXT(stack)},
	{"client-stack", "NAME", "stack of the clients [as --stack]",
	 TEXT(client_stack)},
	{"server-stack", "NAME", "stack of the servers [as --stack]",
	 TEXT(server_stack)},
	{"machine", "NAME", "hardware of every host: a name or the path of an "
	 ".ini file [" DEFAULT_MACHINE "]", TEXT(machine)},
	{"this-host", NULL, "take the sysctls of this host", FLAG(this_host)},
	{"sysctl", "FILE", "take the sysctls of a sysctl.conf, or of 'sysctl "
	 "-a'; - is standard input; may be repeated", LIST(sysctls)},
	{"set", "NAME=VALUE", "set one value of the stacks or the machine, "
	 "like net.ipv4.tcp_tw_reuse=1; client: or server: before the name "
	 "means one side; 'twsim stacks --describe' lists all; may be "
	 "repeated", LIST(sets)},
	{"format", "FORMAT", "of the results: table, json, jsonl or csv "
	 "[table]", READ(read_format)},
	{"output", "FILE", "write the results there, whole or not at all "
	 "[standard output]", TEXT(output)},
	{"series", "FILE", "write the time series there, tab-separated with a "
	 "header", TEXT(series)},
	{"series-every", "TIME", "simulated time between its lines, at least "
	 "1ns [1s]", READ(read_series_every)},
	{"rules", "FILE", "what the wire does with chosen segments: drop, "
	 "duplicate, delay or hold; see the man page", TEXT(rules)},
	{"trace", "FILE", "write the segments there as tcpdump prints them, a "
	 "million at most", TEXT(trace)},
	{"pcap", "FILE", "write them there as a capture, a million at most",
	 TEXT(pcap)},
	{"at", "END", "where --trace and --pcap see the segments: client or "
	 "server [server]", READ(read_at)},
	{"fail-if", "EXPR", "exit with 1 if that holds: results compared with "
	 "numbers, like 'no_port.fraction > 1%' or 'client.time_wait.peak >= "
	 "20000 and no_port.first_s < 60s'", READ(read_fail_if)},
	{"analytic", NULL, "formulas only (Little, Erlang B), no simulation",
	 FLAG(analytic)},
	{"max-memory", "BYTES", "memory that the program may take: a run that "
	 "needs more is refused, one that takes more is ended with what it has "
	 "found [what is free]", READ(read_max_memory)},
	{"deterministic", NULL, "null instead of wall time and memory of the "
	 "program in json: same settings, same bytes", FLAG(deterministic)},
	{"quiet", NULL, "no progress, notes or timing on standard error",
	 FLAG(quiet)},
	{"version", NULL, "print the version", FLAG(version)},
	{"help", NULL, "print this", FLAG(help)},
};
/* clang-format on */

const struct option *options_table(size_t *n)
{
	*n = G_N_ELEMENTS(table);
	return table;
}

static const struct option *find_option(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

void options_init(struct options *options)
{
	memset(options, 0, sizeof(*options));
	scenario_init(&options->scenario);
	options->series_every_ns = NS_PER_S;
	options->at = END_SERVER;
	options->sysctls = g_ptr_array_new_with_free_func(g_free);
	options->sets = g_ptr_array_new_with_free_func(g_free);
	options->given =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void options_fini(struct options *options)
{
	scenario_fini(&options->scenario);
	fail_if_free(options->fail_if);
	g_free(options->series);
	g_free(options->rules);
	g_free(options->trace);
	g_free(options->pcap);
	g_free(options->output);
	g_free(options->stack);
	g_free(options->client_stack);
	g_free(options->server_stack);
	g_free(options->machine);
	g_free(options->msl);
	g_ptr_array_unref(options->sysctls);
	g_ptr_array_unref(options->sets);
	g_hash_table_unref(options->given);
}

static bool keep_text(char **place, const char *value, GError **error)
{
	if (*value == '\0')
		return fail(error, "is empty: a name is expected", value);
	*place = g_strdup(value);
	return true;
}

static bool read_option(struct options *options, const struct option *option,
			const char *value, GError **error)
{
	void *place = (char *)options + option->offset;

	switch (option->kind) {
	case OPTION_FLAG:
		*(bool *)place = true;
		return true;
	case OPTION_TEXT:
		return keep_text(place, value, error);
	case OPTION_LIST:
		g_ptr_array_add(*(GPtrArray **)place, g_strdup(value));
		return true;
	case OPTION_READ:
		return option->read(options, value, error);
	}
	return false;
}

static bool read_config_row(struct options *options, const struct field *row,
			    const char *value, GError **error)
{
	struct complaint complaint;

	if (field_set(row, &options->scenario.config, value, &complaint))
		return true;
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    complaint.text);
	return false;
}

static bool check_once(struct options *options, const char *key, GError **error)
{
	if (g_hash_table_add(options->given, g_strdup(key)))
		return true;
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
			    "given twice; once is expected");
	return false;
}

static bool read_any(struct options *options, const char *name,
		     const char *value, GError **error)
{
	const struct option *option = find_option(name);
	size_t rows_n;
	const struct field *rows = config_rows(&rows_n);
	const struct field *row = field_find(rows, rows_n, name);

	if ((!option || option->kind != OPTION_LIST) &&
	    !check_once(options, name, error))
		return false;
	if (row)
		return read_config_row(options, row, value, error);
	return read_option(options, option, value, error);
}

/* What options_each() is to do with each option that GOption finds. */
struct taker {
	bool (*take)(const char *name, const char *value, void *data,
		     GError **error);
	void *data;
};

static gboolean take_one(const char *option, const char *value, gpointer data,
			 GError **error)
{
	const struct taker *taker = data;
	const char *name = option + strspn(option, "-");

	if (strcmp(option, "-o") == 0)
		name = "output";
	if (taker->take(name, value, taker->data, error))
		return TRUE;
	g_prefix_error(error, "--%s: ", name);
	return FALSE;
}

static void add_entry(GArray *entries, const char *name, bool has_value)
{
	/* GOption wants the function as data, which ISO C does not convert */
	union {
		GOptionArgFunc function;
		gpointer data;
	} callback = {take_one};
	GOptionEntry entry = {
	    .long_name = name,
	    .short_name = strcmp(name, "output") == 0 ? 'o' : '\0',
	    .arg = G_OPTION_ARG_CALLBACK,
	    .arg_data = callback.data,
	    /* a value is taken as it is, in whatever encoding */
	    .flags = has_value ? G_OPTION_FLAG_FILENAME : G_OPTION_FLAG_NO_ARG,
	};

	g_array_append_val(entries, entry);
}

static GOptionContext *context_new(struct taker *taker,
				   const GOptionEntry *more)
{
	GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
	GOptionContext *context = g_option_context_new(NULL);
	GOptionGroup *group = g_option_group_new("run", "", "", taker, NULL);
	size_t rows_n;
	const struct field *rows = config_rows(&rows_n);

	for (size_t i = 0; i < rows_n; i++)
		add_entry(entries, rows[i].name, true);
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
		add_entry(entries, table[i].name, table[i].arg != NULL);
	g_option_group_add_entries(group,
				   (GOptionEntry *)(void *)entries->data);
	if (more)
		g_option_group_add_entries(group, more);
	g_option_context_set_main_group(context, group);
	g_option_context_set_help_enabled(context, FALSE);
	g_array_unref(entries);
	return context;
}

static char *nearest_option(const char *name)
{
	size_t rows_n;
	const struct field *rows = config_rows(&rows_n);
	g_autofree const char **names =
	    g_new(const char *, rows_n + G_N_ELEMENTS(table));

	for (size_t i = 0; i < rows_n; i++)
		names[i] = rows[i].name;
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
		names[rows_n + i] = table[i].name;
	return nearest_new(name, names, rows_n + G_N_ELEMENTS(table));
}

/* Of GOption's own complaints, only this one can be made more helpful. */
static void explain_unknown(GError **error)
{
	const char *dashes = strstr((*error)->message, "--");
	g_autofree char *name = NULL;
	g_autofree char *near = NULL;

	if (!g_error_matches(*error, G_OPTION_ERROR,
			     G_OPTION_ERROR_UNKNOWN_OPTION) ||
	    !dashes)
		return;
	name = g_strdup(dashes + 2);
	near = nearest_option(name);
	g_clear_error(error);
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION,
		    "unknown option --%s%s%s", name,
		    near ? "; near: --" : "; 'twsim --help' lists all",
		    near ? near : "");
}

static bool check_together(const struct options *options, GError **error)
{
	int64_t lines_n =
	    options->scenario.config.duration_ns / options->series_every_ns;
	const char *text = NULL;

	if (options->analytic && (options->series || options->fail_if ||
				  options->trace || options->pcap))
		text = "--analytic: there is no --series, --trace, --pcap and "
		       "no --fail-if without a simulation";
	else if (options->series && lines_n > SERIES_LINES_MAX)
		text = "--series-every: more than 10 million lines; a longer "
		       "interval is expected";
	if (!text)
		return true;
	g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, text);
	return false;
}

bool options_each(int argc, char **argv, const GOptionEntry *more,
		  bool (*take)(const char *name, const char *value, void *data,
			       GError **error),
		  void *data, char ***words, GError **error)
{
	struct taker taker = {take, data};
	GOptionContext *context = context_new(&taker, more);
	g_autoptr(GError) why = NULL;
	bool ok;

	*words = g_new0(char *, (gsize)argc + 1);
	for (int i = 0; i < argc; i++)
		(*words)[i] = g_strdup(argv[i]);
	ok = g_option_context_parse_strv(context, words, &why);
	g_option_context_free(context);
	if (ok)
		return true;
	explain_unknown(&why);
	g_propagate_error(error, g_steal_pointer(&why));
	return false;
}

static bool take(const char *name, const char *value, void *data,
		 GError **error)
{
	return read_any(data, name, value, error);
}

bool options_parse(struct options *options, int argc, char **argv,
		   GError **error)
{
	g_auto(GStrv) words = NULL;

	if (!options_each(argc, argv, NULL, take, options, &words, error))
		return false;
	if (words[0] && words[1]) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
			    "unexpected '%s': options begin with --", words[1]);
		return false;
	}
	return check_together(options, error);
}

struct memory_limit options_memory_limit(const struct options *options)
{
	if (options->max_memory_bytes > 0)
		return memory_limit_given(options->max_memory_bytes);
	return memory_limit_find("");
}

static bool load_models(struct options *options, GError **error)
{
	const char *stack = options->stack ? options->stack : DEFAULT_STACK;
	const char *client = options->client_stack;
	const char *server = options->server_stack;
	const char *machine = options->machine;

	return scenario_load(&options->scenario, client ? client : stack,
			     server ? server : stack,
			     machine ? machine : DEFAULT_MACHINE, error);
}

/* Settings of one option, in the order given. */
static bool apply_all(struct options *options, GPtrArray *values,
		      const char *name,
		      bool (*apply)(struct scenario *, const char *, GError **),
		      GError **error)
{
	for (guint i = 0; i < values->len; i++) {
		if (apply(&options->scenario, g_ptr_array_index(values, i),
			  error))
			continue;
		g_prefix_error(error, "--%s: ", name);
		return false;
	}
	return true;
}

bool options_load(struct options *options, GError **error)
{
	struct scenario *scenario = &options->scenario;

	if (!load_models(options, error))
		return false;
	if (options->this_host &&
	    !scenario_this_host(scenario, PROC_SYS, error)) {
		g_prefix_error(error, "--this-host: ");
		return false;
	}
	if (!apply_all(options, options->sysctls, "sysctl", scenario_sysctl,
		       error))
		return false;
	if (options->msl && !scenario_set_msl(scenario, options->msl, error)) {
		g_prefix_error(error, "--msl: ");
		return false;
	}
	return apply_all(options, options->sets, "set", scenario_set, error) &&
	       scenario_finish(scenario, error);
}
