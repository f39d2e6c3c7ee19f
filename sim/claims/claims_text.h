#ifndef CLAIMS_CLAIMS_TEXT_H
#define CLAIMS_CLAIMS_TEXT_H

#include "claims/claim.h"

#include <json-glib/json-glib.h>

/**
 * DOC: What claims came to, for people and for programs
 *
 * Of struct claim *, judged. All texts are (transfer full); they do not depend
 * on how long anything took.
 */

/** The schema of claims_json_new(); a change of a name changes the number */
#define CLAIMS_JSON_SCHEMA "twsim.claims/1"

/** claims_table_new() - A row for each, no line wider than 100 columns */
char *claims_table_new(const GPtrArray *claims);

/** claims_text_new() - One, with its reasoning, commands and segments */
char *claims_text_new(const struct claim *claim);

/** claims_markdown_new() - docs/CLAIMS.md */
char *claims_markdown_new(const GPtrArray *claims);

/** claims_json_new() - All that is known */
JsonNode *claims_json_new(const GPtrArray *claims);

/** claims_csv_new() - A header, and a line for each */
char *claims_csv_new(const GPtrArray *claims);

/** claims_outcome_new() - "yes: 61.4 s", "no"; "-" if there is none */
char *claims_outcome_new(const struct evidence *evidence);

/** claims_count_new() - "2 of 3 parts held then, 1 of 3 now" */
char *claims_count_new(const struct claim *claim);

/** claims_measured_new() - "12 ms (linux 6.18.44, 2026-11-23)"; NULL: not */
char *claims_measured_new(const struct claim *claim);

#endif
