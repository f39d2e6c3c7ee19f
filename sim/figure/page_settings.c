#include "figure/page_settings.h"

#include <string.h>

/* Takes no text that could have markup in it but by escaping. */
static void append_cell(GString *to, const char *tag, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *escaped = g_markup_escape_text(valid, -1);

	g_string_append_printf(to, "<%s>%s</%.*s>", tag, escaped,
			       (int)strcspn(tag, " "), tag);
}

static void append_line(GString *to, const char *name, const char *value,
			const char *remark)
{
	g_string_append(to, "<tr>");
	append_cell(to, "th scope=\"row\"", name);
	append_cell(to, "td", value);
	append_cell(to, "td", remark);
	g_string_append(to, "</tr>\n");
}

static void begin_table(GString *to, const char *caption, const char *remark)
{
	g_string_append(to, "<table class=\"settings\">\n");
	append_cell(to, "caption", caption);
	g_string_append_printf(to,
			       "\n<thead><tr><th scope=\"col\">setting</th>"
			       "<th scope=\"col\">value</th>"
			       "<th scope=\"col\">%s</th></tr></thead>\n"
			       "<tbody>\n",
			       remark);
}

static void end_table(GString *to)
{
	g_string_append(to, "</tbody>\n</table>\n");
}

/* "of the stack" where the ports are not given. */
static void print_run_row(const struct field *row, const struct config *config,
			  char *buf, size_t size)
{
	if (row->type == FIELD_PORTS && config->ports.high == 0)
		g_strlcpy(buf, "of the stack", size);
	else
		field_print(row, config, buf, size);
}

static void append_changed_run(GString *to, const struct config *config)
{
	char value[FIELD_TEXT_SIZE], was[FIELD_TEXT_SIZE];
	struct config defaults;
	size_t rows_n;
	const struct field *rows = config_rows(&rows_n);

	config_init(&defaults);
	for (size_t i = 0; i < rows_n; i++) {
		g_autofree char *remark = NULL;

		print_run_row(&rows[i], config, value, sizeof(value));
		print_run_row(&rows[i], &defaults, was, sizeof(was));
		if (strcmp(value, was) == 0)
			continue;
		remark =
		    g_strdup_printf("%s; by default %s", rows[i].help, was);
		append_line(to, rows[i].name, value, remark);
	}
}

/* What was laid over a model: a value that the model alone has not. */
static void append_changed_model(GString *to, const char *who,
				 const struct model *model,
				 const struct model *bare)
{
	char value[FIELD_TEXT_SIZE], was[FIELD_TEXT_SIZE];

	append_line(to, who, model_name(model), model->title);
	for (size_t i = 0; bare && i < model->rows_n; i++) {
		const struct field *row = &model->rows[i];
		g_autofree char *name = NULL;
		g_autofree char *remark = NULL;

		model_print(model, row, value, sizeof(value));
		model_print(bare, row, was, sizeof(was));
		if (strcmp(value, was) == 0)
			continue;
		name = g_strdup_printf("%s: %s", who, row->name);
		remark = g_strdup_printf("%s; %s has %s", row->help,
					 model_name(model), was);
		append_line(to, name, value, remark);
	}
}

static void append_changed(GString *to, const char *who,
			   const struct model *model)
{
	/* one that was read from a file has no bare form by its name */
	struct model *bare = model_load(model->kind, model_name(model), NULL);

	append_changed_model(to, who, model, bare);
	if (bare)
		model_free(bare);
}

static void append_all_run(GString *to, const struct config *config)
{
	char value[FIELD_TEXT_SIZE];
	size_t rows_n;
	const struct field *rows = config_rows(&rows_n);

	begin_table(to, "The run", "what it means");
	for (size_t i = 0; i < rows_n; i++) {
		print_run_row(&rows[i], config, value, sizeof(value));
		append_line(to, rows[i].name, value, rows[i].help);
	}
	end_table(to);
}

static void append_all_model(GString *to, const char *who,
			     const struct model *model)
{
	g_autofree char *caption =
	    g_strdup_printf("%s: %s", who, model_name(model));
	char value[FIELD_TEXT_SIZE];

	begin_table(to, caption, "where the value is from");
	for (size_t i = 0; i < model->rows_n; i++) {
		const struct field *row = &model->rows[i];

		if (row->type == FIELD_TEXT)
			continue;
		model_print(model, row, value, sizeof(value));
		append_line(to, row->name, value, model_source(model, row));
	}
	end_table(to);
}

void page_settings(GString *to, const struct scenario *scenario)
{
	g_string_append(to, "<h2>Settings</h2>\n");
	begin_table(to, "What differs from the defaults", "what it means");
	append_changed_run(to, &scenario->config);
	append_changed(to, "client stack", scenario->client);
	append_changed(to, "server stack", scenario->server);
	append_changed(to, "machine", scenario->machine);
	end_table(to);
	g_string_append(to, "<details>\n<summary>All settings, with their "
			    "sources</summary>\n");
	append_all_run(to, &scenario->config);
	append_all_model(to, "Client stack", scenario->client);
	append_all_model(to, "Server stack", scenario->server);
	append_all_model(to, "Machine", scenario->machine);
	g_string_append(to, "</details>\n");
}
