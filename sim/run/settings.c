#include "run/settings.h"

#include <string.h>

/* Of those that are no row of a run: where their value is kept. */
static const struct {
	const char *name;
	size_t offset;
} places[] = {
    {"stack", offsetof(struct settings, stack)},
    {"client-stack", offsetof(struct settings, client)},
    {"server-stack", offsetof(struct settings, server)},
    {"machine", offsetof(struct settings, machine)},
    {"msl", offsetof(struct settings, msl)},
};

void settings_init(struct settings *settings, struct scenario *scenario)
{
	*settings = (struct settings){
	    .scenario = scenario,
	    .sets = g_ptr_array_new_with_free_func(g_free),
	    .where = g_ptr_array_new_with_free_func(g_free),
	};
}

void settings_fini(struct settings *settings)
{
	g_ptr_array_unref(settings->sets);
	g_ptr_array_unref(settings->where);
}

static const struct field *run_row(const char *name)
{
	size_t rows_n;
	const struct field *rows = config_rows(&rows_n);

	return field_find(rows, rows_n, name);
}

static const char **place_of(struct settings *settings, const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
		if (strcmp(places[i].name, name) == 0)
			return (const char **)(void *)((char *)settings +
						       places[i].offset);
	return NULL;
}

bool settings_take(struct settings *settings, const char *name,
		   const char *value, const char *where, GError **error)
{
	const char **place = place_of(settings, name);
	const struct field *row = run_row(name);
	struct complaint complaint;

	if (place) {
		*place = value;
	} else if (!row) {
		g_ptr_array_add(settings->sets,
				g_strdup_printf("%s=%s", name, value));
		g_ptr_array_add(settings->where, g_strdup(where));
	} else if (!field_set(row, &settings->scenario->config, value,
			      &complaint)) {
		g_set_error(error, SCENARIO_ERROR, SCENARIO_ERROR_SETTING,
			    "%s%s: %s", where, name, complaint.text);
		return false;
	}
	return true;
}

bool settings_finish(struct settings *settings, GError **error)
{
	struct scenario *scenario = settings->scenario;
	const char *stack =
	    settings->stack ? settings->stack : SETTINGS_DEFAULT_STACK;
	const char *client = settings->client ? settings->client : stack;
	const char *server = settings->server ? settings->server : stack;
	const char *machine =
	    settings->machine ? settings->machine : SETTINGS_DEFAULT_MACHINE;

	if (!scenario_load(scenario, client, server, machine, error))
		return false;
	if (settings->msl && !scenario_set_msl(scenario, settings->msl, error))
		return false;
	for (guint i = 0; i < settings->sets->len; i++) {
		if (scenario_set(scenario, g_ptr_array_index(settings->sets, i),
				 error))
			continue;
		g_prefix_error(error, "%s",
			       (char *)g_ptr_array_index(settings->where, i));
		return false;
	}
	return scenario_finish(scenario, error);
}

void settings_option(GString *to, const char *name, const char *value)
{
	struct settings none = {0};
	bool own = place_of(&none, name) || run_row(name);
	g_autofree char *text =
	    own ? g_strdup(value) : g_strdup_printf("%s=%s", name, value);
	bool plain = !strpbrk(text, " \t\"'\\$&|;<>()*?[]#~`");
	g_autofree char *quoted = plain ? NULL : g_shell_quote(text);

	g_string_append_printf(to, " --%s %s", own ? name : "set",
			       quoted ? quoted : text);
}
