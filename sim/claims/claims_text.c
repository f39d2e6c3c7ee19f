#include "claims/claims_text.h"

#include "run/report_text.h"

#include <string.h>

#define INDENT 10
/* More segments than that say less: the command prints them. */
#define LINES_MAX 20

char *claims_outcome_new(const struct evidence *evidence)
{
	const char *answer;

	if (!evidence)
		return g_strdup("-");
	answer = evidence->holds ? "yes" : "no";
	return evidence->shown
		   ? g_strdup_printf("%s: %s", answer, evidence->shown)
		   : g_strdup(answer);
}

char *claims_count_new(const struct claim *claim)
{
	unsigned n[CLAIM_ERAS_N];
	unsigned parts_n = claim_count(claim, n);

	return g_strdup_printf("%u of %u part%s held then, %u now",
			       n[CLAIM_THEN], parts_n, parts_n == 1 ? "" : "s",
			       n[CLAIM_NOW]);
}

char *claims_measured_new(const struct claim *claim)
{
	return claim->measured
		   ? g_strdup_printf("%s (%s)", claim->measured, claim->when)
		   : NULL;
}

static void append_item(GString *to, const char *label, const char *text)
{
	if (text)
		report_text_wrap(to, label, INDENT, text);
}

static void append_lines(GString *to, const char *lines)
{
	unsigned n = 0;

	for (const char *c = lines; c && *c; c++)
		n += *c == '\n';
	if (n > LINES_MAX)
		g_string_append_printf(to, "%*s(%u segments)\n", INDENT, "", n);
	else if (n > 0)
		g_string_append(to, lines);
}

static void append_evidence(GString *to, const struct evidence *evidence,
			    enum claim_era era)
{
	g_autofree char *outcome = claims_outcome_new(evidence);
	g_autofree char *command = evidence_command(evidence);
	g_autofree char *label = g_strdup_printf("    %s", claim_era_name(era));

	append_item(to, label, outcome);
	g_string_append_printf(to, "%*s$ %s\n", INDENT, "", command);
	for (guint i = 0; i < evidence->unmet->len; i++)
		append_item(to, "", g_ptr_array_index(evidence->unmet, i));
	append_lines(to, evidence->lines);
}

static void append_part(GString *to, const struct claim_part *part)
{
	g_autofree char *label =
	    g_strdup_printf("%s%s", part->aside ? "" : "Part ", part->name);

	label[0] = g_ascii_toupper(label[0]);
	g_string_append_c(to, '\n');
	append_item(to, label, part->says);
	for (unsigned era = 0; era < CLAIM_ERAS_N; era++)
		if (part->of[era])
			append_evidence(to, part->of[era], (enum claim_era)era);
}

char *claims_text_new(const struct claim *claim)
{
	GString *to = g_string_new(NULL);
	g_autofree char *count = claims_count_new(claim);
	g_autofree char *verdict =
	    g_strdup_printf("%s: %s", claim_verdict_name(claim->verdict),
			    claim->unchecked ? claim->unchecked : count);

	g_autofree char *measured = claims_measured_new(claim);

	g_string_append_printf(to, "%u. %s\n\n", claim->number, claim->title);
	append_item(to, "Claim", claim->text);
	append_item(to, "Place", claim->place);
	append_item(to, "Verdict", verdict);
	append_item(to, "Because", claim->because);
	append_item(to, "Measured", measured);
	if (claim->measure)
		g_string_append_printf(to, "%*s$ %s\n", INDENT, "",
				       claim->measure);
	for (guint i = 0; i < claim->parts->len; i++)
		append_part(to, g_ptr_array_index(claim->parts, i));
	return g_string_free(to, FALSE);
}
