#ifndef CLAIMS_EVIDENCE_H
#define CLAIMS_EVIDENCE_H

#include "claims/quantity.h"
#include "run/ini_file.h"
#include "run/scenario.h"
#include "trace/scene.h"

#include <glib.h>
#include <stdbool.h>

/**
 * DOC: One experiment, and what must come out of it
 *
 * A load (as twsim run), a scene (as twsim trace) or a script (as twsim drill).
 * Read, set up, played, judged, in this order; each step once.
 */

#define EVIDENCE_ERROR evidence_error_quark()
GQuark evidence_error_quark(void);
enum evidence_error {
	EVIDENCE_ERROR_KEY,    /* a key that this kind does not have */
	EVIDENCE_ERROR_SCRIPT, /* there is none of that name, or it is none */
	EVIDENCE_ERROR_NAME,   /* {NAME} is no other part */
};

enum evidence_kind { EVIDENCE_LOAD, EVIDENCE_SCENE, EVIDENCE_SCRIPT };

/**
 * struct evidence - An experiment
 * @subject:	Name of the scene or script; NULL: a load
 * @place:	"FILE:LINE: ", where it begins
 * @stack:	Unless @settings name another
 * @settings, @expected: Of const struct ini_entry *, borrowed
 * @between:	Range of @quantity; NULL: none
 * @words:	What @quantity counts
 * @laid_over:	"NAME=VALUE", borrowed; may be NULL
 * @scenario:	EVIDENCE_LOAD: set up
 * @run:	What happened; of a load only the results
 * @value:	Of @quantity; NaN: none
 * @shown:	The number that decides, in words
 * @lines:	EVIDENCE_SCENE: its segments
 * @unmet:	Array of char *: what did not come out
 * @holds:	All came out
 */
struct evidence {
	enum evidence_kind kind;
	const char *subject;
	char *place;
	const char *file;
	const char *stack;
	GArray *settings;
	GArray *expected;
	const struct ini_entry *between;
	bool has_quantity;
	struct quantity quantity;
	const char *words;
	char *const *laid_over;
	struct scenario scenario;
	struct scene_run run;
	double value;
	char *shown;
	char *lines;
	GPtrArray *unmet;
	bool holds;
};

/** evidence_entry() - Of an array of them */
static inline const struct ini_entry *evidence_entry(const GArray *entries,
						     guint i)
{
	return g_array_index(entries, const struct ini_entry *, i);
}

/**
 * evidence_new() - Read what is to be done
 * @ini:	Of which @entries are
 * @entries:	Of const struct ini_entry *; of two equal keys the later holds
 * @stack:	Unless the entries name another
 *
 * Return:	(transfer full) the experiment; NULL and an error with its place
 */
struct evidence *evidence_new(const struct ini_file *ini, const GArray *entries,
			      const char *stack,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void evidence_free(struct evidence *evidence);

/**
 * evidence_play() - Set it up; a scene and a script are played as well
 * @laid_over:	Settings over its own
 *
 * A load is left to run: results of @scenario.config belong into @run.results.
 */
bool evidence_play(struct evidence *evidence, char *const *laid_over,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** evidence_read() - When all have run: read @value and @shown */
void evidence_read(struct evidence *evidence);

/** evidence_named_fn - Value of another part, for {NAME} in an expectation */
typedef bool evidence_named_fn(const char *name, double *value, void *data);

/** evidence_judge() - Did everything come out? */
bool evidence_judge(struct evidence *evidence, evidence_named_fn *named,
		    void *data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** evidence_command() - (transfer full) "./twsim run --rate 500/s ..." */
char *evidence_command(const struct evidence *evidence);

#endif
