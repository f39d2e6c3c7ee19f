#include "claims/claims_text.h"

#include <math.h>
#include <string.h>

/* RFC 4180: what has a comma or a quote is quoted */
static void append_field(GString *to, const char *text)
{
	bool quoted = strpbrk(text, ",\"") != NULL;

	if (to->len > 0 && to->str[to->len - 1] != '\n')
		g_string_append_c(to, ',');
	if (quoted)
		g_string_append_c(to, '"');
	for (; *text; text++)
		g_string_append(to,
				*text == '"' ? "\"\"" : (char[]){*text, '\0'});
	if (quoted)
		g_string_append_c(to, '"');
}

static void append_evidence(GString *to, const struct evidence *evidence)
{
	char value[G_ASCII_DTOSTR_BUF_SIZE] = "";

	if (evidence && isfinite(evidence->value))
		g_ascii_dtostr(value, sizeof(value), evidence->value);
	append_field(to, !evidence ? "" : evidence->holds ? "yes" : "no");
	append_field(to, value);
	append_field(to, evidence && evidence->shown ? evidence->shown : "");
}

char *claims_csv_new(const GPtrArray *claims)
{
	GString *to = g_string_new(
	    "number,claim,verdict,recorded,part,then.holds,then.value,"
	    "then.shown,now.holds,now.value,now.shown,measured\n");

	for (guint i = 0; i < claims->len; i++) {
		const struct claim *claim = g_ptr_array_index(claims, i);
		const struct claim_part *part = claim_deciding(claim);

		g_string_append_printf(to, "%u", claim->number);
		append_field(to, claim->title);
		append_field(to, claim_verdict_name(claim->verdict));
		append_field(to, claim_verdict_name(claim->recorded));
		append_field(to, part ? part->name : "");
		for (unsigned era = 0; era < CLAIM_ERAS_N; era++)
			append_evidence(to, part ? part->of[era] : NULL);
		append_field(to, claim->measured ? claim->measured : "");
		g_string_append_c(to, '\n');
	}
	return g_string_free(to, FALSE);
}
