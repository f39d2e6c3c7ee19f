#ifndef CLI_PICTURE_H
#define CLI_PICTURE_H

#include "cli/verbs.h"
#include "figure/gnuplot.h"
#include "run/atomic_file.h"

#include <stdbool.h>

/** enum picture_kind - What a file is, by the end of its name */
enum picture_kind {
	PICTURE_TEXT,
	PICTURE_SVG,
	PICTURE_PNG,
	PICTURE_DATA, /* .tsv: the table itself */
	PICTURE_NONE,
};

/** picture_kind() - .txt, .svg, .png, .tsv; else PICTURE_NONE */
enum picture_kind picture_kind(const char *path);

/**
 * picture_write() - Draw, and write that to a file, whole or not at all
 * @verb:	For messages
 * @path:	NULL: as text to standard output
 *
 * Without gnuplot the table is written instead: beside the file, its name
 * ending in .tsv, or to standard output.
 *
 * Return:	EXIT_FINE; EXIT_USAGE if the file cannot be written;
 *		EXIT_RUNTIME if there is no picture; stderr says why
 */
enum exit_code picture_write(const char *verb,
			     const struct gnuplot_picture *picture,
			     const char *path);

/**
 * picture_check() - Can a file be written? Known before anything runs
 *
 * Return:	false, and stderr says why
 */
bool picture_check(const char *verb, const char *option, const char *path);

#endif
