#ifndef SERVER_WIRE_FILES_H
#define SERVER_WIRE_FILES_H

#include "relay.h"

#include <glib.h>

/**
 * DOC: What tw-wire writes about each segment
 *
 * A capture, as one of the two ends would make it. And a log, a JSON object
 * for each line:
 *	t_ns	when the frame entered, since the wire began
 *	n	which frame it is, from 0
 *	to	"server" or "client"
 *	from_port, to_port, flags, seq, ack, length: as in a trace; TCP only
 *	deed	"pass", "lost", or what a rule did: "drop", "duplicate",
 *		"delay", "hold"
 *	rule_line	of the file of rules
 *	leaves_ns	when it leaves; null: it does not, or not yet
 *	copies_ns	when copies leave
 *
 * A frame that was held and goes on has a second line: t_ns, n, "deed":
 * "freed" and leaves_ns. After WIRE_FILES_MAX segments neither file grows.
 */

#define WIRE_FILES_MAX 1000000u

struct wire_files;

/**
 * wire_files_open() - Begin them
 * @capture, @log: Paths; NULL: none
 * @at:		The end where the capture sees segments
 *
 * Return:	(transfer full) NULL and an error, which names the option
 */
struct wire_files *wire_files_open(const char *capture, const char *log,
				   enum relay_side at,
				   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** wire_files_tap() - To be told by a relay that begins now */
struct relay_tap wire_files_tap(struct wire_files *files);

/**
 * wire_files_commit() - They are whole; @files is freed in any case
 * @cut:	Out: there were more segments
 */
bool wire_files_commit(struct wire_files *files, bool *cut,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
