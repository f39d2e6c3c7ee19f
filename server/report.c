#include "report.h"

#include "die.h"
#include "run/atomic_file.h"
#include "run/results_json.h"

#include <stdio.h>
#include <string.h>

JsonObject *report_settings_new(const struct field *rows, size_t rows_n,
				const void *object)
{
	JsonObject *settings = json_object_new();
	char text[FIELD_TEXT_SIZE];

	for (size_t i = 0; i < rows_n; i++) {
		field_print(&rows[i], object, text, sizeof(text));
		json_object_set_string_member(settings, rows[i].name, text);
	}
	return settings;
}

/* stdout may be a file that others write to as well: never replaced. */
static void write_stdout_or_die(const char *text)
{
	if (fputs(text, stdout) < 0 || fflush(stdout) != 0)
		die_errno(DIE_RUNTIME, "cannot write the results");
}

static void write_file_or_die(const char *path, const char *text)
{
	GError *error = NULL;
	struct atomic_file *file = atomic_file_open(path, &error);

	if (!file || !atomic_file_write(file, text, strlen(text), &error) ||
	    !atomic_file_commit(file, &error))
		die(DIE_RUNTIME, "%s", error->message);
}

void report_text_or_die(const char *path, const char *text)
{
	if (path && strcmp(path, "-") != 0)
		write_file_or_die(path, text);
	else
		write_stdout_or_die(text);
}

void report_write_or_die(const char *path, JsonNode *node)
{
	char *text = results_json_text(node, true);

	report_text_or_die(path, text);
	g_free(text);
	json_node_unref(node);
}
