#include "run/scenario.h"
#include "run/knobs.h"

#include "run/nearest.h"
#include "run/results_json.h"
#include "run/sysctl_file.h"

#include <string.h>

#define SYSCTL_PREFIX "net."

/* Whom a setting is for. */
#define FOR_CLIENT 1u
#define FOR_SERVER 2u

GQuark scenario_error_quark(void)
{
	return g_quark_from_static_string("scenario-error");
}

void scenario_init(struct scenario *scenario)
{
	memset(scenario, 0, sizeof(*scenario));
	config_init(&scenario->config);
	scenario->notes = g_ptr_array_new_with_free_func(g_free);
}

void scenario_fini(struct scenario *scenario)
{
	g_clear_pointer(&scenario->client, model_free);
	g_clear_pointer(&scenario->server, model_free);
	g_clear_pointer(&scenario->machine, model_free);
	g_clear_pointer(&scenario->notes, g_ptr_array_unref);
}

bool scenario_load(struct scenario *scenario, const char *client_stack,
		   const char *server_stack, const char *machine,
		   GError **error)
{
	scenario->client = model_load(MODEL_STACK, client_stack, error);
	if (!scenario->client)
		return false;
	scenario->server = model_load(MODEL_STACK, server_stack, error);
	if (!scenario->server)
		return false;
	scenario->machine = model_load(MODEL_MACHINE, machine, error);
	return scenario->machine != NULL;
}

static bool set_stacks(struct scenario *scenario, unsigned whom,
		       const char *name, const char *value, const char *source,
		       GError **error)
{
	if ((whom & FOR_CLIENT) &&
	    !model_set(scenario->client, name, value, source, error))
		return false;
	return !(whom & FOR_SERVER) ||
	       model_set(scenario->server, name, value, source, error);
}

/* Say once what a setting does not do. */
static void note(struct scenario *scenario, const char *name, const char *value)
{
	const struct field *row = model_row(scenario->client, name);
	char was[FIELD_TEXT_SIZE];
	char *text;

	if (row)
		model_print(scenario->client, row, was, sizeof(was));
	text = sysctl_file_note(name, value, row ? was : NULL);
	if (text)
		g_ptr_array_add(scenario->notes, text);
}

static char *all_nearest(const struct scenario *scenario, const char *name)
{
	const struct model *stack = scenario->client;
	const struct model *machine = scenario->machine;
	size_t n = stack->rows_n + machine->rows_n;
	g_autofree struct field *rows = g_new(struct field, n);

	memcpy(rows, stack->rows, stack->rows_n * sizeof(*rows));
	memcpy(rows + stack->rows_n, machine->rows,
	       machine->rows_n * sizeof(*rows));
	return nearest_field_new(name, rows, n);
}

static bool unknown_setting(const struct scenario *scenario, const char *name,
			    GError **error)
{
	g_autofree char *near = all_nearest(scenario, name);

	g_set_error(error, SCENARIO_ERROR, SCENARIO_ERROR_SETTING,
		    "no setting is named '%s'%s%s", name,
		    near ? "; near: " : "; 'twsim stacks --describe' lists all",
		    near ? near : "");
	return false;
}

static unsigned strip_side(const char **name)
{
	if (g_str_has_prefix(*name, "client:")) {
		*name += strlen("client:");
		return FOR_CLIENT;
	}
	if (g_str_has_prefix(*name, "server:")) {
		*name += strlen("server:");
		return FOR_SERVER;
	}
	return FOR_CLIENT | FOR_SERVER;
}

/* A BSD has other names for what our rows have. */
static bool set_knob(struct scenario *scenario, unsigned whom, const char *name,
		     const char *value, GError **error)
{
	struct model *stack[] = {scenario->client, scenario->server};

	for (unsigned i = 0; i < G_N_ELEMENTS(stack); i++) {
		if (!(whom & (i == 0 ? FOR_CLIENT : FOR_SERVER)))
			continue;
		switch (knobs_set(&stack[i]->value.profile, name, value)) {
		case KNOBS_SET:
		case KNOBS_IGNORED:
			break;
		case KNOBS_UNKNOWN:
			return unknown_setting(scenario, name, error);
		case KNOBS_VALUE:
			g_set_error(error, SCENARIO_ERROR,
				    SCENARIO_ERROR_SETTING,
				    "%s: '%s' is no value that is modelled",
				    name, value);
			return false;
		}
	}
	return true;
}

static bool set_name_value(struct scenario *scenario, const char *full,
			   const char *value, GError **error)
{
	const char *name = full;
	unsigned whom = strip_side(&name);

	if (model_row(scenario->client, name)) {
		note(scenario, name, value);
		return set_stacks(scenario, whom, name, value, "--set", error);
	}
	if (name == full && model_row(scenario->machine, name))
		return model_set(scenario->machine, name, value, "--set",
				 error);
	return set_knob(scenario, whom, name, value, error);
}

bool scenario_set(struct scenario *scenario, const char *assignment,
		  GError **error)
{
	g_auto(GStrv) parts = g_strsplit(assignment, "=", 2);

	if (g_strv_length(parts) != 2 || parts[0][0] == '\0') {
		g_set_error(error, SCENARIO_ERROR, SCENARIO_ERROR_SETTING,
			    "'%s' is no setting: NAME=VALUE is expected, like "
			    "net.ipv4.tcp_tw_reuse=1",
			    assignment);
		return false;
	}
	return set_name_value(scenario, g_strstrip(parts[0]),
			      g_strstrip(parts[1]), error);
}

bool scenario_set_msl(struct scenario *scenario, const char *text,
		      GError **error)
{
	const struct field *row =
	    model_row(scenario->client, "time-wait.duration");
	char doubled[FIELD_TEXT_SIZE];
	struct complaint complaint;
	struct profile scratch;

	if (!field_set(row, &scratch, text, &complaint)) {
		g_set_error(error, SCENARIO_ERROR, SCENARIO_ERROR_SETTING, "%s",
			    complaint.text);
		return false;
	}
	scratch.time_wait_ns *= 2;
	field_print(row, &scratch, doubled, sizeof(doubled));
	return set_stacks(scenario, FOR_CLIENT | FOR_SERVER, row->name, doubled,
			  "--msl", error);
}

static bool apply_sysctl(struct scenario *scenario, const char *file,
			 const struct sysctl *sysctl, GError **error)
{
	g_autofree char *source = g_strdup_printf("%s:%u", file, sysctl->line);
	g_autoptr(GError) why = NULL;

	note(scenario, sysctl->name, sysctl->value);
	if (!g_str_has_prefix(sysctl->name, SYSCTL_PREFIX) ||
	    !model_row(scenario->client, sysctl->name))
		return true;
	if (set_stacks(scenario, FOR_CLIENT | FOR_SERVER, sysctl->name,
		       sysctl->value, source, &why))
		return true;
	if (sysctl->optional) {
		g_ptr_array_add(scenario->notes,
				g_strdup_printf("%s: passed over: %s", source,
						why->message));
		return true;
	}
	g_set_error(error, SCENARIO_ERROR, SCENARIO_ERROR_SETTING, "%s: %s",
		    source, why->message);
	return false;
}

bool scenario_sysctl(struct scenario *scenario, const char *path,
		     GError **error)
{
	g_autoptr(GPtrArray) all = sysctl_file_read(path, error);
	const char *file = strcmp(path, "-") == 0 ? "standard input" : path;

	if (!all)
		return false;
	for (size_t i = 0; i < all->len; i++)
		if (!apply_sysctl(scenario, file,
				  g_ptr_array_index(all, (guint)i), error))
			return false;
	return true;
}

/* The content of /proc/sys/net/ipv4/x, in the form of sysctl -a. */
static char *read_host_value(const char *root, const char *name)
{
	g_autofree char *parts = g_strdelimit(g_strdup(name), ".", '/');
	g_autofree char *path = g_build_filename(root, parts, NULL);
	char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return NULL;
	return g_strdelimit(g_strstrip(text), "\t", ' ');
}

static bool set_from_host(struct scenario *scenario, const char *root,
			  const char *name, GString *missing, GError **error)
{
	g_autofree char *value = read_host_value(root, name);

	if (value)
		return set_stacks(scenario, FOR_CLIENT | FOR_SERVER, name,
				  value, "this host", error);
	g_string_append_printf(missing, "%s%s", missing->len ? ", " : "", name);
	return true;
}

bool scenario_this_host(struct scenario *scenario, const char *root,
			GError **error)
{
	g_autoptr(GString) missing = g_string_new(NULL);
	const struct model *stack = scenario->client;
	g_autofree char *folder = g_build_filename(root, "net", "ipv4", NULL);

	if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, SCENARIO_ERROR, SCENARIO_ERROR_HOST,
			    "there is no %s to read the sysctls from", folder);
		return false;
	}
	for (size_t i = 0; i < stack->rows_n; i++)
		if (g_str_has_prefix(stack->rows[i].name, SYSCTL_PREFIX) &&
		    !set_from_host(scenario, root, stack->rows[i].name, missing,
				   error))
			return false;
	if (missing->len > 0)
		g_ptr_array_add(scenario->notes,
				g_strdup_printf("this host has no %s; as in %s",
						missing->str,
						model_name(stack)));
	return true;
}

bool scenario_finish(struct scenario *scenario, GError **error)
{
	struct complaint complaint;

	scenario->config.client = scenario->client->value.profile;
	scenario->config.server = scenario->server->value.profile;
	scenario->config.machine = scenario->machine->value.machine;
	if (config_check(&scenario->config, &complaint))
		return true;
	g_set_error(error, SCENARIO_ERROR, SCENARIO_ERROR_CHECK, "%s",
		    complaint.text);
	return false;
}

static void add_row(JsonObject *object, const struct field *row,
		    const void *values)
{
	const char *at = (const char *)values + row->offset;
	char text[FIELD_TEXT_SIZE];
	int64_t n;
	double real;
	bool yes;

	if (row->type == FIELD_INT || row->type == FIELD_BYTES) {
		memcpy(&n, at, sizeof(n));
		json_object_set_int_member(object, row->name, n);
	} else if (row->type == FIELD_REAL) {
		memcpy(&real, at, sizeof(real));
		results_json_set_real(object, row->name, real);
	} else if (row->type == FIELD_BOOL) {
		memcpy(&yes, at, sizeof(yes));
		json_object_set_boolean_member(object, row->name, yes);
	} else {
		field_print(row, values, text, sizeof(text));
		json_object_set_string_member(object, row->name, text);
	}
}

static JsonObject *model_json(const struct model *model)
{
	JsonObject *object = json_object_new();

	json_object_set_string_member(object, "name", model_name(model));
	for (size_t i = 0; i < model->rows_n; i++)
		add_row(object, &model->rows[i], model_values(model));
	return object;
}

JsonObject *scenario_json(const struct scenario *scenario)
{
	struct config effective = scenario->config;
	JsonObject *object = json_object_new();
	const struct field *rows;
	size_t rows_n;

	effective.ports = config_client_ports(&scenario->config);
	rows = config_rows(&rows_n);
	for (size_t i = 0; i < rows_n; i++)
		add_row(object, &rows[i], &effective);
	json_object_set_int_member(object, "unverified",
				   scenario_unverified_n(scenario));
	json_object_set_object_member(object, "client_stack",
				      model_json(scenario->client));
	json_object_set_object_member(object, "server_stack",
				      model_json(scenario->server));
	json_object_set_object_member(object, "machine",
				      model_json(scenario->machine));
	return object;
}

unsigned scenario_unverified_n(const struct scenario *scenario)
{
	unsigned n = scenario->client->value.profile.unverified_n +
		     scenario->machine->value.machine.unverified_n;

	if (strcmp(model_name(scenario->client),
		   model_name(scenario->server)) != 0)
		n += scenario->server->value.profile.unverified_n;
	return n;
}
