#include "claims/claims_text.h"

#include <string.h>

#define GAP 2

enum {
	COLUMN_NUMBER,
	COLUMN_CLAIM,
	COLUMN_VERDICT,
	COLUMN_THEN,
	COLUMN_NOW,
	COLUMN_MEASURED,
	COLUMNS_N
};

static const struct {
	const char *name;
	size_t width;
} columns[] = {
    {"", 2},	  {"CLAIM", 30}, {"VERDICT", 10},
    {"THEN", 16}, {"NOW", 16},	 {"MEASURED", 16},
};
G_STATIC_ASSERT(G_N_ELEMENTS(columns) == COLUMNS_N);

/* Up to the blank where a line may end: never within a number like 28 232. */
static size_t word_length(const char *text)
{
	size_t i = 0;

	while (text[i] &&
	       (text[i] != ' ' || (i > 0 && g_ascii_isdigit(text[i - 1]) &&
				   g_ascii_isdigit(text[i + 1]))))
		i++;
	return i;
}

/* As many words as fit; at least one */
static size_t line_length(const char *text, size_t width)
{
	size_t length = word_length(text);

	while (text[length] == ' ') {
		size_t more = length + 1 + word_length(text + length + 1);

		if (more > width)
			break;
		length = more;
	}
	return length;
}

static void append_row(GString *to, const char *const *cells)
{
	const char *left[COLUMNS_N];
	bool more = true;

	memcpy(left, cells, sizeof(left));
	while (more) {
		size_t line = to->len;
		size_t column = 0;

		more = false;
		for (size_t i = 0; i < COLUMNS_N; i++) {
			size_t length = line_length(left[i], columns[i].width);

			while (length > 0 && to->len - line < column)
				g_string_append_c(to, ' ');
			g_string_append_len(to, left[i], (gssize)length);
			left[i] += length + (left[i][length] == ' ');
			more |= *left[i] != '\0';
			column += columns[i].width + GAP;
		}
		g_string_append_c(to, '\n');
	}
}

static void append_claim(GString *to, const struct claim *claim)
{
	const struct claim_part *part = claim_deciding(claim);
	g_autofree char *number = g_strdup_printf("%2u", claim->number);
	g_autofree char *then =
	    claims_outcome_new(part ? part->of[CLAIM_THEN] : NULL);
	g_autofree char *now =
	    claims_outcome_new(part ? part->of[CLAIM_NOW] : NULL);
	const char *const cells[COLUMNS_N] = {
	    [COLUMN_NUMBER] = number,
	    [COLUMN_CLAIM] = claim->title,
	    [COLUMN_VERDICT] = claim_verdict_name(claim->verdict),
	    [COLUMN_THEN] = then,
	    [COLUMN_NOW] = now,
	    [COLUMN_MEASURED] = claim->measured ? claim->measured : "-",
	};

	append_row(to, cells);
}

char *claims_table_new(const GPtrArray *claims)
{
	GString *to = g_string_new(NULL);
	const char *names[COLUMNS_N];

	for (size_t i = 0; i < COLUMNS_N; i++)
		names[i] = columns[i].name;
	append_row(to, names);
	for (guint i = 0; i < claims->len; i++)
		append_claim(to, g_ptr_array_index(claims, i));
	return g_string_free(to, FALSE);
}
