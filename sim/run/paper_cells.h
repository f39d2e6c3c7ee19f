#ifndef RUN_PAPER_CELLS_H
#define RUN_PAPER_CELLS_H

#include "run/paper.h"

/** Loads of table 1: 0, 500, ... 2500 connections in TIME-WAIT */
#define PAPER_LOADS_N 6
#define PAPER_LOAD    500

/** enum paper_run - What was run; rows of table 1 are PAPER_LOADS_N runs */
enum paper_run {
	PAPER_BULK,
	PAPER_BULK_SWAP = PAPER_BULK + PAPER_LOADS_N,
	PAPER_WEB = PAPER_BULK_SWAP + PAPER_LOADS_N,
	PAPER_WEB_SWAP,
	PAPER_WEB_CLIENT,
	PAPER_SMALL,
	PAPER_SMALL_SWAP,
	PAPER_SMALL_CLIENT,
	PAPER_WALL,
	PAPER_RUNS_N,
};

/** enum paper_measure - What of it */
enum paper_measure {
	PAPER_MBIT_S,
	PAPER_CONN_S,
	PAPER_KB,
	PAPER_MEASURES_N,
};

/** paper_cells() - What was printed; @cells_n out: how many */
const struct paper_cell *paper_cells(size_t *cells_n);

/**
 * paper_runs() - Run all of it
 * @found:	Out: NaN where a run failed, or has no such measure
 *
 * Return:	false and an error, or no error if it was ended
 */
bool paper_runs(char *const *settings, const struct sweep_watch *watch,
		double found[PAPER_RUNS_N][PAPER_MEASURES_N],
		GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
