#ifndef RUN_SERIES_FILE_H
#define RUN_SERIES_FILE_H

#include "base/results.h"

#include <glib.h>
#include <stdbool.h>

/**
 * DOC: The time series
 *
 * Tab-separated, first line the names of the columns, for gnuplot's
 * columnheader(). The first eight columns are a contract; simulator and real
 * side write the same ones; what one of them does not know is nan. Whole or not
 * there, as atomic_file.
 */

struct series_file;

/** series_file_open() - Begin a series and write its header */
struct series_file *series_file_open(const char *path,
				     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** series_file_add() - One line; errors are those of atomic_file */
bool series_file_add(struct series_file *series, const struct sample *sample,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** series_file_commit() - The series is whole; @series is freed in any case */
bool series_file_commit(struct series_file *series,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** series_file_discard() - Leave no trace of it; @series may be NULL */
void series_file_discard(struct series_file *series);

#endif
