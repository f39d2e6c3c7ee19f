#ifndef SERVER_LAB_JOBS_H
#define SERVER_LAB_JOBS_H

#include "child.h"

#include <json-glib/json-glib.h>
#include <stdbool.h>

/**
 * DOC: Verbs of the lab as children
 *
 * Each prints JSON, and exits 0 or 1 if what it compared agrees or differs, 77
 * if it cannot try here. Anything else is a failure, which ends all.
 */

/** struct lab_ending - How a job ended, in memory that it shares */
struct lab_ending {
	int code;
	double took_s;
};

/**
 * struct lab_job - One of them
 * @section:	Of the report; NULL: what it prints is of no interest
 * @name, @claim: For the report; may be NULL
 * @words:	Its command line
 * @later_s:	It begins so long after those that are run with it
 * @shown:	The same for readers, without places of this machine
 */
struct lab_job {
	const char *section;
	const char *name;
	const char *claim;
	struct child_words words;
	unsigned later_s;
	GString *shown;
	/* private */
	int out;
	int err;
	struct lab_ending *ending;
};

/** lab_jobs_new() - (transfer full) Room for jobs: an array of struct lab_job*
 */
GPtrArray *lab_jobs_new(void);

/** lab_jobs_add() - (transfer none) One that runs @program */
struct lab_job *lab_jobs_add(GPtrArray *jobs, const char *section,
			     const char *program);

/** lab_job_word() - A word of its command line that readers may see */
void lab_job_word(struct lab_job *job, const char *format, ...)
    G_GNUC_PRINTF(2, 3);

/**
 * lab_jobs_run_or_die() - Run some of them
 * @at_once_max: So many at once
 * @tell:	On stderr, when one is over
 *
 * Return:	0; exit code of the one that failed, which was told on stderr;
 *		128 and the signal that ended them
 */
int lab_jobs_run_or_die(GPtrArray *jobs, size_t at_once_max, bool tell);

/** lab_jobs_json_or_die() - Add what those with a section found */
void lab_jobs_json_or_die(GPtrArray *jobs, JsonArray *into);

#endif
