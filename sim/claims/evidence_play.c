#include "claims/evidence.h"

#include "claims/script.h"
#include "run/settings.h"
#include "trace/scene_expect.h"
#include "trace/scene_lines.h"

#include <string.h>

/* Playing */

/* Add "NAME=VALUE", or put it in the place of the one of that name. */
static void put(GPtrArray *all, char *assignment)
{
	size_t length = strcspn(assignment, "=") + 1;
	guint i = 0;

	while (i < all->len &&
	       strncmp(g_ptr_array_index(all, i), assignment, length) != 0)
		i++;
	if (i == all->len) {
		g_ptr_array_add(all, assignment);
		return;
	}
	g_free(all->pdata[i]);
	all->pdata[i] = assignment;
}

/* (transfer full) "NAME=VALUE" of all settings, then of those laid over */
static char **settings_of(const struct evidence *evidence,
			  char *const *laid_over)
{
	GPtrArray *all = g_ptr_array_new();

	put(all, g_strconcat("stack=", evidence->stack, NULL));
	for (guint i = 0; i < evidence->settings->len; i++) {
		const struct ini_entry *entry =
		    evidence_entry(evidence->settings, i);

		put(all, g_strconcat(entry->key, "=", entry->value, NULL));
	}
	for (size_t i = 0; laid_over && laid_over[i]; i++)
		put(all, g_strdup(laid_over[i]));
	g_ptr_array_add(all, NULL);
	return (char **)g_ptr_array_free(all, FALSE);
}

static bool set_up_load(struct evidence *evidence, char **given, GError **error)
{
	struct settings settings;
	bool ok = true;

	settings_init(&settings, &evidence->scenario);
	for (size_t i = 0; ok && given[i]; i++) {
		char *equals = strchr(given[i], '=');

		if (!equals) {
			ok = scenario_set(&evidence->scenario, given[i], error);
			break;
		}
		*equals = '\0';
		ok = settings_take(&settings, given[i], equals + 1, "", error);
	}
	ok = ok && settings_finish(&settings, error);
	settings_fini(&settings);
	return ok;
}

static bool play_scene(struct evidence *evidence, char **given, GError **error)
{
	struct scene *scene = scene_load(evidence->subject, given, error);
	bool ok = scene && scene_play(scene, &evidence->run, error);

	if (ok)
		evidence->lines = scene_lines_new(scene, &evidence->run);
	scene_free(scene);
	return ok;
}

bool evidence_play(struct evidence *evidence, char *const *laid_over,
		   GError **error)
{
	g_auto(GStrv) given = NULL;
	bool ok = false;

	evidence->laid_over = laid_over;
	given = settings_of(
	    evidence, evidence->kind == EVIDENCE_SCRIPT ? NULL : laid_over);
	switch (evidence->kind) {
	case EVIDENCE_LOAD:
		ok = set_up_load(evidence, given, error);
		break;
	case EVIDENCE_SCENE:
		ok = play_scene(evidence, given, error);
		break;
	case EVIDENCE_SCRIPT:
		ok = script_play(evidence->subject, given, laid_over,
				 &evidence->holds, &evidence->shown, error);
		break;
	}
	if (!ok)
		g_prefix_error(error, "%s", evidence->place);
	return ok;
}

/* Judging */

void evidence_read(struct evidence *evidence)
{
	g_autofree char *number = NULL;

	if (!evidence->has_quantity)
		return;
	evidence->value = quantity_read(
	    &evidence->quantity, &evidence->run.results, evidence->run.events);
	number = quantity_text(&evidence->quantity, evidence->value);
	g_free(evidence->shown);
	evidence->shown =
	    evidence->words ? g_strdup_printf("%s %s", number, evidence->words)
			    : g_strdup(number);
}

/* (transfer full) @text with the values of other parts for their {NAMES} */
static char *fill_in(const char *text, evidence_named_fn *named, void *data,
		     GError **error)
{
	GString *filled = g_string_new(NULL);

	while (*text) {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;
		g_autofree char *name = NULL;
		double value;

		if (!end) {
			g_string_append_c(filled, *text++);
			continue;
		}
		name = g_strndup(text + 1, (gsize)(end - text - 1));
		if (!named(name, &value, data)) {
			g_set_error(error, EVIDENCE_ERROR, EVIDENCE_ERROR_NAME,
				    "'{%s}' is no part with a number", name);
			g_string_free(filled, TRUE);
			return NULL;
		}
		g_string_append_printf(filled, "%.17g", value);
		text = end + 1;
	}
	return g_string_free(filled, FALSE);
}

static bool judge_between(struct evidence *evidence, GError **error)
{
	const struct ini_entry *between = evidence->between;
	bool is;

	if (!between)
		return true;
	if (!quantity_is_between(&evidence->quantity, evidence->value,
				 between->value, &is, error)) {
		g_prefix_error(error, "%s:%u: between: ", evidence->file,
			       between->line);
		return false;
	}
	if (!is)
		g_ptr_array_add(evidence->unmet,
				g_strdup_printf("%s:%u: %s is not from %s",
						evidence->file, between->line,
						evidence->shown,
						between->value));
	return true;
}

bool evidence_judge(struct evidence *evidence, evidence_named_fn *named,
		    void *data, GError **error)
{
	struct scene_check check = {evidence->file, &evidence->run,
				    evidence->lines, evidence->lines,
				    evidence->unmet};

	if (evidence->kind == EVIDENCE_SCRIPT)
		return true;
	for (guint i = 0; i < evidence->expected->len; i++) {
		struct ini_entry entry = *evidence_entry(evidence->expected, i);
		g_autofree char *value =
		    fill_in(entry.value, named, data, error);

		entry.value = value;
		if (!value) {
			g_prefix_error(error, "%s:%u: ", evidence->file,
				       entry.line);
			return false;
		}
		if (!scene_expect_entry(&check, &entry, error))
			return false;
	}
	if (!judge_between(evidence, error))
		return false;
	evidence->holds = evidence->unmet->len == 0;
	return true;
}

/* Repeating by hand */

static void append_settings(GString *to, const struct evidence *evidence,
			    bool as_options)
{
	g_auto(GStrv) given = settings_of(evidence, evidence->laid_over);

	for (size_t i = 0; given[i]; i++) {
		char *equals = strchr(given[i], '=');
		g_autofree char *quoted = NULL;

		*equals = '\0';
		if (as_options) {
			settings_option(to, given[i], equals + 1);
			continue;
		}
		if (strpbrk(equals + 1, " <>"))
			quoted = g_shell_quote(equals + 1);
		g_string_append_printf(to, " --set %s=%s", given[i],
				       quoted ? quoted : equals + 1);
	}
}

char *evidence_command(const struct evidence *evidence)
{
	GString *command = g_string_new("./twsim ");

	switch (evidence->kind) {
	case EVIDENCE_LOAD:
		g_string_append(command, "run");
		break;
	case EVIDENCE_SCENE:
		g_string_append_printf(command, "trace %s", evidence->subject);
		break;
	case EVIDENCE_SCRIPT:
		g_string_append_printf(
		    command, "drill %s%s",
		    strchr(evidence->subject, '/') ? "" : SCRIPT_FOLDER,
		    evidence->subject);
		break;
	}
	append_settings(command, evidence, evidence->kind != EVIDENCE_SCENE);
	return g_string_free(command, FALSE);
}
