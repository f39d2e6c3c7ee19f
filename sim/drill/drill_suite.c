#include "drill/drill_suite.h"

#include "drill/drill_run.h"
#include "run/file_read.h"

#include <string.h>

#define DEPTH_MAX 16
#define SUFFIX	  ".pkt"

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool add_path(GPtrArray *files, const char *path, unsigned depth,
		     GError **error);

/* (transfer full) Names in a folder, sorted */
static GPtrArray *names_in(const char *path, GError **error)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	GDir *folder = g_dir_open(path, 0, error);
	const char *name;

	if (!folder) {
		g_ptr_array_unref(names);
		return NULL;
	}
	while ((name = g_dir_read_name(folder)) != NULL)
		g_ptr_array_add(names, g_strdup(name));
	g_dir_close(folder);
	g_ptr_array_sort(names, compare_names);
	return names;
}

static bool add_folder(GPtrArray *files, const char *path, unsigned depth,
		       GError **error)
{
	GPtrArray *names;
	bool ok = true;

	if (depth == DEPTH_MAX)
		return true;
	names = names_in(path, error);
	for (guint i = 0; names && ok && i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *child = g_build_filename(path, name, NULL);

		if (g_str_has_suffix(name, SUFFIX) ||
		    g_file_test(child, G_FILE_TEST_IS_DIR))
			ok = add_path(files, child, depth + 1, error);
	}
	if (!names)
		return false;
	g_ptr_array_unref(names);
	return ok;
}

static bool add_path(GPtrArray *files, const char *path, unsigned depth,
		     GError **error)
{
	guint before = files->len;

	if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
		g_ptr_array_add(files, g_strdup(path));
		return true;
	}
	if (!add_folder(files, path, depth, error))
		return false;
	if (depth > 0 || files->len > before)
		return true;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
		    "'%s' has no script: files *%s are expected", path, SUFFIX);
	return false;
}

GPtrArray *drill_suite_files(char *const *paths, GError **error)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);

	for (size_t i = 0; paths[i]; i++) {
		if (add_path(files, paths[i], 0, error))
			continue;
		g_ptr_array_unref(files);
		return NULL;
	}
	return files;
}

static void result_free(void *data)
{
	struct drill_result *result = data;

	drill_script_free(result->script);
	drill_verdict_fini(&result->verdict);
	g_free(result->file);
	g_free(result);
}

static void decide(struct drill_result *result, const GError *error)
{
	bool skip =
	    g_error_matches(error, DRILL_ERROR, DRILL_ERROR_UNSUPPORTED);

	drill_verdict_set(&result->verdict, skip ? DRILL_SKIP : DRILL_MALFORMED,
			  "%s", error->message);
}

static void run_one(gpointer data, gpointer user_data)
{
	struct drill_result *result = data;
	const struct drill_suite *suite = user_data;

	if (suite->play)
		suite->play(suite->data, result);
	else
		drill_run(result->script, suite->profile, suite->seed,
			  &result->verdict);
}

static struct drill_result *result_new(const struct drill_suite *suite,
				       const GPtrArray *files, guint index)
{
	struct drill_result *result = g_new0(struct drill_result, 1);
	const char *file = g_ptr_array_index(files, index);
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	size_t length;

	result->file = g_strdup(file);
	result->index = index;
	drill_verdict_init(&result->verdict);
	text = file_read(file, &length, &error);
	if (text)
		result->script = drill_script_parse(file, text, length,
						    suite->defines, &error);
	if (result->script)
		result->length_ns = drill_script_length_ns(result->script);
	else
		decide(result, error);
	return result;
}

static gint longest_first(gconstpointer a, gconstpointer b)
{
	const struct drill_result *first = *(struct drill_result *const *)a;
	const struct drill_result *second = *(struct drill_result *const *)b;

	return (second->length_ns > first->length_ns) -
	       (second->length_ns < first->length_ns);
}

/* Threads of our own: @play may do to them what it likes. */
static void run_all(struct drill_suite *suite, GPtrArray *results)
{
	GPtrArray *order = g_ptr_array_new();
	GThreadPool *pool =
	    g_thread_pool_new(run_one, suite, (gint)suite->jobs, TRUE, NULL);

	g_ptr_array_extend(order, results, NULL, NULL);
	g_ptr_array_sort(order, longest_first);
	for (guint i = 0; i < order->len; i++) {
		struct drill_result *result = g_ptr_array_index(order, i);

		if (result->script)
			g_thread_pool_push(pool, result, NULL);
	}
	/* waits for the last one */
	g_thread_pool_free(pool, FALSE, TRUE);
	g_ptr_array_unref(order);
}

GPtrArray *drill_suite_run(const struct drill_suite *suite,
			   const GPtrArray *files)
{
	GPtrArray *results = g_ptr_array_new_with_free_func(result_free);
	struct drill_suite shared = *suite;

	for (guint i = 0; i < files->len; i++)
		g_ptr_array_add(results, result_new(suite, files, i));
	run_all(&shared, results);
	return results;
}

unsigned drill_suite_count(const GPtrArray *results,
			   enum drill_verdict_kind kind)
{
	unsigned n = 0;

	for (guint i = 0; i < results->len; i++) {
		const struct drill_result *result =
		    g_ptr_array_index(results, i);

		n += result->verdict.kind == kind;
	}
	return n;
}

bool drill_suite_is_bad(const struct drill_verdict *verdict)
{
	return verdict->kind == DRILL_NOT_OK ||
	       verdict->kind == DRILL_MALFORMED;
}

static void add_lines(GString *to, const char *indent, const char *label,
		      const GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++)
		g_string_append_printf(
		    to, "%s%s%s\n", indent, label,
		    (const char *)g_ptr_array_index(lines, i));
}

static void text_one(GString *to, const struct drill_result *result)
{
	const struct drill_verdict *verdict = &result->verdict;

	if (verdict->kind == DRILL_SKIP)
		g_string_append_printf(to, "skip   %s: %s\n", result->file,
				       verdict->text);
	else
		g_string_append_printf(to, "%-6s %s\n",
				       drill_suite_is_bad(verdict) ? "not ok"
								   : "ok",
				       result->file);
	if (!drill_suite_is_bad(verdict))
		return;
	g_string_append_printf(to, "       %s\n", verdict->text);
	add_lines(to, "       ", "", verdict->details);
	add_lines(to, "       ", "note: ", verdict->notes);
}

void drill_suite_text(GString *to, const GPtrArray *results)
{
	unsigned bad_n = drill_suite_count(results, DRILL_NOT_OK) +
			 drill_suite_count(results, DRILL_MALFORMED);

	for (guint i = 0; i < results->len; i++)
		text_one(to, g_ptr_array_index(results, i));
	g_string_append_printf(to, "%u scripts: %u ok, %u not ok, %u skipped\n",
			       results->len,
			       drill_suite_count(results, DRILL_OK), bad_n,
			       drill_suite_count(results, DRILL_SKIP));
}

/* What stands after a '#' would be a directive. */
void drill_suite_tap_text(GString *to, const char *text)
{
	for (; *text; text++) {
		if (*text == '#')
			g_string_append_c(to, '\\');
		g_string_append_c(to, *text);
	}
}

static void tap_one(GString *to, guint number,
		    const struct drill_result *result)
{
	const struct drill_verdict *verdict = &result->verdict;

	g_string_append_printf(to, "%sok %u - ",
			       drill_suite_is_bad(verdict) ? "not " : "",
			       number);
	drill_suite_tap_text(to, result->file);
	if (verdict->kind == DRILL_SKIP)
		g_string_append_printf(to, " # SKIP %s", verdict->text);
	g_string_append_c(to, '\n');
	if (drill_suite_is_bad(verdict))
		g_string_append_printf(to, "#   %s\n", verdict->text);
	add_lines(to, "#   ", "", verdict->details);
	add_lines(to, "#   ", "note: ", verdict->notes);
}

void drill_suite_tap(GString *to, const GPtrArray *results)
{
	g_string_append_printf(to, "TAP version 13\n1..%u\n", results->len);
	for (guint i = 0; i < results->len; i++)
		tap_one(to, i + 1, g_ptr_array_index(results, i));
}
