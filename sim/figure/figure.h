#ifndef FIGURE_FIGURE_H
#define FIGURE_FIGURE_H

#include "run/sweep.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * DOC: Figures
 *
 * A figure answers one question. Runs become a table (tab-separated, first line
 * the names of the columns), and the script plots/NAME.gp draws the table.
 * Where a figure has curves, each line of the table says to which one it
 * belongs: the first columns are
 *
 *	kind    simulated, measured, limit (a level to compare with) or event
 *	        (an instant to note)
 *	curve   its name, for the key
 */

#define FIGURE_ERROR figure_error_quark()
GQuark figure_error_quark(void);
enum figure_error {
	FIGURE_ERROR_UNKNOWN, /* no figure has that name */
	FIGURE_ERROR_SERIES,  /* what was measured is no series, or not of use
			       */
	FIGURE_ERROR_NOTHING, /* of these runs there is nothing to show */
};

/**
 * struct figure_run - One of the runs that a figure is made from
 * @label:	What tells it from the others; "" if nothing does
 * @settings:	What it was made from, "NAME=VALUE"; the last is NULL
 * @task:	Done, unless the figure makes its own runs
 */
struct figure_run {
	const char *label;
	char *const *settings;
	const struct sweep_task *task;
};

/**
 * struct figure_column - A column of a time series that is a curve
 * @name:	In a series file, "client_time_wait_n"
 * @offset:	In struct sample
 * @curve:	What it is called, "client"
 */
struct figure_column {
	const char *name;
	size_t offset;
	const char *curve;
};

/**
 * struct figure - A figure
 * @name:	Of the command and the script: "ports"
 * @title:	A few words
 * @question:	That it answers
 * @defaults:	Options that hold unless the user gives them, NAME=VALUE with
 *		blanks between; a name more than once is an axis
 * @axes:	Options that are axes of the figure itself, not different
 *		curves; the last is NULL
 * @samples_n:	Samples of each run, about; 0: none
 * @own_runs:	It makes its own from the settings: those given are not run
 * @unit:	Name of the column of values of a figure over time
 * @columns:	Its curves, in which a measured series can be laid over; the
 *		last has no name. NULL: not a figure over time
 * @write:	Appends the table
 */
struct figure {
	const char *name;
	const char *title;
	const char *question;
	const char *defaults;
	const char *const *axes;
	int samples_n;
	bool own_runs;
	const char *unit;
	const struct figure_column *columns;
	bool (*write)(const struct figure *figure, GString *to,
		      const struct figure_run *runs, size_t runs_n,
		      GError **error);
};

/** figure_all() - All of them; the name of the last is NULL */
const struct figure *figure_all(void);

/** figure_find() - By name; NULL and FIGURE_ERROR_UNKNOWN if there is none */
const struct figure *figure_find(const char *name,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** figure_sample_ns() - Time between two samples of a run; 0: none */
int64_t figure_sample_ns(const struct figure *figure,
			 const struct config *config);

/** figure_measured_check() - Is it a series that can be laid over? */
bool figure_measured_check(const struct figure *figure, const char *path,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * figure_table_new() - The table
 * @measured:	A series file to lay over; NULL: none
 *
 * Return:	(transfer full) the text; NULL and an error
 */
char *figure_table_new(const struct figure *figure,
		       const struct figure_run *runs, size_t runs_n,
		       const char *measured,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
