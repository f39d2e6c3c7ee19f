#include "trace/scene_script.h"

#include "trace/scene.h"

#include <string.h>

static const char *const operand_names[] = {
    [SCRIPTED_NOTHING] = "nothing after it",
    [SCRIPTED_TIME] = "a time after it, like 500ms or 2s,",
    [SCRIPTED_OCTETS] = "a number of octets after it",
};

static bool fail(const char *at, const char *what, const char *expected,
		 GError **error)
{
	g_set_error(error, SCENE_ERROR, SCENE_ERROR_VALUE,
		    "%s: '%s': %s is expected", at, what, expected);
	return false;
}

static const struct scripted_word *find_word(const char *text,
					     enum scripted_deed *deed)
{
	const struct scripted_word *words = scripted_words();

	for (int i = 0; i < SCRIPTED_DEEDS_N; i++) {
		*deed = (enum scripted_deed)i;
		if (strcmp(words[i].word, text) == 0)
			return &words[i];
	}
	return NULL;
}

static char *all_words(void)
{
	GString *all = g_string_new(NULL);

	for (int i = 0; i < SCRIPTED_DEEDS_N; i++)
		g_string_append_printf(all, "%s%s", i ? ", " : "one of ",
				       scripted_words()[i].word);
	return g_string_free(all, FALSE);
}

static bool read_operand(enum scripted_operand kind, const char *text,
			 int64_t *value)
{
	switch (kind) {
	case SCRIPTED_NOTHING:
		return text == NULL;
	case SCRIPTED_TIME:
		return text && units_parse_duration(text, value);
	case SCRIPTED_OCTETS:
		return text && units_parse_count(text, value) &&
		       *value <= 1 << 30;
	}
	return false;
}

/* "send 26" */
static bool read_line(GArray *lines, const char *at, char *text, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, " ", 2);
	struct scripted_line line = {.operand = 0};
	const struct scripted_word *word;
	g_autofree char *words = NULL;

	word = parts[0] ? find_word(parts[0], &line.deed) : NULL;
	if (!word) {
		words = all_words();
		return fail(at, text, words, error);
	}
	if (!read_operand(word->operand, parts[1] ? g_strstrip(parts[1]) : NULL,
			  &line.operand))
		return fail(at, text, operand_names[word->operand], error);
	g_array_append_val(lines, line);
	return true;
}

bool scene_script_read(GArray *lines, const char *file, unsigned int line,
		       unsigned int column, const char *text, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, ",", -1);

	for (size_t i = 0; parts[i]; i++) {
		size_t blanks = strspn(parts[i], " \t");
		size_t length = strlen(parts[i]);
		g_autofree char *at =
		    g_strdup_printf("%s:%u:%zu", file, line, column + blanks);

		if (!read_line(lines, at, g_strstrip(parts[i]), error))
			return false;
		column += (unsigned int)length + 1;
	}
	return true;
}
