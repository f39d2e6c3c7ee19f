#include "claims/evidence.h"

#include "trace/scene_expect.h"

#include <math.h>
#include <string.h>

GQuark evidence_error_quark(void)
{
	return g_quark_from_static_string("evidence-error");
}

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

/* Place of a key; the length if it is not there */
static guint place_of(const GArray *entries, const char *key)
{
	guint i = 0;

	while (i < entries->len &&
	       strcmp(evidence_entry(entries, i)->key, key) != 0)
		i++;
	return i;
}

static const char *value_of(const GArray *entries, const char *key)
{
	guint i = place_of(entries, key);

	return i < entries->len ? evidence_entry(entries, i)->value : NULL;
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
		const struct ini_entry *entry = evidence_entry(entries, i);
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
	const struct ini_entry *first = evidence_entry(entries, 0);
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
		ok =
		    read_entry(evidence, ini, evidence_entry(merged, i), error);
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
