#include "run/model_file.h"

#include "run/file_read.h"
#include "run/ini_file.h"
#include "run/nearest.h"

#include <gio/gio.h>
#include <string.h>

#define INHERIT_MAX   8
#define SOURCE_SUFFIX ".source"
#define UNVERIFIED    "UNVERIFIED"

/* From the resources that the build compiles out of models/. */
GResource *models_get_resource(void);

static const char *const kind_names[] = {"stack", "machine"};
static const char *const kind_folders[] = {"/twsim/stacks", "/twsim/machines"};

GQuark model_file_error_quark(void)
{
	return g_quark_from_static_string("model-file-error");
}

const char *model_kind_name(enum model_kind kind)
{
	return kind_names[kind];
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **model_names(enum model_kind kind)
{
	g_auto(GStrv) files = g_resource_enumerate_children(
	    models_get_resource(), kind_folders[kind],
	    G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
	GStrvBuilder *names = g_strv_builder_new();
	char **sorted;

	for (size_t i = 0; files && files[i]; i++) {
		if (g_str_has_suffix(files[i], ".ini"))
			files[i][strlen(files[i]) - strlen(".ini")] = '\0';
		g_strv_builder_add(names, files[i]);
	}
	sorted = g_strv_builder_end(names);
	g_strv_builder_unref(names);
	qsort(sorted, g_strv_length(sorted), sizeof(*sorted), compare_names);
	return sorted;
}

static bool name_is_path(const char *name)
{
	return strchr(name, '/') || g_str_has_suffix(name, ".ini");
}

static bool unknown_model(enum model_kind kind, const char *name,
			  GError **error)
{
	g_auto(GStrv) names = model_names(kind);
	g_autofree char *known = g_strjoinv(", ", names);

	g_set_error(error, MODEL_FILE_ERROR, MODEL_FILE_ERROR_UNKNOWN,
		    "unknown %s: '%s'; known: %s", kind_names[kind], name,
		    known);
	return false;
}

static bool read_path(const char *path, GBytes **bytes, GError **error)
{
	size_t length;
	char *text = file_read(path, &length, error);

	if (!text)
		return false;
	*bytes = g_bytes_new_take(text, length);
	return true;
}

/* The text of a model, and the name of the file for messages. */
static bool read_model(enum model_kind kind, const char *name, char **file,
		       GBytes **bytes, GError **error)
{
	g_autofree char *path = NULL;

	if (name_is_path(name)) {
		*file = g_strdup(name);
		return read_path(name, bytes, error);
	}
	path = g_strdup_printf("%s/%s.ini", kind_folders[kind], name);
	*bytes = g_resource_lookup_data(models_get_resource(), path,
					G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
	if (!*bytes)
		return unknown_model(kind, name, error);
	*file = g_strdup_printf("models%s", path + strlen("/twsim"));
	return true;
}

static struct model *model_new(enum model_kind kind)
{
	struct model *model = g_new0(struct model, 1);

	model->kind = kind;
	model->rows = kind == MODEL_STACK ? profile_rows(&model->rows_n)
					  : machine_rows(&model->rows_n);
	model->source = g_new0(char *, model->rows_n);
	return model;
}

void model_free(struct model *model)
{
	if (!model)
		return;
	for (size_t i = 0; i < model->rows_n; i++)
		g_free(model->source[i]);
	g_free(model->source);
	g_free(model->title);
	g_free(model);
}

static void *values(struct model *model)
{
	return model->kind == MODEL_STACK ? (void *)&model->value.profile
					  : (void *)&model->value.machine;
}

const void *model_values(const struct model *model)
{
	return model->kind == MODEL_STACK ? (const void *)&model->value.profile
					  : (const void *)&model->value.machine;
}

const char *model_name(const struct model *model)
{
	return model->kind == MODEL_STACK ? model->value.profile.name
					  : model->value.machine.name;
}

const struct field *model_row(const struct model *model, const char *name)
{
	return field_find(model->rows, model->rows_n, name);
}

const char *model_source(const struct model *model, const struct field *row)
{
	return model->source[row - model->rows];
}

void model_print(const struct model *model, const struct field *row, char *buf,
		 size_t size)
{
	field_print(row, model_values(model), buf, size);
}

static void count_unverified(struct model *model)
{
	uint32_t n = 0;

	for (size_t i = 0; i < model->rows_n; i++)
		if (model->source[i] && strstr(model->source[i], UNVERIFIED))
			n++;
	if (model->kind == MODEL_STACK)
		model->value.profile.unverified_n = n;
	else
		model->value.machine.unverified_n = n;
}

static void set_source(struct model *model, const struct field *row,
		       const char *source)
{
	char **place = &model->source[row - model->rows];

	g_free(*place);
	*place = g_strdup(source);
	count_unverified(model);
}

bool model_set(struct model *model, const char *name, const char *text,
	       const char *source, GError **error)
{
	const struct field *row = model_row(model, name);
	struct complaint complaint;

	if (!row) {
		g_set_error(error, MODEL_FILE_ERROR, MODEL_FILE_ERROR_UNKNOWN,
			    "a %s has no '%s'", kind_names[model->kind], name);
		return false;
	}
	if (!field_set(row, values(model), text, &complaint)) {
		g_set_error(error, MODEL_FILE_ERROR, MODEL_FILE_ERROR_VALUE,
			    "%s: %s", name, complaint.text);
		return false;
	}
	set_source(model, row, source);
	return true;
}

/* Keys about the model itself, in the group of its kind. */
static bool entry_is_meta(const struct model *model,
			  const struct ini_entry *entry)
{
	if (strcmp(entry->group, kind_names[model->kind]) != 0)
		return false;
	return strcmp(entry->key, "title") == 0 ||
	       strcmp(entry->key, "inherit") == 0;
}

static bool unknown_key(const struct model *model, const struct ini_file *ini,
			const struct ini_entry *entry, GError **error)
{
	g_autofree char *name =
	    g_strconcat(entry->group, ".", entry->key, NULL);
	g_autofree char *near =
	    nearest_field_new(name, model->rows, model->rows_n);

	g_set_error(error, MODEL_FILE_ERROR, MODEL_FILE_ERROR_UNKNOWN,
		    "%s:%u:1: a %s has no '%s'%s%s", ini_file_name(ini),
		    entry->line, kind_names[model->kind], name,
		    near ? "; near: " : "", near ? near : "");
	return false;
}

static bool apply_value(struct model *model, const struct ini_file *ini,
			const struct ini_entry *entry, GError **error)
{
	g_autofree char *name =
	    g_strconcat(entry->group, ".", entry->key, NULL);
	g_autofree char *source_key =
	    g_strconcat(entry->key, SOURCE_SUFFIX, NULL);
	const struct ini_entry *source =
	    ini_file_find(ini, entry->group, source_key);

	if (!model_row(model, name))
		return unknown_key(model, ini, entry, error);
	if (!source || source->value[0] == '\0') {
		g_set_error(
		    error, MODEL_FILE_ERROR, MODEL_FILE_ERROR_SOURCE,
		    "%s:%u:1: '%s' has no source: '%s = where the value "
		    "is from, or UNVERIFIED' is expected",
		    ini_file_name(ini), entry->line, entry->key, source_key);
		return false;
	}
	if (model_set(model, name, entry->value, source->value, error))
		return true;
	g_prefix_error(error, "%s:%u:%u: ", ini_file_name(ini), entry->line,
		       entry->column);
	return false;
}

/* A source goes with a key of the same file and group. */
static bool check_source(const struct model *model, const struct ini_file *ini,
			 const struct ini_entry *entry, GError **error)
{
	g_autofree char *key =
	    g_strndup(entry->key, strlen(entry->key) - strlen(SOURCE_SUFFIX));

	if (ini_file_find(ini, entry->group, key))
		return true;
	return unknown_key(model, ini, entry, error);
}

static void apply_meta(struct model *model, const struct ini_entry *entry)
{
	if (strcmp(entry->key, "title") != 0)
		return;
	g_free(model->title);
	model->title = g_strdup(entry->value);
	if (model->kind != MODEL_MACHINE)
		return;
	g_strlcpy(model->value.machine.title, entry->value, FIELD_TEXT_SIZE);
	set_source(model, model_row(model, "machine.title"), "the file itself");
}

static bool apply_file(struct model *model, const struct ini_file *ini,
		       GError **error)
{
	const struct ini_entry *entry;

	for (size_t i = 0; (entry = ini_file_entry(ini, i)); i++) {
		bool ok = true;

		if (entry_is_meta(model, entry))
			apply_meta(model, entry);
		else if (g_str_has_suffix(entry->key, SOURCE_SUFFIX))
			ok = check_source(model, ini, entry, error);
		else
			ok = apply_value(model, ini, entry, error);
		if (!ok)
			return false;
	}
	return true;
}

static bool load_onto(struct model *model, const char *name, unsigned depth,
		      GError **error);

/* A path that is inherited counts from the file that names it. */
static bool inherit(struct model *model, const struct ini_file *ini,
		    unsigned depth, GError **error)
{
	const struct ini_entry *entry =
	    ini_file_find(ini, kind_names[model->kind], "inherit");
	g_autofree char *folder = NULL;
	g_autofree char *path = NULL;

	if (!entry)
		return true;
	if (depth >= INHERIT_MAX) {
		g_set_error(error, MODEL_FILE_ERROR, MODEL_FILE_ERROR_VALUE,
			    "%s:%u:%u: inherits itself, or too deep: %d levels "
			    "at most are expected",
			    ini_file_name(ini), entry->line, entry->column,
			    INHERIT_MAX);
		return false;
	}
	if (name_is_path(entry->value) && !g_path_is_absolute(entry->value)) {
		folder = g_path_get_dirname(ini_file_name(ini));
		path = g_build_filename(folder, entry->value, NULL);
	}
	if (load_onto(model, path ? path : entry->value, depth + 1, error))
		return true;
	if (g_error_matches(*error, MODEL_FILE_ERROR, MODEL_FILE_ERROR_UNKNOWN))
		g_prefix_error(error, "%s:%u:%u: ", ini_file_name(ini),
			       entry->line, entry->column);
	return false;
}

static bool load_onto(struct model *model, const char *name, unsigned depth,
		      GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *file = NULL;
	struct ini_file *ini;
	gsize length;
	const char *text;
	bool ok;

	if (!read_model(model->kind, name, &file, &bytes, error))
		return false;
	text = g_bytes_get_data(bytes, &length);
	ini = ini_file_parse(file, text ? text : "", length, error);
	if (!ini)
		return false;
	ok = inherit(model, ini, depth, error) && apply_file(model, ini, error);
	ini_file_free(ini);
	return ok;
}

static bool check_complete(const struct model *model, const char *name,
			   GError **error)
{
	for (size_t i = 0; i < model->rows_n; i++) {
		if (model->source[i])
			continue;
		g_set_error(error, MODEL_FILE_ERROR, MODEL_FILE_ERROR_MISSING,
			    "%s: '%s' is not set: set it or inherit it", name,
			    model->rows[i].name);
		return false;
	}
	return true;
}

static void set_name(struct model *model, const char *name)
{
	g_autofree char *base = g_path_get_basename(name);

	if (g_str_has_suffix(base, ".ini"))
		base[strlen(base) - strlen(".ini")] = '\0';
	if (model->kind == MODEL_STACK)
		g_strlcpy(model->value.profile.name, base, FIELD_TEXT_SIZE);
	else
		g_strlcpy(model->value.machine.name, base, FIELD_TEXT_SIZE);
	if (!model->title)
		model->title = g_strdup(base);
}

struct model *model_load(enum model_kind kind, const char *name, GError **error)
{
	struct model *model = model_new(kind);
	g_autoptr(GError) why = NULL;

	if (load_onto(model, name, 0, &why) &&
	    check_complete(model, name, &why)) {
		set_name(model, name);
		return model;
	}
	g_propagate_error(error, g_steal_pointer(&why));
	model_free(model);
	return NULL;
}
