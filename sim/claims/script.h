#ifndef CLAIMS_SCRIPT_H
#define CLAIMS_SCRIPT_H

#include <glib.h>
#include <stdbool.h>

/** Where those that are part of the program are in a checkout */
#define SCRIPT_FOLDER "models/claims/"

/**
 * script_play() - Play a script of packets and calls to a simulated host
 * @name:	"restart.pkt", which is part of the program; or a path, if there
 *		is a '/' in it
 * @settings:	"NAME=VALUE": stack, or what is a row of the stack
 * @laid_over:	The same over them; what is no row of the stack is passed over;
 *		may be NULL
 * @ok:		Out: the host did all that the script says
 * @last:	Out: (transfer full) the last line, as the host played it: the
 *		one that the script ends with, or what happened instead; NULL: a
 *		count that is right
 *
 * Return:	false and an error if it cannot be played
 */
bool script_play(const char *name, char *const *settings,
		 char *const *laid_over, bool *ok, char **last,
		 GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
