#ifndef RUN_DRILL_VERDICT_H
#define RUN_DRILL_VERDICT_H

#include <glib.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

/** enum drill_verdict_kind - Does the stack do what the script says? */
enum drill_verdict_kind {
	DRILL_OK,
	DRILL_NOT_OK,
	DRILL_SKIP,	 /* it cannot be said */
	DRILL_MALFORMED, /* it is no script */
};

/**
 * struct drill_verdict - What came out of a script
 * @text:	One line: the reason, with file and line; NULL if DRILL_OK
 * @line:	DRILL_NOT_OK: of the event, counted from 1
 * @actual:	DRILL_NOT_OK: what happened instead, without its time
 * @time_only:	DRILL_NOT_OK: all but the time is right
 * @late_ns:	How late the player itself was at most
 * @details:	char *, lines: what was expected and what happened
 * @notes:	char *, lines: what was not taken seriously
 */
struct drill_verdict {
	enum drill_verdict_kind kind;
	char *text;
	unsigned line;
	char *actual;
	bool time_only;
	int64_t late_ns;
	GPtrArray *details;
	GPtrArray *notes;
};

void drill_verdict_init(struct drill_verdict *verdict);
void drill_verdict_fini(struct drill_verdict *verdict);

/** drill_verdict_set() - Decide; the last time holds */
void drill_verdict_set(struct drill_verdict *verdict,
		       enum drill_verdict_kind kind, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/** drill_verdict_actual() - Say what happened instead */
void drill_verdict_actual(struct drill_verdict *verdict, const char *actual);

void drill_verdict_detail(struct drill_verdict *verdict, const char *format,
			  ...) G_GNUC_PRINTF(2, 3);
void drill_verdict_note(struct drill_verdict *verdict, const char *format, ...)
    G_GNUC_PRINTF(2, 3);

/** drill_verdict_time() - (transfer full) "0.104000", s since the start */
char *drill_verdict_time(int64_t ns);

#endif
