#include "drill/drill_code.h"

#include <string.h>

/* The field tells states as ours, so that any system's names can be used. */
static uint32_t get_state(const struct endpoint_info *info)
{
	return info->state;
}

#define GET(member)                                                    \
	static uint32_t get_##member(const struct endpoint_info *info) \
	{                                                              \
		return info->member;                                   \
	}
GET(retransmits)
GET(probes)
GET(backoff)
GET(options)
GET(rto_us)
GET(rtt_us)
GET(snd_mss)
GET(unacked)
#undef GET

static const struct drill_code_row fields[] = {
    {"tcpi_state", get_state},	   {"tcpi_retransmits", get_retransmits},
    {"tcpi_probes", get_probes},   {"tcpi_backoff", get_backoff},
    {"tcpi_options", get_options}, {"tcpi_rto", get_rto_us},
    {"tcpi_rtt", get_rtt_us},	   {"tcpi_snd_mss", get_snd_mss},
    {"tcpi_unacked", get_unacked},
};

static const struct {
	const char *name;
	int64_t value;
} constants[] = {
    {"TCPI_OPT_TIMESTAMPS", 1},
    {"TCPI_OPT_SACK", 2},
    {"TCPI_OPT_WSCALE", 4},
};

static const char *const compares[] = {
    [DRILL_EQ] = "==", [DRILL_NE] = "!=", [DRILL_LE] = "<=",
    [DRILL_GE] = ">=", [DRILL_LT] = "<",  [DRILL_GT] = ">",
};

static const char *const state_prefixes[] = {"TCPI_", "TCPS_", "TCP_"};

/* "TCPI_TIME_WAIT", "TCPS_TIME_WAIT", "TCP_TIME_WAIT" */
static bool find_state(const char *word, int64_t *value)
{
	for (size_t i = 0; i < G_N_ELEMENTS(state_prefixes); i++) {
		const char *name = word + strlen(state_prefixes[i]);
		enum tcp_state state;

		if (g_str_has_prefix(word, state_prefixes[i]) &&
		    drill_state_find(name, strlen(name), &state)) {
			*value = state;
			return true;
		}
	}
	return false;
}

static bool find_constant(const char *word, int64_t *value)
{
	for (size_t i = 0; i < G_N_ELEMENTS(constants); i++) {
		if (strcmp(constants[i].name, word) == 0) {
			*value = constants[i].value;
			return true;
		}
	}
	return find_state(word, value);
}

/* A number for a state is the kernel's, and kernels differ. */
static bool read_value(struct drill_cursor *cursor, bool state, int64_t *value)
{
	size_t length = drill_cursor_word_length(cursor);
	g_autofree char *word = g_strndup(cursor->at, length);

	if (length == 0)
		return !state && drill_cursor_number(cursor, "", INT32_MIN,
						     UINT32_MAX, value, NULL);
	drill_cursor_move(cursor, length);
	drill_cursor_skip(cursor);
	return state ? find_state(word, value) : find_constant(word, value);
}

static const struct drill_code_row *read_field(struct drill_cursor *cursor)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		if (drill_cursor_accept_word(cursor, fields[i].name))
			return &fields[i];
	return NULL;
}

static bool read_compare(struct drill_cursor *cursor,
			 enum drill_compare *compare)
{
	static const enum drill_compare order[] = {
	    DRILL_EQ, DRILL_NE, DRILL_LE, DRILL_GE, DRILL_LT, DRILL_GT};

	for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
		if (drill_cursor_accept(cursor, compares[order[i]])) {
			*compare = order[i];
			return true;
		}
	}
	return false;
}

/* FIELD [& MASK]; without parentheses Python binds '&' closer all the same */
static bool read_left(struct drill_cursor *cursor, struct drill_code *code)
{
	int64_t mask;

	code->mask = UINT32_MAX;
	code->field = read_field(cursor);
	if (!code->field || !drill_cursor_accept(cursor, "&"))
		return code->field != NULL;
	if (!read_value(cursor, false, &mask))
		return false;
	code->mask = (uint32_t)mask;
	return true;
}

/* Parentheses are around what is left of the comparison, or around all. */
static bool read_comparison(struct drill_cursor *cursor,
			    struct drill_code *code)
{
	bool open = drill_cursor_accept(cursor, "(");

	if (!read_left(cursor, code))
		return false;
	if (open && drill_cursor_accept(cursor, ")"))
		open = false;
	return read_compare(cursor, &code->compare) &&
	       read_value(cursor, code->field->get == get_state,
			  &code->value) &&
	       (!open || drill_cursor_accept(cursor, ")"));
}

static bool read_assert(struct drill_cursor *cursor, struct drill_code *code)
{
	if (!drill_cursor_accept_word(cursor, "assert") ||
	    !read_comparison(cursor, code))
		return false;
	/* ", message" says something to the reader only */
	if (*cursor->at == ',' && !strpbrk(cursor->at, "\n;"))
		return true;
	(void)drill_cursor_accept(cursor, ";");
	return *cursor->at == '\0';
}

bool drill_code_parse(const char *text, struct drill_place place,
		      struct drill_code *code, GError **error)
{
	g_autofree char *stripped = g_strstrip(g_strdup(text));
	struct drill_cursor cursor = {"", stripped, place};

	if (!read_assert(&cursor, code))
		return drill_cursor_unsupported(
		    place, error,
		    "code that is more than one comparison of a tcp_info "
		    "field");
	code->text = g_strdelimit(g_strdup(stripped), "\n", ' ');
	return true;
}

bool drill_code_holds(const struct drill_code *code,
		      const struct endpoint_info *info, int64_t *actual)
{
	*actual = code->field->get(info) & code->mask;
	switch (code->compare) {
	case DRILL_EQ:
		return *actual == code->value;
	case DRILL_NE:
		return *actual != code->value;
	case DRILL_LT:
		return *actual < code->value;
	case DRILL_GT:
		return *actual > code->value;
	case DRILL_LE:
		return *actual <= code->value;
	case DRILL_GE:
		return *actual >= code->value;
	}
	return false;
}

void drill_code_print(GString *to, const struct drill_code *code, int64_t value)
{
	g_string_append_printf(to, "%s is ", code->field->name);
	if (code->field->get == get_state && value >= 0 && value < TCP_STATES_N)
		g_string_append(to, tcp_state_name((enum tcp_state)value));
	else
		g_string_append_printf(to, "%" G_GINT64_FORMAT, value);
}
