#ifndef RUN_RECORDING_H
#define RUN_RECORDING_H

#include "trace/addresses.h"
#include "world/world.h"

#include <glib.h>

/**
 * DOC: Segments of a whole run, in files
 *
 * Lines as tcpdump prints them, a capture, or both, at one end. A run may send
 * millions of segments: of those that this end sees, the first
 * RECORDING_SEGMENTS_MAX are written.
 */

#define RECORDING_SEGMENTS_MAX 1000000u

struct recording;

/**
 * recording_open() - Begin the files
 * @lines, @capture: Paths; NULL: none
 * @at:		The end where segments are seen
 */
struct recording *recording_open(const char *lines, const char *capture,
				 const struct addresses *addresses, enum end at,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** recording_attach() - Record what happens in a world from here on */
void recording_attach(struct recording *recording, struct world *world);

/**
 * recording_commit() - The files are whole; @recording is freed in any case
 * @cut:	Out: there were more segments
 */
bool recording_commit(struct recording *recording, bool *cut,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** recording_discard() - Leave no trace of them; @recording may be NULL */
void recording_discard(struct recording *recording);

#endif
