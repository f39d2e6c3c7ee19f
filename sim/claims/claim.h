#ifndef CLAIMS_CLAIM_H
#define CLAIMS_CLAIM_H

#include "claims/evidence.h"

#include <glib.h>
#include <stdbool.h>

/**
 * DOC: A claim, and the experiments that decide about it
 *
 * A file models/claims/NAME.ini, bundled into the program, or any other file of
 * that form:
 *
 *	[claim]      number, title, claim (in our words), place (where it is
 *	             made), because (what the experiments show), verdict (which
 *	             --check holds against them), measured (what a real kernel
 *	             did), when (which kernel, and the date), measure (the
 *	             command); unchecked: why no run can tell, instead of parts
 *	[1], [2] ... a part of it, in both eras: says; scene, script, or neither
 *	             for a load; show, of, between: the number looked at, what
 *	             it counts, its range; the keys of a scene's [expect]; all
 *	             other keys are settings. {2} in a condition is the number
 *	             of part 2
 *	[1 then]     the same for one era only; keys of [1] hold as well,
 *	[1 now]      unless they are set again
 *	[aside], [aside 2 now] ...
 *	             the same, which must hold but decides nothing
 *
 * Then is linux-2.6.32, now is linux-6.18, unless 'stack' is set.
 */

#define CLAIM_ERROR claim_error_quark()
GQuark claim_error_quark(void);
enum claim_error {
	CLAIM_ERROR_UNKNOWN, /* no claim, group, key or verdict has that name */
	CLAIM_ERROR_MISSING, /* a key or a part is not there */
	CLAIM_ERROR_ASIDE,   /* what must hold aside does not */
};

enum claim_era { CLAIM_THEN, CLAIM_NOW, CLAIM_ERAS_N };

enum claim_verdict {
	CLAIM_TRUE,
	CLAIM_TRUE_THEN,
	CLAIM_HALF_TRUE_THEN,
	CLAIM_TRUE_NOW,
	CLAIM_HALF_TRUE,
	CLAIM_FALSE,
	CLAIM_NOT_CHECKED,
	CLAIM_VERDICTS_N,
};

/**
 * struct claim_part - Something that a claim says
 * @name:	Of its group: "1", "aside 2"
 * @of:		By era; of an aside one may be NULL
 */
struct claim_part {
	char *name;
	const char *says;
	bool aside;
	struct evidence *of[CLAIM_ERAS_N];
};

/**
 * struct claim - A file, read
 * @ini:	Of which the texts are parts
 * @recorded:	What its verdict should be
 * @recorded_line: Where that is
 * @parts:	Array of struct claim_part *
 * @verdict:	What follows from the parts, when they are judged
 */
struct claim {
	struct ini_file *ini;
	unsigned number;
	const char *title;
	const char *text;
	const char *place;
	const char *because;
	const char *measured;
	const char *when;
	const char *measure;
	const char *unchecked;
	enum claim_verdict recorded;
	unsigned recorded_line;
	GPtrArray *parts;
	enum claim_verdict verdict;
};

/** claim_era_name() - "then" */
const char *claim_era_name(enum claim_era era);

/** claim_era_stack() - "linux-2.6.32" */
const char *claim_era_stack(enum claim_era era);

/** claim_verdict_name() - "true then" */
const char *claim_verdict_name(enum claim_verdict verdict);

/**
 * claim_load() - Read a claim
 * @name:	Number of a bundled one, "3"; or the path of a file, if there is
 *		a '/' in it or it ends in .ini
 *
 * Return:	(transfer full) the claim; NULL and an error, which names file
 *		and line, or the claims there are
 */
struct claim *claim_load(const char *name,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void claim_free(struct claim *claim);

/**
 * claim_count() - How many parts there are, asides not counted
 * @hold_n:	Out: how many of them hold, by era
 */
unsigned claim_count(const struct claim *claim, unsigned hold_n[CLAIM_ERAS_N]);

/**
 * claim_deciding() - The part that a line about a claim shows
 *
 * The first that does not hold now; or then; or the first. NULL: there is none
 */
const struct claim_part *claim_deciding(const struct claim *claim);

/** claim_names() - (transfer full) numbers of the bundled claims, in order */
char **claim_names(void);

#endif
