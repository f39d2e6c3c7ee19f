#include "run/rules_file.h"

#include "base/units.h"
#include "run/file_read.h"

#include <string.h>

#define TOKEN_SIZE 64
#define DIRECTIONS "'to-client' or 'to-server'"
#define DEEDS	   "'drop', 'duplicate', 'delay' or 'hold'"

/**
 * struct reader - A line that is being read
 * @at:		What is not read yet
 * @token:	The word or sign that is looked at; empty at the end
 * @column:	Where that begins
 * @start, @first_column: Of the line
 */
struct reader {
	const char *file;
	unsigned int line;
	unsigned int first_column;
	const char *start;
	const char *at;
	unsigned int column;
	char token[TOKEN_SIZE];
	GError **error;
};

GQuark rules_file_error_quark(void)
{
	return g_quark_from_static_string("rules-file-error");
}

static bool in_word(char c)
{
	return g_ascii_isalnum(c) || c == '-' || c == '.' || c == '_';
}

/* Words, and the signs ! = < > <= >= */
static size_t token_length(const char *at)
{
	size_t n = 0;

	while (in_word(at[n]))
		n++;
	if (n == 0 && *at != '\0')
		n = (*at == '<' || *at == '>') && at[1] == '=' ? 2 : 1;
	return n;
}

static void next(struct reader *reader)
{
	size_t length;

	while (g_ascii_isspace(*reader->at))
		reader->at++;
	length = *reader->at == '#' ? 0 : token_length(reader->at);
	reader->column =
	    reader->first_column + (unsigned int)(reader->at - reader->start);
	g_strlcpy(reader->token, reader->at, MIN(length + 1, TOKEN_SIZE));
	reader->at += length;
}

static bool is(const struct reader *reader, const char *word)
{
	return g_ascii_strcasecmp(reader->token, word) == 0;
}

static bool expected(const struct reader *reader, const char *what)
{
	g_set_error(reader->error, RULES_FILE_ERROR, RULES_FILE_ERROR_SYNTAX,
		    "%s:%u:%u: %s%s%s: %s is expected", reader->file,
		    reader->line, reader->column, reader->token[0] ? "'" : "",
		    reader->token[0] ? reader->token : "the rule ends here",
		    reader->token[0] ? "'" : "", what);
	return false;
}

static bool read_word(struct reader *reader, const char *word)
{
	g_autofree char *quoted = g_strdup_printf("'%s'", word);

	if (!is(reader, word))
		return expected(reader, quoted);
	next(reader);
	return true;
}

static bool read_direction(struct reader *reader, bool *to_server)
{
	if (!is(reader, "to-client") && !is(reader, "to-server"))
		return expected(reader, DIRECTIONS);
	*to_server = is(reader, "to-server");
	next(reader);
	return true;
}

static unsigned int flag_of(const struct reader *reader)
{
	static const struct {
		const char *name;
		unsigned int flag;
	} flags[] = {
	    {"FIN", SEG_FIN}, {"SYN", SEG_SYN}, {"RST", SEG_RST},
	    {"PSH", SEG_PSH}, {"ACK", SEG_ACK}, {"URG", SEG_URG},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(flags); i++)
		if (is(reader, flags[i].name))
			return flags[i].flag;
	return 0;
}

static bool read_not_flag(struct reader *reader, struct rules_match *match)
{
	unsigned int flag;

	next(reader);
	flag = flag_of(reader);
	if (!flag)
		return expected(reader, "FIN, SYN, RST, PSH, ACK or URG");
	match->without |= (uint16_t)flag;
	next(reader);
	return true;
}

static bool number_of(const char *text, const char *end, uint32_t *n)
{
	g_autofree char *copy = g_strndup(text, (gsize)(end - text));
	guint64 value;

	if (!g_ascii_string_to_unsigned(copy, 10, 0, UINT32_MAX, &value, NULL))
		return false;
	*n = (uint32_t)value;
	return true;
}

/* "2", "2..4", "2.." */
static bool read_nth(struct reader *reader, struct rules_match *match)
{
	struct rules_range *nth = &match->nth;
	const char *dots, *end;
	bool ok;

	next(reader);
	dots = strstr(reader->token, "..");
	end = reader->token + strlen(reader->token);
	ok = number_of(reader->token, dots ? dots : end, &nth->low);
	nth->high = dots ? UINT32_MAX : nth->low;
	if (ok && dots && dots[2])
		ok = number_of(dots + 2, end, &nth->high);
	if (!ok || nth->low == 0 || nth->high < nth->low)
		return expected(reader,
				"a number from 1, like 2, 2..4 or 2..,");
	next(reader);
	return true;
}

static bool read_range(struct reader *reader, struct rules_range *range)
{
	char sign[TOKEN_SIZE] = "=";
	uint32_t n;

	next(reader);
	if (strchr("=<>", reader->token[0]) && reader->token[0]) {
		g_strlcpy(sign, reader->token, sizeof(sign));
		next(reader);
	}
	if (!number_of(reader->token, reader->token + strlen(reader->token),
		       &n))
		return expected(reader, "a number from 0 to 4294967295");
	if ((strcmp(sign, "<") == 0 && n == 0) ||
	    (strcmp(sign, ">") == 0 && n == UINT32_MAX))
		return expected(reader, "a number that leaves something");
	*range = (struct rules_range){n, n};
	if (sign[0] == '<')
		*range = (struct rules_range){0, sign[1] ? n : n - 1};
	if (sign[0] == '>')
		*range = (struct rules_range){sign[1] ? n : n + 1, UINT32_MAX};
	next(reader);
	return true;
}

/* @any: there was a condition; false without an error: what comes is none */
static bool read_condition(struct reader *reader, struct rules_match *match,
			   bool *any)
{
	unsigned int flag = flag_of(reader);

	*any = true;
	if (flag) {
		match->with |= (uint16_t)flag;
		next(reader);
		return true;
	}
	if (is(reader, "!"))
		return read_not_flag(reader, match);
	if (is(reader, "nth"))
		return read_nth(reader, match);
	if (is(reader, "len"))
		return read_range(reader, &match->len);
	if (is(reader, "relseq"))
		return read_range(reader, &match->seq);
	if (is(reader, "relack"))
		return read_range(reader, &match->ack);
	*any = false;
	return true;
}

static bool read_match(struct reader *reader, struct rules_match *match)
{
	bool any = true;

	*match = (struct rules_match){
	    .nth = RULES_ANY,
	    .len = RULES_ANY,
	    .seq = RULES_ANY,
	    .ack = RULES_ANY,
	};
	if (!read_direction(reader, &match->to_server))
		return false;
	while (any)
		if (!read_condition(reader, match, &any))
			return false;
	return true;
}

static bool read_time(struct reader *reader, const char *word, int64_t *ns)
{
	next(reader);
	if (!read_word(reader, word))
		return false;
	if (!units_parse_duration(reader->token, ns) || *ns < 0)
		return expected(reader, "a time like 500ms or 2s");
	next(reader);
	return true;
}

static bool read_deed(struct reader *reader, struct rules_rule *rule)
{
	if (is(reader, "drop")) {
		rule->deed = RULES_DROP;
		next(reader);
		return true;
	}
	if (is(reader, "duplicate")) {
		rule->deed = RULES_DUPLICATE;
		return read_time(reader, "after", &rule->ns);
	}
	if (is(reader, "delay")) {
		rule->deed = RULES_DELAY;
		return read_time(reader, "by", &rule->ns);
	}
	if (is(reader, "hold")) {
		rule->deed = RULES_HOLD;
		next(reader);
		return read_word(reader, "until") &&
		       read_match(reader, &rule->until);
	}
	return expected(reader, "a condition (a flag, !flag, nth, len, relseq, "
				"relack) or " DEEDS);
}

bool rules_file_line(GArray *rules, const char *file, unsigned int line,
		     unsigned int column, const char *text, GError **error)
{
	struct rules_rule rule = {.line = line};
	struct reader reader = {
	    .file = file,
	    .line = line,
	    .first_column = column,
	    .start = text,
	    .at = text,
	    .error = error,
	};

	next(&reader);
	if (reader.token[0] == '\0')
		return true;
	if (!read_match(&reader, &rule.match) || !read_deed(&reader, &rule))
		return false;
	if (reader.token[0] != '\0')
		return expected(&reader, rule.deed == RULES_HOLD
					     ? "a condition, or nothing more,"
					     : "nothing more");
	g_array_append_val(rules, rule);
	return true;
}

GArray *rules_file_read(const char *path, GError **error)
{
	g_autofree char *text = file_read(path, NULL, error);
	g_autoptr(GArray) rules = NULL;
	g_auto(GStrv) lines = NULL;

	if (!text)
		return NULL;
	rules = g_array_new(FALSE, FALSE, sizeof(struct rules_rule));
	lines = g_strsplit(text, "\n", -1);
	for (unsigned int i = 0; lines[i]; i++)
		if (!rules_file_line(rules, path, i + 1, 1, lines[i], error))
			return NULL;
	return g_steal_pointer(&rules);
}
