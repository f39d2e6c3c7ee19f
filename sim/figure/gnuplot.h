#ifndef FIGURE_GNUPLOT_H
#define FIGURE_GNUPLOT_H

#include <glib.h>
#include <stdbool.h>

/**
 * DOC: Pictures by gnuplot
 *
 * The scripts of plots/ are part of the program. gnuplot reads style, script
 * and data from its standard input and writes the picture to its standard
 * output: there are no temporary files that could be left behind.
 */

#define GNUPLOT_ERROR gnuplot_error_quark()
GQuark gnuplot_error_quark(void);
enum gnuplot_error {
	GNUPLOT_ERROR_MISSING, /* there is no gnuplot in PATH */
	GNUPLOT_ERROR_FAILED,  /* it says why, or was ended */
};

enum gnuplot_format { GNUPLOT_TEXT, GNUPLOT_SVG, GNUPLOT_PNG };

/**
 * struct gnuplot_picture - What to draw
 * @script:	Of plots/, without .gp
 * @title:	Of the picture, for those who cannot see it
 * @command:	That made it, for the corner
 * @table:	The data, tab-separated, first line names
 */
struct gnuplot_picture {
	const char *script;
	const char *title;
	const char *command;
	const char *table;
};

/**
 * gnuplot_draw() - Draw
 * @warning:	Out: (transfer full) what it warned of, on one line; NULL:
 *		nothing
 *
 * Return:	(transfer full) the picture; NULL and a GNUPLOT_ERROR
 */
GBytes *gnuplot_draw(const struct gnuplot_picture *picture,
		     enum gnuplot_format format, char **warning,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
