#include "cli/picture.h"

#include "cli/complain.h"
#include "cli/output.h"

#include <string.h>

enum picture_kind picture_kind(const char *path)
{
	static const char *const ends[] = {".txt", ".svg", ".png", ".tsv"};

	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
		if (g_str_has_suffix(path, ends[i]) &&
		    strlen(path) > strlen(ends[i]))
			return (enum picture_kind)i;
	return PICTURE_NONE;
}

bool picture_check(const char *verb, const char *option, const char *path)
{
	g_autoptr(GError) error = NULL;
	struct atomic_file *file;

	if (picture_kind(path) == PICTURE_NONE) {
		complain("%s: %s: '%s' is no picture: a name that ends in "
			 ".svg, .png, .txt or .tsv is expected",
			 verb, option, path);
		return false;
	}
	file = atomic_file_open(path, &error);
	if (!file) {
		complain("%s: %s: %s", verb, option, error->message);
		return false;
	}
	atomic_file_discard(file);
	return true;
}

static enum exit_code write_to(const char *verb, const char *path,
			       const void *data, size_t length)
{
	g_autoptr(GError) error = NULL;
	struct atomic_file *file = NULL;

	if (path) {
		file = atomic_file_open(path, &error);
		if (!file) {
			complain("%s: %s", verb, error->message);
			return EXIT_RUNTIME;
		}
	}
	return output_file(verb, file, data, length);
}

/* The figure that was asked for is missing: that is a failure all the same. */
static enum exit_code write_instead(const char *verb, const char *table,
				    const char *path, const char *why)
{
	g_autofree char *beside = NULL;

	if (path)
		beside =
		    g_strdup_printf("%.*s.tsv", (int)strlen(path) - 4, path);
	if (write_to(verb, beside, table, strlen(table)) == EXIT_FINE)
		complain("%s: %s; the data is %s%s", verb, why,
			 beside ? "in " : "on standard output",
			 beside ? beside : "");
	return EXIT_RUNTIME;
}

enum exit_code picture_write(const char *verb,
			     const struct gnuplot_picture *picture,
			     const char *path)
{
	static const enum gnuplot_format formats[] = {
	    [PICTURE_TEXT] = GNUPLOT_TEXT,
	    [PICTURE_SVG] = GNUPLOT_SVG,
	    [PICTURE_PNG] = GNUPLOT_PNG,
	};
	enum picture_kind kind = path ? picture_kind(path) : PICTURE_TEXT;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *warning = NULL;

	if (kind == PICTURE_DATA)
		return write_to(verb, path, picture->table,
				strlen(picture->table));
	bytes = gnuplot_draw(picture, formats[kind], &warning, &error);
	if (warning)
		complain("%s: note: %s", verb, warning);
	if (bytes)
		return write_to(verb, path, g_bytes_get_data(bytes, NULL),
				g_bytes_get_size(bytes));
	if (g_error_matches(error, GNUPLOT_ERROR, GNUPLOT_ERROR_MISSING))
		return write_instead(verb, picture->table, path,
				     error->message);
	complain("%s: %s", verb, error->message);
	return EXIT_RUNTIME;
}
