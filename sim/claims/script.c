#include "claims/script.h"

#include "claims/evidence.h"
#include "drill/drill_run.h"
#include "run/file_read.h"
#include "run/model_file.h"
#include "run/settings.h"

#include <gio/gio.h>
#include <string.h>

#define FOLDER "/twsim/claims/"
/* As twsim drill has them. */
#define SEED 1
/* What stands behind it in a packet is of no interest here. */
#define WINDOW " win "

/* Of the generated models.c, which has no header in this library. */
GResource *models_get_resource(void);

static char *read_text(const char *name, size_t *length, GError **error)
{
	g_autofree char *path = g_strconcat(FOLDER, name, NULL);
	g_autoptr(GBytes) bytes = NULL;
	const char *content;

	if (strchr(name, '/'))
		return file_read(name, length, error);
	bytes = g_resource_lookup_data(models_get_resource(), path,
				       G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
	if (!bytes) {
		g_set_error(error, EVIDENCE_ERROR, EVIDENCE_ERROR_SCRIPT,
			    "unknown script: '%s'", name);
		return NULL;
	}
	content = g_bytes_get_data(bytes, length);
	return g_strndup(content, *length);
}

static const char *stack_of(char *const *settings, const char *otherwise)
{
	for (size_t i = 0; settings && settings[i]; i++)
		if (g_str_has_prefix(settings[i], "stack="))
			otherwise = settings[i] + strlen("stack=");
	return otherwise;
}

static bool set_all(struct model *model, char *const *settings, bool all,
		    GError **error)
{
	for (size_t i = 0; settings && settings[i]; i++) {
		g_auto(GStrv) parts = g_strsplit(settings[i], "=", 2);

		if (strcmp(parts[0], "stack") == 0 ||
		    (!all && !model_row(model, parts[0])))
			continue;
		if (!model_set(model, parts[0], parts[1] ? parts[1] : "",
			       "--set", error))
			return false;
	}
	return true;
}

static struct model *load_stack(char *const *settings, char *const *laid_over,
				GError **error)
{
	const char *name = stack_of(settings, SETTINGS_DEFAULT_STACK);
	struct model *model =
	    model_load(MODEL_STACK, stack_of(laid_over, name), error);

	if (!model || (set_all(model, settings, true, error) &&
		       set_all(model, laid_over, false, error)))
		return model;
	model_free(model);
	return NULL;
}

/* A script that fails before its last line has not come to its point. */
static bool reached_its_point(const struct drill_script *script,
			      const struct drill_verdict *verdict)
{
	const struct drill_event *last =
	    g_ptr_array_index(script->events, script->events->len - 1);

	return verdict->kind == DRILL_OK || (verdict->kind == DRILL_NOT_OK &&
					     verdict->line == last->place.line);
}

static char *expected_result(const struct drill_call *call)
{
	if (call->errno_name)
		return g_strconcat("-1 ", call->errno_name, NULL);
	if (call->result->kind == DRILL_ANY)
		return g_strdup("...");
	return g_strdup_printf("%" G_GINT64_FORMAT, call->result->number);
}

/* The last line with what came of it. Of a packet, that is what was sent. A
 * count that is right has nothing to add. */
static char *last_line(const struct drill_script *script,
		       const struct drill_verdict *verdict)
{
	const struct drill_event *last =
	    g_ptr_array_index(script->events, script->events->len - 1);
	GString *line;
	const char *window;

	if (verdict->kind == DRILL_OK && last->kind == DRILL_EVENT_SHELL)
		return NULL;
	line = g_string_new(NULL);
	if (verdict->kind != DRILL_OK && last->kind != DRILL_EVENT_CALL) {
		if (last->kind == DRILL_EVENT_SHELL)
			g_string_append(line, "sockets in TIME-WAIT: ");
		g_string_append(line, verdict->actual ? verdict->actual
						      : verdict->text);
		window = strstr(line->str, WINDOW);
		if (window)
			g_string_truncate(line, (gsize)(window - line->str));
		return g_string_free(line, FALSE);
	}
	drill_event_print(line, last);
	if (last->kind == DRILL_EVENT_CALL) {
		g_autofree char *result = verdict->actual
					      ? g_strdup(verdict->actual)
					      : expected_result(&last->call);

		g_string_append_printf(line, " = %s", result);
	}
	return g_string_free(line, FALSE);
}

bool script_play(const char *name, char *const *settings,
		 char *const *laid_over, bool *ok, char **last, GError **error)
{
	struct drill_script *script = NULL;
	struct drill_verdict verdict;
	struct model *model = NULL;
	g_autofree char *text = NULL;
	size_t length;
	bool played = false;

	text = read_text(name, &length, error);
	if (text)
		script = drill_script_parse(name, text, length, NULL, error);
	if (script)
		model = load_stack(settings, laid_over, error);
	drill_verdict_init(&verdict);
	if (model) {
		drill_run(script, model_values(model), SEED, &verdict);
		played = reached_its_point(script, &verdict) ||
			 (laid_over && verdict.kind == DRILL_NOT_OK);
		if (!played)
			g_set_error(error, EVIDENCE_ERROR,
				    EVIDENCE_ERROR_SCRIPT, "%s", verdict.text);
	}
	if (played) {
		*ok = verdict.kind == DRILL_OK;
		*last = last_line(script, &verdict);
	}
	drill_verdict_fini(&verdict);
	drill_script_free(script);
	model_free(model);
	return played;
}
