#include "figure/gnuplot.h"

#include "figure/resource.h"

#include <gio/gio.h>
#include <signal.h>
#include <string.h>

#define PROGRAM	   "gnuplot"
#define DATA_END   "END_OF_THE_TABLE"
#define LINE_WIDTH 104
#define LINES_MAX  2

GQuark gnuplot_error_quark(void)
{
	return g_quark_from_static_string("gnuplot-error");
}

static void append_script(GString *to, const char *name)
{
	g_autofree char *file = g_strconcat(name, ".gp", NULL);

	resource_append(to, file);
	g_string_append_c(to, '\n');
}

/* In single quotes gnuplot knows no escapes but the quote itself, twice. */
static void append_text(GString *to, const char *name, const char *text)
{
	g_string_append_printf(to, "%s = '", name);
	for (; *text; text++) {
		if (*text == '\'')
			g_string_append_c(to, '\'');
		g_string_append_c(to, *text);
	}
	g_string_append(to, "'\n");
}

static gsize line_length(const char *text)
{
	gsize length = strlen(text);
	gsize at;

	if (length <= LINE_WIDTH)
		return length;
	for (at = LINE_WIDTH; at > LINE_WIDTH / 2; at--)
		if (text[at] == ' ')
			return at;
	return LINE_WIDTH;
}

/* A long command goes on in a second line, and no further. */
static void append_command(GString *to, const char *command)
{
	g_autofree char *text = g_str_to_ascii(command, "C");

	g_strdelimit(text, "\n\t\r\\", '?');
	g_string_append(to, "command = ''\n");
	for (int i = 1; *text && i <= LINES_MAX; i++) {
		gsize length = line_length(text);
		g_autofree char *line = g_strndup(text, length);
		g_autofree char *name = g_strdup_printf("command_%d", i);

		memmove(text, text + length, strlen(text + length) + 1);
		g_strchug(text);
		if (*text && i == LINES_MAX)
			memcpy(line + MAX(length, 4) - 4, " ...", 4);
		append_text(to, name, line);
		g_string_append_printf(to, "command = command.%s%s\n",
				       i > 1 ? "\"\\n\"." : "", name);
	}
}

static char *input_new(const struct gnuplot_picture *picture,
		       enum gnuplot_format format)
{
	static const char *const names[] = {
	    [GNUPLOT_TEXT] = "txt",
	    [GNUPLOT_SVG] = "svg",
	    [GNUPLOT_PNG] = "png",
	};
	GString *input = g_string_new(NULL);

	g_string_append_printf(input, "$data << %s\n%s%s\n", DATA_END,
			       picture->table, DATA_END);
	append_text(input, "datafile", "$data");
	append_text(input, "format", names[format]);
	append_command(input, picture->command);
	append_script(input, "style");
	append_script(input, picture->script);
	return g_string_free(input, FALSE);
}

static bool fail(enum gnuplot_error code, const char *text, GError **error)
{
	g_set_error_literal(error, GNUPLOT_ERROR, (int)code, text);
	return false;
}

/* It shows the whole block first; what is wrong comes last. */
static char *last_words(GBytes *said)
{
	gsize size;
	const char *text = g_bytes_get_data(said, &size);
	g_autofree char *words = g_strndup(text ? text : "", size);
	char *last = strrchr(g_strchomp(words), '\n');

	if (!*words)
		return NULL;
	return g_strconcat(
	    PROGRAM " says: ", g_strstrip(last ? last + 1 : words), NULL);
}

static bool check_end(GSubprocess *gnuplot, GBytes *out, const char *words,
		      GError **error)
{
	if (g_subprocess_get_if_signaled(gnuplot))
		return fail(GNUPLOT_ERROR_FAILED,
			    PROGRAM " was ended by a signal", error);
	if (g_subprocess_get_exit_status(gnuplot) == 0 &&
	    g_bytes_get_size(out) > 0)
		return true;
	return fail(GNUPLOT_ERROR_FAILED,
		    words ? words : PROGRAM " draws nothing", error);
}

/* -d: no settings of the user's, so that all get the same picture. */
static GSubprocess *start(GError **error)
{
	g_autofree char *path = g_find_program_in_path(PROGRAM);

	if (path)
		return g_subprocess_new(G_SUBPROCESS_FLAGS_STDIN_PIPE |
					    G_SUBPROCESS_FLAGS_STDOUT_PIPE |
					    G_SUBPROCESS_FLAGS_STDERR_PIPE,
					error, path, "-d", NULL);
	fail(GNUPLOT_ERROR_MISSING,
	     "there is no gnuplot: apt-get install gnuplot-nox", error);
	return NULL;
}

/* One that dies before it has read all is an error, and no end of ours. */
static bool communicate(GSubprocess *gnuplot, const char *input, GBytes **out,
			GBytes **said, GError **error)
{
	g_autoptr(GBytes) in = g_bytes_new_static(input, strlen(input));
	struct sigaction ignore, before;
	bool ok;

	memset(&ignore, 0, sizeof(ignore));
	ignore.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &ignore, &before);
	ok = g_subprocess_communicate(gnuplot, in, NULL, out, said, error);
	sigaction(SIGPIPE, &before, NULL);
	return ok;
}

static GBytes *run(const char *input, char **warning, GError **error)
{
	g_autoptr(GSubprocess) gnuplot = start(error);
	g_autoptr(GBytes) said = NULL;
	g_autofree char *words = NULL;
	GBytes *out = NULL;

	if (!gnuplot)
		return NULL;
	if (!communicate(gnuplot, input, &out, &said, error)) {
		g_prefix_error(error, PROGRAM " did not read it all: ");
		return NULL;
	}
	words = last_words(said);
	if (check_end(gnuplot, out, words, error)) {
		*warning = g_steal_pointer(&words);
		return out;
	}
	g_bytes_unref(out);
	return NULL;
}

/* The first element of that name gets another content. */
static void replace_element(GString *svg, const char *name, const char *content)
{
	g_autofree char *open = g_strdup_printf("<%s>", name);
	g_autofree char *close = g_strdup_printf("</%s>", name);
	g_autofree char *text = g_markup_escape_text(content, -1);
	const char *from = strstr(svg->str, open);
	const char *to = from ? strstr(from, close) : NULL;
	gssize at;

	if (!to)
		return;
	from += strlen(open);
	at = from - svg->str;
	g_string_erase(svg, at, to - from);
	g_string_insert(svg, at, text);
}

/* Without blanks at the ends of lines; a command is not cut off. */
static GBytes *trim(GBytes *bytes, const struct gnuplot_picture *picture)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = g_strndup(data, size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *to = g_string_new(NULL);

	for (guint i = 0; lines[i]; i++)
		if (*g_strchomp(lines[i]) || to->len > 0)
			g_string_append_printf(to, "%s\n", lines[i]);
	while (g_str_has_suffix(to->str, "\n\n"))
		g_string_truncate(to, to->len - 1);
	if (picture->command[0])
		g_string_append_printf(to, "\n%s\n", picture->command);
	g_bytes_unref(bytes);
	return g_string_free_to_bytes(to);
}

/* gnuplot says that it is a picture of gnuplot. */
static GBytes *describe(GBytes *bytes, const struct gnuplot_picture *picture)
{
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	GString *svg = g_string_new_len(text, (gssize)size);

	replace_element(svg, "title", picture->title);
	replace_element(svg, "desc", picture->command);
	g_bytes_unref(bytes);
	return g_string_free_to_bytes(svg);
}

GBytes *gnuplot_draw(const struct gnuplot_picture *picture,
		     enum gnuplot_format format, char **warning, GError **error)
{
	g_autofree char *input = input_new(picture, format);
	GBytes *bytes;

	*warning = NULL;
	bytes = run(input, warning, error);

	if (bytes && format == GNUPLOT_SVG)
		return describe(bytes, picture);
	if (bytes && format == GNUPLOT_TEXT)
		return trim(bytes, picture);
	return bytes;
}
