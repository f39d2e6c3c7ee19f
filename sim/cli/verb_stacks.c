#include "cli/complain.h"
#include "cli/output.h"
#include "cli/plain_options.h"
#include "cli/usage.h"
#include "cli/verbs.h"
#include "run/model_file.h"
#include "run/report_text.h"

#include <string.h>

#define INDENT 36

struct stacks_options {
	gboolean describe;
	gboolean help;
	char **names;
};

void verb_stacks_help(GString *to)
{
	g_string_append(to,
			"Without a name, lists the models. With one, prints "
			"its values, each with its source,\nin the form that "
			"--stack and --machine read as a file.\n\n");
	report_text_wrap(to, "  --describe", 20,
			 "list all values of a stack and of a machine: what "
			 "they mean, what is expected");
	report_text_wrap(to, "  --help", 20, "print this");
}

static void list_kind(GString *to, enum model_kind kind, const char *title)
{
	g_auto(GStrv) names = model_names(kind);

	g_string_append_printf(to, "%s:\n", title);
	for (size_t i = 0; names[i]; i++) {
		struct model *model = model_load(kind, names[i], NULL);
		g_autofree char *label = g_strconcat("  ", names[i], NULL);

		report_text_wrap(to, label, 20,
				 model ? model->title : "does not load");
		model_free(model);
	}
}

static void describe_rows(GString *to, const char *title,
			  const struct field *rows, size_t rows_n)
{
	g_string_append_printf(to, "%s:\n", title);
	for (size_t i = 0; i < rows_n; i++) {
		g_autofree char *label = g_strconcat("  ", rows[i].name, NULL);
		g_autofree char *text = usage_row_text(&rows[i]);

		report_text_wrap(to, label, INDENT, text);
	}
}

static void describe(GString *to)
{
	size_t rows_n;
	const struct field *rows = profile_rows(&rows_n);

	describe_rows(to, "A stack", rows, rows_n);
	g_string_append_c(to, '\n');
	rows = machine_rows(&rows_n);
	describe_rows(to, "A machine", rows, rows_n);
	usage_legend(to);
}

/* "net.ipv4.tcp_tw_reuse" lies in the group "net.ipv4" of the file. */
static void print_row(GString *to, const struct model *model,
		      const struct field *row, const char **group,
		      size_t *group_length)
{
	const char *key = strrchr(row->name, '.') + 1;
	size_t length = (size_t)(key - 1 - row->name);
	char value[FIELD_TEXT_SIZE];

	if (length != *group_length || strncmp(*group, row->name, length) != 0)
		g_string_append_printf(to, "\n[%.*s]\n", (int)length,
				       row->name);
	*group = row->name;
	*group_length = length;
	model_print(model, row, value, sizeof(value));
	g_string_append_printf(to, "%s = %s\n", key, value);
	if (row->type != FIELD_TEXT)
		g_string_append_printf(to, "%s.source = %s\n", key,
				       model_source(model, row));
}

static void print_model(GString *to, const struct model *model)
{
	const char *group = "";
	size_t group_length = 0;

	g_string_append_printf(to, "# %s %s\n", model_kind_name(model->kind),
			       model_name(model));
	if (model->kind == MODEL_STACK)
		g_string_append_printf(to, "\n[stack]\ntitle = %s\n",
				       model->title);
	for (size_t i = 0; i < model->rows_n; i++)
		print_row(to, model, &model->rows[i], &group, &group_length);
}

/* A stack or a machine; if it is neither, the stacks are listed. */
static struct model *load_any(const char *name, GError **error)
{
	g_autoptr(GError) why = NULL;
	struct model *model = model_load(MODEL_STACK, name, &why);

	if (!model)
		model = model_load(MODEL_MACHINE, name, NULL);
	if (!model)
		g_propagate_error(error, g_steal_pointer(&why));
	return model;
}

static enum exit_code print_named(GString *text, const char *name)
{
	g_autoptr(GError) error = NULL;
	struct model *model = load_any(name, &error);

	if (!model) {
		complain("stacks: %s", error->message);
		return EXIT_USAGE;
	}
	print_model(text, model);
	model_free(model);
	return output_stdout(text->str);
}

static enum exit_code run(void *data)
{
	const struct stacks_options *options = data;
	g_autoptr(GString) text = g_string_new(NULL);

	if (options->names && options->names[1]) {
		complain("stacks: unexpected '%s': one name is expected",
			 options->names[1]);
		return EXIT_USAGE;
	}
	if (options->names && !options->describe)
		return print_named(text, options->names[0]);
	if (options->help) {
		verb_stacks_help(text);
	} else if (options->describe) {
		describe(text);
	} else {
		list_kind(text, MODEL_STACK, "Stacks");
		g_string_append_c(text, '\n');
		list_kind(text, MODEL_MACHINE, "Machines");
	}
	return output_stdout(text->str);
}

enum exit_code verb_stacks(int argc, char **argv)
{
	struct stacks_options options = {FALSE, FALSE, NULL};
	const GOptionEntry entries[] = {
	    {"describe", 0, 0, G_OPTION_ARG_NONE, &options.describe, NULL,
	     NULL},
	    {"help", 0, 0, G_OPTION_ARG_NONE, &options.help, NULL, NULL},
	    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY,
	     &options.names, NULL, NULL},
	    G_OPTION_ENTRY_NULL,
	};
	enum exit_code code;

	code = plain_options_run("stacks", argc, argv, entries, run, &options);
	g_strfreev(options.names);
	return code;
}
