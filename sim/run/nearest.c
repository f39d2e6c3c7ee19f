#include "run/nearest.h"

#include <string.h>

#define NEAREST_MAX 3
#define LENGTH_MAX  63
#define FAR	    1000

struct near {
	const char *name;
	size_t distance;
};

/* Letters to insert, drop or change (Levenshtein), a row at a time. */
static size_t distance(const char *a, const char *b)
{
	size_t row[LENGTH_MAX + 1];
	size_t a_n = MIN(strlen(a), LENGTH_MAX);
	size_t b_n = MIN(strlen(b), LENGTH_MAX);

	for (size_t j = 0; j <= b_n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_n; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = MIN(change, MIN(row[j], row[j - 1]) + 1);
		}
	}
	return row[b_n];
}

/* A name that contains what was written counts as one letter off. */
static size_t rank_whole(const char *text, const char *name)
{
	size_t length = strlen(text);
	size_t d = distance(text, name);

	if (length >= 3 && strstr(name, text))
		return 1;
	if (strlen(name) >= 3 && strstr(text, name))
		return 1;
	return d <= 1 + length / 3 ? d : FAR;
}

/* The last parts of a name with dots may be all that was written. */
static size_t rank(const char *text, const char *name)
{
	size_t best = rank_whole(text, name);

	for (const char *dot = strchr(name, '.'); dot;
	     dot = strchr(dot + 1, '.'))
		best = MIN(best, distance(text, dot + 1) <= 1 + strlen(text) / 4
				     ? 1 + distance(text, dot + 1)
				     : FAR);
	return best;
}

static void keep_nearest(struct near best[NEAREST_MAX], struct near found)
{
	for (size_t i = 0; i < NEAREST_MAX; i++) {
		if (found.distance < best[i].distance) {
			struct near worse = best[i];

			best[i] = found;
			found = worse;
		}
	}
}

char *nearest_new(const char *text, const char *const *names, size_t names_n)
{
	struct near best[NEAREST_MAX] = {{NULL, FAR}, {NULL, FAR}, {NULL, FAR}};
	GString *list = g_string_new(NULL);

	for (size_t i = 0; i < names_n; i++)
		keep_nearest(best,
			     (struct near){names[i], rank(text, names[i])});
	for (size_t i = 0; i < NEAREST_MAX && best[i].name; i++) {
		bool last = i + 1 == NEAREST_MAX || !best[i + 1].name;

		if (i > 0)
			g_string_append(list, last ? " or " : ", ");
		g_string_append(list, best[i].name);
	}
	return g_string_free(list, list->len == 0);
}

char *nearest_field_new(const char *text, const struct field *rows,
			size_t rows_n)
{
	g_autofree const char **names = g_new(const char *, rows_n);

	for (size_t i = 0; i < rows_n; i++)
		names[i] = rows[i].name;
	return nearest_new(text, names, rows_n);
}
