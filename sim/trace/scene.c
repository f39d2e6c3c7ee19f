#include "trace/scene.h"

#include "run/file_read.h"
#include "run/ini_file.h"
#include "run/rules_file.h"
#include "trace/scene_script.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER		"/twsim/scenarios"
#define SUFFIX		".ini"
#define DEFAULT_STACK	"linux-6.18"
#define DEFAULT_MACHINE "cloud-vm"
#define DEFAULT_PORTS	"32768-32768"

/* Of the generated models.c, which has no header in this library. */
GResource *models_get_resource(void);

GQuark scene_error_quark(void)
{
	return g_quark_from_static_string("scene-error");
}

/* Finding the file */

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **scene_names(void)
{
	char **names = g_resource_enumerate_children(
	    models_get_resource(), FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

	for (size_t i = 0; names && names[i]; i++)
		if (g_str_has_suffix(names[i], SUFFIX))
			names[i][strlen(names[i]) - strlen(SUFFIX)] = '\0';
	if (!names)
		return g_new0(char *, 1);
	qsort(names, g_strv_length(names), sizeof(*names), compare_names);
	return names;
}

static bool unknown_scene(const char *name, GError **error)
{
	g_auto(GStrv) names = scene_names();
	g_autofree char *known = g_strjoinv(", ", names);

	g_set_error(error, SCENE_ERROR, SCENE_ERROR_UNKNOWN,
		    "unknown scenario: '%s'; known: %s", name, known);
	return false;
}

static bool read_ini(struct scene *scene, const char *name, GError **error)
{
	bool is_path = strchr(name, '/') || g_str_has_suffix(name, SUFFIX);
	g_autofree char *file = NULL;
	g_autofree char *text = NULL;
	g_autoptr(GBytes) bytes = NULL;
	const char *content;
	size_t length;

	if (is_path) {
		text = file_read(name, &length, error);
		if (!text)
			return false;
		scene->ini = ini_file_parse(name, text, length, error);
		return scene->ini != NULL;
	}
	file = g_strconcat(FOLDER, "/", name, SUFFIX, NULL);
	bytes = g_resource_lookup_data(models_get_resource(), file,
				       G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
	if (!bytes)
		return unknown_scene(name, error);
	content = g_bytes_get_data(bytes, &length);
	scene->ini =
	    ini_file_parse(file + strlen("/twsim/"), content, length, error);
	return scene->ini != NULL;
}

/* Settings: those of the file, then those of the caller */

struct settings {
	const char *stack;
	const char *client;
	const char *server;
	const char *machine;
	const char *msl;
	GPtrArray *sets;  /* "NAME=VALUE" */
	GPtrArray *where; /* of each: "FILE:LINE: ", or "" */
};

static const char **name_place(struct settings *settings, const char *name)
{
	const struct {
		const char *name;
		const char **place;
	} places[] = {
	    {"stack", &settings->stack},
	    {"client-stack", &settings->client},
	    {"server-stack", &settings->server},
	    {"machine", &settings->machine},
	    {"msl", &settings->msl},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
		if (strcmp(places[i].name, name) == 0)
			return places[i].place;
	return NULL;
}

static bool take_setting(struct scene *scene, struct settings *settings,
			 const char *name, const char *value, const char *where,
			 GError **error)
{
	const char **place = name_place(settings, name);
	struct complaint complaint;
	const struct field *row;
	size_t rows_n;

	row = config_rows(&rows_n);
	row = field_find(row, rows_n, name);
	if (place) {
		*place = value;
	} else if (!row) {
		g_ptr_array_add(settings->sets,
				g_strdup_printf("%s=%s", name, value));
		g_ptr_array_add(settings->where, g_strdup(where));
	} else if (!field_set(row, &scene->scenario.config, value,
			      &complaint)) {
		g_set_error(error, SCENE_ERROR, SCENE_ERROR_VALUE, "%s%s: %s",
			    where, name, complaint.text);
		return false;
	}
	return true;
}

static bool take_all(struct scene *scene, struct settings *settings,
		     char *const *given, GError **error)
{
	const struct ini_entry *entry;
	bool ok = true;

	for (size_t i = 0; ok && (entry = ini_file_entry(scene->ini, i)); i++) {
		g_autofree char *where = g_strdup_printf(
		    "%s:%u: ", ini_file_name(scene->ini), entry->line);

		if (strcmp(entry->group, "options") == 0)
			ok = take_setting(scene, settings, entry->key,
					  entry->value, where, error);
	}
	for (size_t i = 0; ok && given && given[i]; i++) {
		char *equals = strchr(given[i], '=');
		g_autofree char *name =
		    equals ? g_strndup(given[i], (gsize)(equals - given[i]))
			   : NULL;

		scene->changed = true;
		if (!equals)
			return scenario_set(&scene->scenario, given[i], error);
		ok = take_setting(scene, settings, g_strstrip(name),
				  g_strstrip(equals + 1), "", error);
	}
	return ok;
}

static bool put_models(struct scene *scene, const struct settings *settings,
		       GError **error)
{
	struct scenario *scenario = &scene->scenario;
	const char *stack = settings->stack ? settings->stack : DEFAULT_STACK;
	const char *client = settings->client ? settings->client : stack;
	const char *server = settings->server ? settings->server : stack;
	const char *machine =
	    settings->machine ? settings->machine : DEFAULT_MACHINE;

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

static bool read_options(struct scene *scene, char *const *given,
			 GError **error)
{
	struct settings settings = {
	    .sets = g_ptr_array_new_with_free_func(g_free),
	    .where = g_ptr_array_new_with_free_func(g_free),
	};
	bool ok;

	ok =
	    take_setting(scene, &settings, "ports", DEFAULT_PORTS, "", error) &&
	    take_all(scene, &settings, given, error) &&
	    put_models(scene, &settings, error);
	g_ptr_array_unref(settings.sets);
	g_ptr_array_unref(settings.where);
	return ok;
}

/* What the file says apart from settings */

static bool complain(const struct scene *scene, const struct ini_entry *entry,
		     const char *expected, GError **error)
{
	g_set_error(error, SCENE_ERROR, SCENE_ERROR_VALUE,
		    "%s:%u: '%s' in [%s]: %s is expected",
		    ini_file_name(scene->ini), entry->line, entry->key,
		    entry->group, expected);
	return false;
}

static bool read_about(struct scene *scene, const struct ini_entry *entry,
		       GError **error)
{
	const struct {
		const char *key;
		const char **place;
	} texts[] = {
	    {"title", &scene->title},
	    {"claim", &scene->claim},
	    {"source", &scene->source},
	    {"confirmed", &scene->confirmed},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		if (strcmp(texts[i].key, entry->key) == 0) {
			*texts[i].place = entry->value;
			return true;
		}
	}
	if (strcmp(entry->key, "at") != 0)
		return complain(scene, entry,
				"title, claim, source, confirmed or at", error);
	if (strcmp(entry->value, "client") != 0 &&
	    strcmp(entry->value, "server") != 0)
		return complain(scene, entry, "client or server", error);
	scene->at = entry->value[0] == 'c' ? END_CLIENT : END_SERVER;
	return true;
}

static bool read_times(struct scene *scene, const struct ini_entry *entry,
		       GError **error)
{
	g_auto(GStrv) times = g_strsplit(entry->value, ",", -1);
	struct scripted_connect connect = {0};
	int64_t last_ns = -1;

	g_array_set_size(scene->connects, 0);
	for (size_t i = 0; times[i]; i++) {
		if (!units_parse_duration(g_strstrip(times[i]),
					  &connect.at_ns) ||
		    connect.at_ns <= last_ns)
			return complain(scene, entry,
					"times in order, like 0s, 500ms,",
					error);
		last_ns = connect.at_ns;
		g_array_append_val(scene->connects, connect);
	}
	return true;
}

/* "play" or "play.2": of that connection and of those after it. */
static bool read_play(struct scene *scene, const struct ini_entry *entry,
		      enum end end, GError **error)
{
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct scripted_line));
	guint64 nth = 1;
	bool ok = strcmp(entry->key, "play") == 0;

	g_ptr_array_add(scene->scripts, lines);
	if (!ok && g_str_has_prefix(entry->key, "play."))
		ok = g_ascii_string_to_unsigned(entry->key + strlen("play."),
						10, 1, scene->connects->len,
						&nth, NULL);
	if (!ok)
		return complain(scene, entry,
				"play, or play.2 for the second connection,",
				error);
	if (!scene_script_read(lines, ini_file_name(scene->ini), entry->line,
			       entry->column, entry->value, error))
		return false;
	for (guint i = (guint)nth - 1; i < scene->connects->len; i++)
		g_array_index(scene->connects, struct scripted_connect, i)
		    .script[end] = (struct scripted_script){
		    .line = (const struct scripted_line *)(void *)lines->data,
		    .lines_n = lines->len,
		};
	return true;
}

/* "3h to 5s" */
static bool read_lab(struct scene *scene, const struct ini_entry *entry,
		     GError **error)
{
	g_auto(GStrv) times = g_strsplit(entry->value, " to ", 2);

	if (strcmp(entry->key, "shorten") == 0 && times[0] && times[1] &&
	    units_parse_duration(g_strstrip(times[0]), &scene->long_ns) &&
	    units_parse_duration(g_strstrip(times[1]), &scene->short_ns))
		return true;
	return complain(scene, entry, "shorten, like 3h to 5s,", error);
}

static bool read_entry(struct scene *scene, const struct ini_entry *entry,
		       GError **error)
{
	const char *group = entry->group;

	if (strcmp(group, "scenario") == 0)
		return read_about(scene, entry, error);
	if (strcmp(group, "client") == 0)
		return read_play(scene, entry, END_CLIENT, error);
	if (strcmp(group, "server") == 0)
		return read_play(scene, entry, END_SERVER, error);
	if (strcmp(group, "wire") == 0)
		return rules_file_line(scene->rules, ini_file_name(scene->ini),
				       entry->line, entry->column, entry->value,
				       error);
	if (strcmp(group, "lab") == 0)
		return read_lab(scene, entry, error);
	if (strcmp(group, "connect") == 0)
		return strcmp(entry->key, "at") == 0 ||
		       complain(scene, entry, "at", error);
	if (strcmp(group, "options") == 0 || strcmp(group, "expect") == 0)
		return true;
	return complain(scene, entry,
			"a group scenario, options, connect, client, server, "
			"wire, expect or lab",
			error);
}

static bool read_file(struct scene *scene, char *const *settings,
		      GError **error)
{
	const struct ini_entry *times =
	    ini_file_find(scene->ini, "connect", "at");
	const struct ini_entry *entry;

	if (times && !read_times(scene, times, error))
		return false;
	for (size_t i = 0; (entry = ini_file_entry(scene->ini, i)); i++)
		if (!read_entry(scene, entry, error))
			return false;
	return read_options(scene, settings, error);
}

struct scene *scene_load(const char *name, char *const *settings,
			 GError **error)
{
	struct scene *scene = g_new0(struct scene, 1);
	const struct scripted_connect at_once = {0};

	scenario_init(&scene->scenario);
	scene->name = g_path_get_basename(name);
	if (g_str_has_suffix(scene->name, SUFFIX))
		scene->name[strlen(scene->name) - strlen(SUFFIX)] = '\0';
	scene->at = END_SERVER;
	scene->rules = g_array_new(FALSE, FALSE, sizeof(struct rules_rule));
	scene->connects =
	    g_array_new(FALSE, FALSE, sizeof(struct scripted_connect));
	scene->scripts =
	    g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	g_array_append_val(scene->connects, at_once);
	if (read_ini(scene, name, error) && read_file(scene, settings, error))
		return scene;
	scene_free(scene);
	return NULL;
}

void scene_shorten(struct scene *scene)
{
	for (guint i = 0; i < scene->scripts->len; i++) {
		GArray *lines = g_ptr_array_index(scene->scripts, i);

		for (guint j = 0; j < lines->len; j++) {
			struct scripted_line *line =
			    &g_array_index(lines, struct scripted_line, j);

			if (scripted_words()[line->deed].operand ==
				SCRIPTED_TIME &&
			    line->operand == scene->long_ns)
				line->operand = scene->short_ns;
		}
	}
}

void scene_free(struct scene *scene)
{
	if (!scene)
		return;
	scenario_fini(&scene->scenario);
	ini_file_free(scene->ini);
	g_array_unref(scene->rules);
	g_array_unref(scene->connects);
	g_ptr_array_unref(scene->scripts);
	g_free(scene->name);
	g_free(scene);
}
