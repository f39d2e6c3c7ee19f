#ifndef CLAIMS_TRIAL_H
#define CLAIMS_TRIAL_H

#include "claims/claim.h"
#include "run/sweep.h"

#include <glib.h>
#include <stdbool.h>

/** enum trial_ending - How it came out */
enum trial_ending {
	TRIAL_WHOLE,
	TRIAL_BAD_INPUT, /* an error says where */
	TRIAL_STOPPED,	 /* by @watch, or for want of memory */
};

/**
 * trial_of_all() - Play the experiments of all claims, and judge
 * @claims:	struct claim *; each is given its verdict
 * @laid_over:	"NAME=VALUE", settings over those of all experiments; may be
 *		NULL
 *
 * The loads run side by side; verdicts do not depend on how many.
 */
enum trial_ending trial_of_all(GPtrArray *claims, char *const *laid_over,
			       const struct sweep_watch *watch,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * trial_follows() - The verdict that follows from what holds
 * @parts_n:	Parts there are, asides not counted
 * @hold_n:	How many of them hold, by era
 *
 * All in both eras is true, none in either false. All then but not now is true
 * then; all now but not then is true now; some then and none now is half true
 * then. Whatever else is half true. Without parts, not checked.
 */
enum claim_verdict trial_follows(unsigned parts_n,
				 const unsigned hold_n[CLAIM_ERAS_N]);

#endif
