#ifndef RUN_DRILL_SCRIPT_H
#define RUN_DRILL_SCRIPT_H

#include "drill/drill_packet.h"
#include "drill/drill_shell.h"
#include "drill/drill_value.h"

#include <stdint.h>

/**
 * DOC: Scripts of packets and calls
 *
 * The notation is packetdrill's: at the left a time, then a socket call with
 * its result, a packet that comes in ('<') or must go out ('>'), a shell line
 * in back-ticks or an assertion in %{ }%. What is read is a subset: what the
 * language has and the subset has not is DRILL_ERROR_UNSUPPORTED, so that such
 * a script is never taken for one that passed.
 */

/** enum drill_time_kind - How the time at the left was written */
enum drill_time_kind {
	DRILL_TIME_ABSOLUTE, /* since the start */
	DRILL_TIME_RELATIVE, /* after the event before it */
	DRILL_TIME_ANY,	     /* "*" */
};

/**
 * struct drill_time - When an event is due
 * @from_ns:	The instant, or the start of the window
 * @to_ns:	End of the window of an expected packet; else @from_ns
 * @returns_ns:	When a call that blocks returns; NEVER_NS: it does not block
 *
 * All three count from the same origin.
 */
struct drill_time {
	enum drill_time_kind kind;
	bool window;
	int64_t from_ns;
	int64_t to_ns;
	int64_t returns_ns;
};

/**
 * struct drill_call - A socket call and what it must return
 * @row:	Which one, see run/drill_calls.h
 * @args:	struct drill_value
 * @result:	A number, or DRILL_ANY
 * @errno_name:	Expected with a result of -1; NULL: any
 * @text:	As written, without the result
 */
struct drill_call {
	const struct drill_call_row *row;
	GPtrArray *args;
	struct drill_value *result;
	char *errno_name;
	char *text;
};

/** enum drill_compare - What an assertion asks of a field */
enum drill_compare {
	DRILL_EQ,
	DRILL_NE,
	DRILL_LT,
	DRILL_GT,
	DRILL_LE,
	DRILL_GE,
};

/**
 * struct drill_code - assert FIELD [& MASK] OP VALUE
 * @field:	Which one, see run/drill_code.h
 * @mask:	All ones without one
 */
struct drill_code {
	const struct drill_code_row *field;
	uint32_t mask;
	enum drill_compare compare;
	int64_t value;
	char *text;
};

enum drill_event_kind {
	DRILL_EVENT_PACKET,
	DRILL_EVENT_CALL,
	DRILL_EVENT_SHELL,
	DRILL_EVENT_CODE,
};

/**
 * struct drill_event - One line of a script
 * @place:	Of its time
 * @shell:	struct drill_shell, in order
 */
struct drill_event {
	enum drill_event_kind kind;
	struct drill_place place;
	struct drill_time time;
	struct drill_packet packet;
	struct drill_call call;
	struct drill_code code;
	GPtrArray *shell;
};

/**
 * struct drill_settings - The lines with --option=value
 * @tolerance_ns: How far from its time an event may be
 * @tolerance_percent: The same, of the time since the event before it
 * @ts_tick_ns:	Unit of the stack's timestamps; 0: they are not checked
 * @mtu:	0: of the stack
 */
struct drill_settings {
	int64_t tolerance_ns;
	double tolerance_percent;
	int64_t ts_tick_ns;
	int64_t mtu;
	bool ipv6;
};

/**
 * struct drill_script - A script, read
 * @name:	Of the file, for messages
 * @events:	struct drill_event, in order
 * @notes:	char *: what was not taken seriously
 */
struct drill_script {
	char *name;
	struct drill_settings settings;
	GPtrArray *events;
	GPtrArray *notes;
};

/**
 * drill_script_parse() - Read a script
 * @name:	Of the file, for messages
 * @text:	Of @length octets and a zero
 * @defines:	Names that #ifdef knows, NULL at the end; may be NULL
 *
 * Return:	(transfer full) the script; NULL and a DRILL_ERROR with the
 *		place, what was found and what was expected
 */
struct drill_script *drill_script_parse(
    const char *name, const char *text, size_t length,
    const char *const *defines, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void drill_script_free(struct drill_script *script);

/** drill_script_length_ns() - How long it takes, "*" being at once */
int64_t drill_script_length_ns(const struct drill_script *script);

/** drill_event_print() - Append an event in the notation of a script */
void drill_event_print(GString *to, const struct drill_event *event);

#endif
