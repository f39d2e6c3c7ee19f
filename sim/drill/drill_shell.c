#include "drill/drill_shell.h"

#include "base/units.h"

#include <string.h>

#define ALL_STATES ((UINT32_C(1) << TCP_STATES_N) - 1)
#define COUNT_MAX  1000000

/* Names that differ from RFC 9293 after '-' has become '_'. */
static const struct {
	const char *name;
	enum tcp_state state;
} aliases[] = {
    {"CLOSE", TCP_CLOSED},	    {"UNCONN", TCP_CLOSED},
    {"ESTAB", TCP_ESTABLISHED},	    {"SYN_RCVD", TCP_SYN_RECEIVED},
    {"SYN_RECV", TCP_SYN_RECEIVED}, {"FIN_WAIT1", TCP_FIN_WAIT_1},
    {"FIN_WAIT2", TCP_FIN_WAIT_2},
};

static bool names_equal(const char *name, size_t length, const char *known)
{
	if (strlen(known) != length)
		return false;
	for (size_t i = 0; i < length; i++) {
		char a = name[i] == '-' ? '_' : g_ascii_toupper(name[i]);
		char b = known[i] == '-' ? '_' : known[i];

		if (a != b)
			return false;
	}
	return true;
}

bool drill_state_find(const char *name, size_t length, enum tcp_state *state)
{
	for (int i = 0; i < TCP_STATES_N; i++) {
		if (names_equal(name, length,
				tcp_state_name((enum tcp_state)i))) {
			*state = (enum tcp_state)i;
			return true;
		}
	}
	for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++) {
		if (names_equal(name, length, aliases[i].name)) {
			*state = aliases[i].state;
			return true;
		}
	}
	return false;
}

void drill_shell_free(struct drill_shell *shell)
{
	if (!shell)
		return;
	g_free(shell->name);
	g_free(shell->value);
	g_free(shell->text);
	g_free(shell);
}

/**
 * struct line - A line while it is read
 * @folder:	Where files are; NULL: none is read
 * @piped:	Commands of the pipe, char ** each
 */
struct line {
	struct drill_place place;
	const char *folder;
	GPtrArray *to;
	GPtrArray *notes;
	GPtrArray *piped;
	const char *text;
};

static struct drill_shell *add(const struct line *line,
			       enum drill_shell_kind kind)
{
	struct drill_shell *shell = g_new0(struct drill_shell, 1);

	shell->kind = kind;
	shell->text = g_strdup(line->text);
	g_ptr_array_add(line->to, shell);
	return shell;
}

static bool unsupported(const struct line *line, GError **error)
{
	return drill_cursor_unsupported(line->place, error,
					"the shell line '%s'", line->text);
}

/* "$((15*1024*1024))" is how a shell writes a number of bytes. */
static char *multiplied(const char *text)
{
	GString *to = g_string_new(NULL);
	const char *open;

	while ((open = strstr(text, "$(("))) {
		const char *close = strstr(open, "))");
		const char *at = open + strlen("$((");
		int64_t product = 1;

		if (!close || at + strspn(at, "0123456789* ") != close)
			break;
		g_string_append_len(to, text, open - text);
		for (; at < close; at += strspn(at, "* ")) {
			char *end;
			int64_t factor = g_ascii_strtoll(at, &end, 10);

			if (end == at || factor == 0 ||
			    product > INT64_MAX / factor)
				break;
			product *= factor;
			at = end;
		}
		g_string_append_printf(to, "%" G_GINT64_FORMAT, product);
		text = close + strlen("))");
	}
	g_string_append(to, text);
	return g_string_free(to, FALSE);
}

/* "-w net.ipv4.tcp_rfc1337=1 ...", and names as paths in /proc/sys */
static bool do_sysctl(struct line *line, char **words, GError **error)
{
	bool any = false;

	for (size_t i = 1; words[i]; i++) {
		const char *equals = strchr(words[i], '=');
		const char *name = words[i];
		struct drill_shell *shell;

		if (words[i][0] == '-')
			continue;
		if (!equals)
			return unsupported(line, error);
		if (g_str_has_prefix(name, "/proc/sys/"))
			name += strlen("/proc/sys/");
		shell = add(line, DRILL_SHELL_SYSCTL);
		shell->name = g_strdelimit(
		    g_strndup(name, (size_t)(equals - name)), "/", '.');
		shell->value = g_strstrip(multiplied(equals + 1));
		any = true;
	}
	return any || unsupported(line, error);
}

static bool do_ignore(struct line *line, char **words, GError **error)
{
	(void)words;
	/* what is piped on may be an assertion */
	if (line->piped->len > 1)
		return unsupported(line, error);
	g_ptr_array_add(line->notes,
			g_strdup_printf("line %u: '%s' is ignored",
					line->place.line, line->text));
	return true;
}

static void read_file_line(const struct line *line, const char *text)
{
	guint first = line->to->len;

	if (!strstr(text, "sysctl") ||
	    !drill_shell_parse(text, line->place, NULL, line->to, line->notes,
			       NULL))
		return;
	for (guint i = first; i < line->to->len; i++) {
		struct drill_shell *shell = g_ptr_array_index(line->to, i);

		shell->may_fail = true;
	}
}

static bool do_file(struct line *line, char **words, GError **error)
{
	g_autofree char *path = NULL;
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (line->folder)
		path = g_path_is_absolute(words[0])
			   ? g_strdup(words[0])
			   : g_build_filename(line->folder, words[0], NULL);
	if (!path || !g_file_test(path, G_FILE_TEST_IS_REGULAR) ||
	    !g_file_get_contents(path, &text, NULL, NULL))
		return do_ignore(line, words, error);
	lines = g_strsplit(text, "\n", -1);
	for (char **next = lines; *next; next++)
		read_file_line(line, *next);
	return true;
}

static bool do_sleep(struct line *line, char **words, GError **error)
{
	int64_t ns;

	if (!words[1] || !units_parse_duration(words[1], &ns))
		return unsupported(line, error);
	add(line, DRILL_SHELL_SLEEP)->sleep_ns = ns;
	return true;
}

static uint32_t states_in(const char *text)
{
	uint32_t states = 0;
	size_t length;

	for (; *text; text += length) {
		enum tcp_state state;

		length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-12"
				      "abcdefghijklmnopqrstuvwxyz");
		if (length > 0 && drill_state_find(text, length, &state))
			states |= UINT32_C(1) << state;
		length = MAX(length, 1);
	}
	return states;
}

/* -s STATE; -a is every state */
static bool do_tcpdrop(struct line *line, char **words, GError **error)
{
	uint32_t states = 0;

	for (size_t i = 1; words[i]; i++) {
		if (strcmp(words[i], "-a") == 0)
			states = ALL_STATES;
		else if (strcmp(words[i], "-s") == 0 && words[i + 1])
			states |= states_in(words[++i]);
	}
	if (!states)
		return unsupported(line, error);
	add(line, DRILL_SHELL_DROP)->states = states;
	return true;
}

/**
 * struct grep - What one grep of a pipe asks
 */
struct grep {
	bool count;
	bool quiet;
	bool invert;
	const char *pattern;
};

static bool read_grep(char **words, struct grep *grep)
{
	memset(grep, 0, sizeof(*grep));
	if (strcmp(words[0], "grep") != 0 && strcmp(words[0], "egrep") != 0)
		return false;
	for (size_t i = 1; words[i]; i++) {
		if (words[i][0] == '-' && words[i][1]) {
			grep->count |= strchr(words[i], 'c') != NULL;
			grep->quiet |= strchr(words[i], 'q') != NULL;
			grep->invert |= strchr(words[i], 'v') != NULL;
		} else if (grep->pattern) {
			return false;
		} else {
			grep->pattern = words[i];
		}
	}
	return grep->pattern != NULL;
}

/* A number after "grep -c STATE": the whole count, whatever the anchors. */
static bool read_count(const char *pattern, int *count)
{
	g_autofree char *digits = g_strdup(pattern);
	char *start = digits;
	int64_t n;

	if (*start == '^')
		start++;
	if (*start && start[strlen(start) - 1] == '$')
		start[strlen(start) - 1] = '\0';
	if (!units_parse_count(start, &n) || n > COUNT_MAX)
		return false;
	*count = (int)n;
	return true;
}

/* What picks sockets by address or program picks all: there is one peer. */
static bool is_address(const char *pattern)
{
	return strpbrk(pattern, "0123456789.:?*") ||
	       g_strcmp0(pattern, "packetdrill") == 0 ||
	       g_strcmp0(pattern, "tcp") == 0 ||
	       g_strcmp0(pattern, "tcp4") == 0 ||
	       g_strcmp0(pattern, "tcp6") == 0;
}

static bool apply_filter(const struct grep *grep, uint32_t *states)
{
	uint32_t named = states_in(grep->pattern);

	if (!named)
		return is_address(grep->pattern);
	*states &= grep->invert ? ~named : named;
	return true;
}

/**
 * struct census - A count of sockets while its pipe is read
 * @counted:	What follows sees the number, not the sockets
 */
struct census {
	uint32_t states;
	int count;
	bool counted;
};

static bool apply_grep(struct census *census, char **words)
{
	struct grep grep;

	if (strcmp(words[0], "wc") == 0 && !census->counted) {
		census->counted = true;
		return true;
	}
	if (!read_grep(words, &grep))
		return false;
	if (census->counted)
		return !grep.invert && read_count(grep.pattern, &census->count);
	census->counted = grep.count;
	return apply_filter(&grep, &census->states);
}

/* "sockstat ... | grep ... | grep -c STATE | grep N" */
static bool do_count(struct line *line, char **words, GError **error)
{
	struct census census = {ALL_STATES, DRILL_COUNT_SOME, false};
	struct drill_shell *shell;

	for (size_t i = 1; words[i]; i++)
		if (strcmp(words[i], "state") == 0 && words[i + 1])
			census.states = states_in(words[i + 1]);
	for (guint i = 1; i < line->piped->len; i++)
		if (!apply_grep(&census, g_ptr_array_index(line->piped, i)))
			return unsupported(line, error);
	if (census.states == 0 || census.states == ALL_STATES)
		return unsupported(line, error);
	shell = add(line, DRILL_SHELL_COUNT);
	shell->states = census.states;
	shell->count = census.count;
	return true;
}

static const struct {
	const char *name;
	bool (*run)(struct line *line, char **words, GError **error);
} commands[] = {
    {"sysctl", do_sysctl},   {"set_sysctls.py", do_sysctl},
    {"sockstat", do_count},  {"netstat", do_count},
    {"ss", do_count},	     {"tcpdrop", do_tcpdrop},
    {"sleep", do_sleep},     {"defaults.sh", do_file},
    {"kldload", do_ignore},  {"kldunload", do_ignore},
    {"true", do_ignore},     {":", do_ignore},
    {"ethtool", do_ignore},  {"nstat", do_ignore},
    {"modprobe", do_ignore}, {"sync", do_ignore},
    {"date", do_ignore},     {"cleanup.sh", do_ignore},
};

/* One command, or several in a pipe; the first says what it is about. */
static bool read_pipe(struct line *line, GError **error)
{
	char **words = g_ptr_array_index(line->piped, 0);
	g_autofree char *base = g_path_get_basename(words[0]);

	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		if (strcmp(commands[i].name, base) == 0)
			return commands[i].run(line, words, error);
	return unsupported(line, error);
}

/* Length up to ; | && or a new line outside of quotes */
static size_t command_length(const char *text)
{
	size_t n = 0;
	char quote = '\0';

	for (; text[n]; n++) {
		if (quote) {
			quote = text[n] == quote ? '\0' : quote;
		} else if (text[n] == '"' || text[n] == '\'') {
			quote = text[n];
		} else if (strchr(";|\n", text[n]) ||
			   strncmp(text + n, "&&", 2) == 0) {
			break;
		}
	}
	return n;
}

/* ">/dev/null 2>&1" is about output, which nobody reads. */
static char **split_words(const char *command)
{
	g_auto(GStrv) words = NULL;
	GStrvBuilder *kept = g_strv_builder_new();
	char **result;

	if (g_shell_parse_argv(command, NULL, &words, NULL)) {
		for (size_t i = 0; words[i]; i++) {
			const char *arrow = strchr(words[i], '>');

			if (!arrow || arrow > words[i] + 1)
				g_strv_builder_add(kept, words[i]);
			else if (!arrow[1] && words[i + 1])
				i++;
		}
	}
	result = g_strv_builder_end(kept);
	g_strv_builder_unref(kept);
	return result;
}

static bool flush_pipe(struct line *line, GError **error)
{
	bool ok = line->piped->len == 0 || read_pipe(line, error);

	g_ptr_array_set_size(line->piped, 0);
	return ok;
}

static bool read_command(struct line *line, const char *text, size_t length,
			 GError **error)
{
	g_autofree char *command = g_strndup(text, length);
	char **words;

	g_strstrip(command);
	if (command[0] == '\0' || command[0] == '#')
		return true;
	words = split_words(command);
	if (!words[0]) {
		g_strfreev(words);
		return unsupported(line, error);
	}
	g_ptr_array_add(line->piped, words);
	return true;
}

static bool read_line(struct line *line, const char *text, GError **error)
{
	while (*text) {
		size_t length = command_length(text);

		if (!read_command(line, text, length, error))
			return false;
		text += length;
		/* "||" is an "or", which is not played */
		if (text[0] == '|' && text[1] == '|')
			return unsupported(line, error);
		if (*text != '|' && !flush_pipe(line, error))
			return false;
		if (*text)
			text += text[0] == '&' ? 2 : 1;
	}
	return flush_pipe(line, error);
}

bool drill_shell_parse(const char *text, struct drill_place place,
		       const char *folder, GPtrArray *to, GPtrArray *notes,
		       GError **error)
{
	g_autofree char *shown =
	    g_strdelimit(g_strstrip(g_strdup(text)), "\n\t", ' ');
	struct line line = {place, folder, to, notes, NULL, shown};
	bool ok;

	line.piped = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	ok = read_line(&line, text, error);
	g_ptr_array_unref(line.piped);
	return ok;
}
