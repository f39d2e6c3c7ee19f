#ifndef RUN_PAPER_H
#define RUN_PAPER_H

#include "run/scenario.h"
#include "run/sweep.h"

#include <glib.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdbool.h>

/**
 * DOC: The measurements of 1997, cell by cell
 *
 * Faber, Touch and Yue, draft-faber-time-wait-avoidance-00 (ID97): what they
 * printed, and what the mechanisms of the simulator make of the same method.
 * What the draft does not say is taken from one printed cell for each constant;
 * all other cells are predicted. A cell that no mechanism of ours explains is
 * not made to fit: it is told, and does not count.
 */

/** The schema of the object; a change of a name changes the number */
#define PAPER_JSON_SCHEMA "twsim.paper/1"

enum paper_role {
	PAPER_CALIBRATES, /* a constant of the model was taken from it */
	PAPER_PREDICTED,
	PAPER_UNEXPLAINED, /* by nothing that is modelled */
};

/**
 * struct paper_cell - A printed number and the simulated one
 * @table, @row, @column: Where it stands
 * @printed:	NaN: it was printed that the run failed
 * @tolerance:	How far off the simulated one may be; 0 where it failed
 * @run, @measure: What it is compared with: enums of paper.c
 * @role:	What it is to the model
 * @note:	The constant, or what is missing; NULL: nothing to say
 * @simulated:	Out; NaN: it failed
 */
struct paper_cell {
	const char *table;
	const char *row;
	const char *column;
	double printed;
	double tolerance;
	int run;
	int measure;
	enum paper_role role;
	const char *note;
	double simulated;
};

/**
 * struct paper - All of them
 * @cells:	Array of struct paper_cell
 */
struct paper {
	GArray *cells;
};

/**
 * paper_new() - Run all of it
 * @settings:	NAME=VALUE, laid over the models; NULL: none
 * @watch:	For the runs
 *
 * Return:	(transfer full) the cells; NULL and an error; NULL without an
 *		error if @watch->stop or want of memory ended it
 */
struct paper *paper_new(char *const *settings, const struct sweep_watch *watch,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;
void paper_free(struct paper *paper);

/** paper_is_within() - Is a cell as printed, within its tolerance? */
bool paper_is_within(const struct paper_cell *cell);

/** paper_off_n() - Cells that are not, of those that are to be explained */
unsigned paper_off_n(const struct paper *paper);

/** paper_role_name() - "calibrates", "predicted", "not explained" */
const char *paper_role_name(enum paper_role role);

/** paper_table_new(), paper_csv_new() - (transfer full) as text */
char *paper_table_new(const struct paper *paper);
char *paper_csv_new(const struct paper *paper);
/** paper_json_new() - (transfer full) an object with the array cells */
JsonNode *paper_json_new(const struct paper *paper);

#endif
