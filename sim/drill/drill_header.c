#include "drill/drill_header.h"

#include "base/units.h"

#include <string.h>

#define DEPTH_MAX    16
#define TOLERANCE_US 4000
#define US_MAX	     (INT64_C(3600) * 1000000)
#define MTU_MIN	     128
#define MTU_MAX	     65535

void drill_header_init(struct drill_settings *settings)
{
	memset(settings, 0, sizeof(*settings));
	settings->tolerance_ns = TOLERANCE_US * NS_PER_US;
}

static bool read_ip_version(struct drill_cursor *cursor,
			    struct drill_settings *settings, GError **error)
{
	settings->ipv6 = drill_cursor_accept_word(cursor, "ipv6");
	if (settings->ipv6 || drill_cursor_accept_word(cursor, "ipv4"))
		return true;
	if (drill_cursor_sees(cursor, "ipv4-mapped-ipv6"))
		return drill_cursor_unsupported(cursor->place, error,
						"--ip_version=ipv4-mapped-"
						"ipv6");
	return drill_cursor_fail(cursor, "ipv4 or ipv6", error);
}

static bool read_us(struct drill_cursor *cursor, int64_t *ns, GError **error)
{
	int64_t us;

	if (!drill_cursor_number(cursor, "a number of microseconds", 0, US_MAX,
				 &us, error))
		return false;
	*ns = us * NS_PER_US;
	return true;
}

static bool read_tolerance(struct drill_cursor *cursor,
			   struct drill_settings *settings, GError **error)
{
	return read_us(cursor, &settings->tolerance_ns, error);
}

static bool read_tick(struct drill_cursor *cursor,
		      struct drill_settings *settings, GError **error)
{
	return read_us(cursor, &settings->ts_tick_ns, error);
}

/* A number with a point is read as a time is. */
static bool read_percent(struct drill_cursor *cursor,
			 struct drill_settings *settings, GError **error)
{
	int64_t ns;

	if (!drill_cursor_seconds(cursor, &ns, error))
		return false;
	settings->tolerance_percent = ns_to_s(ns);
	return true;
}

/* In which pieces a player counts what an interface cuts by itself (TSO): here
 * none does. The stack's own size follows from --mtu. */
static bool read_mss(struct drill_cursor *cursor,
		     struct drill_settings *settings, GError **error)
{
	int64_t mss;

	(void)settings;
	return drill_cursor_number(cursor, "a segment size", MTU_MIN / 2,
				   MTU_MAX, &mss, error);
}

static bool read_mtu(struct drill_cursor *cursor,
		     struct drill_settings *settings, GError **error)
{
	return drill_cursor_number(cursor, "a packet size", MTU_MIN, MTU_MAX,
				   &settings->mtu, error);
}

/* Ports are not in a script: there is one connection at a time. */
static bool read_port(struct drill_cursor *cursor,
		      struct drill_settings *settings, GError **error)
{
	int64_t port;

	(void)settings;
	return drill_cursor_number(cursor, "a port", 0, UINT16_MAX, &port,
				   error);
}

static const struct {
	const char *name;
	bool (*read)(struct drill_cursor *cursor,
		     struct drill_settings *settings, GError **error);
} headers[] = {
    {"ip_version", read_ip_version},
    {"tolerance_usecs", read_tolerance},
    {"tolerance_percent", read_percent},
    {"tcp_ts_tick_usecs", read_tick},
    {"mss", read_mss},
    {"mtu", read_mtu},
    {"bind_port", read_port},
    {"connect_port", read_port},
};

static void ignore(struct drill_cursor *cursor, struct drill_place place,
		   const char *name, GPtrArray *notes)
{
	if (*cursor->at == '=')
		drill_cursor_move(cursor, strcspn(cursor->at, " \t\r\n"));
	drill_cursor_skip(cursor);
	g_ptr_array_add(notes, g_strdup_printf("line %u: --%s is ignored",
					       place.line, name));
}

bool drill_header_parse(struct drill_cursor *cursor,
			struct drill_settings *settings, GPtrArray *notes,
			GError **error)
{
	struct drill_place place = cursor->place;
	g_autofree char *name = NULL;
	size_t length;

	drill_cursor_move(cursor, strlen("--"));
	length = drill_cursor_word_length(cursor);
	if (length == 0)
		return drill_cursor_fail(cursor, "the name of an option",
					 error);
	name = g_strndup(cursor->at, length);
	drill_cursor_move(cursor, length);
	for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
		if (strcmp(headers[i].name, name) != 0)
			continue;
		return drill_cursor_expect(cursor, "=", error) &&
		       headers[i].read(cursor, settings, error);
	}
	ignore(cursor, place, name, notes);
	return true;
}

/**
 * struct choice - Where a text stands between #ifdef and #endif
 * @on:		By depth: is the branch taken?
 * @had_else:	By depth: was there an #else?
 * @at:		By depth: the #ifdef
 */
struct choice {
	const char *const *defines;
	unsigned depth;
	bool on[DEPTH_MAX];
	bool had_else[DEPTH_MAX];
	struct drill_place at[DEPTH_MAX];
};

static bool all_on(const struct choice *choice)
{
	for (unsigned i = 0; i < choice->depth; i++)
		if (!choice->on[i])
			return false;
	return true;
}

static bool open_branch(struct choice *choice, struct drill_cursor *cursor,
			bool wanted, GError **error)
{
	struct drill_place place = cursor->place;
	g_autofree char *name = NULL;

	name = drill_cursor_word(cursor, "a name", error);
	if (!name)
		return false;
	if (choice->depth == DEPTH_MAX)
		return drill_cursor_fail_at(cursor, place, error,
					    "found #ifdef %d deep; less is "
					    "expected",
					    DEPTH_MAX + 1);
	choice->on[choice->depth] =
	    (choice->defines && g_strv_contains(choice->defines, name)) ==
	    wanted;
	choice->had_else[choice->depth] = false;
	choice->at[choice->depth++] = place;
	return true;
}

static bool turn_branch(struct choice *choice,
			const struct drill_cursor *cursor,
			struct drill_place place, GError **error)
{
	unsigned top = choice->depth - 1;

	if (choice->depth == 0 || choice->had_else[top])
		return drill_cursor_fail_at(
		    cursor, place, error,
		    "found #else; an #ifdef without one is expected before it");
	choice->on[top] = !choice->on[top];
	choice->had_else[top] = true;
	return true;
}

static bool close_branch(struct choice *choice,
			 const struct drill_cursor *cursor,
			 struct drill_place place, GError **error)
{
	if (choice->depth == 0)
		return drill_cursor_fail_at(
		    cursor, place, error,
		    "found #endif; an #ifdef is expected before it");
	choice->depth--;
	return true;
}

/* A line that begins with '#'; @known out: was it one of the four? */
static bool read_directive(struct choice *choice, struct drill_cursor *cursor,
			   bool *known, GError **error)
{
	struct drill_place place = cursor->place;

	*known = true;
	if (drill_cursor_accept(cursor, "#ifdef "))
		return open_branch(choice, cursor, true, error);
	if (drill_cursor_accept(cursor, "#ifndef "))
		return open_branch(choice, cursor, false, error);
	if (drill_cursor_sees(cursor, "#else"))
		return turn_branch(choice, cursor, place, error);
	if (drill_cursor_sees(cursor, "#endif"))
		return close_branch(choice, cursor, place, error);
	*known = false;
	if (drill_cursor_sees(cursor, "#if") ||
	    drill_cursor_sees(cursor, "#el") ||
	    drill_cursor_sees(cursor, "#define") ||
	    drill_cursor_sees(cursor, "#include"))
		return drill_cursor_unsupported(place, error,
						"a directive that is not "
						"#ifdef, #ifndef, #else or "
						"#endif");
	return true;
}

static bool choose_line(struct choice *choice, struct drill_cursor *cursor,
			GString *kept, GError **error)
{
	size_t length = strcspn(cursor->at, "\n");
	struct drill_cursor ahead = *cursor;
	bool known = false;
	bool keep;

	drill_cursor_move(&ahead, strspn(cursor->at, " \t"));
	if (*ahead.at == '#' && !read_directive(choice, &ahead, &known, error))
		return false;
	keep = !known && all_on(choice);
	for (size_t i = 0; i < length; i++)
		g_string_append_c(kept, keep ? cursor->at[i] : ' ');
	if (cursor->at[length])
		g_string_append_c(kept, '\n');
	drill_cursor_move(cursor, length + 1);
	return true;
}

char *drill_header_choose(const struct drill_cursor *start,
			  const char *const *defines, GError **error)
{
	struct drill_cursor cursor = *start;
	struct choice choice = {.defines = defines};
	GString *kept = g_string_new(NULL);
	bool ok = true;

	while (ok && *cursor.at)
		ok = choose_line(&choice, &cursor, kept, error);
	if (ok && choice.depth > 0)
		ok = drill_cursor_fail_at(&cursor, choice.at[choice.depth - 1],
					  error,
					  "found #ifdef without an end; #endif "
					  "is expected");
	return g_string_free(kept, !ok);
}
