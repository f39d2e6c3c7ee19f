#include "claims/evidence.h"

#include "claims/script.h"
#include "run/settings.h"
#include "trace/scene_expect.h"
#include "trace/scene_lines.h"

#include <math.h>
#include <string.h>

GQuark evidence_error_quark(void)
{
	return g_quark_from_static_string("evidence-error");
}

/* Reading */

static bool complain(const struct ini_file *ini, const struct ini_entry *entry,
		     const char *expected, GError **error)
{
	g_set_error(error, EVIDENCE_ERROR, EVIDENCE_ERROR_KEY,
		    "%s:%u: '%s' in [%s]: %s", ini_file_name(ini), entry->line,
		    entry->key, entry->group, expected);
	return false;
}

static bool read_show(struct evidence *evidence, const struct ini_file *ini,
		      const struct ini_entry *entry, GError **error)
{
	if (!quantity_parse(&evidence->quantity, entry->value, error)) {
		g_prefix_error(error, "%s:%u: show: ", ini_file_name(ini),
			       entry->line);
		return false;
	}
	evidence->has_quantity = true;
	if (!evidence->quantity.row && evidence->kind != EVIDENCE_SCENE)
		return complain(ini, entry, "a state is seen in a scene only",
				error);
	return true;
}

/* What a kind has: a load has no lines, a script says itself what it expects */
static bool read_expected(struct evidence *evidence, const struct ini_file *ini,
			  const struct ini_entry *entry, GError **error)
{
	if (evidence->kind == EVIDENCE_SCRIPT)
		return complain(ini, entry, "a script expects nothing else",
				error);
	if (evidence->kind == EVIDENCE_LOAD &&
	    !g_str_has_prefix(entry->key, "results"))
		return complain(ini, entry, "of a load, results are expected",
				error);
	g_array_append_val(evidence->expected, entry);
	return true;
}

static bool read_entry(struct evidence *evidence, const struct ini_file *ini,
		       const struct ini_entry *entry, GError **error)
{
	const char *key = entry->key;

	if (strcmp(key, "says") == 0 || strcmp(key, "scene") == 0 ||
	    strcmp(key, "script") == 0)
		return true;
	if (strcmp(key, "show") == 0)
		return read_show(evidence, ini, entry, error);
	if (strcmp(key, "of") == 0)
		evidence->words = entry->value;
	else if (strcmp(key, "between") == 0)
		evidence->between = entry;
	else if (scene_expect_is_key(key))
		return read_expected(evidence, ini, entry, error);
	else
		g_array_append_val(evidence->settings, entry);
	return true;
}

static const struct ini_entry *entry_at(const GArray *entries, guint i)
{
	return g_array_index(entries, const struct ini_entry *, i);
}

/* Place of a key; the length if it is not there */
static guint place_of(const GArray *entries, const char *key)
{
	guint i = 0;

	while (i < entries->len && strcmp(entry_at(entries, i)->key, key) != 0)
		i++;
	return i;
}

static const char *value_of(const GArray *entries, const char *key)
{
	guint i = place_of(entries, key);

	return i < entries->len ? entry_at(entries, i)->value : NULL;
}

static GArray *entries_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(const struct ini_entry *));
}

/* Of equal keys the last, in the place of the first */
static GArray *merge(const GArray *entries)
{
	GArray *merged = entries_new();

	for (guint i = 0; i < entries->len; i++) {
		const struct ini_entry *entry = entry_at(entries, i);
		guint place = place_of(merged, entry->key);

		if (place == merged->len)
			g_array_append_val(merged, entry);
		else
			g_array_index(merged, const struct ini_entry *, place) =
			    entry;
	}
	return merged;
}

static bool check_whole(const struct evidence *evidence,
			const struct ini_file *ini,
			const struct ini_entry *first, GError **error)
{
	if (evidence->between && !evidence->has_quantity)
		return complain(ini, evidence->between, "show is missing",
				error);
	if (evidence->kind == EVIDENCE_SCRIPT || evidence->between ||
	    evidence->expected->len > 0)
		return true;
	return complain(ini, first,
			"nothing is expected: between, results, line.N or "
			"never.N is missing",
			error);
}

static void name_subject(struct evidence *evidence, const GArray *entries)
{
	const char *script = value_of(entries, "script");
	const char *scene = value_of(entries, "scene");

	evidence->subject = script ? script : scene;
	evidence->kind = script	 ? EVIDENCE_SCRIPT
			 : scene ? EVIDENCE_SCENE
				 : EVIDENCE_LOAD;
}

struct evidence *evidence_new(const struct ini_file *ini, const GArray *entries,
			      const char *stack, GError **error)
{
	struct evidence *evidence = g_new0(struct evidence, 1);
	g_autoptr(GArray) merged = merge(entries);
	const struct ini_entry *first = entry_at(entries, 0);
	bool ok = true;

	name_subject(evidence, merged);
	evidence->stack = stack;
	evidence->file = ini_file_name(ini);
	evidence->place =
	    g_strdup_printf("%s:%u: ", evidence->file, first->line);
	evidence->settings = entries_new();
	evidence->expected = entries_new();
	evidence->unmet = g_ptr_array_new_with_free_func(g_free);
	evidence->value = (double)NAN;
	scenario_init(&evidence->scenario);
	for (guint i = 0; ok && i < merged->len; i++)
		ok = read_entry(evidence, ini, entry_at(merged, i), error);
	if (ok && check_whole(evidence, ini, first, error))
		return evidence;
	evidence_free(evidence);
	return NULL;
}

void evidence_free(struct evidence *evidence)
{
	if (!evidence)
		return;
	scenario_fini(&evidence->scenario);
	scene_run_fini(&evidence->run);
	g_array_unref(evidence->settings);
	g_array_unref(evidence->expected);
	g_ptr_array_unref(evidence->unmet);
	g_free(evidence->place);
	g_free(evidence->shown);
	g_free(evidence->lines);
	g_free(evidence);
}

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
		const struct ini_entry *entry = entry_at(evidence->settings, i);

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
		struct ini_entry entry = *entry_at(evidence->expected, i);
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
