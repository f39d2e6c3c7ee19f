#include "counts.h"

/* clang-format off */
#define ACCEPTED "Connections taken from the backlog."
#define ENDED    "Connections that were served, by how they ended."
#define ANSWERS  "Answers sent whole."
#define ERRORS   "Calls of accept() that failed, by cause."
#define REFUSED  "Connections closed without an answer, by what was missing."
#define BUSY     "Times that as many connections were served as may be at once."
#define ABANDONED "Connections still served when the server stopped."

#define ROW(name, family, label, help, member)                                 \
	{name, family, label, help, offsetof(struct server_counts, member)}
static const struct counts_row rows[] = {
	ROW("accepted", "connections_accepted", "", ACCEPTED, accepted),
	ROW("closed", "connections_ended", "end=\"closed\"", ENDED,
	    ended[CONVERSATION_CLOSED]),
	ROW("reset", "connections_ended", "end=\"reset\"", ENDED,
	    ended[CONVERSATION_RESET]),
	ROW("timed_out", "connections_ended", "end=\"timed_out\"", ENDED,
	    ended[CONVERSATION_TIMED_OUT]),
	ROW("failed", "connections_ended", "end=\"failed\"", ENDED,
	    ended[CONVERSATION_FAILED]),
	ROW("answers", "answers", "", ANSWERS, answers),
	ROW("aborted_before_accept", "accept_errors", "cause=\"aborted\"", ERRORS,
	    aborted),
	ROW("no_descriptor_or_memory", "accept_errors",
	    "cause=\"no_descriptor_or_memory\"", ERRORS, no_room),
	ROW("no_process", "connections_refused", "missing=\"process\"", REFUSED,
	    no_process),
	ROW("no_thread", "connections_refused", "missing=\"thread\"", REFUSED,
	    no_thread),
	ROW("no_memory", "connections_refused", "missing=\"memory\"", REFUSED,
	    no_memory),
	ROW("open_max_reached", "open_max_reached", "", BUSY, busy),
	ROW("abandoned", "connections_abandoned", "", ABANDONED, abandoned),
};
/* clang-format on */

const struct counts_row *counts_rows(size_t *rows_n)
{
	*rows_n = sizeof(rows) / sizeof(rows[0]);
	return rows;
}

uint64_t counts_value(const struct server_counts *counts,
		      const struct counts_row *row)
{
	const char *at = (const char *)counts + row->offset;

	return atomic_load((const atomic_uint_fast64_t *)(const void *)at);
}
