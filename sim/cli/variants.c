#include "cli/variants.h"

#include "run/rules_file.h"

#include <string.h>

/* What variants_read() hands through GOption. */
struct reader {
	struct variants *variants;
	const struct variants_verb *verb;
};

GQuark variants_error_quark(void)
{
	return g_quark_from_static_string("variants-error");
}

static void axis_free(gpointer data)
{
	struct axis *axis = data;

	g_free(axis->name);
	g_ptr_array_unref(axis->values);
	g_free(axis);
}

static void variant_free(gpointer data)
{
	struct variant *variant = data;

	options_fini(&variant->options);
	g_ptr_array_unref(variant->values);
	g_strfreev(variant->settings);
	g_clear_pointer(&variant->rules, g_array_unref);
	g_free(variant);
}

void variants_init(struct variants *variants)
{
	variants->words = NULL;
	variants->given = given_new();
	variants->axes = g_ptr_array_new_with_free_func(axis_free);
	variants->all = g_ptr_array_new_with_free_func(variant_free);
}

void variants_fini(struct variants *variants)
{
	g_strfreev(variants->words);
	g_array_unref(variants->given);
	g_ptr_array_unref(variants->all);
	g_ptr_array_unref(variants->axes);
}

bool variants_has(const struct variants *variants, const char *name)
{
	return given_find(variants->given, name) != NULL;
}

const char *variants_value(const struct variants *variants, const char *name)
{
	const struct given *given = given_find(variants->given, name);

	return given ? given->value : NULL;
}

void variants_add(struct variants *variants, const char *assignment)
{
	g_auto(GStrv) parts = g_strsplit(assignment, "=", 2);

	given_add(variants->given, parts[0], parts[1]);
}

void variants_last(struct variants *variants, const char *const *names)
{
	for (; *names; names++)
		given_move_last(variants->given, *names);
}

static bool is_among(const char *name, const char *const *names)
{
	for (; names && *names; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

static bool fail(enum variants_error code, const char *text, GError **error)
{
	g_set_error_literal(error, VARIANTS_ERROR, (int)code, text);
	return false;
}

static bool may_be_repeated(const struct reader *reader, const char *name)
{
	if (strcmp(name, "set") == 0 || strcmp(name, "sysctl") == 0)
		return true;
	return reader->verb->axes && given_makes_a_run(name);
}

/* What is given twice: a flag, or the same value of an axis. */
static bool check_new(const struct reader *reader, const char *name,
		      const char *value, GError **error)
{
	const struct variants *variants = reader->variants;

	if (is_among(name, reader->verb->refused))
		return fail(VARIANTS_ERROR_OPTION,
			    "is an option of run, of no use here", error);
	for (guint i = 0; i < variants->given->len; i++) {
		const struct given *given = given_at(variants->given, i);

		if (strcmp(given->name, name) != 0)
			continue;
		if (!value || g_strcmp0(given->value, value) == 0)
			return fail(VARIANTS_ERROR_OPTION,
				    "given twice with the same value; once is "
				    "expected",
				    error);
		if (!may_be_repeated(reader, name))
			return fail(VARIANTS_ERROR_OPTION,
				    "given twice; once is expected", error);
	}
	return true;
}

static bool take(const char *name, const char *value, void *data,
		 GError **error)
{
	struct reader *reader = data;

	if (!check_new(reader, name, value, error))
		return false;
	if (reader->verb->axes && g_strcmp0(value, "-") == 0 &&
	    (strcmp(name, "sysctl") == 0 || strcmp(name, "rules") == 0))
		return fail(VARIANTS_ERROR_OPTION,
			    "standard input can be read by one run only; a "
			    "file is expected",
			    error);
	given_add(reader->variants->given, name, value);
	return true;
}

bool variants_read(struct variants *variants, int argc, char **argv,
		   const struct variants_verb *verb, GError **error)
{
	struct reader reader = {variants, verb};

	return options_each(argc, argv, verb->more, take, &reader,
			    &variants->words, error);
}

/* What an option counts as among the axes, and its value there. */
static char *axis_name(const struct given *given, const char **value)
{
	const char *equals;

	*value = given->value;
	if (strcmp(given->name, "set") != 0)
		return g_strdup(given->name);
	equals = strchr(given->value, '=');
	if (!equals)
		return g_strdup("set");
	*value = equals + 1;
	return g_strdup_printf("set %.*s", (int)(equals - given->value),
			       given->value);
}

static struct axis *axis_find(const GPtrArray *axes, const char *name)
{
	for (guint i = 0; i < axes->len; i++) {
		struct axis *axis = g_ptr_array_index(axes, i);

		if (strcmp(axis->name, name) == 0)
			return axis;
	}
	return NULL;
}

static void add_to_axis(GPtrArray *axes, const struct given *given)
{
	const char *value;
	g_autofree char *name = axis_name(given, &value);
	struct axis *axis = axis_find(axes, name);

	if (!axis) {
		axis = g_new0(struct axis, 1);
		axis->name = g_steal_pointer(&name);
		axis->values = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(axes, axis);
	}
	g_ptr_array_add(axis->values, g_strdup(value));
}

/* All options with a value, then without those that have but one. */
static bool find_axes(struct variants *variants, guint *all_n, GError **error)
{
	GPtrArray *axes = variants->axes;
	guint64 n = 1;

	for (guint i = 0; i < variants->given->len; i++) {
		const struct given *given = given_at(variants->given, i);

		if (given->value && strcmp(given->name, "sysctl") != 0)
			add_to_axis(axes, given);
	}
	for (guint i = axes->len; i-- > 0;) {
		const struct axis *axis = g_ptr_array_index(axes, i);

		n *= axis->values->len;
		if (n > VARIANTS_MAX)
			return fail(VARIANTS_ERROR_MANY,
				    "more than 1000 combinations of the "
				    "options that are given more than once",
				    error);
		if (axis->values->len == 1)
			g_ptr_array_remove_index(axes, i);
	}
	*all_n = (guint)n;
	return true;
}

static void choose_values(const struct variants *variants,
			  struct variant *variant, guint number)
{
	const GPtrArray *axes = variants->axes;

	g_ptr_array_set_size(variant->values, (gint)axes->len);
	for (guint i = axes->len; i-- > 0;) {
		const struct axis *axis = g_ptr_array_index(axes, i);

		variant->values->pdata[i] =
		    g_ptr_array_index(axis->values, number % axis->values->len);
		number /= axis->values->len;
	}
}

/* Is an option part of a combination? */
static bool is_chosen(const struct variants *variants,
		      const struct variant *variant, const struct given *given)
{
	const char *value;
	g_autofree char *name = NULL;

	if (!given->value)
		return true;
	name = axis_name(given, &value);
	for (guint i = 0; i < variants->axes->len; i++) {
		const struct axis *axis = g_ptr_array_index(variants->axes, i);

		if (strcmp(axis->name, name) == 0)
			return strcmp(g_ptr_array_index(variant->values, i),
				      value) == 0;
	}
	return true;
}

static void add_setting(GPtrArray *settings, const struct given *given)
{
	if (!given->value || strcmp(given->name, "sysctl") == 0 ||
	    !given_makes_a_run(given->name))
		return;
	g_ptr_array_add(
	    settings, strcmp(given->name, "set") == 0
			  ? g_strdup(given->value)
			  : g_strconcat(given->name, "=", given->value, NULL));
}

static bool load_options(struct variant *variant, GPtrArray *argv,
			 GError **error)
{
	struct options *options = &variant->options;

	if (!options_parse(options, (int)argv->len, (char **)argv->pdata,
			   error) ||
	    !options_load(options, error))
		return false;
	if (!options->rules)
		return true;
	variant->rules = rules_file_read(options->rules, error);
	if (!variant->rules)
		g_prefix_error(error, "--rules: ");
	return variant->rules != NULL;
}

static bool load_variant(const struct variants *variants,
			 struct variant *variant, GError **error)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
	GPtrArray *settings = g_ptr_array_new();

	g_ptr_array_add(argv, g_strdup("run"));
	for (guint i = 0; i < variants->given->len; i++) {
		const struct given *given = given_at(variants->given, i);

		if (!is_chosen(variants, variant, given))
			continue;
		g_ptr_array_add(
		    argv, given->value ? g_strdup_printf("--%s=%s", given->name,
							 given->value)
				       : g_strconcat("--", given->name, NULL));
		add_setting(settings, given);
	}
	g_ptr_array_add(settings, NULL);
	variant->settings = (char **)g_ptr_array_free(settings, FALSE);
	return load_options(variant, argv, error);
}

bool variants_load(struct variants *variants, GError **error)
{
	guint n;

	if (!find_axes(variants, &n, error))
		return false;
	for (guint i = 0; i < n; i++) {
		struct variant *variant = g_new0(struct variant, 1);

		options_init(&variant->options);
		variant->values = g_ptr_array_new();
		g_ptr_array_add(variants->all, variant);
		choose_values(variants, variant, i);
		if (!load_variant(variants, variant, error))
			return false;
	}
	return true;
}

struct variant *variants_at(const struct variants *variants, guint i)
{
	return g_ptr_array_index(variants->all, i);
}

/* Some values say by themselves what they are. */
static char *value_label(const char *name, const char *value)
{
	static const char *const plain[] = {"stack", "machine", NULL};
	const char *dot = strrchr(name, '.');

	if (is_among(name, plain))
		return g_path_get_basename(value);
	if (dot)
		return g_strdup_printf("%s=%s", dot + 1, value);
	return g_strdup_printf("%s %s", name, value);
}

char *variants_label(const struct variants *variants, guint i,
		     const char *const *but)
{
	const struct variant *variant = variants_at(variants, i);
	GString *label = g_string_new(NULL);

	for (guint j = 0; j < variants->axes->len; j++) {
		const struct axis *axis = g_ptr_array_index(variants->axes, j);
		g_autofree char *part = NULL;

		if (is_among(axis->name, but))
			continue;
		part = value_label(axis->name,
				   g_ptr_array_index(variant->values, j));
		g_string_append_printf(label, "%s%s", label->len ? ", " : "",
				       part);
	}
	/* in a table of figures each label is a cell */
	for (char *c = label->str; *c; c++)
		if (g_ascii_iscntrl(*c) || *c == '"')
			*c = '?';
	return g_string_free(label, FALSE);
}

struct sweep_task *variants_tasks_new(const struct variants *variants)
{
	struct sweep_task *tasks = g_new(struct sweep_task, variants->all->len);

	for (guint i = 0; i < variants->all->len; i++) {
		const struct variant *variant = variants_at(variants, i);

		sweep_task_init(&tasks[i], &variant->options.scenario.config);
		tasks[i].rules = variant->rules;
	}
	return tasks;
}

void variants_tasks_free(struct sweep_task *tasks,
			 const struct variants *variants)
{
	for (guint i = 0; i < variants->all->len; i++)
		sweep_task_fini(&tasks[i]);
	g_free(tasks);
}
