#include "claims/claim.h"

#include "run/file_read.h"
#include "run/settings.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "/twsim/claims"
#define SUFFIX ".ini"
#define ASIDE  "aside"

/* Of the generated models.c, which has no header in this library. */
GResource *models_get_resource(void);

static const char *const verdict_names[] = {
    [CLAIM_TRUE] = "true",
    [CLAIM_TRUE_THEN] = "true then",
    [CLAIM_HALF_TRUE_THEN] = "half true then",
    [CLAIM_TRUE_NOW] = "true now",
    [CLAIM_HALF_TRUE] = "half true",
    [CLAIM_FALSE] = "false",
    [CLAIM_NOT_CHECKED] = "not checked",
};
G_STATIC_ASSERT(G_N_ELEMENTS(verdict_names) == CLAIM_VERDICTS_N);

static const char *const era_names[] = {"then", "now"};
static const char *const era_stacks[] = {"linux-2.6.32",
					 SETTINGS_DEFAULT_STACK};

GQuark claim_error_quark(void)
{
	return g_quark_from_static_string("claim-error");
}

const char *claim_era_name(enum claim_era era)
{
	return era_names[era];
}

const char *claim_era_stack(enum claim_era era)
{
	return era_stacks[era];
}

const char *claim_verdict_name(enum claim_verdict verdict)
{
	return verdict_names[verdict];
}

/* Finding the file: "03.ini" is the one of claim 3 */

static int compare_names(const void *a, const void *b)
{
	return atoi(*(const char *const *)a) - atoi(*(const char *const *)b);
}

char **claim_names(void)
{
	char **files = g_resource_enumerate_children(
	    models_get_resource(), FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
	GPtrArray *names = g_ptr_array_new();

	for (size_t i = 0; files && files[i]; i++)
		if (g_str_has_suffix(files[i], SUFFIX))
			g_ptr_array_add(names,
					g_strdup_printf("%d", atoi(files[i])));
	g_ptr_array_sort(names, compare_names);
	g_ptr_array_add(names, NULL);
	g_strfreev(files);
	return (char **)g_ptr_array_free(names, FALSE);
}

static bool unknown_claim(const char *name, GError **error)
{
	g_auto(GStrv) names = claim_names();
	guint n = g_strv_length(names);

	g_set_error(error, CLAIM_ERROR, CLAIM_ERROR_UNKNOWN,
		    "no claim is named '%s': a number from %s to %s is "
		    "expected, or the path of an .ini file",
		    name, n > 0 ? names[0] : "1", n > 0 ? names[n - 1] : "1");
	return false;
}

static bool read_ini(struct claim *claim, const char *name, GError **error)
{
	g_autofree char *file = NULL;
	g_autofree char *text = NULL;
	g_autoptr(GBytes) bytes = NULL;
	const char *content;
	guint64 number;
	size_t length;

	if (strchr(name, '/') || g_str_has_suffix(name, SUFFIX)) {
		text = file_read(name, &length, error);
		if (text)
			claim->ini = ini_file_parse(name, text, length, error);
		return claim->ini != NULL;
	}
	if (!g_ascii_string_to_unsigned(name, 10, 1, 99, &number, NULL))
		return unknown_claim(name, error);
	file = g_strdup_printf(FOLDER "/%02u" SUFFIX, (unsigned)number);
	bytes = g_resource_lookup_data(models_get_resource(), file,
				       G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
	if (!bytes)
		return unknown_claim(name, error);
	content = g_bytes_get_data(bytes, &length);
	claim->ini =
	    ini_file_parse(file + strlen("/twsim/"), content, length, error);
	return claim->ini != NULL;
}

/* [claim] */

static bool complain(const struct claim *claim, const struct ini_entry *entry,
		     const char *expected, GError **error)
{
	g_set_error(error, CLAIM_ERROR, CLAIM_ERROR_UNKNOWN,
		    "%s:%u: '%s' in [%s]: %s is expected",
		    ini_file_name(claim->ini), entry->line, entry->key,
		    entry->group, expected);
	return false;
}

static bool read_verdict(struct claim *claim, const struct ini_entry *entry,
			 GError **error)
{
	claim->recorded_line = entry->line;
	for (unsigned i = 0; i < CLAIM_VERDICTS_N; i++) {
		if (strcmp(verdict_names[i], entry->value) == 0) {
			claim->recorded = (enum claim_verdict)i;
			return true;
		}
	}
	return complain(claim, entry,
			"true, true then, half true then, true now, half true, "
			"false or not checked",
			error);
}

static bool read_number(struct claim *claim, const struct ini_entry *entry,
			GError **error)
{
	guint64 number;

	if (!g_ascii_string_to_unsigned(entry->value, 10, 1, 9999, &number,
					NULL))
		return complain(claim, entry, "a number from 1 to 9999", error);
	claim->number = (unsigned)number;
	return true;
}

static bool read_about(struct claim *claim, const struct ini_entry *entry,
		       GError **error)
{
	const struct {
		const char *key;
		const char **place;
	} texts[] = {
	    {"title", &claim->title},	    {"claim", &claim->text},
	    {"place", &claim->place},	    {"because", &claim->because},
	    {"measured", &claim->measured}, {"when", &claim->when},
	    {"measure", &claim->measure},   {"unchecked", &claim->unchecked},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		if (strcmp(texts[i].key, entry->key) == 0) {
			*texts[i].place = entry->value;
			return true;
		}
	}
	if (strcmp(entry->key, "number") == 0)
		return read_number(claim, entry, error);
	if (strcmp(entry->key, "verdict") == 0)
		return read_verdict(claim, entry, error);
	return complain(claim, entry,
			"number, title, claim, place, because, verdict, "
			"measured, when, measure or unchecked",
			error);
}

static bool check_about(const struct claim *claim, GError **error)
{
	unsigned hold_n[CLAIM_ERAS_N];
	const char *missing = !claim->number			? "number"
			      : !claim->title			? "title"
			      : !claim->text			? "claim"
			      : !claim->place			? "place"
			      : !claim->recorded_line		? "verdict"
			      : claim->measured && !claim->when ? "when"
								: NULL;

	if (missing) {
		g_set_error(error, CLAIM_ERROR, CLAIM_ERROR_MISSING,
			    "%s: '%s' is missing in [claim]",
			    ini_file_name(claim->ini), missing);
		return false;
	}
	if ((claim->unchecked != NULL) != (claim_count(claim, hold_n) == 0)) {
		g_set_error(error, CLAIM_ERROR, CLAIM_ERROR_MISSING,
			    "%s: either parts [1], [2] ... or 'unchecked' in "
			    "[claim] is expected",
			    ini_file_name(claim->ini));
		return false;
	}
	return true;
}

/* Parts */

/* "1 then" is of part "1" in an era; "1" of both. (transfer full) the part */
static char *split_group(const char *group, unsigned *eras)
{
	for (unsigned i = 0; i < CLAIM_ERAS_N; i++) {
		g_autofree char *end = g_strconcat(" ", era_names[i], NULL);

		if (!g_str_has_suffix(group, end))
			continue;
		*eras = 1u << i;
		return g_strndup(group, strlen(group) - strlen(end));
	}
	*eras = (1u << CLAIM_ERAS_N) - 1;
	return g_strdup(group);
}

static bool is_part_name(const char *name)
{
	if (g_str_has_prefix(name, ASIDE))
		name += strlen(ASIDE) + (name[strlen(ASIDE)] == ' ');
	else if (!*name)
		return false;
	return name[strspn(name, "0123456789")] == '\0';
}

/* What is written for a part in an era, what holds in both eras first. */
static GArray *entries_of(const struct claim *claim, const char *part,
			  unsigned era)
{
	GArray *both =
	    g_array_new(FALSE, FALSE, sizeof(const struct ini_entry *));
	g_autoptr(GArray) one =
	    g_array_new(FALSE, FALSE, sizeof(const struct ini_entry *));
	const struct ini_entry *entry;

	for (size_t i = 0; (entry = ini_file_entry(claim->ini, i)); i++) {
		unsigned eras;
		g_autofree char *name = split_group(entry->group, &eras);

		if (strcmp(name, part) != 0 || !(eras & (1u << era)))
			continue;
		if (eras == (1u << era))
			g_array_append_val(one, entry);
		else
			g_array_append_val(both, entry);
	}
	g_array_append_vals(both, one->data, one->len);
	return both;
}

static bool read_eras(struct claim *claim, struct claim_part *part,
		      unsigned eras, GError **error)
{
	for (unsigned era = 0; era < CLAIM_ERAS_N; era++) {
		g_autoptr(GArray) entries = NULL;

		if (!(eras & (1u << era)))
			continue;
		entries = entries_of(claim, part->name, era);
		part->of[era] =
		    evidence_new(claim->ini, entries, era_stacks[era], error);
		if (!part->of[era])
			return false;
		for (guint i = 0; i < entries->len; i++) {
			const struct ini_entry *entry =
			    g_array_index(entries, const struct ini_entry *, i);

			if (strcmp(entry->key, "says") == 0)
				part->says = entry->value;
		}
	}
	return true;
}

static bool read_part(struct claim *claim, const char *name,
		      const struct ini_entry *first, GError **error)
{
	struct claim_part *part = g_new0(struct claim_part, 1);
	const struct ini_entry *entry;
	unsigned eras = 0;

	g_ptr_array_add(claim->parts, part);
	part->name = g_strdup(name);
	part->aside = g_str_has_prefix(name, ASIDE);
	for (size_t i = 0; (entry = ini_file_entry(claim->ini, i)); i++) {
		unsigned more;
		g_autofree char *group = split_group(entry->group, &more);

		if (strcmp(group, name) == 0)
			eras |= more;
	}
	if (!read_eras(claim, part, eras, error))
		return false;
	if (!part->says)
		return complain(claim, first, "says, with what it says,",
				error);
	if (part->aside || (part->of[CLAIM_THEN] && part->of[CLAIM_NOW]))
		return true;
	return complain(claim, first, "the same part in the other era", error);
}

static bool has_part(const struct claim *claim, const char *name)
{
	for (guint i = 0; i < claim->parts->len; i++) {
		const struct claim_part *part =
		    g_ptr_array_index(claim->parts, i);

		if (strcmp(part->name, name) == 0)
			return true;
	}
	return false;
}

static bool read_entry(struct claim *claim, const struct ini_entry *entry,
		       GError **error)
{
	unsigned eras;
	g_autofree char *name = split_group(entry->group, &eras);

	if (strcmp(entry->group, "claim") == 0)
		return read_about(claim, entry, error);
	if (!is_part_name(name))
		return complain(claim, entry,
				"a group claim, 1, 2 ... or aside, with ' "
				"then' or ' now' for one era,",
				error);
	return has_part(claim, name) || read_part(claim, name, entry, error);
}

static void part_free(void *data)
{
	struct claim_part *part = data;

	for (unsigned era = 0; era < CLAIM_ERAS_N; era++)
		evidence_free(part->of[era]);
	g_free(part->name);
	g_free(part);
}

struct claim *claim_load(const char *name, GError **error)
{
	struct claim *claim = g_new0(struct claim, 1);
	const struct ini_entry *entry;
	bool ok;

	claim->parts = g_ptr_array_new_with_free_func(part_free);
	claim->verdict = CLAIM_NOT_CHECKED;
	ok = read_ini(claim, name, error);
	for (size_t i = 0; ok && (entry = ini_file_entry(claim->ini, i)); i++)
		ok = read_entry(claim, entry, error);
	if (ok && check_about(claim, error))
		return claim;
	claim_free(claim);
	return NULL;
}

unsigned claim_count(const struct claim *claim, unsigned hold_n[CLAIM_ERAS_N])
{
	unsigned parts_n = 0;

	memset(hold_n, 0, CLAIM_ERAS_N * sizeof(*hold_n));
	for (guint i = 0; i < claim->parts->len; i++) {
		const struct claim_part *part =
		    g_ptr_array_index(claim->parts, i);

		if (part->aside)
			continue;
		parts_n++;
		for (unsigned era = 0; era < CLAIM_ERAS_N; era++)
			hold_n[era] += part->of[era]->holds;
	}
	return parts_n;
}

const struct claim_part *claim_deciding(const struct claim *claim)
{
	const struct claim_part *deciding = NULL;

	for (unsigned era = 0; era < CLAIM_ERAS_N; era++) {
		for (guint i = claim->parts->len; i-- > 0;) {
			const struct claim_part *part =
			    g_ptr_array_index(claim->parts, i);

			if (!part->aside && !part->of[era]->holds)
				deciding = part;
		}
	}
	for (guint i = 0; !deciding && i < claim->parts->len; i++) {
		const struct claim_part *part =
		    g_ptr_array_index(claim->parts, i);

		if (!part->aside)
			deciding = part;
	}
	return deciding;
}

void claim_free(struct claim *claim)
{
	if (!claim)
		return;
	g_ptr_array_unref(claim->parts);
	ini_file_free(claim->ini);
	g_free(claim);
}
