#include "claims/claims_text.h"

#include "run/report_text.h"

#include <string.h>

static void append_head(GString *to)
{
	g_string_append(to,
			"# The claims of the source text, put to the test\n\n");
	report_text_wrap(
	    to, "", 0,
	    "twsim was made to check a text about TIME-WAIT of 2015 and 2016: "
	    "its first draft, and the finished article. Here is each of its "
	    "claims, in other words, with the verdict that follows from "
	    "experiments, with the kernel of its time and with that of today.");
	g_string_append_c(to, '\n');
	report_text_wrap(
	    to, "", 0,
	    "This page is generated: `./twsim claims --format markdown`. "
	    "`./twsim claims N` shows one claim with its segments, and "
	    "`./twsim claims --check` that no verdict has changed. The "
	    "experiments are data, `models/claims/`.");
	g_string_append_c(to, '\n');
	g_string_append_printf(
	    to,
	    "- Then is %s, now is %s, unless a command says otherwise.\n"
	    "- A claim has parts. All hold in both eras: true; none in "
	    "either: false. All\n"
	    "  then, but not now: true then. All now, but not then: true now. "
	    "Some then, and\n"
	    "  none now: half true then. Else it is half true.\n"
	    "- What is beside the point, but helps to see it, is an aside: it "
	    "must hold, and\n"
	    "  decides nothing.\n"
	    "- Measured is what a real kernel did, on a virtual machine, in "
	    "network namespaces.\n\n",
	    claim_era_stack(CLAIM_THEN), claim_era_stack(CLAIM_NOW));
}

/* A '|' would end a cell. */
static void append_cell(GString *to, const char *text)
{
	g_string_append_c(to, ' ');
	for (; *text; text++)
		g_string_append(to,
				*text == '|' ? "\\|" : (char[]){*text, '\0'});
	g_string_append(to, " |");
}

static void append_row(GString *to, const struct claim *claim)
{
	const struct claim_part *part = claim_deciding(claim);
	g_autofree char *name =
	    g_strdup_printf("[%u](#claim-%u)", claim->number, claim->number);
	g_autofree char *verdict =
	    g_strdup_printf("**%s**", claim_verdict_name(claim->verdict));

	g_string_append_c(to, '|');
	append_cell(to, name);
	append_cell(to, claim->title);
	append_cell(to, verdict);
	for (unsigned era = 0; era < CLAIM_ERAS_N; era++) {
		g_autofree char *outcome =
		    claims_outcome_new(part ? part->of[era] : NULL);

		append_cell(to, outcome);
	}
	append_cell(to, claim->measured ? claim->measured : "-");
	g_string_append_c(to, '\n');
}

static void append_part(GString *to, const struct claim_part *part)
{
	g_autofree char *label = g_strdup_printf("- *%s*:", part->name);

	report_text_wrap(to, label, strlen(label) + 1, part->says);
	for (unsigned era = 0; era < CLAIM_ERAS_N; era++) {
		const struct evidence *evidence = part->of[era];
		g_autofree char *outcome = claims_outcome_new(evidence);
		g_autofree char *command = NULL;

		if (!evidence)
			continue;
		command = evidence_command(evidence);
		g_string_append_printf(to, "  - %s, %s\\\n    `%s`\n",
				       claim_era_name((enum claim_era)era),
				       outcome, command);
	}
}

static void append_claim(GString *to, const struct claim *claim)
{
	g_autofree char *count = claims_count_new(claim);
	g_autofree char *measured = claims_measured_new(claim);

	g_string_append_printf(to, "\n### Claim %u\n\n", claim->number);
	report_text_wrap(to, "", 0, claim->text);
	g_string_append_printf(to, "(%s.)\n\n", claim->place);
	g_string_append_printf(
	    to, "**%s%s**: ", claim->unchecked ? "" : "Verdict: ",
	    claim_verdict_name(claim->verdict));
	g_string_append_printf(to, "%s.\n",
			       claim->unchecked ? claim->unchecked : count);
	if (claim->because)
		report_text_wrap(to, "", 0, claim->because);
	if (claim->parts->len > 0)
		g_string_append_c(to, '\n');
	for (guint i = 0; i < claim->parts->len; i++)
		append_part(to, g_ptr_array_index(claim->parts, i));
	if (measured)
		g_string_append_printf(to, "\nMeasured: %s.", measured);
	if (claim->measure)
		g_string_append_printf(to, " Again: `%s`.", claim->measure);
	if (measured || claim->measure)
		g_string_append_c(to, '\n');
}

char *claims_markdown_new(const GPtrArray *claims)
{
	GString *to = g_string_new(NULL);

	append_head(to);
	g_string_append(to, "| | claim | verdict | then | now | measured |\n"
			    "|---|---|---|---|---|---|\n");
	for (guint i = 0; i < claims->len; i++)
		append_row(to, g_ptr_array_index(claims, i));
	for (guint i = 0; i < claims->len; i++)
		append_claim(to, g_ptr_array_index(claims, i));
	return g_string_free(to, FALSE);
}
