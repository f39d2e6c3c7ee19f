#include "cli/usage.h"

#include "cli/options.h"
#include "cli/verbs.h"
#include "run/report_text.h"

#include <string.h>

#define INDENT	  30
#define NAMES_MAX 10

/* Rows of the configuration by what they are about; the rest comes last. */
static const struct {
	const char *title;
	const char *names[NAMES_MAX];
} groups[] = {
    {"Load",
     {"rate", "duration", "arrivals", "requests-per-connection", "request",
      "answer", "hold", "close"}},
    {"Ports", {"ports", "port-pick"}},
    {"Hosts",
     {"clients", "client-threads", "servers", "server-ports", "nat",
      "server-address", "server-model"}},
    {"Wire",
     {"rtt", "jitter", "loss", "duplicate", "reorder", "wander", "wire-msl"}},
};

/* What a value is called, by its type; those of a choice are listed. */
static const char *const arg_names[] = {
    [FIELD_BOOL] = "0|1",	  [FIELD_INT] = "N",
    [FIELD_REAL] = "X",		  [FIELD_DURATION] = "TIME",
    [FIELD_BYTES] = "BYTES",	  [FIELD_RATE] = "RATE",
    [FIELD_PORTS] = "PORTS",	  [FIELD_OBJECT] = "OBJECT",
    [FIELD_ARRIVALS] = "PATTERN", [FIELD_ADDRESS] = "ADDRESS",
    [FIELD_CHOICE] = "CHOICE",	  [FIELD_TEXT] = "TEXT",
};

/* How a value of that type is written, whatever its range. */
static void type_expects(enum field_type type, char *buf, size_t size)
{
	static const char *const none[] = {NULL};
	const struct field any = {.type = type, .choices = none};

	field_expects(&any, buf, size);
}

void usage_legend(GString *to)
{
	char expects[256];

	g_string_append(to, "\nValues:\n");
	for (size_t i = 0; i < G_N_ELEMENTS(arg_names); i++) {
		g_autofree char *label = g_strconcat("  ", arg_names[i], NULL);

		if (i == FIELD_CHOICE || i == FIELD_BOOL)
			continue;
		type_expects((enum field_type)i, expects, sizeof(expects));
		report_text_wrap(to, label, INDENT, expects);
	}
}

char *usage_row_text(const struct field *row)
{
	char expects[256], plain[256];

	field_expects(row, expects, sizeof(expects));
	if (row->type == FIELD_CHOICE || row->type == FIELD_BOOL)
		return g_strdup_printf("%s: %s", row->help, expects);
	type_expects(row->type, plain, sizeof(plain));
	if (!g_str_has_prefix(expects, plain))
		return g_strdup_printf("%s: %s", row->help, expects);
	return g_strconcat(row->help, expects + strlen(plain), NULL);
}

static bool is_grouped(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
		for (size_t j = 0; groups[i].names[j]; j++)
			if (strcmp(groups[i].names[j], name) == 0)
				return true;
	return false;
}

static void append_line(GString *to, const char *name, const char *arg,
			const char *text)
{
	bool has_letter = strcmp(name, "output") == 0;
	g_autofree char *label =
	    g_strdup_printf("  %s--%s%s%s", has_letter ? "-o, " : "", name,
			    arg ? " " : "", arg ? arg : "");

	/* a long name has a line of its own */
	if (strlen(label) >= INDENT) {
		g_string_append_printf(to, "%s\n", label);
		report_text_wrap(to, "", INDENT, text);
	} else {
		report_text_wrap(to, label, INDENT, text);
	}
}

static void append_row(GString *to, const struct field *row,
		       const struct config *defaults)
{
	g_autofree char *meaning = usage_row_text(row);
	g_autofree char *text = NULL;
	char value[FIELD_TEXT_SIZE];

	field_print(row, defaults, value, sizeof(value));
	if (row->type == FIELD_PORTS && defaults->ports.high == 0)
		g_strlcpy(value, "of the stack", sizeof(value));
	text = g_strdup_printf("%s [%s]", meaning, value);
	append_line(to, row->name, arg_names[row->type], text);
}

static void append_group(GString *to, size_t i, const struct config *defaults)
{
	size_t rows_n;
	const struct field *rows = config_rows(&rows_n);

	g_string_append_printf(to, "\n%s:\n", groups[i].title);
	for (size_t j = 0; groups[i].names[j]; j++) {
		const struct field *row =
		    field_find(rows, rows_n, groups[i].names[j]);

		if (row)
			append_row(to, row, defaults);
	}
}

static void append_other_rows(GString *to, const struct config *defaults)
{
	size_t rows_n;
	const struct field *rows = config_rows(&rows_n);

	g_string_append(to, "\nChance:\n");
	for (size_t i = 0; i < rows_n; i++)
		if (!is_grouped(rows[i].name))
			append_row(to, &rows[i], defaults);
}

void usage_run(GString *to)
{
	struct config defaults;
	size_t n;
	const struct option *table = options_table(&n);

	config_init(&defaults);
	for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
		append_group(to, i, &defaults);
	append_other_rows(to, &defaults);
	g_string_append(to, "\nStacks, machine and output:\n");
	for (size_t i = 0; i < n; i++)
		append_line(to, table[i].name, table[i].arg, table[i].help);
	usage_legend(to);
	g_string_append(
	    to, "\nExit status: 0 fine; 1 --fail-if holds; 2 bad usage or "
		"input; 3 a failure while running, or ^C.\n");
}

void usage_overview(GString *to)
{
	g_string_append(to, "What will TIME-WAIT do to me? twsim simulates "
			    "every TCP connection, segment by segment.\n\n"
			    "Usage: twsim [VERB] [OPTION...]\n\n");
	for (const struct verb *verb = verbs; verb->name; verb++) {
		g_autofree char *label =
		    g_strdup_printf("  %s %s", verb->name, verb->usage);

		report_text_wrap(to, label, INDENT, verb->summary);
	}
	g_string_append(to, "\nWithout a verb it is run: twsim --rate 500 "
			    "--ports 30000\n");
}
