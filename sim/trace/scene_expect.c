#include "trace/scene_expect.h"

#include "run/fail_if.h"
#include "trace/fsm_text.h"

#include <string.h>

static void unmet(struct scene_check *check, const struct ini_entry *entry,
		  const char *found)
{
	g_ptr_array_add(check->unmet,
			g_strdup_printf("%s:%u: %s = %s: %s", check->file,
					entry->line, entry->key, entry->value,
					found));
}

/* "LISTEN.RCV_SYN, ...": all rows that fired at an end, in order */
static char *rows_of(const struct scene_run *run, enum end end)
{
	GString *rows = g_string_new(NULL);

	for (guint i = 0; i < run->events->len; i++) {
		const struct trace_event *event =
		    &g_array_index(run->events, struct trace_event, i);

		if (event->kind != TRACE_STEPPED || event->end != end)
			continue;
		if (rows->len > 0)
			g_string_append(rows, ", ");
		fsm_text_row_name(rows, event->row);
	}
	return g_string_free(rows, FALSE);
}

static void check_rows(struct scene_check *check, const struct ini_entry *entry,
		       enum end end)
{
	g_autofree char *rows = rows_of(check->run, end);
	g_autofree char *found = g_strconcat("found ", rows, NULL);

	if (strcmp(rows, entry->value) != 0)
		unmet(check, entry, found);
}

static void check_line(struct scene_check *check, const struct ini_entry *entry)
{
	const char *at = strstr(check->lines, entry->value);

	if (!at)
		unmet(check, entry, "not found, or not in this order");
	else
		check->lines = strchr(at, '\n');
}

static void check_never(struct scene_check *check,
			const struct ini_entry *entry)
{
	if (strstr(check->all_lines, entry->value))
		unmet(check, entry, "found");
}

static void check_lines_n(struct scene_check *check,
			  const struct ini_entry *entry)
{
	g_autofree char *found = NULL;
	unsigned int n = 0;

	for (const char *c = check->all_lines; *c; c++)
		n += *c == '\n';
	found = g_strdup_printf("%u", n);
	if (strcmp(found, entry->value) != 0)
		unmet(check, entry, found);
}

static bool check_results(struct scene_check *check,
			  const struct ini_entry *entry, GError **error)
{
	struct fail_if *condition = fail_if_parse(entry->value, error);

	if (!condition) {
		g_prefix_error(error, "%s:%u: ", check->file, entry->line);
		return false;
	}
	if (!fail_if_holds(condition, &check->run->results, NULL))
		unmet(check, entry, "not so");
	fail_if_free(condition);
	return true;
}

bool scene_expect_is_key(const char *key)
{
	return strcmp(key, "client") == 0 || strcmp(key, "server") == 0 ||
	       strcmp(key, "lines") == 0 || g_str_has_prefix(key, "line.") ||
	       g_str_has_prefix(key, "never.") ||
	       g_str_has_prefix(key, "results");
}

bool scene_expect_entry(struct scene_check *check,
			const struct ini_entry *entry, GError **error)
{
	const char *key = entry->key;

	if (!scene_expect_is_key(key)) {
		g_set_error(error, SCENE_ERROR, SCENE_ERROR_UNKNOWN,
			    "%s:%u: '%s' in [expect]: client, server, line.N, "
			    "never.N, lines or results is expected",
			    check->file, entry->line, key);
		return false;
	}
	if (key[0] == 'r')
		return check_results(check, entry, error);
	if (key[0] == 'n')
		check_never(check, entry);
	else if (strcmp(key, "lines") == 0)
		check_lines_n(check, entry);
	else if (key[0] == 'l')
		check_line(check, entry);
	else
		check_rows(check, entry,
			   key[0] == 'c' ? END_CLIENT : END_SERVER);
	return true;
}

bool scene_expect(const struct scene *scene, const struct scene_run *run,
		  const char *lines, GPtrArray *found, GError **error)
{
	struct scene_check check = {ini_file_name(scene->ini), run, lines,
				    lines, found};
	const struct ini_entry *entry;

	for (size_t i = 0; (entry = ini_file_entry(scene->ini, i)); i++)
		if (strcmp(entry->group, "expect") == 0 &&
		    !scene_expect_entry(&check, entry, error))
			return false;
	if (run->idle_rule)
		g_ptr_array_add(found,
				g_strdup_printf("%s:%u: this rule never fired",
						check.file, run->idle_rule));
	return true;
}
