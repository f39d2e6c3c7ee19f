#ifndef SERVER_COUNTS_H
#define SERVER_COUNTS_H

#include "conversation.h"

#include <stdatomic.h>
#include <stddef.h>

/**
 * struct server_counts - What happened, counted where it happens
 * @accepted:	Connections taken from the backlog
 * @ended:	How they ended, by enum conversation_end
 * @answers:	Answers sent whole
 * @aborted:	Gone before accept() (ECONNABORTED and kin)
 * @no_room:	accept() found no descriptor or no memory: backed off
 * @no_process:	fork() failed: closed without an answer
 * @no_thread:	No thread could be made: closed without an answer
 * @no_memory:	Nor memory of our own: closed without an answer
 * @busy:	Times that --open-max was reached
 * @abandoned:	Still served when the drain time was over
 *
 * In memory that child processes share.
 */
struct server_counts {
	atomic_uint_fast64_t accepted;
	atomic_uint_fast64_t ended[CONVERSATION_ENDS_N];
	atomic_uint_fast64_t answers;
	atomic_uint_fast64_t aborted;
	atomic_uint_fast64_t no_room;
	atomic_uint_fast64_t no_process;
	atomic_uint_fast64_t no_thread;
	atomic_uint_fast64_t no_memory;
	atomic_uint_fast64_t busy;
	atomic_uint_fast64_t abandoned;
};

/**
 * struct counts_row - One of them, for all who print them
 * @name:	In JSON
 * @family:	In the metrics, without "twserver_" and "_total"
 * @label:	Name and value there, or ""
 * @help:	Of the family
 */
struct counts_row {
	const char *name;
	const char *family;
	const char *label;
	const char *help;
	size_t offset;
};

/** counts_rows() - All rows; those of a family are neighbours */
const struct counts_row *counts_rows(size_t *rows_n);

/** counts_value() - The count of a row now */
uint64_t counts_value(const struct server_counts *counts,
		      const struct counts_row *row);

#endif
